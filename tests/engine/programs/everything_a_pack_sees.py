"""One of everything that a policy pack can be shown: what the harness is compared with the engine by."""

import pulumi
import pulumi_azure_native as azure
import pulumi_random as random


class Store(pulumi.ComponentResource):
    """A component with inputs and children, and with outputs that it registers."""

    def __init__(self, name: str, args: dict[str, object], opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("shop:index:Store", name, args, opts)
        inside = pulumi.ResourceOptions(parent=self)
        self.group = azure.resources.ResourceGroup(f"{name}-group", resource_group_name="rg", opts=inside)
        self.password = random.RandomPassword(f"{name}-password", length=16, opts=inside)
        self.register_outputs({"groupName": self.group.name, "loginPassword": self.password.result, "open": True})


class Silent(pulumi.ComponentResource):
    """A component that registers no outputs."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("shop:index:Silent", name, {"purpose": "none", "nothing": None}, opts)


provider = azure.Provider("elsewhere", location="northeurope", subscription_id="00000000-0000-0000-0000-000000000000")
store = Store(
    "store",
    {"goodsInStock": 3, "openAt": {"sunday": False}, "accessCode": pulumi.Output.secret("swordfish")},
)
Silent("silent", opts=pulumi.ResourceOptions(depends_on=[store]))
account = azure.storage.StorageAccount(
    "account",
    account_name="shopaccount",
    resource_group_name=store.group.name,
    kind="StorageV2",
    sku={"name": "Standard_LRS"},
    tags={"login": store.password.result, "plain": "text", "made": pulumi.Output.concat("of-", store.group.id)},
    opts=pulumi.ResourceOptions(
        provider=provider,
        protect=True,
        ignore_changes=["tags"],
        aliases=[pulumi.Alias(name="old-account")],
        custom_timeouts=pulumi.CustomTimeouts(create="10m"),
        delete_before_replace=True,
        additional_secret_outputs=["primaryEndpoints"],
    ),
)
azure.storage.BlobContainer(
    "container",
    account_name=account.name,
    resource_group_name="rg",
    container_name="goods",
    metadata={"key": pulumi.Output.secret("open-sesame")},
    opts=pulumi.ResourceOptions(parent=account, depends_on=[store]),
)
random.RandomId("id", byte_length=4, keepers={"of": account.id, "list": pulumi.Config().get("keeper") or "none"})
pulumi.export("password", store.password.result)
pulumi.export("account", account.name)
