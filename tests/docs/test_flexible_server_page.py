"""The page of the flexible server names every argument that there is, and counts what it leaves out."""

import json
import re

from pages import ROOT

from veeam_entraid.plugin import schema

PAGE = (ROOT / "docs" / "flexible-server.md").read_text()


def test_every_argument_is_named() -> None:
    described = json.loads(schema())["types"]
    names = {name for token, block in described.items() if ":FlexibleServer" in token for name in block["properties"]}
    assert sorted(name for name in names if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", PAGE)) == []


def test_what_is_left_out_is_counted() -> None:
    rows = re.findall(r"^\| [^|]+ \| (matched|better|left out) \|", PAGE, re.MULTILINE)
    assert rows.count("left out") == 4
    assert "Four groups are left out." in PAGE
