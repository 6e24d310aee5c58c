"""Virtual machines: what boots on them, and what Run Command does to it.

Two kinds of machines have something real behind them: the PostgreSQL server of a repository, which boots with its
machine, and the simulated backup server, which a Run Command installs on a Windows machine
(:mod:`.windows_machine`).
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from veeam_entraid_protocol.properties import Properties, at, text_at
from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.azure import FailedAfterCreationError, Resource, Store, Subject, key_of, parent_id
from veeam_entraid_sandbox.azure.types.compute import MACHINE, is_windows
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cloud_config import CloudConfig, read_cloud_config, read_script
from veeam_entraid_sandbox.machines._cluster import cluster_of
from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.machines.backup_server import backup_server_of
from veeam_entraid_sandbox.machines.repository_machine import FACTS_FILE, RepositoryMachine, volume_of
from veeam_entraid_sandbox.machines.windows_machine import WindowsMachine
from veeam_entraid_sandbox.state import StateFolder, private_folder, replace_file

__all__ = ["Disks", "RunCommands", "VirtualMachines"]


@dataclass(frozen=True, slots=True)
class _Boot:
    """How a machine's boot went: it failed with a message, or the machine is ready."""

    ready: bool
    message: str = ""


class _Boots:
    """What is remembered of boots. A failed one does not fail its machine's creation: it shows later."""

    def __init__(self, state: StateFolder) -> None:
        self._folder = state.machines / "boots"

    def _file(self, machine_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(key_of(machine_id).encode()).hexdigest()[:16]}.json"

    def of(self, machine_id: str) -> _Boot | None:
        """Return how the machine's boot went, if it has one to speak of."""
        try:
            data: dict[str, Any] = json.loads(self._file(machine_id).read_bytes())
        except FileNotFoundError:
            return None
        return _Boot(**data)

    def keep(self, machine_id: str, boot: _Boot) -> None:
        """Remember how the boot went."""
        private_folder(self._folder)
        replace_file(self._file(machine_id), json.dumps({"ready": boot.ready, "message": boot.message}).encode())

    def forget(self, machine_id: str) -> None:
        """Forget the machine."""
        self._file(machine_id).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """What machines need of the sandbox."""

    state: StateFolder
    addresses: AddressBook
    boots: _Boots


def _repository_config(machine: Resource) -> CloudConfig | None:
    """Return the cloud-config of a machine that is to be a repository's server, or None."""
    if is_windows(machine.inputs):
        return None
    config = read_cloud_config(text_at(machine.inputs, "osProfile.customData"))
    return config if config is not None and FACTS_FILE in config.files else None


def _boot(place: _Place, machine: Resource, store: Store) -> _Boot | None:
    """Boot a machine and remember how it went. None when nothing real boots on it."""
    try:
        config = _repository_config(machine)
        if config is None:
            return None
        with store.view() as view:
            RepositoryMachine(place.state, place.addresses, machine).install(config, view)
        boot = _Boot(ready=True)
    except MachineError as error:
        boot = _Boot(ready=False, message=str(error))
    place.boots.keep(machine.id, boot)
    return boot


class VirtualMachines:
    """Creates and deletes machines."""

    def __init__(self, state: StateFolder, addresses: AddressBook) -> None:
        self._place = _Place(state, addresses, _Boots(state))

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Boot the machine. As in life the machine is created whatever becomes of its boot."""
        machine = Resource(subject.id, MACHINE, subject.inputs, outputs)
        progress.status("booting")
        boot = _boot(self._place, machine, store)
        if boot is not None and not boot.ready:
            progress.status("booted, and not ready yet: the next Run Command tells")
        return {}

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Change nothing on the machine: what a boot read is read once."""
        del subject, outputs, store, progress
        return {}

    def delete(self, resource: Resource, store: Store) -> None:
        """Stop what runs on the machine. A repository's data stays where its disk is; a backup server is gone."""
        del store
        backup_server_of(self._place.state, resource.id).destroy()
        volume = volume_of(resource)
        cluster = cluster_of(self._place.state, volume)
        record = cluster.record
        if record is not None and key_of(record.serves) == key_of(resource.id):
            cluster.stop()
            cluster.remember(replace(record, serves="", wanted=False))
        if key_of(volume) == key_of(resource.id):
            cluster.destroy()
        self._place.boots.forget(resource.id)

    def read(self, resource: Resource, store: Store) -> Properties:
        """Start the machine's server again if it was killed, and say so when that fails."""
        del store
        server = backup_server_of(self._place.state, resource.id)
        boot = self._place.boots.of(resource.id)
        try:
            if server.record is not None and not server.has_failed:
                server.start()
            elif boot is not None and boot.ready:
                cluster_of(self._place.state, volume_of(resource)).start()
            else:
                return {}
        except MachineError as error:
            return {"instanceView": _power("stopped", str(error))}
        return {"instanceView": None}


