"""What watches the repository's machine: children and inputs under mocks, refusals, and the lines that alerts look for.

The lines are those of the program that ships, run as systemd runs it, with a stand-in for pgBackRest.
"""

import base64
import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from deployment import SUBSCRIPTION, Deployment
from machine import PROGRAM
from test_entra_id_repository import FLEXIBLE, LOCAL, MACHINE, STORAGE, children, refused, repository

from veeam_entraid.repository._instance_backup import BACKUP_FAILED, BACKUP_SUCCEEDED
from veeam_entraid.repository._monitoring import DATA_DISK

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
WORKSPACE = f"{GROUP}/Microsoft.OperationalInsights/workspaces/w"
ON_CALL = f"{GROUP}/Microsoft.Insights/actionGroups/on-call"
BACKUP = {"storage_account_id": STORAGE}
ALERTS = {"db-alert-disk-nearly-full", "db-alert-no-heartbeat"}
BACKUP_ALERTS = {"db-alert-backup-failed", "db-alert-backup-overdue"}


def watched(**monitoring: Any) -> Deployment:
    return repository(MACHINE, backup=BACKUP, monitoring={"workspace_id": WORKSPACE} | monitoring)


def condition(deployment: Deployment, role: str) -> dict[str, Any]:
    (only,) = deployment[f"db-alert-{role}"].inputs["criteria"]["allOf"]
    return only


class TestResources:
    def test_its_children_are_named_after_it_and_belong_to_it(self) -> None:
        base = {"db-monitor-agent", "db-data-collection", "db-data-collection-association"}
        without = children(repository(MACHINE))
        alone = children(repository(MACHINE, monitoring={"workspace_id": WORKSPACE}))
        assert alone - without == base | ALERTS
        backed_up = children(repository(MACHINE, backup=BACKUP))
        assert children(watched()) - backed_up == base | ALERTS | BACKUP_ALERTS
        assert children(watched(backup_age_hours=0)) - backed_up == base | ALERTS | {"db-alert-backup-failed"}

    def test_the_agent_sends_by_the_machine_s_only_identity(self) -> None:
        deployment = watched()
        agent = deployment["db-monitor-agent"]
        assert (agent.inputs["publisher"], agent.inputs["type"]) == (
            "Microsoft.Azure.Monitor",
            "AzureMonitorLinuxAgent",
        )
        assert agent.inputs["autoUpgradeMinorVersion"] is agent.inputs["enableAutomaticUpgrade"] is True
        (identity,) = deployment["db-vm"].inputs["identity"]["userAssignedIdentities"]
        assert agent.inputs["settings"]["authentication"]["managedIdentity"] == {
            "identifier-name": "mi_res_id",
            "identifier-value": identity,
        }
        assert agent.secrets == frozenset()
        assert "db-apply" in agent.dependencies
        assert agent.deleted_with == "db-vm"

    def test_what_is_collected_goes_to_the_workspace_in_its_region(self) -> None:
        deployment = watched(workspace_location="northeurope")
        collection = deployment["db-data-collection"].inputs
        assert (collection["kind"], collection["location"]) == ("Linux", "northeurope")
        (destination,) = collection["destinations"]["logAnalytics"]
        assert destination["workspaceResourceId"] == WORKSPACE
        (flow,) = collection["dataFlows"]
        sources = collection["dataSources"]
        (counters,), (syslog,) = sources["performanceCounters"], sources["syslog"]
        assert flow == {"streams": [*counters["streams"], *syslog["streams"]], "destinations": [destination["name"]]}
        assert r"Logical Disk(*)\% Free Space" in counters["counterSpecifiers"]
        assert syslog["facilityNames"] == ["daemon"]
        assert {"Info", "Error"} <= set(syslog["logLevels"])
        association = deployment["db-data-collection-association"].inputs
        assert association["resourceUri"].endswith("/db-vm")
        assert association["dataCollectionRuleId"].endswith("/db-data-collection")
        assert deployment["db-data-collection-association"].deleted_with == ""
        assert watched()["db-data-collection"].inputs["location"] == "westeurope"

    def test_alerts_call_the_action_groups_and_ask_for_this_machine_only(self) -> None:
        deployment = watched(action_group_ids=[ON_CALL], workspace_location="northeurope")
        for name in ALERTS | BACKUP_ALERTS:
            alert = deployment[name].inputs
            assert alert["actions"] == {"actionGroups": [ON_CALL]}
            assert alert["scopes"] == [WORKSPACE]
            assert alert["location"] == "northeurope"
            (only,) = alert["criteria"]["allOf"]
            assert re.search(r'\n\| where _ResourceId =~ "/subscriptions/[^"]+/db-vm"\n', only["query"])
            assert "db-data-collection-association" in deployment[name].dependencies
        assert "actions" not in watched()["db-alert-no-heartbeat"].inputs

    def test_each_alert_asks_what_its_page_says(self) -> None:
        deployment = watched(backup_age_hours=36, free_disk_percent=20)
        failed = condition(deployment, "backup-failed")
        assert (failed["timeAggregation"], failed["operator"], failed["threshold"]) == ("Count", "GreaterThan", 0)
        # What happens at a moment does not end: it is told once.
        alert = deployment["db-alert-backup-failed"].inputs
        assert (alert["autoMitigate"], alert["muteActionsDuration"]) == (False, alert["windowSize"])
        overdue = condition(deployment, "backup-overdue")
        assert "TimeGenerated > ago(36h)" in overdue["query"]
        assert (overdue["timeAggregation"], overdue["operator"], overdue["threshold"]) == ("Count", "LessThan", 1)
        assert deployment["db-alert-backup-overdue"].inputs["windowSize"] == "P2D"
        disk = condition(deployment, "disk-nearly-full")
        assert (disk["timeAggregation"], disk["metricMeasureColumn"]) == ("Average", "CounterValue")
        assert (disk["operator"], disk["threshold"]) == ("LessThan", 20)
        assert f'InstanceName == "{DATA_DISK}"' in disk["query"]
        assert f"readonly data={DATA_DISK}\n" in PROGRAM.read_text()
        silent = condition(deployment, "no-heartbeat")
        assert silent["query"].startswith("Heartbeat\n")
        assert (silent["operator"], silent["threshold"]) == ("LessThan", 1)
        assert all(deployment[name].inputs["autoMitigate"] for name in ALERTS | {"db-alert-backup-overdue"})

    def test_a_policy_sees_it(self) -> None:
        assert watched(action_group_ids=[ON_CALL])["db"].inputs["monitoring"] == {
            "workspaceId": WORKSPACE,
            "actionGroupIds": [ON_CALL],
            "backupAgeHours": 30,
            "freeDiskPercent": 15,
        }


