"""Resources that clash, found while they register: each is compared only with those that it can clash with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from veeam_entraid_limits import Fact, Finding, check_clashes, clash_keys

__all__ = ["Clashes", "stack_of"]


class Clashes:
    """The facts that have become known so far, by what two of them clash in.

    Args:
        others: the facts of other stacks.
    """

    def __init__(self, others: Iterable[Fact] = ()) -> None:
        self._known: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._of_resource: dict[str, list[tuple[str, str]]] = {}
        for fact in others:
            self._keep(fact)

    def add(self, urn: str, facts: Sequence[Fact]) -> list[Finding]:
        """Return what a resource breaks together with those that are known, and keep it.

        A resource that registers again takes the place of what it was. Other stacks may have been exported together
        with this one: what is in them of this one is left out.
        """
        for place in self._of_resource.pop(urn, ()):
            self._known[place] = [fact for fact in self._known[place] if fact.subject.urn != urn]
        findings: list[Finding] = []
        own = stack_of(urn)
        for fact in facts:
            clashing = {
                place[0]: [each for each in self._known[place] if self._counts(each, own)]
                for place in clash_keys(fact).items()
            }
            findings += check_clashes(fact, clashing)
            self._of_resource.setdefault(urn, []).extend(self._keep(fact))
        return findings

    def _keep(self, fact: Fact) -> list[tuple[str, str]]:
        places = list(clash_keys(fact).items())
        for place in places:
            self._known[place].append(fact)
        return places

    def _counts(self, fact: Fact, own: str) -> bool:
        return fact.subject.urn in self._of_resource or stack_of(fact.subject.urn) != own


def stack_of(urn: str) -> str:
    """Return the part of a URN that names its stack and project."""
    return "::".join(urn.split("::", 2)[:2])
