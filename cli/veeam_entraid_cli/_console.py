"""Writing to people: tables, and sentences on what went wrong."""

import sys
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from veeam_entraid_cli._exit_codes import COULD_NOT

__all__ = ["complain", "plain", "show", "table"]

# Where nobody looks, lines are for programs: they are not broken at the width of a terminal.
_WIDTH_OF_FILES: Final = 180


def show(*parts: Table | str, errors: bool = False) -> None:
    """Print tables and sentences, to where results go or to where errors go."""
    file = sys.stderr if errors else sys.stdout
    console = Console(file=file, width=None if file.isatty() else _WIDTH_OF_FILES, highlight=False)
    for part in parts:
        # A sentence is no markup: names come from servers and from files.
        console.print(plain(part) if isinstance(part, str) else part)


def plain(text: str) -> Text:
    """Return a text to print as it is: no markup, and nothing that would move the cursor or change colours."""
    return Text("".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text))


def complain(problems: list[str]) -> int:
    """Print every problem, and return the exit code for that."""
    show(*problems, errors=True)
    return COULD_NOT


def table(title: str, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """Return an empty table. Columns of numbers stand to the right."""
    made = Table(title=Text(title), title_justify="left", title_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    return made
