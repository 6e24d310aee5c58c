"""Packs of each kind, asked by literal resources: levels, order, configuration, remediation, and what stops what."""

from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2
from pulumi_policy import ReportViolation, ResourceValidationArgs, ResourceValidationPolicy
from sdk_policies import BUCKET, ENCRYPTED, FEW_BUCKETS, NOT_PUBLIC

from pytest_pulumi_policy import (
    UNKNOWN,
    Configuration,
    InvalidConfigurationError,
    Level,
    PackNotStartedError,
    PackUnderTest,
    PolicyFailedError,
    Resource,
    Secret,
    Target,
    pack_in,
    pack_of_policies,
    pack_served_by,
    program,
)

PACKS = Path(__file__).parent / "packs"


@pytest.fixture
def pack() -> PackUnderTest:
    return pack_of_policies(NOT_PUBLIC, ENCRYPTED, FEW_BUCKETS, name="store")


def bucket(name: str = "b", **inputs: Any) -> Resource:
    return Resource(BUCKET, name, {"acl": "private", "encrypted": True} | inputs)


def test_what_is_fine_is_silent(pack: PackUnderTest) -> None:
    pack.preview(bucket()).assert_silent()
    pack.update(bucket()).assert_silent()


def test_a_violation_has_policy_level_resource_and_text(pack: PackUnderTest) -> None:
    verdict = pack.preview(bucket("open", acl="public"), bucket("closed"))
    found = verdict.assert_violates(
        "not-public", resource="open", level="mandatory", message="The acl has to be private."
    )
    assert found.urn == "urn:pulumi:stack::project::store:index/bucket:Bucket::open"
    assert found.severity == "high"
    assert not found.of_stack
    verdict.assert_silent(resource="closed")
    assert not verdict.passed


def test_a_preview_lists_everything_and_an_update_ends_at_the_first(pack: PackUnderTest) -> None:
    stack = [bucket("one", acl="public"), bucket("two", acl="public"), bucket("three")]
    preview = pack.preview(*stack)
    assert [each.resource for each in preview.of("not-public")] == ["one", "two"]
    assert preview.assert_violates("few-buckets", resource="three").of_stack
    assert not preview.stopped_at
    update = pack.update(*stack)
    assert [each.resource for each in update.violations] == ["one"]
    assert update.stopped_at.endswith("::one")
    advisory = pack.configured({"not-public": "advisory"}).update(*stack)
    assert {each.policy for each in advisory.violations} == {"not-public", "few-buckets"}


def test_an_unknown_value_ends_a_policy_of_the_sdk_as_advice(pack: PackUnderTest) -> None:
    verdict = pack.preview(bucket(acl=UNKNOWN))
    verdict.assert_violates("not-public", level=Level.ADVISORY, message="can't run policy 'not-public'")
    assert verdict.passed


def test_a_secret_is_shown_in_clear_to_a_policy_of_the_sdk(pack: PackUnderTest) -> None:
    pack.preview(bucket(acl=Secret("private"))).assert_passes()
    pack.preview(bucket(acl=Secret("public"))).assert_violates("not-public")


def test_a_policy_that_does_not_apply_says_so(pack: PackUnderTest) -> None:
    verdict = pack.preview(Resource("store:index:Shelf", "shelf"))
    verdict.assert_silent()
    said = [each for each in verdict.not_applicable if each.policy == "not-public" and each.reason]
    assert {each.reason for each in said} >= {"It is no bucket."}
    assert "shelf" in verdict.explained()


def test_remediation_comes_first_and_the_deployment_goes_on_with_it(pack: PackUnderTest) -> None:
    for verdict in (pack.preview(bucket(encrypted=False)), pack.update(bucket(encrypted=False))):
        change = verdict.assert_remediates("encrypted", resource="b", encrypted=True, acl="private")
        assert change.before["encrypted"] is False
        assert verdict.inputs[change.urn]["encrypted"] is True
    told = pack.analyze(bucket(encrypted=False))
    told.assert_remediates("encrypted")
    assert told.inputs[change.urn]["encrypted"] is False
    assert pack.configured({"encrypted": "disabled"}).preview(bucket(encrypted=False)).remediations == ()


def test_a_stack_policy_is_shown_outputs_and_a_resource_policy_inputs() -> None:
    pack = pack_of_policies(NOT_PUBLIC, FEW_BUCKETS)
    hidden = Resource(BUCKET, "hidden", {"acl": "public"}, registers=False)
    verdict = pack.preview(bucket("one"), bucket("two"), hidden)
    verdict.assert_silent("not-public")
    verdict.assert_violates("few-buckets", resource="hidden")


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ({}, {Level.MANDATORY}),
        ({"all": "advisory"}, {Level.ADVISORY}),
        ({"all": "disabled"}, set()),
        ({"all": "disabled", "not-public": "mandatory"}, {Level.MANDATORY}),
        ({"all": {"enforcementLevel": "advisory"}, "not-public": {"allowed": "private"}}, {Level.ADVISORY}),
        ({"not-public": {"enforcementLevel": "advisory", "allowed": "public"}}, None),
        ({"not-public": {"allowed": "read"}}, {Level.MANDATORY}),
        ({"not-public": "loud"}, None),
        ({"not-public": {"enforcementLevel": 3}}, None),
    ],
)
def test_the_configuration_is_read_as_the_engine_reads_it(
    pack: PackUnderTest, configuration: Configuration, expected: set[Level] | None
) -> None:
    configured = pack.configured(configuration)
    if expected is None:
        with pytest.raises(InvalidConfigurationError, match="not-public"):
            configured.preview(bucket(acl="public"))
    else:
        assert {each.level for each in configured.preview(bucket(acl="public")).of("not-public")} == expected


