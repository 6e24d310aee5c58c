"""Limit 1: the default backup proxy of a backup server stays enabled."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from veeam_entraid_limits._change import Change
from veeam_entraid_limits._facts import BackupServer, Fact
from veeam_entraid_limits._finding import Finding, Subject, broken, undecided
from veeam_entraid_limits._protection import DefaultProxy, ProxyState
from veeam_entraid_limits._setting import Setting

__all__ = ["ID", "check_fact", "check_facts", "clash_key", "remediate"]

ID: Final = "default-proxy-enabled"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a server whose default proxy is switched off, or whose switch cannot be read yet."""
    match fact:
        case BackupServer(subject=subject, default_proxy_enabled=enabled):
            yield from _check_switch(subject, enabled)
        case DefaultProxy(subject=subject, enabled=enabled):
            yield from _check_switch(subject, enabled)
            yield from _check_state(fact)
        case _:
            return


def _check_switch(subject: Subject, enabled: Setting) -> Iterator[Finding]:
    if enabled.is_absent or enabled.switch is True:
        return
    if enabled.switch is False:
        yield broken(
            ID,
            subject,
            f"{subject} switches the default backup proxy off ({enabled.path}: false).",
            f"Write {enabled.path}: true, or leave it out: true is the default.",
        )
    else:
        known = "is not known yet" if enabled.is_unknown else "is neither true nor false"
        remedy = "" if enabled.is_unknown else f"Write {enabled.path}: true, or leave it out: true is the default."
        yield undecided(ID, subject, f"{enabled.path} of {subject} {known}.", remedy)


def _check_state(proxy: DefaultProxy) -> Iterator[Finding]:
    match proxy.state:
        case ProxyState.DISABLED:
            yield broken(
                ID,
                proxy.subject,
                f"The default backup proxy of {proxy.subject} is disabled on the server.",
                "Enable it: declare a veeam:infrastructure:DefaultProxy for the server, or enable it in its console.",
            )
        case ProxyState.MISSING:
            yield broken(
                ID,
                proxy.subject,
                f"{proxy.subject} has no general-purpose backup proxy on the server itself: it has been deleted.",
                "Add a general-purpose proxy on the backup server itself, and run a tenant backup to try it.",
            )
        case ProxyState.NOT_ASKED | ProxyState.ENABLED:
            return


def clash_key(fact: Fact) -> str:
    """Return the server whose proxy it is."""
    return fact.server.known_as if isinstance(fact, DefaultProxy) else ""


def remediate(fact: Fact) -> Iterator[Change]:
    """Switch the default proxy back on."""
    match fact:
        case BackupServer(default_proxy_enabled=enabled) | DefaultProxy(enabled=enabled):
            if enabled.switch is False:
                yield Change(enabled.path, value=True)
        case _:
            return


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find two DefaultProxy resources of one server that want different things of the same proxy."""
    proxies = [fact for fact in facts if isinstance(fact, DefaultProxy)]
    for first, second in combinations(proxies, 2):
        same = first.server.is_same(second.server)
        if same is not False:
            yield from _compare(first, second, on_one_server=same)


_ONE_EACH: Final = "Keep one DefaultProxy for each backup server."


def _compare(first: DefaultProxy, second: DefaultProxy, *, on_one_server: bool | None) -> Iterator[Finding]:
    for path, one, other in (
        ("enabled", first.enabled, second.enabled),
        ("maxTaskCount", first.max_task_count, second.max_task_count),
    ):
        differ, both = _disagree(one, other), f"{first.subject} and {second.subject}"
        if differ and on_one_server:
            yield broken(
                ID,
                second.subject,
                f"{both} set {path} of the same server's default proxy differently, so each update undoes the other.",
                _ONE_EACH,
            )
        elif differ:
            problem = f"{both} set {path} differently; whether for the same backup server is not known yet."
            yield undecided(ID, second.subject, problem, _ONE_EACH)
        elif differ is None:
            problem = f"{both} both set {path}; whether to the same value is not known yet."
            yield undecided(ID, second.subject, problem, _ONE_EACH)


def _disagree(one: Setting, other: Setting) -> bool | None:
    """Return whether two resources want different values; None while that is open."""
    if one.is_absent or other.is_absent:
        return False
    if one.is_unknown or other.is_unknown:
        return None
    if one.switch is not None and other.switch is not None:
        return one.switch != other.switch
    return one.value != other.value
