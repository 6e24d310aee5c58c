"""Reading leniently, for every shape of the document: what real servers do to it is undone, and nothing else."""

import json
from typing import Any, get_args, is_typeddict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_api import chance
from schemas import DOCUMENT, SCHEMAS, UNKNOWN, known, members, payloads, roughened

from veeam_provider.rest import payloads as forms
from veeam_provider.rest import read

NAMES = sorted(SCHEMAS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_what_a_real_server_does_to_a_payload_is_undone(name: str, data: st.DataObject) -> None:
    payload = data.draw(payloads(name))
    rough = roughened(payload, name, chance(data.draw(st.integers())))
    before = json.dumps(rough)
    once = read(rough, getattr(forms, name))
    assert known(once) == payload
    assert json.dumps(rough) == before
    assert read(once, getattr(forms, name)) == once


@settings(deadline=None)
@given(st.sampled_from(NAMES), JSON)
def test_nothing_strange_is_refused(name: str, payload: Any) -> None:
    read(payload, getattr(forms, name))


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_has_a_type_with_the_same_fields(name: str) -> None:
    form, schema = getattr(forms, name), SCHEMAS[name]
    if len(schema.get("oneOf", ())) == 1:
        assert form is getattr(forms, schema["oneOf"][0]["$ref"].rpartition("/")[2])
    elif is_typeddict(form):
        fields, required = members(schema)
        assert {*form.__annotations__} == {*fields}
        assert form.__required_keys__ == required
    elif "enum" in schema:
        assert [*get_args(form)] == schema["enum"]
    else:
        assert len(get_args(form)) == len(schema["oneOf"])


def test_a_kind_that_no_document_knows_keeps_all_it_has() -> None:
    repository = {
        "id": "1",
        "name": "pool",
        "type": "SmartObjectS3",
        "bucket": {"enableAutoProvision": True, "immutability": None},
        "description": None,
    }
    assert read(repository, forms.RepositoryModel) == {
        "id": "1",
        "name": "pool",
        "type": "SmartObjectS3",
        "bucket": {"enableAutoProvision": True},
    }


def test_the_kind_decides_which_words_are_known() -> None:
    job = {"type": "ENTRAIDTENANTBACKUP", "storage": {"retentionPolicy": {"type": "restorepoints", "quantity": 3}}}
    assert read(job, forms.JobModel) == {
        "type": "EntraIDTenantBackup",
        "storage": {"retentionPolicy": {"type": "RestorePoints", "quantity": 3}},
    }


def test_a_word_that_no_document_knows_stays() -> None:
    assert read({"state": "Hibernating"}, forms.SessionModel) == {"state": "Hibernating"}


def test_null_stays_where_the_document_has_it() -> None:
    assert read({"readSize": None, "duration": None}, forms.SessionProgress) == {"readSize": None}


def test_fields_of_a_later_revision_stay() -> None:
    assert read({UNKNOWN: {"x": 1, "y": None}}, forms.EntraIDTenantModel) == {UNKNOWN: {"x": 1}}


def test_the_document_is_whole() -> None:
    assert (len(DOCUMENT["paths"]), len(SCHEMAS)) == (121, 491)
