"""What is due, and by which ways: decided from data alone."""

import dataclasses

import pytest

from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._inputs import Recipe, Recipes
from veeam_entraid_engine._manifest import Entry, Manifest, dump, parse
from veeam_entraid_engine._parts import (
    CLI,
    ENGINE,
    PARTS,
    POSTGRESQL_PROVIDER_PART,
    POSTGRESQL_SERVERS,
    PYTHON_HOST,
    UNITS,
    UV,
    Part,
    Source,
    postgresql_server,
)
from veeam_entraid_engine._plan import ALL_SOURCES, Task, allowed_sources, plan
from veeam_entraid_engine._version import Version

RECIPES: Recipes = {
    part.name: {source: Recipe("1.0", f"{part.name} by {source}") for source in unit.sources}
    for unit in UNITS
    for part in unit.parts
}
ALL_NAMES = frozenset(part.name for part in PARTS)


def got(engine: Source = Source.BUILD) -> dict[str, Entry]:
    """A manifest in which everything is there."""
    sources = {part.name: unit.sources[-1] for unit in UNITS for part in unit.parts}
    sources |= {part.name: engine for part in ENGINE.parts}
    return {name: Entry("1.0", source, RECIPES[name][source].inputs, "", {}) for name, source in sources.items()}


def without(manifest: Manifest, *parts: Part) -> Manifest:
    return {name: entry for name, entry in manifest.items() if name not in {part.name for part in parts}}


def summary(tasks: tuple[Task, ...]) -> dict[str, tuple[list[str], list[str]]]:
    return {task.unit.title: ([part.name for part in task.parts], [*task.sources]) for task in tasks}


def test_on_a_fresh_clone_everything_is_due_by_every_way() -> None:
    tasks = plan({}, RECIPES, frozenset(), ALL_SOURCES)
    assert [task.unit for task in tasks] == list(UNITS)
    assert [task.sources for task in tasks] == [unit.sources for unit in UNITS]
    assert [task.parts for task in tasks] == [unit.parts for unit in UNITS]


@pytest.mark.parametrize("engine", ENGINE.sources)
def test_when_everything_is_there_nothing_is_due(engine: Source) -> None:
    assert plan(got(engine), RECIPES, ALL_NAMES, ALL_SOURCES) == ()


def test_a_built_part_whose_inputs_changed_is_built_again_alone() -> None:
    recipes = {**RECIPES, PYTHON_HOST.name: {**RECIPES[PYTHON_HOST.name], Source.BUILD: Recipe("1.0", "edited")}}
    assert summary(plan(got(), recipes, ALL_NAMES, ALL_SOURCES)) == {"Pulumi": ([PYTHON_HOST.name], ["build"])}


def test_a_built_part_whose_file_is_gone_is_built_again_alone() -> None:
    intact = ALL_NAMES - {CLI.name}
    assert summary(plan(got(), RECIPES, intact, ALL_SOURCES)) == {"Pulumi": ([CLI.name], ["build"])}


@pytest.mark.parametrize("engine", [Source.PATH, Source.RELEASE])
def test_a_cli_and_its_hosts_come_from_one_place(engine: Source) -> None:
    intact = ALL_NAMES - {PYTHON_HOST.name}
    (task,) = plan(got(engine), RECIPES, intact, ALL_SOURCES)
    assert task.parts == ENGINE.parts
    assert task.sources == ENGINE.sources


def test_parts_from_two_places_are_all_got_anew() -> None:
    mixed = got() | {CLI.name: got(Source.RELEASE)[CLI.name]}
    (task,) = plan(mixed, RECIPES, ALL_NAMES, ALL_SOURCES)
    assert task.parts == ENGINE.parts


def test_one_missing_server_does_not_touch_the_others() -> None:
    intact = ALL_NAMES - {"postgresql-16"}
    assert summary(plan(got(), RECIPES, intact, ALL_SOURCES)) == {"PostgreSQL": (["postgresql-16"], ["npm"])}


def test_a_server_that_nobody_makes_for_this_machine_is_never_due() -> None:
    recipes = {name: recipe for name, recipe in RECIPES.items() if name != "postgresql-14"}
    assert plan(without(got(), postgresql_server(14)), recipes, ALL_NAMES, ALL_SOURCES) == ()
    servers = next(task for task in plan({}, recipes, frozenset(), ALL_SOURCES) if task.unit == POSTGRESQL_SERVERS)
    assert postgresql_server(14) not in servers.parts


def test_what_came_by_a_way_that_is_not_allowed_now_is_due() -> None:
    assert summary(plan(got(), RECIPES, ALL_NAMES, allowed_sources("release"))) == {
        "Pulumi": ([part.name for part in ENGINE.parts], ["release"]),
        "the PostgreSQL provider": ([POSTGRESQL_PROVIDER_PART.name], []),
    }


def test_a_release_for_another_architecture_is_no_way() -> None:
    recipes = {
        name: {source: recipe for source, recipe in ways.items() if source is not Source.RELEASE}
        for name, ways in RECIPES.items()
    }
    engine = next(task for task in plan({}, recipes, frozenset(), ALL_SOURCES) if task.unit == ENGINE)
    assert engine.sources == (Source.PATH, Source.BUILD)


def test_leaving_ways_out_keeps_the_only_way_to_the_rest() -> None:
    assert allowed_sources("") == ALL_SOURCES
    assert allowed_sources(" build ,path") == {Source.BUILD, Source.PATH, Source.PYPI, Source.NPM}
    for task in plan({}, RECIPES, frozenset(), allowed_sources("build")):
        assert task.sources


@pytest.mark.parametrize("setting", ["bulid", "npm", "path,,pypi"])
def test_an_unknown_way_is_named(setting: str) -> None:
    with pytest.raises(EngineError, match=r"unknown way '(bulid|npm|pypi)'; the ways are path, release, build"):
        allowed_sources(setting)


def test_a_manifest_survives_being_written_and_read() -> None:
    manifest = got()
    assert parse(dump(manifest)) == manifest


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"format": 0, "parts": {}}', '{"format": 2, "parts": {"uv": {"version": "1"}}}']
)
def test_a_manifest_that_cannot_be_read_says_nothing(text: str) -> None:
    assert parse(text) == {}


def test_a_manifest_of_an_unknown_source_says_nothing() -> None:
    text = dump({UV.name: got()[UV.name]})
    assert parse(text) != {}
    assert parse(text.replace('"pypi"', '"pigeon"')) == {}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0", Version(3, 259, 0)),
        ("3.259.0-alpha.1+abc", Version(3, 259, 0)),
        ("uv 0.13.9 (x86_64-unknown-linux-gnu)", Version(0, 13, 9)),
        ("go version go1.26.8 linux/amd64", Version(1, 26, 8)),
        ("go version go1.27 linux/amd64", Version(1, 27, 0)),
        ("postgres (PostgreSQL) 17.10", Version(17, 10, 0)),
        ("no number here", None),
        ("7", None),
    ],
)
def test_versions_are_found_in_what_tools_say(text: str, version: Version | None) -> None:
    assert Version.find(text) == version


def test_versions_compare_as_numbers() -> None:
    assert Version.of("3.9.0") < Version.of("3.250.0") <= Version.of("v3.250.0")
    assert str(dataclasses.replace(Version.of("1.26"), patch=8)) == "1.26.8"
