"""Policies of the policy SDK, for the tests of the harness: one of each kind."""

from collections.abc import Mapping
from typing import Any, cast

from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    ReportViolation,
    ResourceRemediation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

BUCKET = "store:index/bucket:Bucket"


def _is_not_public(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if args.resource_type != BUCKET:
        args.not_applicable("It is no bucket.")
    allowed = (args.get_config() or {}).get("allowed", "private")
    if args.props["acl"] != allowed:
        report_violation(f"The acl has to be {allowed}.", None)


def _encrypted(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
    if args.resource_type == BUCKET and not args.props.get("encrypted"):
        return {**args.props, "encrypted": True}
    return None


def _few_buckets(args: StackValidationArgs, report_violation: ReportViolation) -> None:
    buckets = [each for each in args.resources if each.resource_type == BUCKET]
    for each in buckets[2:]:
        report_violation(f"There are {len(buckets)} buckets.", each.urn)


NOT_PUBLIC = ResourceValidationPolicy(
    name="not-public",
    description="Buckets are private.",
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    config_schema=PolicyConfigSchema(properties={"allowed": {"type": "string", "enum": ["private", "read"]}}),
    validate=_is_not_public,
)
ENCRYPTED = ResourceValidationPolicy(
    name="encrypted",
    description="Buckets are encrypted.",
    enforcement_level=EnforcementLevel.REMEDIATE,
    remediate=cast("ResourceRemediation", _encrypted),
)
FEW_BUCKETS = StackValidationPolicy(
    name="few-buckets",
    description="A stack has at most two buckets.",
    enforcement_level=EnforcementLevel.MANDATORY,
    validate=_few_buckets,
)
