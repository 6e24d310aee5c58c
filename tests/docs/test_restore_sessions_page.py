"""The page on restore sessions names all inputs and outputs, and its example passes the provider's check."""

from typing import Any

import yaml
from pages import ROOT, blocks

from veeam_entraid_protocol.provider import CheckRequest
from veeam_provider.plugin import VeeamProvider
from veeam_provider.restore import RestoreSession

PAGE = "docs/restore-sessions.md"
TEXT = (ROOT / PAGE).read_text()


def test_every_input_and_output_is_named() -> None:
    names = [*RestoreSession.form.properties, *RestoreSession.outputs]
    assert [name for name in names if f"`{name}`" not in TEXT and f"`{name}:" not in TEXT] == []


def test_every_outcome_is_named() -> None:
    results: Any = RestoreSession.outputs["results"].type
    words: tuple[str, ...] = results.item.properties["outcome"].type.words
    assert [word for word in words if f"`{word}`" not in TEXT] == []


def test_the_example_is_right() -> None:
    (example,) = blocks(PAGE, "yaml")
    program = yaml.safe_load(example)
    session = program["resources"]["back"]
    request = CheckRequest(
        urn=f"urn:pulumi:local::shop::{session['type']}::back",
        type=session["type"],
        name="back",
        inputs=session["properties"],
        old_inputs={},
    )
    assert VeeamProvider({}).check(request).failures == ()
