"""Other stacks that share backup servers with the one that deploys, from exported files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from veeam_entraid_limits import SETTINGS, ConfigurationError, Fact, Subject, read_facts
from veeam_entraid_limits.saved import NotAStackError, Stack, read_stack

__all__ = ["read_other_stacks"]


def read_other_stacks(paths: Iterable[str], read_file: Callable[[str], object]) -> tuple[Fact, ...]:
    """Return the facts of exported stacks; what a finding says of them names their stack.

    Args:
        paths: where they are, as the configuration writes it.
        read_file: returns the JSON document at such a path, or raises a ConfigurationError.

    Raises:
        ConfigurationError: a file cannot be read, is no stack, or is not the whole of one; it names every such file.
    """
    facts: list[Fact] = []
    problems: list[str] = []
    for path in paths:
        try:
            facts += _facts(_read(path, read_file(path)))
        except ConfigurationError as error:
            problems += (f"{SETTINGS}.otherStacks: {problem}" for problem in error.problems)
    if problems:
        raise ConfigurationError(problems)
    return tuple(facts)


def _read(path: str, document: object) -> Stack:
    try:
        stack = read_stack(document)
    except NotAStackError as error:
        raise ConfigurationError([f"{path}: {error}"]) from error
    if stack.gaps:
        raise ConfigurationError([f"{path}: {gap}" for gap in stack.gaps])
    return stack


def _facts(stack: Stack) -> Iterator[Fact]:
    for resource in stack.resources:
        for fact in read_facts(resource):
            subject = fact.subject
            yield replace(fact, subject=Subject(f"{subject.kind} of stack {stack.name}", subject.name, subject.urn))
