"""What a person changes on the server is seen by a refresh, and put back by an update: for each field that it shows.

The fields are those of the schema. They are changed in the server's own records, where nothing but this test would.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from provider_client import Deployed
from resource_cases import CASES, LICENSE, Case, required
from veeam_stack import Deployment, deployment

from veeam_entraid_sandbox.vbr._records import Record
from veeam_provider.resources import KINDS, Kind
from veeam_provider.rest import operations
from veeam_provider.rest import replace as replace_fields
from veeam_provider.schema import ListType, ObjectType, Type, WordType

Path_ = tuple[str | int, ...]

# What stands elsewhere in the server's records, or means something by other fields beside it: these have tests of their
# own. A server for e-mail of another kind has other fields.
_SWITCHED = {"enabled", "encryptionPasswordId", "roles"}
_COPY = {"retention": "useCustomRetention"}
# Where the record keeps what an input names.
_PLACES = {"maxTaskCount": "server.maxTaskCount"}
_TEXTS = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "99999999-9999-4999-8999-999999999999"),
    (re.compile(r"\d\d:\d\d"), "06:15"),
    (re.compile(r"\d{4}-\d\d-\d\dT.*"), "2027-01-01T06:15:00Z"),
    (re.compile(r"(?:[01],){23}[01]"), ",".join(["0"] * 24)),
)


def leaves(form: Type, value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Type, Any]]:
    """Yield each value of an object that the server shows, with its place and type."""
    if isinstance(form, ObjectType) and isinstance(value, dict):
        for name, inner in value.items():
            property_ = form.properties.get(name)
            if property_ is not None and property_.is_shown:
                yield from leaves(property_.type, inner, (*path, name))
    elif isinstance(form, ListType) and isinstance(form.item, ObjectType):
        for index, inner in enumerate(value):
            yield from leaves(form.item, inner, (*path, index))
    else:
        yield path, form, value


def another(form: Type, value: Any) -> Any:
    """Return a value that means something else."""
    match form, value:
        case WordType(words=words), _:
            return next(word for word in words if word != value)
        case ListType(item=WordType(words=words)), list():
            return [next(word for word in words if word not in value)] if len(value) < len(words) else value[:-1]
        case _, bool():
            return not value
        case _, int() | float():
            return value + 1
        case _, list():
            return [*value[:-1], "another"]
        case _:
            return next((other for pattern, other in _TEXTS if pattern.fullmatch(value)), f"{value}x")


def set_at(value: Any, path: Sequence[str | int], new: Any) -> Any:
    """Return a value with something else at a path."""
    if not path:
        return new
    head, *rest = path
    if isinstance(value, list):
        return [set_at(each, rest, new) if index == head else each for index, each in enumerate(value)]
    return {**value, head: set_at(value.get(head, {}), rest, new)}


def record_of(stack: Deployment, case: Case, kind: Kind, id_: str, path: Path_) -> tuple[Record, Path_]:
    """Return the server's record of a resource, and where an input stands in what it shows."""
    name = str(path[0])
    places = _PLACES if case.token.endswith("DefaultProxy") else kind.places
    place: Path_ = (*places.get(name, name).split("."), *path[1:])
    names = {
        "ConfigurationBackup": "configurationBackup",
        "Notifications": place[0],
        "License": "license",
    }
    setting = names.get(case.token.rpartition(":")[2])
    ledger = stack.engine._store.view()
    if case.token.endswith("Notifications"):
        place = place[1:]
    record = ledger.find(case.record, setting or id_)  # pyright: ignore[reportArgumentType]
    assert record is not None, (case.record, setting or id_)
    return record, place


def change_by_hand(stack: Deployment, record: Record) -> None:
    with stack.engine._store.transaction() as ledger:
        ledger.put(record)


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("full", [True, False], ids=["everything", "the least"])
def test_each_field_that_the_server_shows(tmp_path: Path, case: Case, full: bool) -> None:
    kind = next(each for each in KINDS if each.token == case.token)
    with deployment(tmp_path / "vbr") as stack:
        inputs = case.inputs(stack)
        inputs = inputs if full else required(case, inputs)
        made = stack.create(case.token, **inputs)
        shown = {**made.outputs.get("__baseline", {}), **made.inputs}  # pyright: ignore[reportGeneralTypeIssues]
        found = [
            (path, form)
            for path, form, _ in leaves(kind.form, shown)
            if path[0] not in _SWITCHED
            and path[-1] != "mailServer"
            and not (case.token.endswith("CopyJob") and path[0] in _COPY and not full)
        ]
        assert found or case.token.endswith(("License", "DefaultProxy", "ServiceAccount"))
        for path, form in found:
            record, place = record_of(stack, case, kind, made.id, path)
            before = at(record.shown, place)
            changed = replace(record, shown=set_at(record.shown, place, another(form, before)))
            if path[0] in ("region", "type", "azureTenantId", "account", "accessKey"):
                continue
            change_by_hand(stack, changed)
            refreshed = made.read()
            assert refreshed is not None
            difference = stack.changes(refreshed, **inputs)
            assert difference, f"nobody sees that {path} has been changed"
            assert {each.partition(".")[0].partition("[")[0] for each in difference} == {path[0]}, path
            if any(difference.values()):
                change_by_hand(stack, record)
                continue
            made = stack.updated(refreshed, **inputs)
            again = made.read()
            assert again is not None
            assert stack.changes(again, **inputs) == {}
            after, _ = record_of(stack, case, kind, made.id, path)
            assert at(after.shown, place) == before, f"{path} has not been put back"


