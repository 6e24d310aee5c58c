"""What a topic of the API brings: how its operations are answered, and how its sessions do their work."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from veeam_entraid_sandbox.vbr._console import Console
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._sessions import Work

__all__ = ["CONTENT", "Answer", "Call", "Enquiry", "Handler", "Service"]


CONTENT: Final = "content"
"""Where the body of a call has the text of a file that was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that has the documented form, of somebody who may make it.

    Attributes:
        moment: what there is, and what time it is.
        path: the parameters in the path; ids in small letters.
        query: the parameters in the query, with the document's defaults.
        body: the body; empty where there is none.
        user: who makes it; None where nobody has to be known.
        authorization: the header that says so.
        console: what is set at the server's console.
    """

    moment: Moment
    path: Mapping[str, str]
    query: JsonObject
    body: JsonObject
    user: Record | None
    authorization: str
    console: Console

    @property
    def id(self) -> str:
        """The id in the path."""
        return self.path["id"]

    @property
    def who(self) -> str:
        """The name of who makes the request."""
        return text(self.user.shown, "name") if self.user else ""


Answer: TypeAlias = "JsonValue | Enquiry"
"""The body of the answer to a request, or what has to be known first."""

Handler: TypeAlias = Callable[[Call], Answer]
"""Does what a request asks for and returns the body of the answer; raises ApiError."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a request has to know from outside of the server before it can be answered.

    Attributes:
        ask: asks, and returns how the request is answered then. It changes nothing. Raises ApiError.
    """

    ask: "Callable[[], Handler]"


def _nothing(moment: Moment) -> None:
    del moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A topic of the API.

    Attributes:
        operations: how its operations are answered, by the document's id of each.
        works: how the steps of its sessions are done, by name.
        seed: makes what is there after the installation.
        daily: does what the server does by itself once a day, at half past midnight.
    """

    operations: Mapping[str, Handler]
    works: Mapping[str, Work] = field(default_factory=dict[str, Work])
    seed: Callable[[Moment], None] = _nothing
    daily: Callable[[Moment], None] = _nothing