class TestRefusals:
    @pytest.mark.parametrize("hosting", [LOCAL, FLEXIBLE])
    def test_only_a_machine_is_watched(self, hosting: dict[str, Any]) -> None:
        (said,) = refused(hosting, monitoring={"workspace_id": WORKSPACE})
        assert said == f"monitoring: has no use with hosting: {hosting['hosting']}: leave it out"

    def test_every_problem_is_told_at_once(self) -> None:
        said = refused(
            MACHINE,
            monitoring={
                "workspace_id": ON_CALL,
                "action_group_ids": [ON_CALL, WORKSPACE],
                "backup_age_hours": 30,
                "free_disk_percent": 91,
                "freeDisk": 15,
            },
        )
        assert len(said) == 5
        assert any(line.startswith("monitoring.workspaceId: is not the resource id of a Log Anal") for line in said)
        assert any(line.startswith("monitoring.actionGroupIds[1]: is not the resource id of an act") for line in said)
        assert "monitoring.backupAgeHours: has no use without backup: leave it out" in said
        assert "monitoring.freeDiskPercent: has to be a whole number from 1 to 90" in said
        assert "monitoring.freeDisk: is not an argument: did you mean freeDiskPercent?" in said

    def test_a_workspace_is_needed(self) -> None:
        (said,) = refused(MACHINE, monitoring={})
        assert said.startswith("monitoring.workspaceId: is missing: write the resource id of the Log Analytics")

    def test_azure_looks_back_two_days(self) -> None:
        (said,) = refused(MACHINE, backup=BACKUP, monitoring={"workspace_id": WORKSPACE, "backup_age_hours": 49})
        assert said == "monitoring.backupAgeHours: has to be a whole number from 0 to 48"


