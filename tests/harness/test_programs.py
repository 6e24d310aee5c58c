"""Programs under mocks: what a pack is shown of them, at a preview and in an update."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks
from pulumi_policy import (
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from sdk_policies import BUCKET, ENCRYPTED, NOT_PUBLIC

from pytest_pulumi_policy import PackUnderTest, ProgramFailedError, Providers, Target, pack_of_policies, program


class Bucket(pulumi.CustomResource):
    acl: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(self, name: str, acl: Any, opts: pulumi.ResourceOptions | None = None, **inputs: Any) -> None:
        super().__init__(BUCKET, name, {"acl": acl, "arn": None, **inputs}, opts)


class Shop(pulumi.ComponentResource):
    def __init__(self, name: str, acl: Any) -> None:
        super().__init__("store:index:Shop", name, {"givenAcl": acl})
        self.bucket = Bucket(f"{name}-bucket", acl, pulumi.ResourceOptions(parent=self))
        self.register_outputs({"bucketArn": self.bucket.arn})


class Cloud(Mocks):
    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return f"id-of-{args.name}", {**args.inputs, "arn": f"arn:{args.name}"}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        return {"acl": "public" if args.args["open"] else "private"}, None


def _sees(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    provider = args.provider.name if args.provider else "none"
    report_violation(f"inputs {sorted(args.props)} provider {provider} parent {args.opts.parent}", None)


def _sees_all(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    for each in args.resources:
        made_from = {key: [one.name for one in from_] for key, from_ in each.property_dependencies.items()}
        parent = each.parent.name if each.parent else "none"
        report_violation(f"outputs {sorted(each.props)} parent {parent} made from {made_from}", each.urn)


SEES = ResourceValidationPolicy(name="sees", description="Sees.", validate=_sees)
SEES_ALL = StackValidationPolicy(name="sees-all", description="Sees all.", validate=_sees_all)


@pytest.fixture
def seeing() -> PackUnderTest:
    return pack_of_policies(SEES, SEES_ALL, enforcement_level="advisory")


def two_shops() -> None:
    first = Shop("first", "private")
    Bucket("second", first.bucket.arn, pulumi.ResourceOptions(protect=True))


def test_components_show_inputs_while_they_register_and_outputs_with_the_stack(seeing: PackUnderTest) -> None:
    verdict = seeing.preview(program(two_shops, mocks=Cloud()))
    verdict.assert_violates("sees", resource="first", message="inputs ['givenAcl'] provider none")
    verdict.assert_violates("sees-all", resource="first", message="outputs ['bucketArn'] parent project-stack")
    verdict.assert_violates("sees", resource="first-bucket", message="inputs ['acl'] provider default parent urn")
    inside = verdict.assert_violates("sees-all", resource="first-bucket", message="['acl', 'arn'] parent first")
    assert inside.urn == f"urn:pulumi:stack::project::store:index:Shop${BUCKET}::first-bucket"
    verdict.assert_violates("sees-all", resource="second", message="made from {'acl': ['first-bucket']}")
    verdict.assert_violates("sees", resource="project-stack")
    verdict.assert_violates("sees", resource="default", message="inputs []")


def test_a_preview_does_not_know_what_an_update_knows() -> None:
    pack = pack_of_policies(NOT_PUBLIC)
    at_preview = pack.preview(program(two_shops, mocks=Cloud()))
    at_preview.assert_violates("not-public", resource="second", level="advisory", message="can't run policy")
    in_update = pack.update(program(two_shops, mocks=Cloud()))
    in_update.assert_violates("not-public", resource="second", level="mandatory")
    assert in_update.inputs[in_update.stopped_at]["acl"] == "arn:first-bucket"


class ThatKnows(Providers):
    def check(self, args: MockResourceArgs) -> Mapping[str, object]:
        return {"checked": True, **args.inputs}

    def preview(self, args: MockResourceArgs) -> Mapping[str, object]:
        return {**args.inputs, "arn": "private"}


def test_a_provider_may_know_more_at_a_preview(seeing: PackUnderTest) -> None:
    pack_of_policies(NOT_PUBLIC).preview(program(two_shops, mocks=ThatKnows())).assert_silent()
    seen = seeing.preview(program(two_shops, mocks=ThatKnows()))
    seen.assert_violates("sees", resource="second", message="inputs ['acl', 'checked']")


def test_an_update_ends_and_the_program_goes_no_further() -> None:
    made: list[str] = []

    def main() -> None:
        Bucket("open", "public").arn.apply(made.append)

    verdict = pack_of_policies(NOT_PUBLIC).update(program(main, mocks=Cloud()))
    verdict.assert_violates("not-public", resource="open")
    assert verdict.stopped_at.endswith("::open")
    assert made == []


def test_a_remediated_input_is_what_the_provider_gets() -> None:
    got: dict[str, Any] = {}

    class Remembering(Cloud):
        def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
            got[args.name] = args.inputs
            return super().new_resource(args)

    def main() -> None:
        Bucket("b", pulumi.Output.secret("private"), encrypted=False)

    verdict = pack_of_policies(ENCRYPTED, NOT_PUBLIC).update(program(main, mocks=Remembering()))
    verdict.assert_remediates("encrypted", encrypted=True)
    verdict.assert_passes()
    assert got == {"b": {"acl": "private", "encrypted": True}}


def test_a_function_of_a_provider_is_answered_by_the_mocks() -> None:
    def main() -> None:
        answer = pulumi.runtime.invoke("store:index:getAcl", {"open": True}).value
        Bucket("b", answer["acl"])

    pack = pack_of_policies(NOT_PUBLIC)
    pack.preview(program(main, mocks=Cloud())).assert_violates("not-public", resource="b", level="mandatory")


def test_a_resource_that_is_read_is_shown_with_the_stack_only(seeing: PackUnderTest) -> None:
    def main() -> None:
        Bucket("there", None, pulumi.ResourceOptions(id="there-id"))

    verdict = seeing.preview(program(main, mocks=Cloud()))
    verdict.assert_silent("sees", resource="there")
    verdict.assert_violates("sees-all", resource="there", message="'arn'")


def test_configuration_and_names_reach_the_program() -> None:
    def main() -> None:
        acl = pulumi.Config("shop").require("acl")
        Bucket(f"{pulumi.get_project()}-{pulumi.get_stack()}", acl)

    pack = pack_of_policies(NOT_PUBLIC).on(Target(project="shop", stack="dev", config={"shop:acl": "public"}))
    pack.preview(program(main)).assert_violates("not-public", resource="shop-dev")


def test_a_program_that_fails_says_how() -> None:
    def main() -> None:
        raise LookupError("there is no shop")

    with pytest.raises(ProgramFailedError, match="there is no shop"):
        pack_of_policies(NOT_PUBLIC).preview(program(main))


def test_programs_do_not_touch_the_settings_of_the_tests() -> None:
    before = (pulumi.get_project(), pulumi.get_stack())
    pack_of_policies(NOT_PUBLIC).on(Target("shop", "dev")).preview(program(two_shops))
    assert (pulumi.get_project(), pulumi.get_stack()) == before


PROJECT = """\
import pulumi
from neighbour import ACL

class Raw(pulumi.CustomResource):
    pass

Raw("store:index/bucket:Bucket", "b", {"acl": ACL})
pulumi.export("name", pulumi.get_project())
"""


@pytest.mark.parametrize("main", ["", "__main__.py"])
def test_a_project_runs_in_a_process_of_its_own(tmp_path: Path, main: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: elsewhere\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(PROJECT)
    (tmp_path / "neighbour.py").write_text("ACL = 'public'\n")
    verdict = pack_of_policies(NOT_PUBLIC).preview(program(tmp_path / main, mocks=Cloud()))
    assert verdict.assert_violates("not-public", resource="b").urn.startswith("urn:pulumi:stack::elsewhere::")
    (tmp_path / "neighbour.py").write_text("ACL = undefined\n")
    with pytest.raises(ProgramFailedError, match="undefined"):
        pack_of_policies(NOT_PUBLIC).preview(program(tmp_path / main))