def _power(state: str, message: str) -> Properties:
    return {
        "statuses": [
            {"code": f"PowerState/{state}", "displayStatus": f"VM {state}", "level": "Error", "message": message}
        ]
    }


class Disks:
    """Managed disks: the data of a machine belongs to its disk, and goes with it."""

    def __init__(self, state: StateFolder) -> None:
        self._state = state

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Make nothing: what is written on the disk makes it."""
        del subject, outputs, store, progress
        return {}

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Change nothing: disks have no size here."""
        del subject, outputs, store, progress
        return {}

    def delete(self, resource: Resource, store: Store) -> None:
        """Remove what is on the disk."""
        del store
        cluster_of(self._state, resource.id).destroy()

    def read(self, resource: Resource, store: Store) -> Properties:
        """Return which machine the disk is attached to by now."""
        with store.view() as view:
            holders = [by.id for by, _ in view.referring_to(resource.id) if by.token == MACHINE and by.ready]
        return {"diskState": "Attached", "managedBy": holders[0]} if holders else {"diskState": "Unattached"}


class RunCommands:
    """Managed Run Commands."""

    def __init__(self, state: StateFolder, addresses: AddressBook) -> None:
        self._place = _Place(state, addresses, _Boots(state))

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Wait for the machine's boot and run the script on it."""
        del outputs
        return self._run(subject, store, progress)

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Run the script again, as Azure does with an edited one."""
        del outputs
        return self._run(subject, store, progress)

    def delete(self, resource: Resource, store: Store) -> None:
        """Forget the script: what it did stays."""
        del resource, store

    def read(self, resource: Resource, store: Store) -> Properties:
        """Return nothing new."""
        del resource, store
        return {}

    def _run(self, subject: Subject, store: Store, progress: Progress) -> Properties:
        with store.view() as view:
            machine = view.find(parent_id(subject.id))
        if machine is None:
            raise MachineError(f"There is no machine {parent_id(subject.id)}.")
        try:
            said = self._carried_out(machine, subject.inputs, store, progress)
        except MachineError as error:
            outputs: Properties = {"instanceView": _ended(1, "", str(error))}
            if at(subject.inputs, "treatFailureAsDeploymentFailure") is True:
                reason = (
                    f"Run Command {subject.name} on {machine.id.rpartition('/')[2]} ended with exit code 1: {error}"
                )
                raise FailedAfterCreationError(
                    reason, {**subject.inputs, "provisioningState": "Failed", **outputs}
                ) from error
            return outputs
        return {"instanceView": _ended(0, said, "")}

    def _carried_out(self, machine: Resource, command: Properties, store: Store, progress: Progress) -> str:
        if is_windows(machine.inputs):
            return WindowsMachine(self._place.state, self._place.addresses, machine).run(command, store, progress)
        config = _repository_config(machine)
        if config is None:
            return "The sandbox runs no scripts on this machine."
        progress.status("waiting for the installation")
        boot = self._place.boots.of(machine.id)
        if boot is None or not boot.ready:
            # The real machine tries for a while to read its secrets: what it waited for may be there now.
            boot = _boot(self._place, machine, store)
        if boot is not None and not boot.ready:
            raise MachineError(f"the installation did not finish: {boot.message}")
        asked = read_script(text_at(command, "source.script"))
        if not asked.applies:
            return "The sandbox runs no scripts: this one applies nothing."
        progress.status("applying the settings")
        with store.view() as view:
            RepositoryMachine(self._place.state, self._place.addresses, machine).apply(
                {**config.files, **asked.files}, view
            )
        return "The settings are applied."


def _ended(code: int, output: str, error: str) -> Properties:
    return {
        "executionState": "Succeeded" if code == 0 else "Failed",
        "exitCode": float(code),
        "output": output,
        "error": error,
    }