AROUND = """
source "$FOLDER/program"
fact() { "$PYTHON" "$FOLDER/fact.py" "$1"; }
systemctl() { :; }
systemd-analyze() { :; }
logger() { printf '%s\\n' "$*" >> "$FOLDER/syslog"; }
"""
FACT = """
import json, pathlib, sys
value = json.loads((pathlib.Path(sys.argv[0]).parent / "repository.json").read_text())
for key in sys.argv[1].strip(".").split("."):
    value = value[key]
print(value)
"""


class Units:
    """The units that the machine's program writes, run as systemd runs them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        data = watched()["db-vm"].inputs["osProfile"]["customData"]
        files = {file["path"]: file["content"] for file in yaml.safe_load(base64.b64decode(data))["write_files"]}
        (folder / "repository.json").write_text(files["/etc/veeam-entraid/repository.json"])
        (folder / "pgbackrest.conf").write_text("[global]\n")
        (folder / "fact.py").write_text(FACT)
        program = files["/usr/local/sbin/veeam-entraid-repository"]
        for name in ("settings", "state", "units"):
            program, found = re.subn(rf"^readonly {name}=.*$", f"readonly {name}={folder}", program, flags=re.MULTILINE)
            assert found == 1, name
        (folder / "program").write_text(program)
        self.bash("schedule_backups")
        self.unit = configparser.ConfigParser(interpolation=None)
        self.unit.read(folder / "veeam-entraid-backup@.service")

    def bash(self, script: str, **environment: str) -> None:
        surroundings = os.environ | {"FOLDER": str(self.folder), "PYTHON": sys.executable} | environment
        subprocess.run(["bash", "-c", AROUND + script], env=surroundings, check=True, timeout=60)

    def backup(self, kind: str, pgbackrest: str) -> list[str]:
        """Run a backup with a pgBackRest that is a script, and return what is in the system's log then."""
        (self.folder / "pgbackrest").write_text(f"#!/bin/bash\n{pgbackrest}\n")
        (self.folder / "pgbackrest").chmod(0o755)
        service = self.unit["Service"]
        start = service["ExecStart"].replace("/usr/bin/pgbackrest", str(self.folder / "pgbackrest"))
        done = subprocess.run(shlex.split(start.replace("%i", kind)), check=False, capture_output=True, timeout=60)
        program, *arguments = shlex.split(service["ExecStopPost"].replace("%i", kind))
        # The sign has systemd run it as root, whoever runs the backup.
        assert program == "+/usr/local/sbin/veeam-entraid-repository"
        result = "success" if done.returncode == 0 else "signal" if done.returncode < 0 else "exit-code"
        status = str(done.returncode) if done.returncode >= 0 else "KILL"
        self.bash(f"main {shlex.join(arguments)}", SERVICE_RESULT=result, EXIT_STATUS=status)
        return (self.folder / "syslog").read_text().splitlines()


class TestLines:
    @pytest.fixture
    def units(self, tmp_path: Path) -> Units:
        return Units(tmp_path)

    @pytest.mark.parametrize(
        ("pgbackrest", "line"),
        [
            ('[[ $* == "--stanza=repository --type=full backup" ]]', f"daemon.info {BACKUP_SUCCEEDED}: full"),
            ("exit 55", f"daemon.err {BACKUP_FAILED}: full, exit-code 55"),
            ("kill -KILL $$", f"daemon.err {BACKUP_FAILED}: full, signal KILL"),
        ],
    )
    def test_each_backup_logs_one_line_of_its_outcome(self, units: Units, pgbackrest: str, line: str) -> None:
        assert units.backup("full", pgbackrest) == [f"--tag veeam-entraid-repository --priority {line}"]

    def test_each_alert_looks_for_its_line_and_for_no_other(self, units: Units) -> None:
        units.backup("full", "true")
        succeeded, failed = units.backup("diff", "false")
        for role, its, other in (("backup-overdue", succeeded, failed), ("backup-failed", failed, succeeded)):
            query = condition(watched(), role)["query"]
            (sought,) = re.findall(r'SyslogMessage contains_cs "([^"]+)"', query)
            assert sought in its
            assert sought not in other
        assert condition(watched(), "backup-failed")["query"].startswith("Syslog\n")
