"""The messages and services of Pulumi's plugin protocol, without the SDK that carries them.

``import pulumi.runtime.proto`` runs the whole SDK first, several times the start-up of a plugin that
needs nothing else of it. The generated modules import only each other, so they are loaded here from the
installed SDK's folder as a package of their own, each when it is asked for. The message classes are the SDK's
very own: both live in protobuf's one pool of descriptors.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.runtime.proto import (
        analyzer_pb2,
        analyzer_pb2_grpc,
        engine_pb2,
        engine_pb2_grpc,
        plugin_pb2,
        provider_pb2,
        provider_pb2_grpc,
        status_pb2,
    )
else:
    import importlib.util
    import sys
    from pathlib import Path
    from types import ModuleType

    _PACKAGE = f"{__name__}_of_the_sdk"

    def __getattr__(name: str) -> ModuleType:
        if name not in __all__:
            raise AttributeError(name)
        if _PACKAGE not in sys.modules:
            package = ModuleType(_PACKAGE)
            package.__path__ = [str(_generated_folder())]
            sys.modules[_PACKAGE] = package
        return importlib.import_module(f"{_PACKAGE}.{name}")

    def _generated_folder() -> Path:
        sdk = importlib.util.find_spec("pulumi")
        if sdk is None or not sdk.submodule_search_locations:
            raise ModuleNotFoundError("Pulumi's SDK for Python is not installed.", name="pulumi")
        return Path(sdk.submodule_search_locations[0]) / "runtime" / "proto"


__all__ = [
    "analyzer_pb2",
    "analyzer_pb2_grpc",
    "engine_pb2",
    "engine_pb2_grpc",
    "plugin_pb2",
    "provider_pb2",
    "provider_pb2_grpc",
    "status_pb2",
]
