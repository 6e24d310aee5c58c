"""What a function is: the shape of its arguments and of its answer, and how the server is asked for it."""

import abc
from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

from veeam_entraid_protocol import plain
from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import CheckFailure, Progress, RefusedError
from veeam_provider._server import Server, Work
from veeam_provider.rest import RestError
from veeam_provider.schema import JsonObject, ObjectType, bare

__all__ = ["Function", "answer"]


class Function(abc.ABC):
    """A function. It changes nothing on the server.

    Attributes:
        token: the token.
        description: for the schema.
        inputs: the shape of the arguments.
        outputs: the shape of the answer.
    """

    token: ClassVar[str]
    description: ClassVar[str]
    inputs: ClassVar[ObjectType]
    outputs: ClassVar[ObjectType]

    def problems(self, arguments: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what is wrong with arguments beyond their types."""
        del arguments
        yield from ()

    @abc.abstractmethod
    def answer(self, work: Work, arguments: JsonObject) -> JsonObject:
        """Return the answer.

        Raises:
            RestError: there is none.
        """


def answer(function: Function, server: Server, arguments: Properties, progress: Progress) -> Properties:
    """Return what a function answers, as soon as the server is there.

    Raises:
        RefusedError: with everything that is wrong with the arguments, or why there is no answer.
    """
    given = {name: value for name, value in arguments.items() if bare(value) is not None}
    failures = [
        *function.inputs.property_problems(given),
        *function.problems(cast("Mapping[str, object]", plain(given))),
    ]
    if failures:
        raise RefusedError(f"{function.token}: {' '.join(failure.reason for failure in failures)}")
    wanted = cast("JsonObject", function.inputs.json(given))
    filled = {name: each.default for name, each in function.inputs.properties.items() if each.default is not None}
    try:
        server.wait_until_ready(progress.status)
        found = function.answer(Work(server, progress), {**filled, **wanted})
    except RestError as error:
        raise RefusedError(f"{function.token}: {error}") from error
    return cast("Properties", {name: value for name, value in found.items() if value not in (None, "")})
