"""Limit 12: a service principal is restored in one session with its application."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory, broken, undecided
from veeam_entraid_limits._relation import comparable_id
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession, name_items

__all__ = ["ID", "TOGETHER", "check_fact"]

ID: Final = "service-principal-with-application"

TOGETHER: Final = "together"
"""The basis of findings that a pair is not in one session."""

_PRINCIPAL: Final = frozenset({"enterpriseregistration", "enterpriseapplication", "serviceprincipal"})
_APPLICATION: Final = frozenset({"appregistration", "application"})
_ELSEWHERE: Final = frozenset({"exists", "othertenant"})
_IN_SESSION: Final = "insession"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find service principals whose application is not in the session, and the other way round."""
    if isinstance(fact, RestoreSession):
        yield from _check(_Members(fact))


class _Members:
    """The applications and service principals of a session."""

    def __init__(self, session: RestoreSession) -> None:
        self.session = session
        self.items = [item for item in session.items if item.may_be(ItemType.APPLICATION)]
        self.principals = [item for item in self.items if _kind(item) in _PRINCIPAL]
        self.applications = [item for item in self.items if _kind(item) in _APPLICATION]
        self.unclear = [item for item in self.items if _kind(item) not in _PRINCIPAL | _APPLICATION]
        self.application_ids = _ids(self.applications)
        self.principal_ids = _ids(self.principals)
        self.more = session.what_is_open(ItemType.APPLICATION)

    @property
    def may_have_more_applications(self) -> bool:
        """Whether an application may turn up whose id is not among the known ones."""
        unnamed = any(not comparable_id(item.application_id) for item in self.applications)
        return bool(self.unclear) or unnamed or self.more.is_given

    @property
    def may_have_more_principals(self) -> bool:
        """Whether a service principal may turn up whose application's id is not among the known ones."""
        unnamed = any(not comparable_id(item.application_id) for item in self.principals)
        return bool(self.unclear) or unnamed or self.more.is_given


def _kind(item: RestoreItem) -> str:
    return item.application_type.word


def _ids(items: list[RestoreItem]) -> set[str]:
    return {known for item in items if (known := comparable_id(item.application_id))}


def _check(members: _Members) -> Iterator[Finding]:
    session = members.session
    alone, open_items = _without_application(members)
    if alone:
        yield broken(
            ID,
            session.subject,
            f"{session.subject} restores {name_items(alone)}, {_counted(alone, 'a service principal')}, without"
            f" {_theirs(alone)} application. Another session does not help: there the application gets a new AppID.",
            "Add the application (applicationType: AppRegistration, with the same applicationId) to the items of this"
            " session. If it was never deleted, write linkedApplication: exists; if it is of another tenant,"
            " linkedApplication: otherTenant.",
            TOGETHER,
        )
    if open_items:
        yield undecided(
            ID,
            session.subject,
            f"Whether {name_items(open_items)} of {session.subject} comes with its application is open.",
            "Write applicationType and applicationId of it and of its application; where the application is not among"
            " the items, linkedApplication: exists or otherTenant.",
            basis=TOGETHER,
        )
    if members.more.is_given:
        yield undecided(
            ID,
            session.subject,
            f"Which applications {session.subject} restores is not known yet ({members.more.path}).",
            basis=TOGETHER,
        )
    lonely = [] if members.may_have_more_principals else _without_principal(members)
    if lonely:
        yield advisory(
            ID,
            session.subject,
            f"{session.subject} restores {name_items(lonely)}, {_counted(lonely, 'an application')}, without"
            f" {_theirs(lonely)} service principal: an application that was deleted comes back with a new AppID.",
            "Add the service principal (applicationType: EnterpriseRegistration) to the items of this session, if it is"
            " gone too.",
        )


def _counted(items: list[RestoreItem], what: str) -> str:
    return what if len(items) == 1 else f"each {what}"


def _theirs(items: list[RestoreItem]) -> str:
    return "its" if len(items) == 1 else "their"


def _without_application(members: _Members) -> tuple[list[RestoreItem], list[RestoreItem]]:
    """Return the service principals that are without their application, and those of which that is open."""
    alone: list[RestoreItem] = []
    unclear: list[RestoreItem] = []
    for item in members.items:
        named, linked = comparable_id(item.application_id), item.linked_application
        if _kind(item) in _APPLICATION or linked.word in _ELSEWHERE or (named and named in members.application_ids):
            continue
        settled = _kind(item) in _PRINCIPAL and (linked.is_absent or linked.word == _IN_SESSION)
        if named and settled and not members.may_have_more_applications:
            alone.append(item)
        else:
            unclear.append(item)
    return alone, unclear


def _without_principal(members: _Members) -> list[RestoreItem]:
    """Return the applications that are without a service principal."""
    if not members.principals:
        return members.applications
    ids = members.principal_ids
    return [item for item in members.applications if (named := comparable_id(item.application_id)) and named not in ids]
