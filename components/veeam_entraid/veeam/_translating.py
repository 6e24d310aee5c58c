"""Values with the API's names in place of Python's."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from veeam_entraid.veeam._shape import is_known, shape
from veeam_entraid_limits import UNKNOWN

__all__ = ["translated"]


def translated(value: object) -> Any:  # noqa: ANN401 - a value of any type
    """Return a value with the API's names, and with the mark of the unknown for what only an update knows."""
    if not is_known(value):
        return UNKNOWN
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, object]", value).items()
        return {shape().camel.get(name, name): translated(each) for name, each in entries if each is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [translated(each) for each in cast("Sequence[object]", value)]
    return value
