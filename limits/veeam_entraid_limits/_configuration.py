"""The configuration of the rules: a level for each, what is undecided, and what holds for all of them."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from veeam_entraid_limits._catalogue import LIMITS, PRODUCT_BUILDS, Level, Limit, limit_by_id
from veeam_entraid_limits._documents import ConfigurationError, Problems, listed_words
from veeam_entraid_limits._finding import Finding, Verdict
from veeam_entraid_limits._waivers import WAIVER_SCHEMA, Waiver, read_waivers, waivers_of

__all__ = [
    "RULE_OPTIONS",
    "SETTINGS",
    "SETTINGS_OPTIONS",
    "Configuration",
    "Enforcement",
    "RuleConfiguration",
    "UnknownAction",
    "read_configuration",
]

SETTINGS: Final = "veeam-entraid"
"""The name beside those of the rules: what is written there holds for all of them."""

_ALL: Final = "all"
_LEVEL: Final = "enforcementLevel"
_UNKNOWN: Final = "unknown"


class Enforcement(enum.Enum):
    """What a broken limit does to a deployment."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    REMEDIATE = "remediate"
    DISABLED = "disabled"


class UnknownAction(enum.Enum):
    """What a limit does that cannot be decided before the update."""

    ADVISORY = "advisory"
    BLOCK = "block"


_UNKNOWN_SCHEMA: Final[Mapping[str, object]] = {"type": "string", "enum": [action.value for action in UnknownAction]}

RULE_OPTIONS: Final[Mapping[str, Mapping[str, object]]] = {
    _UNKNOWN: {
        **_UNKNOWN_SCHEMA,
        "description": "What to do where a preview cannot decide: tell, or block. Else it is what the settings"
        f' "{SETTINGS}" say.',
    }
}
"""The options of every rule, as JSON schemas by name."""

SETTINGS_OPTIONS: Final[Mapping[str, Mapping[str, object]]] = {
    _UNKNOWN: {
        **_UNKNOWN_SCHEMA,
        "default": UnknownAction.ADVISORY.value,
        "description": "What every rule does where a preview cannot decide, unless it says so itself.",
    },
    "productBuild": {
        "type": "string",
        "default": "",
        "description": f"The build of Veeam Backup & Replication whose pages rule: {', '.join(PRODUCT_BUILDS)}."
        " While it is empty or another one, the strictest wording rules.",
    },
    "waivers": {
        "type": "array",
        "items": WAIVER_SCHEMA,
        "default": [],
        "description": "Limits that may be broken on some resources until a day.",
    },
    "waiversFile": {
        "type": "string",
        "default": "",
        "description": 'The path of a JSON file {"waivers": [...]} with more of them.',
    },
    "otherStacks": {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "default": [],
        "description": "Paths of exported stacks (pulumi stack export) that share backup servers with this one.",
    },
}
"""The options that hold for all rules, as JSON schemas by name."""


@dataclass(frozen=True, slots=True)
class RuleConfiguration:
    """The configuration of one rule."""

    enforcement: Enforcement
    unknown: UnknownAction = UnknownAction.ADVISORY


def _default(limit: Limit) -> RuleConfiguration:
    return RuleConfiguration(Enforcement.MANDATORY if limit.level is Level.MANDATORY else Enforcement.ADVISORY)


_DEFAULTS: Final = {limit.id: _default(limit) for limit in LIMITS}


@dataclass(frozen=True, slots=True)
class Configuration:
    """The configuration of all rules.

    Attributes:
        rules: that of each rule, by its id; a rule that is not named has its default.
        product_build: the build of the product whose documentation rules; empty for the strictest wording.
        waivers: what may be broken until a day.
        waivers_file: the path of the file with more of them, as it was written; empty for none.
        other_stacks: the paths of exported stacks that share backup servers with this one, as they were written.
    """

    rules: Mapping[str, RuleConfiguration] = field(default_factory=dict[str, RuleConfiguration])
    product_build: str = ""
    waivers: tuple[Waiver, ...] = ()
    waivers_file: str = ""
    other_stacks: tuple[str, ...] = ()

    def of(self, limit_id: str) -> RuleConfiguration:
        """Return the configuration of a rule."""
        return self.rules.get(limit_id) or _DEFAULTS[limit_id]

    def enforcement(self, finding: Finding) -> Enforcement:
        """Return what a finding does to the deployment, waivers aside; remediation blocks what it did not mend."""
        rule = self.of(finding.limit)
        blocks = finding.verdict is Verdict.BROKEN or (
            finding.verdict is Verdict.UNDECIDED and rule.unknown is UnknownAction.BLOCK
        )
        if rule.enforcement is Enforcement.DISABLED:
            return Enforcement.DISABLED
        if not blocks:
            return Enforcement.ADVISORY
        return Enforcement.MANDATORY if rule.enforcement is Enforcement.REMEDIATE else rule.enforcement

    def with_waivers(self, waivers: tuple[Waiver, ...]) -> "Configuration":
        """Return the configuration with more waivers."""
        return replace(self, waivers=(*self.waivers, *waivers))

    def reworded(self, finding: Finding) -> Finding:
        """Return a finding as the pages of the product's build have it: an advice where they are less strict.

        A build that is not known has the strictest wording.
        """
        for wording in limit_by_id(finding.limit).wordings:
            if self.product_build in wording.builds and finding.basis in wording.bases:
                return replace(finding, verdict=Verdict.ADVISORY, problem=f"{finding.problem} {wording.reason}")
        return finding


