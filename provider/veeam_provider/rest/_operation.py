"""What an operation of the API is: method, path, parameters, and the payloads that go and come."""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar
from urllib.parse import quote

__all__ = ["Listing", "Operation", "Paging", "Parameter", "Target"]

Body_contra = TypeVar("Body_contra", contravariant=True)
Reply_co = TypeVar("Reply_co", covariant=True)
Item_co = TypeVar("Item_co", covariant=True)

Parameter: TypeAlias = str | float | bool | Sequence[str]

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


class Paging(enum.Enum):
    """Where a listing says which page it wants."""

    QUERY = "query"
    BODY = "body"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: a method, a path that is filled in, and the query."""

    method: str
    path: str
    query: Mapping[str, Parameter]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


# Without slots: in Python 3.11 a frozen class with slots cannot be made by its subscripted name.
@dataclass(frozen=True)
class _Described:
    method: str
    path: str
    form: object
    query: tuple[str, ...] = ()

    def target(self, parameters: Mapping[str, Parameter]) -> Target:
        """Return where a request with these parameters goes, those of the path and those of the query.

        Raises:
            TypeError: a parameter of the path is missing, or one is not known to the operation.
        """
        in_path = _PLACEHOLDER.findall(self.path)
        missing = [name for name in in_path if name not in parameters]
        unknown = [name for name in parameters if name not in in_path and name not in self.query]
        if missing or unknown:
            takes = ", ".join([*in_path, *self.query]) or "none"
            wrong = ", ".join(
                [*(f"{name} is missing" for name in missing), *(f"{name} is unknown" for name in unknown)]
            )
            raise TypeError(f"{self.method} {self.path} takes the parameters {takes}: {wrong}.")
        path = _PLACEHOLDER.sub(lambda found: quote(str(parameters[found[1]]), safe=""), self.path)
        return Target(self.method, path, {name: parameters[name] for name in self.query if name in parameters})


@dataclass(frozen=True)
class Operation(_Described, Generic[Body_contra, Reply_co]):
    """A call with one reply.

    Attributes:
        method: of HTTP.
        path: below the endpoint, with the names of parameters in braces.
        form: the type of the reply, as :func:`read` takes it; None for a reply without content.
        query: the parameters that go into the query.
    """


@dataclass(frozen=True)
class Listing(_Described, Generic[Body_contra, Item_co]):
    """A call that gives a list, page by page where there are pages.

    Attributes:
        method: of HTTP.
        path: below the endpoint, with the names of parameters in braces.
        form: the type of one item, as :func:`read` takes it.
        query: the parameters that go into the query.
        field: of the reply, which holds the items of a page.
        paging: where the page is asked for.
    """

    field: str = "data"
    paging: Paging = Paging.NONE