def test_options_reach_the_policy(pack: PackUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"not-public": {"allowed": "read"}}')
    configured = pack.configured(file)
    configured.preview(bucket(acl="read")).assert_silent()
    configured.preview(bucket(acl="private")).assert_violates("not-public", message="has to be read")


def test_a_pack_starts_with_a_configuration_of_its_own() -> None:
    quiet = pack_of_policies(NOT_PUBLIC, initial_config={"not-public": "disabled"})
    quiet.preview(bucket(acl="public")).assert_silent()
    quiet.configured({"not-public": "advisory"}).preview(bucket(acl="public")).assert_violates("not-public")


def test_failures_say_what_was_expected_and_what_was_said(pack: PackUnderTest) -> None:
    verdict = pack.preview(bucket("open", acl="s3cret"))
    with pytest.raises(AssertionError) as missing:
        verdict.assert_violates("few-buckets", resource="open", level="advisory", message="many")
    said = str(missing.value)
    assert 'Expected a violation of few-buckets at open that is advisory that says "many", found none.' in said
    assert "[mandatory] not-public at open" in said
    assert "s3cret" not in said
    with pytest.raises(AssertionError, match="Expected no mandatory violation of not-public"):
        verdict.assert_passes("not-public")
    with pytest.raises(AssertionError, match="Expected no violation at open"):
        verdict.assert_silent(resource="open")
    with pytest.raises(AssertionError, match="Expected a remediation by encrypted, found none"):
        verdict.assert_remediates("encrypted")
    remediated = pack.preview(bucket("open", encrypted=False))
    with pytest.raises(AssertionError, match="encrypted made something else of acl"):
        remediated.assert_remediates("encrypted", acl="public")


def test_a_pack_in_a_folder_runs_in_a_process_of_its_own() -> None:
    target = Target(project="shop", stack="dev", config={"shop:greeting": "hello"})
    pack = pack_in(PACKS / "plain").on(target)
    sign = Resource("shop:index:Sign", "sign")
    pack.preview(sign).assert_violates("says", message="shop/dev preview hello in plain")
    pack.update(sign).assert_violates("says", message="shop/dev update hello in plain")
    assert pack.info().name == "plain"


def test_a_pack_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(PackNotStartedError, match=r"PulumiPolicy.yaml is missing"):
        pack_in(tmp_path).preview()
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: nodejs\n")
    with pytest.raises(PackNotStartedError, match="runtime nodejs"):
        pack_in(tmp_path).preview()
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (tmp_path / "__main__.py").write_text("raise ValueError('no pack today')\n")
    with pytest.raises(PackNotStartedError, match="no pack today"):
        pack_in(tmp_path).preview()


def test_a_policy_that_fails_ends_the_deployment() -> None:
    def fails(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        report_violation(args.props["absent"], None)

    pack = pack_of_policies(ResourceValidationPolicy(name="fails", description="Fails.", validate=fails))
    for stack in (bucket(), program(lambda: None)):
        with pytest.raises(PolicyFailedError, match=r"The pack pack has failed: .*absent"):
            pack.preview(stack)


class Fussy(analyzer_pb2_grpc.AnalyzerServicer):
    """A pack that takes no configuration at all, or refuses each."""

    def __init__(self, *, configurable: bool) -> None:
        self._configurable = configurable

    def ConfigureStack(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        del request, context
        return messages.AnalyzerStackConfigureResponse()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        del request, context
        return plugin_pb2.PluginInfo()

    def GetAnalyzerInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        del request, context
        return messages.AnalyzerInfo(
            name="fussy", supportsConfig=self._configurable, policies=[messages.PolicyInfo(name="p")]
        )

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        del request
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, "not like this")


def test_a_pack_may_refuse_a_configuration() -> None:
    with pytest.raises(InvalidConfigurationError, match="refuses this configuration: not like this"):
        pack_served_by(lambda: Fussy(configurable=True)).preview(bucket())
    with pytest.raises(InvalidConfigurationError, match="takes no configuration"):
        pack_served_by(lambda: Fussy(configurable=False)).configured({"p": "advisory"}).preview(bucket())


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(TypeError, match="ResourceValidationPolicy"):
        pack_of_policies("not-public")
    with pytest.raises(TypeError, match="one program, one file, or any number of resources"):
        pack_of_policies(NOT_PUBLIC).preview(bucket(), object())  # pyright: ignore[reportArgumentType]
