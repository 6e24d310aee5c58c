"""What a program registers, as a template of Azure Resource Manager: what scanners of templates read.

The provider flattens what Azure nests in `properties`; here it is nested again.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

from deployment import Registered

from veeam_entraid_sandbox.azure.types import TABLE
from veeam_entraid_sandbox.azure.types.storage import ACCOUNT

SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
API_VERSION: Final = "2025-01-01"
"""Of every resource: scanners demand that there is one and read no more of it."""

# What stands beside `properties` in a resource. All else stands in it.
_ENVELOPE: Final = frozenset({"identity", "kind", "location", "plan", "sku", "tags", "zones", "extendedLocation"})
_BESIDE: Final = _ENVELOPE | {"properties"}
# The provider's word for what Azure calls otherwise.
_RENAMED: Final = {"networkRuleSet": "networkAcls"}
# Members of these lists are resources themselves, with a name beside their `properties`.
_NESTED: Final = frozenset({"ipConfigurations", "privateLinkServiceConnections", "routes", "securityRules", "subnets"})
_OTHER_TYPES: Final = {"azure-native:operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces"}


def arm_template(resources: Iterable[Registered]) -> dict[str, Any]:
    """Return the template that makes those of the resources that are Azure's."""
    azure = (resource for resource in resources if resource.type.startswith("azure-native:"))
    return {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {},
        "resources": [_resource(each) for each in azure],
    }


def _resource(registered: Registered) -> dict[str, Any]:
    row = TABLE.get(registered.type)
    named = row.parameters if row else ()
    own = {key: value for key, value in registered.inputs.items() if key not in named}
    properties = {_RENAMED.get(key, key): _nested(key, value) for key, value in own.items() if key not in _BESIDE}
    return {
        "type": row.arm_type if row else _OTHER_TYPES[registered.type],
        "apiVersion": API_VERSION,
        # By the program's name, with which a finding can be followed; an account's own name is held against rules.
        "name": registered.inputs.get("accountName", "") if registered.type == ACCOUNT else registered.name,
        **{key: value for key, value in own.items() if key in _ENVELOPE},
        "properties": properties | dict(own.get("properties", {})),
    }


def _nested(key: str, value: Any) -> Any:
    if key == "osProfile" and "customData" in value:
        return value | {"customData": _readable(value["customData"])}
    if key not in _NESTED:
        return value
    return [_member(each) for each in value]


def _readable(text: str) -> str:
    """Return the program of a machine as its author wrote it: scanners look for secrets in the text."""
    return base64.b64decode(text).decode()


def _member(member: Mapping[str, Any]) -> dict[str, Any]:
    inner = {key: _nested(key, value) for key, value in member.items() if key not in {"name", "id"}}
    return {key: member[key] for key in ("name", "id") if key in member} | {"properties": inner}
