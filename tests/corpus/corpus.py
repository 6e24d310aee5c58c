"""The corpus: small stacks with the verdicts that the vendor's text gives them. The format stands in README.md.

A stack is written as a Pulumi YAML program, with a few tags for what only an engine or an attacker would write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

import yaml

from veeam_entraid_limits import (
    LIMITS,
    Fact,
    Finding,
    LogBackupJob,
    ProviderResource,
    Resource,
    RestoreSession,
    Setting,
    Subject,
    check_across,
    check_each,
    jobs_on_server,
    license_on_server,
    proxy_on_server,
    read_facts,
    repository_on_server,
    tenant_on_server,
)
from veeam_entraid_limits import UNKNOWN as UNKNOWN_TO_RULES
from veeam_entraid_protocol import UNKNOWN, Secret, Value, plain

FOLDER: Final = Path(__file__).parent / "stacks"
TODAY: Final = date(2026, 1, 1)
VERDICTS: Final = ("broken", "undecided", "advisory")
IDS: Final = frozenset(limit.id for limit in LIMITS)
DOCUMENTED: Final = frozenset(limit.id for limit in LIMITS if limit.number is not None)

_OWN: Final = {
    **{name: f"veeam-entraid:index:{name}" for name in ("BackupServer", "EntraIdRepository", "EntraApplication")},
    **{
        name: f"veeam:infrastructure:{name}"
        for name in ("DefaultProxy", "Repository", "CloudCredential", "EncryptionPassword")
    },
    **{
        name: f"veeam:entraid:{name}"
        for name in (
            "Tenant",
            "TenantBackupJob",
            "LogBackupJob",
            "TenantBackupCopyJob",
            "LogBackupCopyJob",
            "RestoreSession",
        )
    },
    "VirtualMachine": "azure-native:compute:VirtualMachine",
    "FlexibleServer": "azure-native:dbforpostgresql:Server",
}
"""Tokens that a stack may write by their last part."""

_KEYS: Final = frozenset("name description runtime about resources providers server session expect complete".split())

_DEFAULT_PROVIDERS: Final[Mapping[str, Mapping[str, Value]]] = {"veeam": {"endpoint": "https://vbr:9419"}}
_WHOLE_REFERENCE: Final = re.compile(r"\$\{([^.\[\]}]+)((?:\.[^.}]+)*)\}")
_ANY_REFERENCE: Final = re.compile(r"\$\{([^.\[\]}]+)[^}]*\}")


@dataclass(frozen=True)
class Expected:
    """A verdict that a stack has to get: about one of these resources, in whose order nothing lies."""

    verdict: str
    rule: str
    resources: frozenset[str]

    def __str__(self) -> str:
        return f"{self.verdict} {self.rule} {'|'.join(sorted(self.resources))}"

    @classmethod
    def read(cls, line: str) -> "Expected":
        """Read ``broken one-repository-per-server one|two``."""
        verdict, rule, resources = line.split(maxsplit=2)
        assert verdict in VERDICTS, line
        assert rule in IDS, line
        return cls(verdict, rule, frozenset(resources.split("|")))


@dataclass(frozen=True)
class Declared:
    """A resource of a stack, as the protocol carries it.

    Attributes:
        urn: its URN.
        type: its type token.
        name: its name in the program.
        inputs: its inputs, with secrets and unknown values.
        outputs: its outputs, as far as they are known.
        id: the id that its provider gave it, where that is known.
        parent: the URN of its parent.
        provider: what it is deployed with.
        property_dependencies: for each input the URNs that it is made from.
        options: its other options.
    """

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Value] = field(default_factory=dict[str, Value], repr=False)
    outputs: Mapping[str, Value] = field(default_factory=dict[str, Value], repr=False)
    id: str = ""
    parent: str = ""
    provider: "Declared | None" = None
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def is_component(self) -> bool:
        """Whether it has no provider and so no id of its own."""
        return self.type.startswith("veeam-entraid:")

    def as_resource(self) -> Resource:
        """Return it as the rules read it."""
        return Resource(
            urn=self.urn,
            type=self.type,
            name=self.name,
            properties=_plain(self.inputs),
            provider=self.provider
            and ProviderResource(self.provider.type, _plain(self.provider.inputs), self.provider.urn),
            outputs=_plain(self.outputs),
            property_dependencies=self.property_dependencies,
            id=self.id,
            protect=self.protect,
        )

    @property
    def protect(self) -> bool:
        """Whether the engine refuses to delete it."""
        return self.options.get("protect") is True


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return cast("dict[str, object]", plain(dict(values), unknown=UNKNOWN_TO_RULES))


@dataclass(frozen=True)
class Stack:
    """A stack of the corpus.

    Attributes:
        name: what it is an example of; unique.
        about: the rules whose verdicts it gives in full, besides the seventeen.
        resources: its resources by their keys.
        expected: its verdicts.
        complete: whether nothing else at all may be said, not even as advice.
        shown: the facts that a running server shows, where the stack is one.
    """

    name: str
    about: frozenset[str]
    resources: Mapping[str, Declared] = field(repr=False)
    expected: tuple[Expected, ...]
    complete: bool = False
    shown: tuple[Fact, ...] = field(default=(), repr=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return what the rules know of it."""
        return (*self.shown, *(fact for each in self.resources.values() for fact in read_facts(each.as_resource())))

    def findings(self) -> list[Finding]:
        """Return what the rules find in it."""
        facts = self.facts
        return [*(finding for fact in facts for finding in check_each(fact)), *check_across(facts, today=TODAY)]

    @property
    def over_the_protocol(self) -> bool:
        """Whether the engine's protocol can carry it: keys that are text, and text that is Unicode."""
        carried = (_is_carried(dict(each.inputs)) and _is_carried(each.name) for each in self.resources.values())
        return bool(self.resources) and all(carried)

    def ruled(self, rule: str) -> bool:
        """Return whether the stack says all that a rule has to say."""
        return self.complete or rule in self.about or rule in DOCUMENTED

    def key_of(self, urn: str) -> str:
        """Return the key of a resource."""
        return next((key for key, each in self.resources.items() if each.urn == urn), urn)

    def mismatches(self, said: set[tuple[str, str, str]]) -> list[str]:
        """Return what of (verdict, rule, URN) is not as expected, a line each."""
        heard = {(verdict, rule, self.key_of(urn)) for verdict, rule, urn in said}
        missing = [
            f"missing: {each}"
            for each in self.expected
            if not any((each.verdict, each.rule, key) in heard for key in each.resources)
        ]
        extra = [
            f"not expected: {verdict} {rule} {key}"
            for verdict, rule, key in sorted(heard)
            if self.ruled(rule)
            and not any(
                (verdict, rule) == (each.verdict, each.rule) and key in each.resources for each in self.expected
            )
        ]
        return missing + extra


