"""What `make up` says in the end: what runs by now, and what to try."""

from collections.abc import Mapping

from veeam_entraid_sandbox.state import StateFolder

__all__ = ["next_steps"]

_SECRET = "[secret]"  # noqa: S105 - how Pulumi shows one


def next_steps(outputs: Mapping[str, object], state: StateFolder) -> str:
    """Return the text for a stack with these outputs."""
    lines = ["", "The local stack runs on this machine."]
    for part in (_database(outputs, state), _server(outputs)):
        if part:
            lines += ["", *part]
    lines += [
        "",
        "Try next:",
        "  make status      the resources in the stand-in for Azure and the machines behind them",
        "  make shell       pulumi itself on this stack: pulumi stack output, pulumi preview --policy-pack policy",
        "  edit Pulumi.local.yaml and run make up again: what breaks a limit stops before anything changes",
        "  make down        destroy the stack and stop everything",
    ]
    return "\n".join(lines)


def _database(outputs: Mapping[str, object], state: StateFolder) -> list[str]:
    host, port, login = (outputs.get(name) for name in ("repositoryHost", "repositoryPort", "repositoryLogin"))
    if not (host and port and login) or _SECRET in {host, port, login}:
        return []
    number = int(port) if isinstance(port, int | float) else port
    return [
        f"PostgreSQL answers on {host}:{number}. To log in as {login}:",
        "  make shell",
        "  pulumi stack output repositoryPassword --show-secrets",
        f'  psql "host={host} port={number} user={login} dbname=postgres sslmode=require"',
        f"The data of its machine is in {state.machines}.",
    ]


def _server(outputs: Mapping[str, object]) -> list[str]:
    endpoint, account = outputs.get("backupServerRestEndpoint"), outputs.get("backupServerServiceAccount")
    if not (endpoint and account) or _SECRET in {endpoint, account}:
        return []
    return [
        f"The simulated backup server answers on {endpoint}. To log in as {account}:",
        "  pulumi stack output backupServerServiceAccountPassword --show-secrets",
    ]
