"""Comparing an object of a restore point with another restore point, or with what is in the tenant now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Final, TypeAlias

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._directory import Item, item_of
from veeam_entraid_sandbox.vbr._errors import not_found, refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, at, child, elements, flag, key, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._production import Production
from veeam_entraid_sandbox.vbr._restoring import READ_ONLY, REFERENCES, restorable_properties, value_of
from veeam_entraid_sandbox.vbr._service import Answer, Call, Enquiry, Handler, Service
from veeam_entraid_sandbox.vbr._sessions import RUNNING, Outcome, Plan, Run, Step, Work, find_session, start
from veeam_entraid_sandbox.vbr.services.mounts import Mount, asked, mount_of_session

__all__ = ["SERVICE"]

_FAMILY: Final = "comparison"
_TYPE: Final = "EntraIdTenantComparison"
_POLICIES: Final = ("ConditionalAccessPolicy", "DeviceConfiguration")

_Pair: TypeAlias = tuple[Item | None, Item | None]
_Compare: TypeAlias = Callable[[Moment, JsonObject, _Pair], JsonObject]


# What is compared.


def _spec(call: Call) -> JsonObject:
    """Return what is to be compared, for a session to remember."""
    body = call.body
    return {
        "itemId": key(body, "itemId"),
        "old": key(body, "oldRestorePointId"),
        "new": key(body, "newRestorePointId"),
        "showUnchanged": flag(body, "showUnchangedAttributes"),
    }


def _enquired(call: Call, conclude: Callable[[Call, JsonObject], JsonValue]) -> Enquiry:
    """Read what the restore points have, and hand it on with what is to be compared."""
    mount, spec = mount_of_session(call.moment, call.path["sessionId"]), _spec(call)
    points = [mount.demand_point(text(spec, name)) for name in ("old", "new") if text(spec, name)]

    def ask() -> Handler:
        found = [_read(mount, point, text(spec, "itemId")) for point in points]
        if not any(found):
            raise not_found("object", text(spec, "itemId"))
        sides: list[JsonValue] = [asdict(item) if item else None for item in found]
        return lambda later: conclude(later, {**spec, "mount": mount.id, "tenant": mount.tenant, "sides": sides})

    return Enquiry(ask)


def _read(mount: Mount, point: str, id_: str) -> Item | None:
    kept = asked(lambda: mount.database.given(point, [id_])).get(id_)
    return kept.item if kept else None


def _sides(moment: Moment, arguments: JsonObject) -> _Pair:
    """Return both sides: the other one is the tenant as it is now, if no other restore point is named."""
    read = [item_of(child(each)) if each else None for each in elements(arguments, "sides")]
    if len(read) > 1:
        return read[0], read[1]
    return read[0], Production(moment, text(arguments, "tenant")).find(text(arguments, "itemId"))


# Property by property.


def _text(value: JsonValue) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


def _names(pair: _Pair) -> list[str]:
    return list(dict.fromkeys(name for item in pair if item for name in restorable_properties(item)))


def _values(name: str, pair: _Pair) -> JsonObject:
    """Return the values of a property on both sides, without one where it is not set."""
    old, new = (_text(value_of(item, name)) if item else None for item in pair)
    return {**({} if old is None else {"oldValue": old}), **({} if new is None else {"newValue": new})}


def _flat(moment: Moment, arguments: JsonObject, pair: _Pair) -> JsonObject:
    names, shows_all = _names(pair), flag(arguments, "showUnchanged")
    properties: list[JsonValue] = []
    for name in names:
        values = _values(name, pair)
        if name not in REFERENCES and (shows_all or values.get("oldValue") != values.get("newValue")):
            properties.append({"propertyName": name, "readOnly": name in READ_ONLY, **values})
    production = Production(moment, text(arguments, "tenant"))
    references: list[JsonValue] = []
    for name in names:
        values = list(_references(production, name, pair, shows_all=shows_all)) if name in REFERENCES else []
        if values:
            references.append(
                {"referenceType": name, "referenceTypeDisplayName": REFERENCES[name], "values": [*values]}
            )
    return {**_frame(moment, pair), "properties": properties, "references": references}


def _frame(moment: Moment, pair: _Pair) -> JsonObject:
    return {
        "existsInOldRestorePoint": pair[0] is not None,
        "existsInNewRestorePoint": pair[1] is not None,
        "cacheTimestamp": stamp(moment.now),
    }


def _references(production: Production, name: str, pair: _Pair, *, shows_all: bool) -> Iterator[JsonObject]:
    old, new = ([str(each) for each in elements(item.details, name)] if item else [] for item in pair)
    for id_ in dict.fromkeys([*old, *new]):
        if shows_all or (id_ in old) != (id_ in new):
            item = production.find(id_)
            yield {
                "displayName": item.name if item else id_,
                "referenceId": id_,
                "oldValue": id_ in old,
                "newValue": id_ in new,
            }


# Policies, as deep as they go.


def _deep(moment: Moment, arguments: JsonObject, pair: _Pair) -> JsonObject:
    old, new = ({name: value_of(item, name) for name in restorable_properties(item)} if item else {} for item in pair)
    nodes = list(_nodes(old, new, "", shows_all=flag(arguments, "showUnchanged")))
    return {**_frame(moment, pair), "properties": [*nodes]}


def _nodes(old: JsonValue, new: JsonValue, above: str, *, shows_all: bool) -> Iterator[JsonObject]:
    for name in dict.fromkeys([*_branches(old), *_branches(new)]):
        left, right = _branch(old, name), _branch(new, name)
        if left == right and not shows_all:
            continue
        path = f"{above}.{name}" if above else name
        before, after = _leaf(left), _leaf(right)
        yield {
            "areEqual": left == right,
            "isReadOnly": name in READ_ONLY,
            "name": name,
            "path": path,
            **({} if before is None else {"oldValue": before}),
            **({} if after is None else {"newValue": after}),
            "children": [*_nodes(left, right, path, shows_all=shows_all)],
        }


def _branches(value: JsonValue) -> Sequence[str]:
    if isinstance(value, list):
        return [str(index) for index in range(len(value))]
    return list(value) if isinstance(value, dict) else []


def _branch(value: JsonValue, name: str) -> JsonValue:
    if isinstance(value, list):
        return value[int(name)] if int(name) < len(value) else None
    return at(value, name)


def _leaf(value: JsonValue) -> str | None:
    return None if isinstance(value, list | dict) else _text(value)


# Requests.


def _compare(call: Call) -> Answer:
    def conclude(later: Call, arguments: JsonObject) -> JsonValue:
        return _flat(later.moment, arguments, _sides(later.moment, arguments))

    return _enquired(call, conclude)


def _start(call: Call, *, deeply: bool) -> Answer:
    def conclude(later: Call, arguments: JsonObject) -> JsonValue:
        types = {text(each, "type") for each in elements(arguments, "sides") if each}
        if deeply and not types <= set(_POLICIES):
            raise refused("Only policies are compared as deep as they go.")
        plan = Plan(
            type=_TYPE,
            name=f"Comparing {text(arguments, 'itemId')}",
            seconds=later.moment.settings.durations.restore,
            steps=(Step("compare-deeply" if deeply else "compare"),),
            arguments=arguments,
            family=_FAMILY,
        )
        mount_of_session(later.moment, text(arguments, "mount"))
        return {"compareSessionId": start(later.moment, plan, later.who)["id"]}

    return _enquired(call, conclude)


def _start_flat(call: Call) -> Answer:
    return _start(call, deeply=False)


def _start_deep(call: Call) -> Answer:
    return _start(call, deeply=True)


def _work(compare: _Compare) -> Work:
    def done(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
        del answer
        session = moment.find(RUNNING, run.id)
        result = compare(moment, run.arguments, _sides(moment, run.arguments))
        if session:
            moment.put(replace(session, kept={**session.kept, "result": result, "work": compare.__name__}))
        return Outcome()

    return Work(done)


def _result(compare: _Compare) -> Handler:
    def result(call: Call) -> JsonValue:
        session = find_session(call.moment, call.path["compareSessionId"], _FAMILY)
        if session is None or text(session.kept, "arguments", "mount") != call.path["sessionId"]:
            raise not_found("comparison", call.path["compareSessionId"])
        ended = text(session.shown, "result", "result")
        if not ended:
            return {"status": "Running"}
        if ended == "Failed":
            return {"status": "Failure", "errorMessage": text(session.shown, "result", "message")}
        if session.kept.get("work") != compare.__name__:
            raise refused("The comparison is one of the other kind.")
        return {"status": "Success", "result": child(session.kept, "result")}

    return result


SERVICE: Final = Service(
    operations={
        "CompareEntraIdTenantItem": _compare,
        "StartCompareEntraIdTenantItem": _start_flat,
        "StartRecursiveComparisonEntraIdTenantItem": _start_deep,
        "GetCompareEntraIdTenantItemResult": _result(_flat),
        "GetRecursiveComparisonEntraIdTenantItemResult": _result(_deep),
    },
    works={"compare": _work(_flat), "compare-deeply": _work(_deep)},
)
