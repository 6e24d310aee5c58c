"""A pack of the policy SDK, in a folder of its own."""

from pathlib import Path

import pulumi
from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)


def _says(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if args.resource_type == "shop:index:Sign":
        config = pulumi.Config("shop").get("greeting")
        mode = "preview" if pulumi.runtime.is_dry_run() else "update"
        where = Path.cwd().name
        report_violation(f"{pulumi.get_project()}/{pulumi.get_stack()} {mode} {config} in {where}", None)


PolicyPack(
    name="plain",
    enforcement_level=EnforcementLevel.ADVISORY,
    policies=[ResourceValidationPolicy(name="says", description="Says where it is.", validate=_says)],
)
