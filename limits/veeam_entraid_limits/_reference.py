"""The reference of limits for people: the catalogue, written down in Markdown."""

from collections.abc import Iterable, Sequence

from veeam_entraid_limits._catalogue import LIMITS, Limit

__all__ = ["reference"]

_INTRODUCTION = """\
# Limits

Each limit is one rule, by one id: in the errors of the components, in the policy pack, and here. This page is made
from the catalogue by `make docs`.

A mandatory limit stops a deployment at preview when it is broken. Where a preview cannot decide, because a value is
known only at update, the pack says so as advice; the option `unknown: block` of a policy lets it stop instead. What a
rule says, word for word, stands in [the messages of the rules](rules.md).
"""


def reference(limits: Sequence[Limit] = LIMITS) -> str:
    """Return the page: the limits in their order, then what is no more than advice."""
    numbered = [limit for limit in limits if limit.number is not None]
    advice = [limit for limit in limits if limit.number is None]
    return "\n".join([_INTRODUCTION, *_sections(numbered), "# Advice\n", *_sections(advice)])


def _sections(limits: Iterable[Limit]) -> Iterable[str]:
    for limit in limits:
        number = f", limit {limit.number}" if limit.number is not None else ""
        yield f"## {limit.id}\n"
        yield f"**{limit.title}.** {limit.reason}\n"
        source = f" Source: [{limit.page.title}]({limit.page.url})." if limit.page else ""
        builds = f" Stated for build {', '.join(limit.builds)}." if limit.page else ""
        yield f"{limit.level.value.capitalize()}{number}.{source}{builds}\n"
        for wording in limit.wordings:
            yield f"No more than advice with build {' or '.join(wording.builds)}: {wording.reason}\n"
