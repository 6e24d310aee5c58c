"""The pytest plugin: the pack of the project as a fixture."""

from pathlib import Path
from typing import Final, cast

import pytest

from pytest_pulumi_policy._configuration import read_configuration
from pytest_pulumi_policy._packs import PackUnderTest, pack_in

__all__ = ["policy_pack", "pytest_addoption"]

_PACK: Final = "pulumi_policy_pack"
_CONFIGURATION: Final = "pulumi_policy_pack_config"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that name the pack of the fixture."""
    group = parser.getgroup("pulumi-policy", "Pulumi policy packs")
    group.addoption(
        "--policy-pack",
        dest=_PACK,
        metavar="FOLDER",
        help="folder of the policy pack that the fixture policy_pack runs (default: the ini option of this purpose)",
    )
    group.addoption(
        "--policy-pack-config",
        dest=_CONFIGURATION,
        metavar="FILE",
        help="JSON file with the configuration of that pack, as pulumi takes it",
    )
    parser.addini(_PACK, help="folder of the policy pack that the fixture policy_pack runs", default="policy")
    parser.addini(_CONFIGURATION, help="JSON file with the configuration of that pack", default="")


@pytest.fixture
def policy_pack(pytestconfig: pytest.Config) -> PackUnderTest:
    """The policy pack of the project, from `--policy-pack` or the ini option `pulumi_policy_pack` (`policy`).

    Override it to test a pack that is made otherwise, by `pack_of_policies` or `pack_served_by`.
    """
    folder = _path(pytestconfig, _PACK)
    if folder is None:
        raise pytest.UsageError("No policy pack is named: give --policy-pack, or set pulumi_policy_pack.")
    pack = pack_in(folder)
    configuration = _path(pytestconfig, _CONFIGURATION)
    return pack.configured(read_configuration(configuration)) if configuration else pack


def _path(config: pytest.Config, name: str) -> Path | None:
    """Return what the command line names, read from where pytest was started, or else what the ini file names."""
    given = cast("str | None", config.getoption(name))
    if given:
        return config.invocation_params.dir / given
    written = cast("str", config.getini(name))
    return (config.inipath.parent if config.inipath else config.rootpath) / written if written else None
