"""What parts are made from, read from the files that pin them."""

import shutil
from pathlib import Path

import pytest
from clone import ROOT, copy_clone

from veeam_entraid_engine._go_modules import TARGETS, link_flags, read_go_mod
from veeam_entraid_engine._inputs import Recipes, locked_postgresql, pinned_version, read_recipes
from veeam_entraid_engine._parts import PARTS, Layout, Source
from veeam_entraid_engine._pins import POSTGRESQL_MAJORS, POSTGRESQL_PROVIDER, RELEASE
from veeam_entraid_engine._version import Version

GO_MOD = """\
module example

go 1.26.0

require (
\tgithub.com/pulumi/pulumi/pkg/v3 v3.259.0
\tgithub.com/pulumi/pulumi-yaml v1.38.0
)

require golang.org/x/sys v0.47.0 // indirect

replace github.com/a/b => github.com/c/d v0.0.1
"""


def built(recipes: Recipes) -> dict[str, str]:
    return {name: ways[Source.BUILD].inputs for name, ways in recipes.items() if Source.BUILD in ways}


def changed(before: Recipes, after: Recipes) -> set[str]:
    return {name for name, inputs in built(after).items() if built(before)[name] != inputs}


def test_a_go_mod_is_read() -> None:
    mod = read_go_mod(GO_MOD)
    assert mod.go == Version(1, 26, 0)
    assert mod.requires == {
        "github.com/pulumi/pulumi/pkg/v3": "3.259.0",
        "github.com/pulumi/pulumi-yaml": "1.38.0",
        "golang.org/x/sys": "0.47.0",
    }


def test_the_versions_are_linked_in() -> None:
    flags = link_flags("engine", read_go_mod(GO_MOD))
    assert "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=3.259.0" in flags
    assert "-X github.com/pulumi/pulumi-yaml/pkg/version.Version=1.38.0" in flags
    assert f"-X main.version={POSTGRESQL_PROVIDER}" in link_flags("postgresql", read_go_mod(GO_MOD))


@pytest.mark.parametrize("architecture", ["x86_64", "aarch64"])
def test_every_part_has_a_way_that_needs_nothing_but_registries(architecture: str) -> None:
    recipes = read_recipes(Layout(ROOT), architecture)
    registries = {Source.BUILD, Source.PYPI, Source.NPM}
    without = [part.name for part in PARTS if not registries & set(recipes.get(part.name, {}))]
    assert without == (["postgresql-14"] if architecture == "aarch64" else [])


def test_the_release_is_pinned_for_both_architectures() -> None:
    assert {name: len(bytes.fromhex(digest)) for name, digest in RELEASE.sha256.items()} == {
        "x86_64": 32,
        "aarch64": 32,
    }
    assert RELEASE.archive("aarch64") == f"pulumi-v{RELEASE.version}-linux-arm64.tar.gz"


def test_the_servers_are_locked_with_their_checksums_and_without_an_address() -> None:
    lock = (ROOT / "tools" / "postgresql" / "package-lock.json").read_text()
    servers = locked_postgresql(lock, "x86_64")
    assert set(servers) == set(POSTGRESQL_MAJORS)
    for major, recipe in servers.items():
        assert recipe.version.startswith(f"{major}.")
        assert recipe.inputs.startswith("sha512-")
    assert '"resolved"' not in lock


@pytest.mark.parametrize("name", ["uv", "psql", "go", "node"])
def test_every_requirement_is_pinned_with_checksums(name: str) -> None:
    text = (ROOT / "tools" / "engine" / "requirements" / f"{name}.txt").read_text()
    assert Version.find(pinned_version(text))
    assert text.count("--hash=sha256:") >= len(("x86_64", "aarch64"))


def test_an_edited_host_changes_only_itself(tmp_path: Path) -> None:
    layout = Layout(copy_clone(tmp_path))
    before = read_recipes(layout, "x86_64")
    with (layout.go_modules / "engine" / "cmd" / "pulumi-language-python" / "run.go").open("a") as source:
        source.write("// edited\n")
    assert changed(before, read_recipes(layout, "x86_64")) == {"pulumi-language-python"}


def test_an_edited_test_changes_nothing(tmp_path: Path) -> None:
    layout = Layout(copy_clone(tmp_path))
    before = read_recipes(layout, "x86_64")
    with (layout.go_modules / "engine" / "cmd" / "pulumi-language-python" / "run_test.go").open("a") as source:
        source.write("// edited\n")
    assert changed(before, read_recipes(layout, "x86_64")) == set()


def test_a_new_dependency_changes_what_is_built_from_that_module(tmp_path: Path) -> None:
    layout = Layout(copy_clone(tmp_path))
    before = read_recipes(layout, "x86_64")
    with (layout.go_modules / "postgresql" / "go.sum").open("a") as sums:
        sums.write("example.com/new v1.0.0 h1:=\n")
    assert changed(before, read_recipes(layout, "x86_64")) == {"pulumi-resource-postgresql"}


def test_where_the_clone_lies_changes_nothing(tmp_path: Path) -> None:
    here = copy_clone(tmp_path / "here")
    there = tmp_path / "there"
    shutil.copytree(here, there)
    assert read_recipes(Layout(here), "x86_64") == read_recipes(Layout(there), "x86_64")


def test_every_target_names_a_package_that_is_there() -> None:
    for target in TARGETS:
        if target.own_sources is not None:
            assert (ROOT / "tools" / "go" / target.module / target.own_sources / "main.go").exists()
            assert Path(target.own_sources).name == target.part.name
