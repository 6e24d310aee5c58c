"""The runbook: its links lead to headings, and the program takes what it sets. Its steps are done in tests/provider."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from pages import ROOT

from veeam_entraid.program import ProgramSettings, read_settings

PAGE = ROOT / "docs" / "recovery.md"
LINK = re.compile(r"\]\(([\w-]+\.md)#([\w-]+)\)")
SET = re.compile(r"pulumi config set --path veeam-entraid:(\S+) (\S+)")


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_to_headings() -> None:
    links = LINK.findall(PAGE.read_text())
    assert links
    assert [(page, anchor) for page, anchor in links if anchor not in anchors(PAGE.parent / page)] == []


def settings_of(config: dict[str, Any]) -> ProgramSettings:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    return read_settings(texts, project="veeam-entraid", stack="local")


def test_the_program_takes_what_the_page_sets() -> None:
    config = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())["config"]
    commands = SET.findall(PAGE.read_text())
    for path, value in commands:
        block, *keys = path.split(".")
        target = config[f"veeam-entraid:{block}"]
        for key in keys[:-1]:
            target = target[key]
        target[keys[-1]] = value
    made = settings_of(config)
    assert made.repository["connection"] == "confirmed"
    tenant: Any = made.tenant
    assert {tenant[block]["sourceBackupId"] for block in ("backup", "logs")} == {"<id>"}
    assert len(commands) == 4
