"""The pages say what is there: links lead somewhere, and what is made from code is up to date."""

import re
from pathlib import Path

import pytest
from pages import ROOT

from veeam_entraid.network import TABLES
from veeam_entraid.network._reference import reference as network_reference
from veeam_entraid_limits import LIMITS
from veeam_entraid_limits._reference import reference

FOLDERS = ". benchmarks cli components docs harness limits policy protocol sandbox tools".split()
PAGES = sorted(path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).glob("*.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    text = (ROOT / page).read_text()
    assert [link for link in LINK.findall(text) if not (ROOT / page.parent / link).exists()] == []


def test_the_reference_of_limits_is_made_from_the_catalogue() -> None:
    page = (ROOT / "docs" / "limits.md").read_text()
    assert page == reference().rstrip() + "\n", "run `make docs`"
    assert all(f"## {limit.id}\n" in page and limit.reason in page for limit in LIMITS)


def test_the_reference_of_ports_is_made_from_the_rules_of_the_groups() -> None:
    page = (ROOT / "docs" / "network-ports.md").read_text()
    assert page == network_reference(), "run `make docs`"
    for rule in (rule for rules in TABLES.values() for rule in rules):
        rows = [line for line in page.splitlines() if line.startswith(f"| {rule.name} | {rule.direction.lower()} |")]
        ports = [port for port in rule.ports if port != "*"]
        assert any(rule.source in row and all(port in row for port in ports) for row in rows), rule.name


def test_every_target_of_make_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (\w+)$", makefile, re.MULTILINE)
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:.* ## \w", makefile, re.MULTILINE), target
