"""The fenced blocks of a Markdown page."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    """Return what stands in the fenced blocks of a language, in their order."""
    return [text for tag, text in _FENCED.findall((ROOT / page).read_text()) if tag == language]
