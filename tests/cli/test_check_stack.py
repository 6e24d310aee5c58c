"""``check stack``: from files of stacks to reports and an exit code."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from saved_stacks import SHAPES, encrypted, export, preview, states
from stacks import backup_server, raw_backup_server, raw_repository, repository

from veeam_entraid_limits import PRODUCT_BUILDS, Resource

BROKEN = [backup_server(defaultProxy={"enabled": False}), repository()]
SOUND = [backup_server(), repository()]


def wrote(folder: Path, document: object, name: str = "stack.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(document))
    return file


def checked(*arguments: str | Path, given: str | bytes = "") -> Any:
    """Return the JSON report of a check."""
    result = run("check", "stack", *arguments, "--format", "json", given=given)
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def said(report: Any) -> set[tuple[str, str]]:
    return {(each["limit"], each["state"]) for each in report["results"]}


@pytest.mark.parametrize("write", SHAPES.values(), ids=SHAPES)
def test_a_broken_stack_ends_with_1_and_a_sound_one_with_0(
    tmp_path: Path, write: Callable[[Iterable[Resource]], object]
) -> None:
    broken = run("check", "stack", wrote(tmp_path, write(BROKEN)))
    assert broken.exit_code == 1
    assert "broken: default-proxy-enabled" in broken.stdout
    assert "Write defaultProxy.enabled: true" in " ".join(broken.stdout.split())
    sound = run("check", "stack", wrote(tmp_path, write(SOUND)))
    assert sound.exit_code == 0
    assert "All limits hold; 2 resources of 1 stack checked." in sound.stdout


@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: gzip.compress(text.encode()),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16, as PowerShell writes it", "compressed"],
)
def test_a_stack_is_read_in_every_encoding_and_from_the_input(encode: Callable[[str], bytes], tmp_path: Path) -> None:
    data = encode(json.dumps(export(BROKEN)))
    (tmp_path / "stack.json").write_bytes(data)
    assert ("default-proxy-enabled", "broken") in said(checked(tmp_path / "stack.json"))
    from_input = checked("-", given=data)
    assert ("default-proxy-enabled", "broken") in said(from_input)
    assert [stack["file"] for stack in from_input["stacks"]] == ["-"]


def test_several_files_are_checked_together(tmp_path: Path) -> None:
    first = wrote(tmp_path, export([raw_backup_server(), raw_repository("one", server="vbr")]), "first.json")
    other = states([raw_repository("two", server="vbr")])
    other[0]["urn"] = other[0]["urn"].replace("dev::shop", "prod::other")
    second = wrote(tmp_path, {"deployment": {"resources": other}}, "second.json")
    assert "one-repository-per-server" not in {limit for limit, _ in said(checked(first))}
    together = checked(first, second, first)
    assert ("one-repository-per-server", "broken") in said(together)
    assert [stack["name"] for stack in together["stacks"]] == ["shop/dev", "other/prod"]
    config = wrote(tmp_path, {"veeam-entraid": {"otherStacks": ["second.json"]}}, "config.json")
    assert said(checked(first, "--config", config)) == said(together)


@pytest.mark.parametrize(
    ("resources", "codes"),
    [
        (BROKEN, {"mandatory": 1, "undecided": 1, "advisory": 1, "never": 0}),
        # Nobody can see whether a login that is encrypted is there.
        ([backup_server(), repository(engineVersion=encrypted())], {"mandatory": 0, "undecided": 1, "advisory": 1}),
        ([backup_server(), repository(engineVersion=16)], {"mandatory": 0, "undecided": 0, "advisory": 1, "never": 0}),
        (SOUND, {"mandatory": 0, "undecided": 0, "advisory": 0, "never": 0}),
    ],
    ids=["broken", "undecided", "advice", "sound"],
)
def test_what_ends_with_1_is_the_users_to_say(resources: list[Resource], codes: dict[str, int], tmp_path: Path) -> None:
    file = wrote(tmp_path, export(resources))
    assert {each: run("check", "stack", file, "--fail-on", each).exit_code for each in codes} == codes


def test_the_configuration_of_the_pack_rules(tmp_path: Path) -> None:
    file = wrote(tmp_path, export(BROKEN))
    config = wrote(tmp_path, {"default-proxy-enabled": "advisory"}, "config.json")
    report = checked(file, "--config", config)
    assert report["summary"] == {"mandatory": 0, "broken": 1, "undecided": 0, "advice": 0, "waived": 0}
    assert [each["severity"] for each in report["results"]] == ["warning"]
    disabled = checked(file, "--config", wrote(tmp_path, {"all": "disabled"}, "config.json"))
    assert disabled["results"] == []
    undecided = wrote(tmp_path, export([backup_server(), repository(engineVersion=encrypted())]))
    assert run("check", "stack", undecided).exit_code == 0
    blocking = wrote(tmp_path, {"repository-postgresql-version": {"unknown": "block"}}, "config.json")
    assert run("check", "stack", undecided, "--config", blocking).exit_code == 1


WAIVER = {
    "rule": "default-proxy-enabled",
    "resource": "vbr",
    "reason": "The server is being moved.",
    "owner": "backup team",
    "until": "2999-12-31",
}


def test_a_waiver_lets_pass_and_is_told(tmp_path: Path) -> None:
    file = wrote(tmp_path, export(BROKEN))
    waivers = wrote(tmp_path, {"waivers": [WAIVER]}, "waivers.json")
    (result,) = checked(file, "--waivers", waivers)["results"]
    assert (result["state"], result["severity"]) == ("waived", "note")
    assert result["waiver"] == {"reason": WAIVER["reason"], "owner": WAIVER["owner"], "until": WAIVER["until"]}
    for told in ("Waived until 2999-12-31", WAIVER["owner"], WAIVER["reason"]):
        assert told in result["message"]
    assert run("check", "stack", file, "--waivers", waivers, "--fail-on", "advisory").exit_code == 0
    config = wrote(tmp_path, {"veeam-entraid": {"waiversFile": "waivers.json"}}, "config.json")
    assert said(checked(file, "--config", config)) == {("default-proxy-enabled", "waived")}


@pytest.mark.parametrize(
    ("change", "state", "code"), [({"until": "2020-01-31"}, "broken", 1), ({"resource": "another"}, "advice", 1)]
)
def test_a_waiver_that_is_over_or_covers_nothing_is_told(
    change: dict[str, str], state: str, code: int, tmp_path: Path
) -> None:
    file = wrote(tmp_path, export(BROKEN))
    waivers = wrote(tmp_path, {"waivers": [WAIVER | change]}, "waivers.json")
    result = run("check", "stack", file, "--waivers", waivers, "--format", "json")
    assert result.exit_code == code
    results = json.loads(result.stdout)["results"]
    assert [each["waiver"] for each in results] == [None, None]
    assert [each["state"] for each in results if each["resource"]["kind"] == "waiver"] == [state]


def test_what_a_preview_leaves_out_ends_with_2_unless_something_was_found(tmp_path: Path) -> None:
    result = run("check", "stack", wrote(tmp_path, preview(SOUND, changeSummary={"same": 7})))
    assert result.exit_code == 2
    assert "--show-sames" in result.stdout
    assert run("check", "stack", wrote(tmp_path, preview(BROKEN, changeSummary={"same": 7}))).exit_code == 1


def test_several_reports_come_out_of_one_run(tmp_path: Path) -> None:
    file = wrote(tmp_path, export(BROKEN))
    forms = ("text", "json", "sarif", "junit", "markdown", "github", "azure", "gitlab")
    wanted = [f"--report={form}={tmp_path / form}" for form in forms]
    result = run("check", "stack", file, "--output", tmp_path / "main", *wanted)
    assert (result.exit_code, result.stdout) == (1, "")
    assert (tmp_path / "main").read_text() == (tmp_path / "text").read_text()
    for form in forms:
        assert "default-proxy-enabled" in (tmp_path / form).read_text(), form
        assert run("check", "stack", file, "--format", form).stdout == (tmp_path / form).read_text()


def test_places_in_the_program_are_told_from_the_root_of_the_repository(tmp_path: Path) -> None:
    document = export(BROKEN)
    server = document["deployment"]["resources"][0]
    around = {"urn": "urn:pulumi:dev::shop::mine:index:Around::around", "type": "mine:index:Around"}
    document["deployment"]["resources"].append(around | {"sourcePosition": "project:///__main__.py#12"})
    server |= {"parent": around["urn"], "sourcePosition": "project:///lib/site-packages/mine.py#1"}
    file = wrote(tmp_path, document)
    assert [each["position"] for each in checked(file)["results"]] == [{"file": "__main__.py", "line": 12}]
    for folder in ("infra", "./infra/"):
        (result,) = checked(file, "--project", folder)["results"]
        assert result["position"] == {"file": "infra/__main__.py", "line": 12}
    # What has no place in the program has the program's.
    unplaced = wrote(tmp_path, export(BROKEN), "unplaced.json")
    for folder, place in (("infra/", "infra/Pulumi.yaml"), (".", "Pulumi.yaml")):
        document = json.loads(run("check", "stack", unplaced, "--project", folder, "--format", "gitlab").stdout)
        assert [each["location"]["path"] for each in document] == [place]
    assert [each["position"]["file"] for each in checked(file, "--project", ".")["results"]] == ["__main__.py"]


SECRET = "CANARY-7f3a"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("stack.json", "", "no JSON: see line 1, column 1"),
        ("stack.json", f'{{"deployment": "{SECRET}" "x"}}', "no JSON: see line 1"),
        ("stack.json", f'["{SECRET}"]', "neither a stack's export"),
        ("stack.json", f'{{"deployment": {{"resources": [{{"urn": "{SECRET}"}}]}}}}', "has no URN or no type"),
        ("stack.json", "[" * 100_000, "no JSON"),
        ("stack.json", b"\xff\xfe\x00", "no text in UTF-8"),
        ("stack.json", b"\x1f\x8b broken", "no text in UTF-8"),
        ("config.json", f'{{"{SECRET}": ', "config.json is no JSON"),
        ("config.json", '{"default-proxy-enabeld": "advisory"}', "config.json cannot be used"),
        ("waivers.json", '{"waivers": [{}]}', "waivers.json cannot be used"),
    ],
)
def test_what_cannot_be_read_is_told_without_its_content(
    name: str, content: str | bytes, why: str, tmp_path: Path
) -> None:
    files = {"stack.json": json.dumps(export(SOUND)), "config.json": "{}", "waivers.json": '{"waivers": []}'}
    for each, text in {**files, name: content}.items():
        (tmp_path / each).write_bytes(text if isinstance(text, bytes) else text.encode())
    result = run(
        "check",
        "stack",
        tmp_path / "stack.json",
        "--config",
        tmp_path / "config.json",
        "--waivers",
        tmp_path / "waivers.json",
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    assert why in result.stderr
    assert SECRET not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["missing.json"], "missing.json cannot be read"),
        (["stack.json", "--config", "missing.json"], "missing.json cannot be read"),
        ([], "required: FILE"),
        (["stack.json", "--report", "sarif"], "write FORMAT=FILE"),
        (["stack.json", "--report", "word=x"], "write FORMAT=FILE"),
        (["stack.json", "--format", "word"], "invalid Format value"),
        (["stack.json", "--output", "no/such/folder"], "no/such/folder cannot be written"),
    ],
)
def test_what_cannot_be_done_ends_with_2(
    arguments: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(tmp_path, export(SOUND))
    monkeypatch.chdir(tmp_path)
    result = run("check", "stack", *arguments)
    assert result.exit_code == 2
    assert why in result.stderr


def test_the_build_of_the_product_picks_the_wording(tmp_path: Path) -> None:
    file = wrote(tmp_path, export([backup_server(location="usgovvirginia")]))
    strictest = run("check", "stack", file)
    assert (strictest.exit_code, "broken: supported-region" in strictest.stdout) == (1, True)
    later = run("check", "stack", file, "--product-build", PRODUCT_BUILDS[-1])
    assert (later.exit_code, "advice: supported-region" in later.stdout) == (0, True)
    assert run("check", "stack", file, "--product-build", "99.0.0.0").exit_code == 1


def test_the_command_of_the_process_is_the_same_and_loads_no_client(tmp_path: Path) -> None:
    file = wrote(tmp_path, export(BROKEN))
    program = (
        "import sys, veeam_entraid_cli\n"
        "try:\n"
        "    veeam_entraid_cli.main()\n"
        "finally:\n"
        "    sys.stderr.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", program, "check", "stack", file, "--format", "json"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == run("check", "stack", file, "--format", "json").stdout
    assert {"veeam_provider", "httpx", "typer", "pydantic", "rich"} & {*done.stderr.split()} == set()


def test_help_says_every_option() -> None:
    result = run("check", "stack", "--help")
    assert result.exit_code == 0
    for option in ("--format", "--report", "--config", "--waivers", "--product-build", "--fail-on", "--project"):
        assert option in result.stdout
