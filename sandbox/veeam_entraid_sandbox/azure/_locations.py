"""The regions of Azure's public cloud."""

from typing import Final

from veeam_entraid_protocol.properties import text_at
from veeam_entraid_sandbox.azure._arm import ArmError, location_key
from veeam_entraid_sandbox.azure._resource_type import Subject

__all__ = ["demand_known_location"]

_REGIONS: Final = frozenset(
    "australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth "
    "brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral denmarkeast eastasia eastus eastus2 "
    "francecentral francesouth germanynorth germanywestcentral global indonesiacentral israelcentral italynorth "
    "japaneast "
    "japanwest jioindiacentral jioindiawest koreacentral koreasouth malaysiawest mexicocentral newzealandnorth "
    "northcentralus northeurope norwayeast norwaywest polandcentral qatarcentral southafricanorth southafricawest "
    "southcentralus southeastasia southindia spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest "
    "uaecentral uaenorth uksouth ukwest westcentralus westeurope westindia westus westus2 westus3".split()
)


def demand_known_location(subject: Subject) -> None:
    """Refuse a location that the sandbox's subscription, one of the public cloud, does not have.

    Raises:
        ArmError: names the location.
    """
    location = text_at(subject.inputs, "location")
    if location and location_key(location) not in _REGIONS:
        raise ArmError(
            400,
            "LocationNotAvailableForResourceType",
            f"The provided location '{location}' is not available for '{subject.name}': the sandbox's "
            "subscription has the "
            "regions of Azure's public cloud.",
        )
