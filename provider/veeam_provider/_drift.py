"""What the server shows against what the stack wants, as pure functions on plain JSON.

Three views of one object meet here: what the program wants (its inputs), what the server shows, and the baseline: what
the server showed of everything that the program leaves open, when the object was last made or changed. What the program
leaves open is the server's to fill in, but somebody who changes it later has changed what was deployed.
"""

from collections.abc import Mapping

from veeam_provider.schema import Json, JsonObject, ObjectType, Type

__all__ = ["baseline", "changes", "seen", "written"]


def baseline(inputs: Mapping[str, Json], shown: Mapping[str, Json]) -> JsonObject:
    """Return what is shown beyond the inputs, object by object."""
    left: JsonObject = {}
    for name, value in shown.items():
        given = inputs.get(name)
        if given is None:
            left[name] = value
        elif isinstance(given, dict) and isinstance(value, dict) and (rest := baseline(given, value)):
            left[name] = rest
    return left


def seen(
    form: ObjectType, inputs: Mapping[str, Json], shown: Mapping[str, Json], before: Mapping[str, Json]
) -> JsonObject:
    """Return the inputs as they would have to be written to get what is shown.

    Args:
        form: the type of the inputs.
        inputs: as they were written last.
        shown: by the server, now.
        before: the baseline.
    """
    result: JsonObject = {}
    for name, given in inputs.items():
        property_ = form.properties.get(name)
        if property_ is None or not property_.is_shown:
            result[name] = given
        elif name in shown:
            result[name] = _seen_value(property_.type, given, shown[name], before.get(name))
    for name, value in shown.items():
        if (
            inputs.get(name) is None
            and not form.type_of(name).same(before.get(name), value)
            and name in form.properties
        ):
            result[name] = value
    return result


def _seen_value(form: Type, given: Json, shown: Json, before: Json) -> Json:
    if isinstance(form, ObjectType) and isinstance(given, dict) and isinstance(shown, dict):
        return seen(form, given, shown, before if isinstance(before, dict) else {})
    return given if form.same(given, shown) else shown


def changes(new: Mapping[str, Json], old: Mapping[str, Json], before: Mapping[str, Json]) -> JsonObject:
    """Return what has to be sent for the new inputs: with them, what the old ones had beyond them.

    What is in the old inputs only has been taken out of the program, or was changed by hand and noticed by a refresh.
    It goes back to the baseline where that has it, and else is None: to be left out, so that the server's default
    holds again.
    """
    result: JsonObject = dict(new)
    for name, value in old.items():
        wanted, base = new.get(name), before.get(name)
        if wanted is None:
            result[name] = base
        elif isinstance(wanted, dict) and isinstance(value, dict):
            result[name] = changes(wanted, value, base if isinstance(base, dict) else {})
    return result


def written(
    form: ObjectType, old: Mapping[str, Json], new: Mapping[str, Json], before: Mapping[str, Json]
) -> JsonObject:
    """Return the old inputs without what the new ones leave open and what is as the server has always had it.

    Values that mean the same to the server are taken from the new inputs, so that they make no difference.
    """
    result: JsonObject = {}
    for name, value in old.items():
        wanted, base, inner = new.get(name), before.get(name), form.type_of(name)
        if wanted is None:
            if base is None or not inner.same(base, value):
                result[name] = value
        elif isinstance(inner, ObjectType) and isinstance(value, dict) and isinstance(wanted, dict):
            result[name] = written(inner, value, wanted, base if isinstance(base, dict) else {})
        else:
            result[name] = wanted if inner.same(wanted, value) else value
    return result