def _is_carried(value: object) -> bool:
    match value:
        case str():
            return not any("\ud800" <= letter <= "\udfff" for letter in value)
        case dict():
            return all(isinstance(key, str) and _is_carried(key) and _is_carried(each) for key, each in value.items())
        case list():
            return all(map(_is_carried, value))
        case Secret():
            return _is_carried(value.value)
        case _:
            return True


class _Loader(yaml.SafeLoader):
    """YAML with the tags of the corpus."""


def _repeated(loader: _Loader, node: yaml.Node) -> list[Value]:
    times, value = loader.construct_sequence(cast("yaml.SequenceNode", node), deep=True)
    return [value] * int(times)


def _deep(_: _Loader, node: yaml.Node) -> Value:
    value: Value = "deep"
    for level in range(int(node.value)):
        value = [value] if level % 2 else {"deeper": value}
    return value


def _secret(loader: _Loader, node: yaml.Node) -> Secret:
    return Secret(_untagged(loader, node))


def _untagged(loader: _Loader, node: yaml.Node) -> Value:
    match node:
        case yaml.MappingNode():
            return cast("Value", loader.construct_mapping(node, deep=True))
        case yaml.SequenceNode():
            return cast("Value", loader.construct_sequence(node, deep=True))
        case _:
            tag = loader.resolve(yaml.ScalarNode, node.value, (True, False))
            return cast("Value", loader.construct_object(yaml.ScalarNode(tag, node.value)))


_Loader.add_constructor("!unknown", lambda _loader, _node: UNKNOWN)
_Loader.add_constructor("!secret", _secret)
_Loader.add_constructor("!times", _repeated)
_Loader.add_constructor("!text", lambda _loader, node: "x" * int(node.value))
_Loader.add_constructor("!deep", _deep)


def read_yaml(text: str) -> list[Any]:
    """Return the documents of a text with the tags of the corpus."""
    return list(yaml.load_all(text, _Loader))


def stacks() -> list[Stack]:
    """Return all stacks that are written in YAML."""
    return [stack for path in sorted(FOLDER.glob("**/*.yaml")) for stack in stacks_of(path)]


def stacks_of(path: Path) -> Iterator[Stack]:
    """Return the stacks of one file; one that is named like a rule is about it."""
    about = {path.stem} & IDS
    for document in read_yaml(path.read_text("utf-8")):
        yield _stack(document, f"{path.stem}: ", about | set(document.get("about", ())))


def _stack(document: dict[str, Any], prefix: str, about: set[str]) -> Stack:
    unknown = document.keys() - _KEYS
    assert not unknown, f"{document['name']}: {unknown}"
    expected = tuple(Expected.read(line) for line in document.get("expect") or ())
    resources = declared(document) if "resources" in document else {}
    shown = (*_shown_by(document.get("server", {})), *_found_by(document.get("session")))
    names = resources.keys() | {fact.subject.name for fact in shown}
    strangers = {key for each in expected for key in each.resources} - names
    assert not strangers, f"{document['name']}: {strangers}"
    return Stack(
        name=prefix + document["name"],
        about=frozenset(about) | {each.rule for each in expected},
        resources=resources,
        expected=expected,
        complete=bool(document.get("complete")),
        shown=shown,
    )


