"""What is wrong with objects of a backup server before they are made: their shape, and the documented limits."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from veeam_entraid._problems import Problem
from veeam_entraid.veeam._shape import Later, shape
from veeam_entraid.veeam._translating import translated
from veeam_entraid_limits import Fact, Resource, Verdict, check_across, check_resource, explain, read_facts

__all__ = ["LATER", "object_problems", "related_problems"]

LATER: Final = Later()
"""Stands for what another object of the same plan will hand over."""


def object_problems(token: str, name: str, given: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong with one object.

    Args:
        token: its type.
        name: in the program.
        given: its inputs, with the names of Python or of the API. What only an update knows may be right.
    """
    title = f'{token.rpartition(":")[2]} "{name}"'
    for wrong in shape().problems(shape().resources[token], given):
        yield Problem(title, wrong.path, wrong.reason)
    for finding in check_resource(token, name, cast("Mapping[str, object]", translated(given)), urn=name):
        if finding.verdict is Verdict.BROKEN:
            yield Problem(title, "", explain(finding), finding.limit)


def related_problems(
    objects: Iterable[tuple[str, str, Mapping[str, object], Mapping[str, str]]],
) -> Iterator[Problem]:
    """Yield the limits that objects break together.

    Args:
        objects: of each the type, the name, the inputs, and which inputs are the ids of which others, by their names.
    """
    facts = [fact for each in objects for fact in _facts(*each)]
    for finding in check_across(facts):
        if finding.verdict is Verdict.BROKEN:
            yield Problem(str(finding.subject), "", explain(finding), finding.limit)


def _facts(token: str, name: str, given: Mapping[str, object], references: Mapping[str, str]) -> tuple[Fact, ...]:
    properties = cast("Mapping[str, object]", translated({**given, **dict.fromkeys(references, LATER)}))
    made_from = {path: (other,) for path, other in references.items()}
    return read_facts(Resource(urn=name, type=token, name=name, properties=properties, property_dependencies=made_from))
