"""Changing a model keeps all that the change does not name."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from veeam_provider.rest import replace

values = st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
models: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(st.sampled_from("abcd"), values, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), values | inner, max_size=3),
    max_leaves=6,
)


def test_objects_are_changed_field_by_field_and_all_else_as_a_whole() -> None:
    model = {
        "id": "1",
        "neverHeardOf": {"x": [1, None]},
        "storage": {"tenantId": "t", "retentionPolicy": {"type": "Days", "quantity": 3, "new": True}},
        "protectionScope": ["Users", "Groups"],
        "description": "old",
    }
    changes = {
        "storage": {"retentionPolicy": {"quantity": 7}},
        "protectionScope": ["Users"],
        "description": None,
        "schedule": {"runAutomatically": True},
    }
    assert replace(model, changes) == {
        "id": "1",
        "neverHeardOf": {"x": [1, None]},
        "storage": {"tenantId": "t", "retentionPolicy": {"type": "Days", "quantity": 7, "new": True}},
        "protectionScope": ["Users"],
        "schedule": {"runAutomatically": True},
    }
    assert model["description"] == "old"
    assert model["storage"]["retentionPolicy"]["quantity"] == 3  # type: ignore[index]


@given(models)
def test_no_change_changes_nothing(model: dict[str, Any]) -> None:
    assert replace(model, {}) == model
    assert replace(model, model) == model


@given(models, models)
def test_changing_twice_is_changing_once(model: dict[str, Any], changes: dict[str, Any]) -> None:
    once = replace(model, changes)
    assert replace(once, changes) == once


@given(models, models)
def test_what_is_not_named_stays(model: dict[str, Any], changes: dict[str, Any]) -> None:
    changed = replace(model, changes)
    assert {name: changed[name] for name in model if name not in changes} == {
        name: value for name, value in model.items() if name not in changes
    }
