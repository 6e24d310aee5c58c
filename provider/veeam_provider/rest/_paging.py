"""Lists that come in pages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

__all__ = ["Page", "items_of_pages", "read_page"]

# What the server gives at once if it is not asked for fewer.
_SIZE: Final = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list.

    Attributes:
        items: as they came.
        total: how many there are on all pages; None where the server does not say.
    """

    items: list[object]
    total: int | None


def read_page(reply: object, field: str) -> Page:
    """Return the page that a reply is.

    Args:
        reply: what came as JSON.
        field: that holds the items. A reply that is a list holds nothing else.
    """
    if isinstance(reply, list):
        return Page(cast("list[object]", reply), None)
    fields = cast("Mapping[str, object]", reply if isinstance(reply, Mapping) else {})
    items, pagination = fields.get(field), fields.get("pagination")
    total = cast("Mapping[str, object]", pagination).get("total") if isinstance(pagination, Mapping) else None
    return Page(cast("list[object]", items) if isinstance(items, list) else [], _whole(total))


def items_of_pages(ask: Callable[[Mapping[str, int]], Page], given: Mapping[str, object]) -> Iterator[object]:
    """Yield the items of page after page, asking for each when it is needed.

    Args:
        ask: for the page with that ``skip`` and ``limit``.
        given: may hold ``skip``, how many items to leave out, and ``limit``, how many to yield in all.
    """
    position = _whole(given.get("skip")) or 0
    left = _whole(given.get("limit"))
    while left is None or left > 0:
        size = _SIZE if left is None else min(left, _SIZE)
        page = ask({"skip": position, "limit": size})
        yield from page.items[:left]
        position += len(page.items)
        left = None if left is None else left - len(page.items)
        # A server may give fewer than it was asked for: a short page is the last one only where there is no total.
        if not page.items or (len(page.items) < size if page.total is None else position >= page.total):
            return


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
