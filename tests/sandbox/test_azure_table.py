"""The table of Azure's types says only what the installed SDK bears out."""

import pytest

from veeam_entraid_protocol.properties import parse
from veeam_entraid_sandbox.azure._resource_type import ResourceType, naming_of
from veeam_entraid_sandbox.azure.types import TABLE, generic_type
from veeam_entraid_sandbox.sdk_types import (
    Anything,
    ListOf,
    MapOf,
    ObjectOf,
    OneOf,
    PropertyType,
    ResourceShape,
    Sdk,
    Shapes,
)

SHAPES = Shapes(Sdk("azure-native", "pulumi_azure_native"))
TYPES = sorted(TABLE)


def leads_somewhere(shape: ResourceShape, pattern: str) -> bool:
    """Return whether the SDK's class has a property at that path."""
    first, *rest = parse(pattern)
    property_ = shape.inputs.get(str(first))
    return property_ is not None and any(_follows(shape, property_.type, rest) for _ in (0,))


def _follows(shape: ResourceShape, type_: PropertyType, rest: list[str | int]) -> bool:
    if not rest or isinstance(type_, Anything):
        return True
    part, *after = rest
    match type_:
        case ListOf(items):
            return part == "*" and _follows(shape, items, after)
        case MapOf(values):
            return _follows(shape, values, after)
        case ObjectOf(name):
            property_ = shape.types[name].get(str(part))
            return property_ is not None and _follows(shape, property_.type, after)
        case OneOf(options):
            return any(_follows(shape, option, rest) for option in options)
        case _:
            return False


def patterns_of(type_: ResourceType) -> set[str]:
    return {
        *type_.parameters,
        *type_.replaced_by,
        *(fixed.path for fixed in type_.fixed),
        *type_.write_only,
        *type_.sensitive,
        *type_.constraints,
        *(reference.path for reference in type_.references),
    }


@pytest.mark.parametrize("token", TYPES)
def test_every_property_of_a_row_is_one_of_the_sdk(token: str) -> None:
    shape = SHAPES.get(token)
    assert {p for p in patterns_of(TABLE[token]) if not leads_somewhere(shape, p)} == set()


@pytest.mark.parametrize("token", TYPES)
def test_every_default_is_an_output_of_the_sdk(token: str) -> None:
    assert set(TABLE[token].defaults) <= set(SHAPES.get(token).outputs)


@pytest.mark.parametrize("token", TYPES)
def test_what_is_required_to_make_an_id_is_required_by_the_sdk_or_made_up(token: str) -> None:
    type_, shape = TABLE[token], SHAPES.get(token)
    *parents, _own = type_.parameters
    assert all(shape.inputs[parent].required for parent in parents)


@pytest.mark.parametrize(
    ("token", "naming"),
    [
        ("azure-native:network:VirtualNetwork", "random"),
        ("azure-native:network:Subnet", "copy"),
        ("azure-native:keyvault:Secret", "copy"),
        ("azure-native:resources:ResourceGroup", "random"),
        ("azure-native:authorization:RoleAssignment", "uuid"),
        ("azure-native:authorization:ManagementLockByScope", "random"),
    ],
)
def test_names_are_made_as_the_real_provider_makes_them(token: str, naming: str) -> None:
    assert naming_of(TABLE[token].path) == naming


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (
            "azure-native:compute:AvailabilitySet",
            (
                "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute"
                "/availabilitySets/{availabilitySetName}"
            ),
        ),
        (
            "azure-native:network:Route",
            (
                "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network"
                "/routeTables/{routeTableName}/routes/{routeName}"
            ),
        ),
    ],
)
def test_other_types_get_ids_of_the_usual_form(token: str, path: str) -> None:
    assert generic_type(SHAPES.get(token)).path == path
