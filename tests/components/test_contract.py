"""Each input, once as a plain value, once as an output, once as a secret: it is kept, or refused by its name."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from deployment import deploy
from full_arguments import FULL

from veeam_entraid import BackupNetwork, BackupServer, EntraApplication, EntraIdRepository, InvalidArgumentsError
from veeam_entraid.plugin import schema

COMPONENTS: dict[str, Callable[[str, Any], pulumi.ComponentResource]] = {
    "BackupNetwork": BackupNetwork,
    "BackupServer": BackupServer,
    "EntraApplication": EntraApplication,
    "EntraIdRepository": EntraIdRepository,
}
WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "plain": lambda value: value,
    "output": pulumi.Output.from_input,
    "secret": pulumi.Output.secret,
}
CASES = [(component, hosting, name) for (component, hosting), arguments in FULL.items() for name in arguments]


def test_the_arguments_are_every_input_of_the_schema() -> None:
    for token, resource in json.loads(schema())["resources"].items():
        component = token.rpartition(":")[2]
        given = {name for (of, _), arguments in FULL.items() if of == component for name in arguments}
        assert given == set(resource["inputProperties"])


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize(("component", "hosting", "name"), CASES)
def test_an_input_is_kept_or_refused_by_its_name(component: str, hosting: str, name: str, wrapping: str) -> None:
    arguments = dict(FULL[component, hosting])
    refusals: list[InvalidArgumentsError] = []

    def program() -> None:
        wrapped = arguments | {name: WRAPPINGS[wrapping](arguments[name])}
        try:
            COMPONENTS[component]("it", wrapped)
        except InvalidArgumentsError as refusal:
            refusals.append(refusal)

    deployment = deploy(program)
    if refusals:
        assert wrapping != "plain", refusals
        assert name in {problem.path for problem in refusals[0].problems}
        assert "it" not in deployment.resources
        return
    assert _plain(deployment["it"].inputs[name]) == _plain(arguments[name])


def _plain(value: Any) -> Any:
    """Return a value in one spelling: the engine has one type of number, and a zone is a text in Azure."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value
