"""Random values: inputs, defaults, secrets and replacement as of the real provider."""

import base64
import re
import string
import uuid
from collections.abc import Iterator
from typing import Any

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_client import Client, RefusedError, served

from veeam_entraid_protocol import UNKNOWN, Secret, plain
from veeam_entraid_sandbox.random_provider import KINDS
from veeam_entraid_sandbox.sdk_types import Sdk, Shapes
from veeam_entraid_sandbox.value_resources import ValueResources

SHAPES = Shapes(Sdk("random", "pulumi_random"))


def token(name: str) -> str:
    return f"random:index/{name[0].lower()}{name[1:]}:{name}"


@pytest.fixture(scope="module")
def random() -> Iterator[Client]:
    with served(ValueResources("random", SHAPES, KINDS)) as client:
        yield client


def test_every_resource_of_the_sdk_has_a_kind() -> None:
    assert set(KINDS) == SHAPES.tokens()


@pytest.mark.parametrize("token_", sorted(KINDS))
def test_defaults_and_secrets_are_outputs_of_the_sdk(token_: str) -> None:
    kind, outputs = KINDS[token_], SHAPES.get(token_).outputs
    assert set(kind.defaults) <= set(outputs)
    assert kind.secrets <= set(outputs)


def test_a_password_is_secret_and_its_id_tells_nothing(random: Client) -> None:
    created = random.create(token("RandomPassword"), length=20)
    assert created.id == "none"
    for name in ("result", "bcryptHash"):
        assert isinstance(created.outputs[name], Secret)
    assert bcrypt.checkpw(created["result"].encode(), created["bcryptHash"].encode())
    assert (created["special"], created["minUpper"]) == (True, 0)
    assert created.inputs == {"length": 20}


def test_a_string_is_its_own_id(random: Client) -> None:
    created = random.create(token("RandomString"), length=8, special=False, upper=False)
    assert created.id == created["result"]
    assert re.fullmatch(r"[a-z0-9]{8}", created["result"])


@given(
    length=st.integers(12, 40),
    least=st.fixed_dictionaries(
        {name: st.integers(0, 3) for name in ("minUpper", "minLower", "minNumeric", "minSpecial")}
    ),
    special=st.sampled_from(["-_", "!", ""]),
)
def test_a_text_has_what_was_asked_for(length: int, least: dict[str, int], special: str) -> None:
    kind = KINDS[token("RandomString")]
    result = str(kind.make({**kind.defaults, **least, "length": length, "overrideSpecial": special})[1]["result"])
    assert len(result) == length
    for name, characters in (
        ("minUpper", string.ascii_uppercase),
        ("minLower", string.ascii_lowercase),
        ("minNumeric", string.digits),
    ):
        assert sum(character in characters for character in result) >= least[name]
    if special:
        assert set(result) <= set(string.ascii_letters + string.digits + special)


@pytest.mark.parametrize(
    ("name", "inputs", "property_"),
    [
        ("RandomPassword", {"length": 0}, "length"),
        ("RandomPassword", {"length": 3, "minUpper": 2, "minLower": 2}, "length"),
        ("RandomPassword", {"length": "eight"}, "length"),
        ("RandomPassword", {}, "length"),
        ("RandomString", {"length": 8, "upper": False, "lower": False, "numeric": False, "special": False}, "special"),
        ("RandomInteger", {"min": 3, "max": 2}, "max"),
        ("RandomPet", {"lenght": 2}, "lenght"),
    ],
)
def test_wrong_inputs_are_refused(random: Client, name: str, inputs: dict[str, Any], property_: str) -> None:
    assert property_ in random.failures(token(name), **inputs)


def test_every_change_replaces_and_nothing_else_does(random: Client) -> None:
    created = random.create(token("RandomPassword"), length=20, keepers={"a": "1"})
    assert list(created.diff(length=20).replaces) == []
    for change in ({"length": 21}, {"special": False}, {"keepers": {"a": "2"}}, {"keepers": None}):
        diff = created.diff(**change)
        assert list(diff.replaces)
        assert not diff.deleteBeforeReplace


def test_a_preview_leaves_the_result_unknown(random: Client) -> None:
    preview = random.preview(token("RandomPassword"), length=20)
    assert plain(preview["result"], "unknown") == "unknown"
    assert preview["length"] == 20
    assert random.preview(token("RandomPet"))["separator"] == "-"
    assert random.preview(token("RandomUuid"))["result"] is UNKNOWN


def test_other_values(random: Client) -> None:
    id_ = random.create(token("RandomId"), byteLength=4, prefix="p-")
    data = base64.urlsafe_b64decode(id_.id + "==")
    assert (id_["hex"], id_["dec"]) == (f"p-{data.hex()}", f"p-{int.from_bytes(data)}")
    assert uuid.UUID(random.create(token("RandomUuid"))["result"]).version == 4
    assert uuid.UUID(random.create(token("RandomUuid7"))["result"]).version == 7
    number = random.create(token("RandomInteger"), min=3, max=5)
    assert 3 <= number["result"] <= 5
    pet = random.create(token("RandomPet"), length=3, prefix="my")
    assert re.fullmatch(r"my-[a-z]+-[a-z]+-[a-z]+", pet.id)
    shuffled = random.create(token("RandomShuffle"), inputs=["a", "b", "c"], resultCount=5)
    assert len(shuffled["results"]) == 5
    assert isinstance(random.create(token("RandomBytes"), length=4).outputs["hex"], Secret)


def test_a_seed_repeats(random: Client) -> None:
    numbers = {random.create(token("RandomInteger"), min=0, max=10**9, seed="s")["result"] for _ in range(3)}
    assert len(numbers) == 1


def test_a_value_is_read_from_the_state(random: Client) -> None:
    created = random.create(token("RandomPassword"), length=20)
    read = created.read()
    assert read
    assert read.outputs == created.outputs
    created.delete()


def test_an_import_is_refused_plainly(random: Client) -> None:
    with pytest.raises(RefusedError, match="cannot import"):
        random.import_(token("RandomString"), "abc")
