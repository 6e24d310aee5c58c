"""The page about the application lists the permissions that the code asks for, and no others."""

import re

from pages import ROOT

from veeam_entraid.application.permissions import PERMISSIONS, Api

ROW = re.compile(
    r"^\| (\S+) \| (application|delegated) \| (.+?) \| ([0-9a-f-]{36}) \| (derived|documented) \|$", re.MULTILINE
)


def test_the_table_has_a_row_for_each_permission() -> None:
    page = (ROOT / "docs" / "entra-application.md").read_text()
    listed = [
        (name, kind, frozenset(re.findall(r"`(\w+)`", workloads)), id_, assignment == "derived")
        for name, kind, workloads, id_, assignment in ROW.findall(page)
    ]
    assert listed == [
        (
            permission.name,
            permission.kind.value,
            frozenset(workload.value for workload in permission.workloads),
            permission.id,
            bool(permission.derived),
        )
        for permission in PERMISSIONS
    ]


def test_what_is_derived_and_unconfirmed_is_said() -> None:
    page = (ROOT / "docs" / "entra-application.md").read_text()
    foreign = [each.name for each in PERMISSIONS if each.api is not Api.MICROSOFT_GRAPH]
    assert foreign == ["user_impersonation"]
    unconfirmed = page.partition("## Unconfirmed")[2].partition("\n## ")[0]
    assert all(name in unconfirmed for name in foreign)