def _shown_by(server: Mapping[str, Any]) -> Iterator[Fact]:
    """Return the facts of a running server, from the models of its REST API."""
    if "proxies" in server:
        yield proxy_on_server(server["name"], server["host"], server["proxies"])
    if "license" in server:
        yield license_on_server(server["name"], server["license"])
    yield from map(tenant_on_server, server.get("tenants", ()))
    yield from map(repository_on_server, server.get("repositories", ()))
    ages = {name: _plain({"age": age})["age"] for name, age in server.get("ages", {}).items()}
    for job in jobs_on_server(server.get("jobs", ())):
        if isinstance(job, LogBackupJob) and job.subject.name in ages:
            yield replace(job, latest_restore_point_age=Setting("age", ages[job.subject.name]))
        else:
            yield job


def _found_by(session: Mapping[str, Any] | None) -> Iterator[Fact]:
    """Return a session whose filter has found so many items on a running server."""
    if session:
        yield RestoreSession(
            subject=Subject("RestoreSession", session["name"]), item_count=Setting("filter", session["found"])
        )


def declared(document: Mapping[str, Any]) -> dict[str, Declared]:
    """Return the resources of a Pulumi YAML program."""
    written: dict[str, Any] = document["resources"]
    tokens = {key: _token(each["type"]) for key, each in written.items()}
    urns = {key: _urn(key, written, tokens) for key in written}
    known = {key: {"id": each.get("id", UNKNOWN), **(each.get("outputs") or {})} for key, each in written.items()}
    resources: dict[str, Declared] = {}
    for key, each in written.items():
        properties, options = each.get("properties") or {}, each.get("options") or {}
        resources[key] = Declared(
            urn=urns[key],
            type=tokens[key],
            name=each.get("name", key),
            inputs={name: _resolved(value, known) for name, value in properties.items()},
            outputs=each.get("outputs") or {},
            id=str(each.get("id", "")),
            parent=urns.get(_named(options.get("parent")), ""),
            property_dependencies={
                name: sources
                for name, value in properties.items()
                if (sources := tuple(dict.fromkeys(urns[named] for named in _references(value) if named in urns)))
            },
            options={name: value for name, value in options.items() if name not in {"parent", "provider"}},
        )
    defaults = {**_DEFAULT_PROVIDERS, **(document.get("providers") or {})}
    return {key: _with_provider(each, written[key], resources, defaults) for key, each in resources.items()}


def _token(written: str) -> str:
    return _OWN.get(written, written)


def _with_provider(
    each: Declared, written: Any, resources: Mapping[str, Declared], defaults: Mapping[str, Mapping[str, Value]]
) -> Declared:
    named = _named((written.get("options") or {}).get("provider"))
    package = each.type.partition(":")[0].partition("_")[0]
    if each.is_component or package in {"pulumi", ""}:
        return each
    if named:
        return replace(each, provider=resources[named])
    token = f"pulumi:providers:{package}"
    urn = f"urn:pulumi:dev::corpus::{token}::default"
    return replace(each, provider=Declared(urn, token, "default", defaults.get(package, {})))


def _urn(key: str, written: Mapping[str, Any], tokens: Mapping[str, str]) -> str:
    """Return the URN of a resource, with the types of its parents; a circle of parents ends where it closes."""
    around: list[str] = []
    seen = {key}
    parent = _named((written[key].get("options") or {}).get("parent"))
    while parent and parent not in seen:
        seen.add(parent)
        around.append(tokens[parent])
        parent = _named((written[parent].get("options") or {}).get("parent"))
    qualified = "$".join([*reversed(around), tokens[key]])
    return f"urn:pulumi:dev::corpus::{qualified}::{written[key].get('name', key)}"


def _named(reference: object) -> str:
    found = _WHOLE_REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return found[1] if found else ""


def _references(value: object) -> list[str]:
    match value:
        case str():
            return _ANY_REFERENCE.findall(value)
        case dict():
            return [named for each in value.values() for named in _references(each)]
        case list():
            return [named for each in value for named in _references(each)]
        case _:
            return []


def _resolved(value: Any, known: Mapping[str, Mapping[str, Value]]) -> Value:
    match value:
        case str() if found := _WHOLE_REFERENCE.fullmatch(value):
            return known.get(found[1], {}).get(found[2].removeprefix("."), UNKNOWN)
        case str() if _ANY_REFERENCE.search(value):
            return UNKNOWN
        case dict() if value.keys() == {"fn::secret"}:
            return Secret(_resolved(value["fn::secret"], known))
        case dict():
            return {key: _resolved(each, known) for key, each in value.items()}
        case list():
            return [_resolved(each, known) for each in value]
        case _:
            return value