def read_configuration(document: object, read_file: Callable[[str], object] | None = None) -> Configuration:
    """Return the configuration that a document of a policy pack's configuration holds.

    The document is the usual one: ``{"all": "advisory", "default-proxy-enabled": {"enforcementLevel": "mandatory",
    "unknown": "block"}, "veeam-entraid": {"productBuild": "13.0.2.29", "waivers": [...]}}``.

    Args:
        document: the document.
        read_file: returns the JSON document in the file at a path, as the configuration writes it, or raises a
            ConfigurationError; without it the files that are named stay unread.

    Raises:
        ConfigurationError: something in it or in a file is wrong or is not known; it lists every problem.
    """
    problems = Problems()
    entries = problems.mapping("", document) or {}
    problems.unknown_names("", entries, (_ALL, SETTINGS, *_DEFAULTS))
    everywhere = _entry(_ALL, entries, (), problems)
    settings = _entry(SETTINGS, entries, tuple(SETTINGS_OPTIONS), problems)
    level = _level(_ALL, everywhere, problems)
    _level(SETTINGS, settings, problems)
    unknown = _unknown(SETTINGS, settings, problems)
    rules: dict[str, RuleConfiguration] = {}
    for name, default in _DEFAULTS.items():
        entry = _entry(name, entries, tuple(RULE_OPTIONS), problems)
        rules[name] = RuleConfiguration(
            _level(name, entry, problems) or level or default.enforcement,
            _unknown(name, entry, problems) or unknown or UnknownAction.ADVISORY,
        )
    waivers_file = _text(settings, "waiversFile", problems)
    configuration = Configuration(
        rules=rules,
        product_build=_text(settings, "productBuild", problems),
        waivers=(
            *waivers_of(f"{SETTINGS}.waivers", settings.get("waivers", []), problems),
            *(_waivers_in(waivers_file, read_file, problems) if waivers_file and read_file else ()),
        ),
        waivers_file=waivers_file,
        other_stacks=_paths(settings, problems),
    )
    problems.raise_if_any()
    return configuration


def _entry(
    name: str, entries: Mapping[str, object], options: tuple[str, ...], problems: Problems
) -> Mapping[str, object]:
    value = entries.get(name, {})
    if isinstance(value, str):
        return {_LEVEL: value}
    entry = problems.mapping(name, value) or {}
    problems.unknown_names(name, entry, (_LEVEL, *options))
    return entry


def _level(name: str, entry: Mapping[str, object], problems: Problems) -> Enforcement | None:
    if _LEVEL not in entry:
        return None
    try:
        return Enforcement(entry[_LEVEL])
    except ValueError:
        levels = listed_words([each.value for each in Enforcement])
        problems.add(f"{name}.{_LEVEL}", f"is no level; write one of {levels}.")
        return None


def _unknown(name: str, entry: Mapping[str, object], problems: Problems) -> UnknownAction | None:
    if _UNKNOWN not in entry:
        return None
    try:
        return UnknownAction(entry[_UNKNOWN])
    except ValueError:
        actions = listed_words([each.value for each in UnknownAction])
        problems.add(f"{name}.{_UNKNOWN}", f"write one of {actions}.")
        return None


def _text(settings: Mapping[str, object], name: str, problems: Problems) -> str:
    value = settings.get(name, "")
    if isinstance(value, str):
        return value.strip()
    problems.add(f"{SETTINGS}.{name}", "write a text.")
    return ""


def _waivers_in(path: str, read_file: Callable[[str], object], problems: Problems) -> tuple[Waiver, ...]:
    try:
        document = read_file(path)
    except ConfigurationError as error:
        for problem in error.problems:
            problems.add(f"{SETTINGS}.waiversFile", problem)
        return ()
    try:
        return read_waivers(document)
    except ConfigurationError as error:
        for problem in error.problems:
            problems.add(path, problem)
        return ()


def _paths(settings: Mapping[str, object], problems: Problems) -> tuple[str, ...]:
    place = f"{SETTINGS}.otherStacks"
    listed = problems.sequence(place, settings.get("otherStacks", []))
    return tuple(problems.text(f"{place}[{index}]", each) for index, each in enumerate(listed))
