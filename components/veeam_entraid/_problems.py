"""Problems with the arguments of a component, and the one error that lists all of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pulumi

from veeam_entraid_limits import Fact, Verdict, check_each, explain

__all__ = ["InvalidArgumentsError", "Problem", "broken_limits", "problems_of", "raise_problems"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the arguments of a component.

    Attributes:
        component: kind and name of the component: ``BackupServer "vbr"``.
        path: the argument, as a user writes it: ``repository.engineVersion``. Empty for all of them.
        message: what is wrong with it and what to write instead. Never shows a value that may be secret.
        limit: the id of the documented limit that it breaks, if it breaks one.
    """

    component: str
    path: str
    message: str
    limit: str = ""

    def __str__(self) -> str:
        limit = f"[{self.limit}] " if self.limit else ""
        place = f"{self.path}: " if self.path else ""
        return f"{place}{limit}{self.message}"


class InvalidArgumentsError(pulumi.RunError):
    """Arguments from which a component cannot be made; it lists every problem in them.

    Pulumi shows it without a stack trace, and no resource has been registered when it is raised.

    Attributes:
        problems: the problems, in the order of the arguments.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_message(self.problems))


def _message(problems: Sequence[Problem]) -> str:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"{count} with the arguments; nothing has been changed."]
    component = ""
    for problem in problems:
        if problem.component != component:
            component = problem.component
            lines.append(f"{component}:")
        lines.append(f"  - {problem}")
    return "\n".join(lines)


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise one error for all problems, if there are any.

    Raises:
        InvalidArgumentsError: there are problems.
    """
    listed = tuple(problems)
    if listed:
        raise InvalidArgumentsError(listed)


def problems_of(plan: Callable[[], object]) -> tuple[Problem, ...]:
    """Return the problems for which a plan cannot be made."""
    try:
        plan()
    except InvalidArgumentsError as refusal:
        return refusal.problems
    return ()


def broken_limits(component: str, fact: Fact) -> list[Problem]:
    """Return the documented limits that a component would break, by what its arguments say."""
    return [
        Problem(component, "", explain(finding), finding.limit)
        for finding in check_each(fact)
        if finding.verdict is Verdict.BROKEN
    ]
