"""Reading a resource's shape from the classes of a generated SDK."""

import collections.abc
import difflib
import enum
import importlib
import importlib.metadata
import importlib.util
import inspect
import json
import re
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, Union, cast, get_args, get_origin

from veeam_entraid_sandbox.sdk_types._shape import (
    Anything,
    ListOf,
    MapOf,
    ObjectOf,
    OneOf,
    Property,
    PropertyType,
    ResourceShape,
    Scalar,
)

__all__ = ["Sdk", "UnknownTokenError"]

_ALIAS: Final = re.compile(r'Alias\(type_="([^"]+)"\)')
_API_VERSION: Final = re.compile(r"API version (\d{4}-\d{2}-\d{2}(?:-\w+)?)")
_SCALARS: Final[dict[object, Scalar]] = {
    str: Scalar("string"),
    int: Scalar("integer"),
    float: Scalar("number"),
    bool: Scalar("boolean"),
}


_Scope: TypeAlias = Mapping[str, object]


class UnknownTokenError(LookupError):
    """The SDK has no resource of that token."""


@dataclass(frozen=True, slots=True)
class Sdk:
    """A generated SDK: the package of Pulumi that it is for, and the Python package that holds it."""

    package: str
    module: str

    @property
    def version(self) -> str:
        """The installed version."""
        return importlib.metadata.version(self.module.replace("_", "-"))

    def tokens(self) -> frozenset[str]:
        """Return the tokens of all resources that the SDK knows, without importing it."""
        spec = importlib.util.find_spec(self.module)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"{self.module} is not installed.", name=self.module)
        source = Path(spec.origin).read_text(encoding="utf-8")
        listed = re.search(r'resource_modules="""(.*?)"""', source, re.DOTALL)
        modules: list[dict[str, Any]] = json.loads(listed.group(1)) if listed else []
        return frozenset(token for module in modules for token in module["classes"])

    def shape(self, token: str) -> ResourceShape:
        """Return the shape of the resource. Imports the part of the SDK that holds it: seconds.

        Raises:
            UnknownTokenError: the SDK has no such resource. The message names the nearest that it has.
        """
        known = self.tokens()
        if token not in known:
            near = difflib.get_close_matches(token, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UnknownTokenError(f"{self.package} {self.version} has no resource {token}.{hint}")
        return _read(token, self._class(token))

    def _class(self, token: str) -> type:
        _, module, name = token.split(":")
        # "azure-native:network:Subnet" is in a package of its own, "tls:index/privateKey:PrivateKey" not.
        folder = module.partition("/")[0]
        package = self.module if folder == "index" else f"{self.module}.{folder}"
        return getattr(importlib.import_module(package), name)


def _read(token: str, resource: type) -> ResourceShape:
    module = importlib.import_module(resource.__module__)
    # Where "<Resource>Args" is the name of a nested type already, the arguments are called InitArgs.
    arguments = getattr(module, f"{resource.__name__}InitArgs", None)
    if arguments is None:
        arguments = getattr(module, f"{resource.__name__}Args", None)
    reader = _Reader()
    source = inspect.getsource(resource)
    version = _API_VERSION.search(source)
    return ResourceShape(
        token=token,
        inputs=reader.properties(arguments) if arguments else {},
        types=reader.types,
        outputs=tuple(sorted(_names(resource).values())),
        aliases=tuple(_ALIAS.findall(source)),
        api_version=version.group(1) if version else "",
    )


def _names(class_: type) -> dict[str, str]:
    """Return the names that Pulumi uses, by those of the class's own Python properties."""
    return {
        name: getattr(member.fget, "_pulumi_name", name)
        for name, member in vars(class_).items()
        if isinstance(member, property)
    }


class _Reader:
    """Reads argument classes; the types of nested objects collect in :attr:`types`."""

    def __init__(self) -> None:
        self.types: dict[str, Mapping[str, Property]] = {}

    def properties(self, arguments: type) -> dict[str, Property]:
        names = _names(arguments)
        parameters = list(inspect.signature(arguments.__init__).parameters.values())[1:]
        scope = vars(importlib.import_module(arguments.__module__))
        defaults = _defaults(arguments, parameters)
        return {
            names.get(parameter.name, parameter.name): Property(
                self._type(parameter.annotation, scope),
                required=parameter.default is inspect.Parameter.empty,
                default=defaults.get(parameter.name),
            )
            for parameter in parameters
        }

    def _type(self, hint: object, scope: _Scope) -> PropertyType:
        options = tuple(self._options(hint, scope))
        enumerations = [option for option in options if isinstance(option, Scalar) and option.values]
        if enumerations:
            # "a string or one of these" leaves the choice open.
            return enumerations[0] if len(options) == 1 else Scalar("string", enumerations[0].values)
        distinct = tuple(dict.fromkeys(options))
        return distinct[0] if len(distinct) == 1 else OneOf(distinct) if distinct else Anything()

    def _options(self, hint: object, scope: _Scope) -> Iterable[PropertyType]:
        if isinstance(hint, typing.ForwardRef):
            # What is no name of the module is "Output[T]", of which "Input" is made.
            hint = scope.get(hint.__forward_arg__, type(None))
        origin = get_origin(hint)
        if origin in {Union, types.UnionType}:
            for option in get_args(hint):
                yield from self._options(option, scope)
        elif origin in {collections.abc.Sequence, list}:
            yield ListOf(self._type(get_args(hint)[0], scope))
        elif origin in {collections.abc.Mapping, dict}:
            yield MapOf(self._type(get_args(hint)[1], scope))
        elif origin is None:
            yield from self._plain_options(hint)
        # What is left is Awaitable, which "Input" allows in place of any value.

    def _plain_options(self, hint: object) -> Iterable[PropertyType]:
        if hint is type(None):
            return
        if hint in _SCALARS:
            yield _SCALARS[hint]
        elif isinstance(hint, type) and issubclass(hint, enum.Enum):
            yield Scalar("string", tuple(str(member.value) for member in hint), closed=True)
        elif isinstance(hint, type) and typing.is_typeddict(hint):
            return  # the same type as its argument class, which is an option too
        elif isinstance(hint, type) and hint.__name__.endswith("Args"):
            yield self._object(hint)
        else:
            yield Anything()

    def _object(self, arguments: type) -> ObjectOf:
        name = arguments.__name__.removesuffix("Args")
        if name not in self.types:
            self.types[name] = {}  # a type may hold itself
            self.types[name] = self.properties(arguments)
        return ObjectOf(name)


def _defaults(arguments: type, parameters: list[inspect.Parameter]) -> dict[str, Any]:
    """Return the constants that the class fills in where nothing is given."""
    required = {p.name: None for p in parameters if p.default is inspect.Parameter.empty}
    filled = cast("dict[str, object]", vars(arguments(**required)))
    return {name: value for name, value in filled.items() if isinstance(value, bool | int | float | str)}
