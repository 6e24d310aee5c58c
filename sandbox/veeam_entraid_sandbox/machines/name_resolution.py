"""Names in virtual networks: what a private DNS record leads to, on one machine."""

from typing import Final

from veeam_entraid_protocol.properties import Properties, found, list_at, text_at
from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.azure import Resource, Store, Subject, View, key_of, parent_id
from veeam_entraid_sandbox.azure.types._addresses import inside, networks
from veeam_entraid_sandbox.azure.types.private_dns import LINK
from veeam_entraid_sandbox.machines._addresses import AddressBook

__all__ = ["Records", "address_of_machine", "network_name"]

_ADDRESS: Final = "A"


def network_name(network_id: str, private_address: str) -> str:
    """Return the name, in the address book, of an address in a virtual network."""
    return f"{key_of(network_id)}#{private_address}"


def address_of_machine(machine: Resource, addresses: AddressBook, view: View) -> str:
    """Return the loopback address that stands for a virtual machine's address in its network."""
    for _, id_ in found(machine.inputs, "networkProfile.networkInterfaces[].id"):
        interface = view.find(str(id_))
        if interface:
            network = parent_id(text_at(interface.outputs, "ipConfigurations[0].subnet.id"))
            private = text_at(interface.outputs, "ipConfigurations[0].privateIPAddress")
            return addresses.address_of(network_name(network, private))
    return addresses.address_of(key_of(machine.id))


class Records:
    """Private DNS records.

    Names do not resolve on one machine, so an address record answers with the loopback address that stands
    for its address in the network that its zone is linked to.
    """

    def __init__(self, addresses: AddressBook) -> None:
        self._addresses = addresses

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Resolve the record."""
        with store.view() as view:
            resolved = self._resolved(subject.id, subject.inputs, view)
        if not resolved and _address_in(subject.inputs):
            progress.warn(
                f"{text_at(outputs, 'fqdn')} resolves nowhere yet: its zone is not linked to a network that holds "
                "its address. Let "
                "the record depend on the link."
            )
        return resolved

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Resolve the record as it is now."""
        return self.create(subject, outputs, store, progress)

    def delete(self, resource: Resource, store: Store) -> None:
        """Leave the address to the machine that may have it."""
        del resource, store

    def read(self, resource: Resource, store: Store) -> Properties:
        """Resolve the record: its zone may have been linked since."""
        with store.view() as view:
            return self._resolved(resource.id, resource.inputs, view)

    def _resolved(self, record_id: str, inputs: Properties, view: View) -> Properties:
        private = _address_in(inputs)
        network = _network_of(parent_id(record_id), private, view) if private else ""
        return {"fqdn": self._addresses.address_of(network_name(network, private))} if network else {}


def _address_in(inputs: Properties) -> str:
    if text_at(inputs, "recordType").upper() != _ADDRESS:
        return ""
    return text_at(inputs, "aRecords[0].ipv4Address")


def _network_of(zone_id: str, private_address: str, view: View) -> str:
    """Return the network that the zone is linked to and the address belongs to."""
    wanted = networks([f"{private_address}/32"])[0]
    for link in view.below(zone_id):
        if link.token == LINK and link.ready:
            network = view.find(text_at(link.inputs, "virtualNetwork.id"))
            if network and inside(wanted, networks(list_at(network.inputs, "addressSpace.addressPrefixes"))):
                return network.id
    return ""
