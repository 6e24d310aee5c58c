"""Limit 4: a remote Entra ID repository admits a login with a password."""

from collections.abc import Iterator
from typing import Final, cast

from veeam_entraid_limits._change import Change
from veeam_entraid_limits._facts import Fact, Hosting, Repository
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._setting import UNKNOWN, Setting

__all__ = ["EXEMPTION", "ID", "PASSWORD_METHODS", "check_fact", "remediate"]

ID: Final = "repository-password-authentication"

EXEMPTION: Final = (
    "Veeam Backup for Microsoft Entra ID connects to its repository with a PostgreSQL login and its password, and in no"
    " other way (https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_limitations.html). The server admits this login"
    " over TLS and from the backup server only; people sign in with Microsoft Entra ID."
)
"""What to write into an exemption from a baseline that demands logins with Entra ID only."""

_BASELINE: Final = (
    "Azure Policy's built-in \"[Preview]: Azure PostgreSQL flexible server should have Microsoft Entra Only"
    ' Authentication enabled" (fa498b91-8a7e-4710-9578-da944c68d1fe) and the recommendation of that kind in Defender'
    f' for Cloud demand the opposite: ask for an exemption, category waiver, with these words: "{EXEMPTION}"'
)

PASSWORD_METHODS: Final = frozenset({"scram-sha-256", "md5", "password"})
"""The methods of ``pg_hba.conf`` that ask for a password."""


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a remote repository that no password opens, or of which that is not known yet."""
    if not isinstance(fact, Repository) or fact.hosting is Hosting.LOCAL:
        return
    found = [*_switched_off(fact), *_no_administrator(fact), *_other_methods_only(fact)]
    yield from found or _undecided(fact)


def remediate(fact: Fact) -> Iterator[Change]:
    """Switch password login on where a server is created with a login and its password, and only there.

    Elsewhere Azure has no administrator to let in, and the switch alone mends nothing.
    """
    if not isinstance(fact, Repository) or not (fact.certain and fact.needs_administrator):
        return
    switch = fact.password_login
    if switch.switch is False and fact.administrator_login.is_given and fact.administrator_password.is_given:
        yield Change(switch.path, "Enabled" if switch.text else True)


def _switched_off(repository: Repository) -> Iterator[Finding]:
    switch = repository.password_login
    if switch.switch is False:
        yield broken(
            ID,
            repository.subject,
            f"{repository.subject} switches the login with a password off ({switch.path}).",
            f"Switch {switch.path} on again, or leave it out: it is on by default. A login with Entra ID may"
            f" stay on beside it. {_BASELINE}",
        )


def _no_administrator(repository: Repository) -> Iterator[Finding]:
    missing = _missing(repository)
    if repository.needs_administrator and missing and repository.password_login.switch is not False:
        yield broken(
            ID,
            repository.subject,
            f"{repository.subject} is created without {missing}, so no password opens it, and password login"
            " cannot be added later.",
            f"Write {missing}.",
        )


def _missing(repository: Repository) -> str:
    credentials = (repository.administrator_login, repository.administrator_password)
    return " and ".join(setting.path for setting in credentials if setting.is_absent)


def _other_methods_only(repository: Repository) -> Iterator[Finding]:
    methods = repository.authentication_methods
    listed = _listed(methods)
    if listed and UNKNOWN not in listed and not _asks_for_password(listed):
        yield broken(
            ID,
            repository.subject,
            f"{repository.subject} admits no method that asks for a password ({methods.path}).",
            "Admit the backup server with scram-sha-256.",
        )


def _listed(methods: Setting) -> list[object]:
    if methods.is_unknown:
        return [UNKNOWN]
    return cast("list[object]", methods.value) if isinstance(methods.value, list) else []


def _asks_for_password(listed: list[object]) -> bool:
    return any(isinstance(method, str) and method.strip().lower() in PASSWORD_METHODS for method in listed)


def _undecided(repository: Repository) -> Iterator[Finding]:
    subject, switch = repository.subject, repository.password_login
    methods = _listed(repository.authentication_methods)
    if not repository.speaks_for_itself:
        problem = f"{subject} does not say whether its PostgreSQL admits a login with a password."
        remedy = "See on the machine that pg_hba.conf admits the backup server with scram-sha-256."
        yield undecided(ID, subject, problem, remedy)
    elif repository.needs_administrator is None and (missing := _missing(repository)):
        problem = f"{repository.derived.path} of {subject} is not known yet, and it has no {missing}."
        yield undecided(ID, subject, problem, f"Write {missing} if it is no copy of another server.")
    elif repository.needs_administrator and repository.administrator_login.is_unknown:
        yield undecided(ID, subject, f"{repository.administrator_login.path} of {subject} is not known yet.")
    elif switch.is_given and switch.switch is None:
        known = "is not known yet" if switch.is_unknown else "is neither on nor off"
        remedy = "" if switch.is_unknown else f"Leave {switch.path} out: password login is on by default."
        yield undecided(ID, subject, f"{switch.path} of {subject} {known}.", remedy)
    elif UNKNOWN in methods and not _asks_for_password(methods):
        path = repository.authentication_methods.path
        yield undecided(ID, subject, f"{path} of {subject} is not known yet.")