def at(value: Any, path: Path_) -> Any:
    for part in path:
        value = value[part]
    return value


def _disable(stack: Deployment, made: Deployed) -> None:
    stack.server.call(operations.DISABLE_JOB, id=made.id)


def _enable(stack: Deployment, made: Deployed) -> None:
    stack.server.call(operations.ENABLE_JOB, id=made.id)


def _disable_proxy(stack: Deployment, made: Deployed) -> None:
    stack.server.call(operations.DISABLE_PROXY, id=made.id)


def _unencrypt(stack: Deployment, made: Deployed) -> None:
    job: Any = stack.server.call(operations.GET_JOB, id=made.id)
    if made.urn.split("::")[2].endswith("CopyJob"):
        body = replace_fields(job, {"useCustomEncryption": False, "encryption": None})
    elif "LogBackupJob" in made.urn:
        off = {"isEnabled": False, "encryptionPasswordId": None, "encryptionType": None}
        body = replace_fields(job, {"storage": {"advancedSettings": {"storageData": {"encryption": off}}}})
    else:
        off = {"isEnabled": False, "encryptionPasswordId": None, "encryptionType": None}
        body = replace_fields(job, {"storage": {"advancedSettings": {"encryption": off}}})
    stack.server.call(operations.UPDATE_JOB, body, id=made.id)


def _unencrypt_configuration(stack: Deployment, made: Deployed) -> None:
    del made
    options: Any = stack.server.call(operations.GET_CONFIG_BACKUP_OPTIONS)
    body = replace_fields(options, {"encryption": {"isEnabled": False}})
    stack.server.call(operations.UPDATE_CONFIG_BACKUP_OPTIONS, body)


def _take_roles(stack: Deployment, made: Deployed) -> None:
    roles = [role for role in stack.server.list(operations.VIEW_ALL_USER_ROLES) if role["name"].endswith("Viewer")]
    stack.server.call(operations.UPDATE_USER_ROLES, {"roles": roles}, id=made.id)


@pytest.mark.parametrize(
    ("name", "field", "change"),
    [
        ("default_proxy", "enabled", _disable_proxy),
        ("tenant_job", "enabled", _disable),
        ("log_job", "enabled", _enable),
        ("tenant_copy", "enabled", _disable),
        ("log_copy", "enabled", _disable),
        ("tenant_job", "encryptionPasswordId", _unencrypt),
        ("log_job", "encryptionPasswordId", _unencrypt),
        ("tenant_copy", "encryptionPasswordId", _unencrypt),
        ("log_copy", "encryptionPasswordId", _unencrypt),
        ("configuration_backup", "encryptionPasswordId", _unencrypt_configuration),
        ("service_account", "roles", _take_roles),
    ],
)
def test_what_the_server_shows_by_other_fields(
    tmp_path: Path, name: str, field: str, change: Callable[[Deployment, Deployed], None]
) -> None:
    case = next(each for each in CASES if str(each) == name)
    with deployment(tmp_path / "vbr") as stack:
        inputs = case.inputs(stack)
        made = stack.create(case.token, **inputs)
        change(stack, made)
        refreshed = made.read()
        assert refreshed is not None
        assert {each.partition("[")[0] for each in stack.changes(refreshed, **inputs)} == {field}
        again = stack.updated(refreshed, **inputs).read()
        assert again is not None
        assert stack.changes(again, **inputs) == {}


def test_a_default_proxy_that_was_deleted_is_made_anew_with_a_warning(tmp_path: Path) -> None:
    with deployment(tmp_path / "vbr") as stack:
        made = stack.create("veeam:infrastructure:DefaultProxy")
        stack.server.call(operations.DELETE_PROXY, id=made.id)
        assert made.read() is None
        assert stack.create("veeam:infrastructure:DefaultProxy").id != made.id


def test_a_license_that_was_removed_is_installed_anew(tmp_path: Path) -> None:
    with deployment(tmp_path / "vbr") as stack:
        made = stack.create("veeam:infrastructure:License", license=LICENSE)
        assert made.read() is not None
        stack.server.call(operations.REMOVE_LICENSE, {})
        assert made.read() is None
        assert stack.create("veeam:infrastructure:License", license=LICENSE)["edition"] == made["edition"]
