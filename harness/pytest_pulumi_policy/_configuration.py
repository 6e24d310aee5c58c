"""The configuration of a pack, read, completed and checked as the engine does."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

import jsonschema
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages

from pytest_pulumi_policy._verdict import Level

__all__ = ["Configuration", "InvalidConfigurationError", "read_configuration", "reconcile"]

Configuration: TypeAlias = Mapping[str, str | Mapping[str, object]]
"""Level or options by policy, as `--policy-pack-config` has it: a word, or an object with `enforcementLevel`."""

_LEVEL: Final = "enforcementLevel"
_ALL: Final = "all"

LEVELS: Final = {
    Level.ADVISORY: messages.ADVISORY,
    Level.MANDATORY: messages.MANDATORY,
    Level.DISABLED: messages.DISABLED,
    Level.REMEDIATE: messages.REMEDIATE,
}
LEVEL_OF: Final = {number: level for level, number in LEVELS.items()}


class InvalidConfigurationError(Exception):
    """The configuration of a pack is not one that the engine takes."""


@dataclass(frozen=True, slots=True)
class _Settings:
    level: Level | None
    options: Mapping[str, object]


def read_configuration(file: Path) -> Configuration:
    """Return the configuration that a file of `--policy-pack-config` holds."""
    text = file.read_text()
    return cast("Configuration", json.loads(text)) if text.strip() else {}


def reconcile(info: messages.AnalyzerInfo, configuration: Configuration) -> dict[str, messages.PolicyConfig]:
    """Return what the pack is configured with.

    Defaults of the policies first, then what the pack itself starts with, then the user's; in the last two a level
    for `all` goes before those of single policies. Options are checked by each policy's JSON schema.

    Raises:
        InvalidConfigurationError: a level does not exist, or an option does not fit its schema.
    """
    settings = {policy.name: _defaults(policy) for policy in info.policies}
    initial = {
        name: _Settings(LEVEL_OF[each.enforcementLevel], json_format.MessageToDict(each.properties))
        for name, each in info.initialConfig.items()
    }
    _apply(settings, initial)
    _apply(settings, {name: _settings(name, each) for name, each in configuration.items() if name != "environments"})
    _check(info, settings)
    return {name: _message(each) for name, each in settings.items()}


def _defaults(policy: messages.PolicyInfo) -> _Settings:
    properties = json_format.MessageToDict(policy.configSchema.properties)
    options = {name: schema["default"] for name, schema in properties.items() if "default" in schema}
    return _Settings(LEVEL_OF[policy.enforcementLevel], options)


def _settings(name: str, given: str | Mapping[str, object]) -> _Settings:
    if isinstance(given, str):
        return _Settings(_level(name, given), {})
    options = {key: value for key, value in given.items() if key != _LEVEL}
    level = given.get(_LEVEL)
    return _Settings(None if level is None else _level(name, level), options)


def _level(name: str, given: object) -> Level:
    if given not in list(Level):
        raise InvalidConfigurationError(
            f"The configuration of {name} has no valid enforcement level: write one of {', '.join(Level)}."
        )
    return Level(given)


def _apply(settings: dict[str, _Settings], given: Mapping[str, _Settings]) -> None:
    for_all = given.get(_ALL)
    if for_all is not None and for_all.level is not None:
        settings.update({name: _Settings(for_all.level, each.options) for name, each in settings.items()})
    for name, each in given.items():
        present = settings.get(name, _Settings(None, {}))
        if each.level is None and present.level is None and not each.options:
            continue
        settings[name] = _Settings(each.level or present.level, {**present.options, **each.options})


def _check(info: messages.AnalyzerInfo, settings: Mapping[str, _Settings]) -> None:
    problems: list[str] = []
    for policy in info.policies:
        schema = {
            "type": "object",
            "properties": json_format.MessageToDict(policy.configSchema.properties),
            "required": list(policy.configSchema.required),
        }
        errors = cast(
            "Callable[[object], Iterable[jsonschema.ValidationError]]",
            jsonschema.Draft7Validator(schema).iter_errors,  # pyright: ignore[reportUnknownMemberType]
        )
        problems += [
            f"{policy.name}: {'.'.join(map(str, error.absolute_path)) or 'options'}: {error.message}"
            for error in errors(dict(settings[policy.name].options))
        ]
    if problems:
        raise InvalidConfigurationError(f"The engine refuses this configuration: {'; '.join(sorted(problems))}")


def _message(settings: _Settings) -> messages.PolicyConfig:
    options = json_format.ParseDict(dict(settings.options), struct_pb2.Struct())
    return messages.PolicyConfig(enforcementLevel=LEVELS[settings.level or Level.ADVISORY], properties=options)
