"""The default proxy: the general-purpose one on the backup server, through which all of Entra ID is backed up."""

from typing import cast

from veeam_provider._hosts import backup_server
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.resources._kind import Kind, at, text
from veeam_provider.rest import RestError, operations, payloads, replace
from veeam_provider.schema import BOOLEAN, TEXT, JsonObject, NumberType, ObjectType, Property

__all__ = ["DefaultProxy"]

_MOST_TASKS = 128


class DefaultProxy(Kind):
    """The general-purpose proxy of the backup server. The server has one; it is taken over, and never deleted."""

    token = "veeam:infrastructure:DefaultProxy"
    description = (
        "The general-purpose proxy that the installation puts on the backup server, through which everything of"
        " Entra ID is backed up. The one that is there is taken over, and stays when the resource is deleted."
    )
    natural_key = "the name default"
    is_always_there = True
    is_made_by_sessions = True
    form = ObjectType(
        "DefaultProxy",
        {
            "enabled": Property(
                type=BOOLEAN, default=True, description="Whether it works. Without it nothing is backed up."
            ),
            "maxTaskCount": Property(
                type=NumberType(whole=True, least=1, most=_MOST_TASKS),
                description="How many tasks it does at once. The server's own number, where it is left out; half"
                " the machine's cores is the vendor's advice.",
            ),
        },
    )
    outputs = {
        "hostName": Property(type=TEXT, description="The name of the server that it runs on."),
    }

    def key_of(self, inputs: JsonObject) -> str:
        """Return what it is called here: a server has one."""
        del inputs
        return "default"

    def find(self, work: Work, key: str, inputs: JsonObject) -> JsonObject | None:
        """Return the proxy on the backup server, or None where somebody has deleted it."""
        del key, inputs
        host = text(backup_server(work), "id")
        proxies = cast("list[JsonObject]", work.listed(operations.GET_ALL_PROXIES))
        found = next((each for each in proxies if text(each, "server.hostId").casefold() == host.casefold()), None)
        return None if found is None else self._with_state(work, found)

    def get(self, work: Work, id_: str) -> JsonObject | None:
        """Return the proxy on the backup server, whatever its id: one that was made anew has another."""
        return self.find(work, id_, {})

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return that it is: it is taken over from the installation."""
        del work, model, inputs, identity
        return True

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows."""
        del work
        shown: JsonObject = {"enabled": model.get("isDisabled") is not True}
        tasks = at(model, "server.maxTaskCount")
        return shown if tasks is None else {**shown, "maxTaskCount": tasks}

    def computed(self, work: Work, model: JsonObject, inputs: JsonObject) -> JsonObject:
        """Return the name of its server."""
        del work, inputs
        return {"hostName": text(model, "server.hostName") or text(model, "name")}

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Make the proxy anew where somebody has deleted it. Whether Entra ID works with it is not documented."""
        work.progress.warn(
            "The backup server had no general-purpose proxy any more, so one is made on it. The vendor does not say"
            " whether Entra ID backups work with a proxy that was made anew: run a job and look."
        )
        host = backup_server(work)
        server: JsonObject = {"hostId": host["id"]}
        if (tasks := inputs.get("maxTaskCount")) is not None:
            server["maxTaskCount"] = tasks
        body = {"type": "GeneralPurposeProxy", "description": identity.mark, "server": server}
        work.wait(work.client.call(operations.CREATE_PROXY, cast("payloads.ProxySpec", body)))
        found = self.find(work, "", {})
        if found is None:
            raise RestError("The backup server has made the proxy, and does not show it.")
        self._switch(work, found, enabled=inputs.get("enabled") is not False)
        return self.id_of(found)

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Enable or disable the proxy, and change how much it does at once."""
        del old, identity
        tasks = changes.get("maxTaskCount")
        if tasks is not None and tasks != at(model, "server.maxTaskCount"):
            bare = {name: value for name, value in model.items() if name != "isDisabled"}
            body = cast("payloads.ProxyModel", replace(bare, {"server": {"maxTaskCount": tasks}}))
            work.wait(work.client.call(operations.UPDATE_PROXY, body, id=self.id_of(model)))
        self._switch(work, model, enabled=changes.get("enabled") is not False)

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Leave the proxy as it is."""
        del id_, inputs
        work.progress.info("The default proxy stays on the backup server: without it nothing is backed up.")

    def _switch(self, work: Work, model: JsonObject, *, enabled: bool) -> None:
        if (model.get("isDisabled") is not True) != enabled:
            work.client.call(operations.ENABLE_PROXY if enabled else operations.DISABLE_PROXY, id=self.id_of(model))

    def _with_state(self, work: Work, model: JsonObject) -> JsonObject:
        # Whether it is disabled stands in another list.
        states = cast("list[JsonObject]", work.listed(operations.GET_ALL_PROXIES_STATES))
        is_disabled = any(each.get("isDisabled") is True for each in states if self.id_of(each) == self.id_of(model))
        return {**model, "isDisabled": is_disabled}
