"""The server without its network: requests in, answers out, and sessions that go on meanwhile.

Everything is done in one thread, one after the other, but for what leaves the server: a step of a session that asks
PostgreSQL is planned here, done wherever the caller likes, and then taken in here.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from veeam_entraid_sandbox.vbr._clock import Clock
from veeam_entraid_sandbox.vbr._configuration_files import ConfigurationFile
from veeam_entraid_sandbox.vbr._console import Console, read_console
from veeam_entraid_sandbox.vbr._document import Operation
from veeam_entraid_sandbox.vbr._errors import denied
from veeam_entraid_sandbox.vbr._faults import Struck, read_server_faults
from veeam_entraid_sandbox.vbr._instance import Instance, instance_stamp, read_instance, write_instance
from veeam_entraid_sandbox.vbr._json import JsonObject, number, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._production import apply_change, waiting_changes
from veeam_entraid_sandbox.vbr._records import Ledger, Record
from veeam_entraid_sandbox.vbr._service import Answer, Call, Handler
from veeam_entraid_sandbox.vbr._sessions import (
    RUNNING,
    Due,
    FailedRunError,
    Outside,
    Work,
    due_steps,
    fail,
    finish_step,
    planned_outside,
)
from veeam_entraid_sandbox.vbr._settings import Account, ServerSettings
from veeam_entraid_sandbox.vbr._store import Store
from veeam_entraid_sandbox.vbr._tokens import expire, log_out, user_of
from veeam_entraid_sandbox.vbr._trace import Trace
from veeam_entraid_sandbox.vbr.services import SERVICES
from veeam_entraid_sandbox.vbr.services.configuration_backup import restore_configuration
from veeam_entraid_sandbox.vbr.services.licensing import install_license
from veeam_entraid_sandbox.vbr.services.security import add_account, is_administrator, may_restore, provide_account
from veeam_entraid_sandbox.vbr.services.server import sha256_of, thumbprint_of

__all__ = ["Engine", "Errand", "Given"]

_INSTALLED: Final = "installed"
_STORAGE: Final = "repositories"
_CONNECTED: Final = "connected"
_DAY: Final = "day"
_DAY_BEGINS: Final = dt.timedelta(minutes=30)
_RESTARTED: Final = "The services have been restarted: a PostgreSQL instance has been connected."
_RESTORES: Final = ("/api/v1/backupBrowser/", "/api/v1/restore/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A request, read: the parameters and the body have been checked by the document."""

    path: Mapping[str, str]
    query: JsonObject
    body: JsonObject
    authorization: str


@dataclass(frozen=True, slots=True)
class Errand:
    """A step that is done outside of the server."""

    due: Due
    outside: Outside


class Engine:
    """One server."""

    def __init__(self, folder: Path, settings: ServerSettings, clock: Clock, bundled: Instance | None = None) -> None:
        """Open the server in that folder; what an installation makes is made the first time.

        Args:
            folder: where it keeps everything.
            settings: how it is made.
            clock: what it goes by.
            bundled: the PostgreSQL instance that the installation brings.

        Raises:
            StoreInUseError: another server works in the folder.
        """
        self.folder = folder
        self.settings = settings
        self.struck = Struck()
        self._clock = clock
        self._store = Store(folder)
        self.trace = Trace(folder)
        self._waiting: dict[str, Errand] = {}
        self._handed: set[str] = set()
        self._handlers: dict[str, Handler] = {}
        self._works: dict[str, Work] = {}
        self._instance_stamp: tuple[int, int] | None = None
        self._away_until = 0.0
        for service in SERVICES:
            self._handlers |= service.operations
            self._works |= service.works
        self._install(bundled)

    def _install(self, bundled: Instance | None) -> None:
        if self._store.view().find("settings", _INSTALLED):
            return
        if bundled:
            self.bring(bundled)
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, self.now())
            for service in SERVICES:
                service.seed(moment)
            for (kind, id_), shown in self.settings.foreign.items():
                moment.put(Record(kind, id_.lower(), {"id": id_.lower(), **shown}))
            moment.put(Record("settings", _INSTALLED, {}))

    def bring(self, bundled: Instance) -> None:
        """Connect the instance that the installation brings: nobody has to wait for that."""
        write_instance(self.folder, bundled)
        with self._store.transaction() as ledger:
            ledger.put(_connection(bundled, 0.0))

    def close(self) -> None:
        """Let another server have the folder."""
        self.trace.close()
        self._store.close()

    @property
    def console(self) -> Console:
        """What is set at the server's console."""
        return read_console(self.folder)

    @property
    def served(self) -> frozenset[str]:
        """The ids of the operations that are served."""
        return frozenset(self._handlers)

    def now(self) -> dt.datetime:
        """Return the server's time."""
        return self._clock.now() + dt.timedelta(seconds=self.console.clock_offset)

    def view(self) -> Moment:
        """Return what there is, to look at."""
        return self._moment(self._store.view(), self.now())

    def _moment(self, ledger: Ledger, now: dt.datetime) -> Moment:
        return Moment(
            ledger=ledger,
            now=now,
            settings=self.settings,
            instance=lambda: read_instance(self.folder),
            storage=self.settings.storage or self.folder / _STORAGE,
            mishap=self._mishap,
        )

    def _mishap(self, type_: str, name: str) -> tuple[str, str] | None:
        fault = self.struck.session(read_server_faults(self.folder), type_, name)
        return (fault.action.removesuffix("-session"), fault.message) if fault else None

    @property
    def thumbprint(self) -> str:
        """The thumbprint of the server's certificate, as Windows writes it: its SHA-1 in capitals."""
        return thumbprint_of(self._store.view())

    @property
    def sha256(self) -> str:
        """The SHA-256 of the server's certificate, in capitals."""
        return sha256_of(self._store.view())

    def password_of(self, account: str) -> str:
        """Return the password of an account of the machine; empty when there is no such account."""
        record = self.view().find("account", account)
        return text(record.kept, "password") if record else ""

    # What happens on the server, and is no request.

    def add_account(self, name: str, password: str) -> None:
        """Make an account of the machine, which a user of the server can then be made of."""
        with self._store.transaction() as ledger:
            add_account(self._moment(ledger, self.now()), name, password)

    def provide_account(self, account: Account) -> None:
        """Make an account of the machine or change its password, and a user of the server of it if it has a role."""
        with self._store.transaction() as ledger:
            provide_account(self._moment(ledger, self.now()), account)

    def install_license(self, license_: str) -> None:
        """Install a licence file, in base64, as setup does.

        Raises:
            ApiError: it cannot be read, or it is over.
        """
        with self._store.transaction() as ledger:
            install_license(self._moment(ledger, self.now()), license_)

    def restore_configuration(self, file: ConfigurationFile, password: str = "") -> None:
        """Restore a backup of a configuration, as a person does at the server's own console; the services restart.

        The server keeps its certificate, licence, accounts and users, and the PostgreSQL that it is connected to. It
        knows no backup any more until it looks for them, and its jobs are disabled.

        Raises:
            ConfigurationFileError: the file is gone, or encrypted by another password.
        """
        records = file.records(password)
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, self.now())
            restore_configuration(moment, records)
            self._away_until = moment.now.timestamp() + self.settings.durations.restart
            ledger.put(_connection(read_instance(self.folder), self._away_until))

    def expire_token(self, authorization: str) -> None:
        """Let the access token of a request be over."""
        with self._store.transaction() as ledger:
            expire(self._moment(ledger, self.now()), authorization)

    def revoke_token(self, authorization: str) -> None:
        """Take both tokens of who makes a request."""
        with self._store.transaction() as ledger:
            log_out(self._moment(ledger, self.now()), authorization)

    # Requests.

    def admit(self, operation: Operation, authorization: str) -> None:
        """Refuse a request before anything of it is read.

        Raises:
            ApiError: nobody is logged in, or that one may not do that.
        """
        if operation.anonymous:
            return
        user = user_of(self.view(), authorization)
        is_restore = operation.path.startswith(_RESTORES)
        may = may_restore(user) if is_restore else is_administrator(user)
        if (operation.method != "GET" or is_restore) and operation.name != "Logout" and not may:
            raise denied("Your role does not allow this operation.")
        if operation.method == "DELETE" and self.console.four_eyes:
            raise denied("Four-eyes authorization is on: deletions have to be approved by a second administrator.")

    def answer(self, operation: Operation, given: Given) -> Answer:
        """Do what a request asks for and return the body of the answer; what has changed is on disk by then.

        Where something has to be known from outside first, that is returned: the caller asks, wherever it likes, and
        hands what comes of it to :meth:`go_on`.

        Raises:
            ApiError: it is not done.
        """
        return self.go_on(self._handlers[operation.name], operation, given)

    def go_on(self, handler: Handler, operation: Operation, given: Given) -> Answer:
        """Go on with a request when it is known what it asked for.

        Raises:
            ApiError: it is not done.
        """
        self.settle()
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, self.now())
            if operation.method != "GET":
                moment.sweep()
            call = Call(
                moment=moment,
                path=given.path,
                query=given.query,
                body=given.body,
                user=None if operation.anonymous else user_of(moment, given.authorization),
                authorization=given.authorization,
                console=self.console,
            )
            return handler(call)

    # Sessions.

    def settle(self) -> None:
        """Do all that is due by now, but for what leaves the server."""
        self._take_in_changes()
        self._notice_connection()
        self._begin_day()
        while (due := self._next_due()) is not None:
            outside = self._plan(due)
            if outside:
                self._waiting[due.session] = Errand(due, outside)

    def _take_in_changes(self) -> None:
        """Let what people have done in the tenants be so, each thing once."""
        for file, changes in waiting_changes(self.folder):
            with self._store.transaction() as ledger:
                if ledger.find("directoryChange", file.name) is None:
                    moment = self._moment(ledger, self.now())
                    for change in changes:
                        apply_change(moment, change)
                    ledger.put(Record("directoryChange", file.name, {}))
            file.unlink()
            with self._store.transaction() as ledger:
                ledger.forget("directoryChange", file.name)

    def is_away(self) -> bool:
        """Return whether the services are restarting, and answer nothing."""
        self._notice_connection()
        return self.now().timestamp() < self._away_until

    def _notice_connection(self) -> None:
        """Restart the services if a person has connected another instance: what runs fails."""
        seen = instance_stamp(self.folder)
        if seen == self._instance_stamp:
            return
        self._instance_stamp = seen
        instance, before = read_instance(self.folder), self._store.view().find("settings", _CONNECTED)
        fingerprint = instance.fingerprint if instance else ""
        if before and text(before.kept, "fingerprint") == fingerprint:
            self._away_until = number(before.kept, "awayUntil")
            return
        if before is None and instance is None:
            return
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, self.now())
            self._away_until = moment.now.timestamp() + self.settings.durations.restart
            ledger.put(_connection(instance, self._away_until))
            for session in list(moment.all_of(RUNNING)):
                fail(moment, session, _RESTARTED)

    def _begin_day(self) -> None:
        """Let the topics do what the server does by itself once a day."""
        day = (self.now() - _DAY_BEGINS).date().isoformat()
        before = self._store.view().find("settings", _DAY)
        if before and text(before.kept, "day") == day:
            return
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, self.now())
            moment.put(Record("settings", _DAY, {}, {"day": day}))
            for service in SERVICES if before else ():
                service.daily(moment)

    def errands(self) -> list[Errand]:
        """Return what is due and leaves the server; the caller does it, and has it taken in again."""
        self.settle()
        handed, self._waiting = self._waiting, {}
        self._handed |= handed.keys()
        return list(handed.values())

    def take_in(self, errand: Errand, answer: JsonObject, failure: str) -> None:
        """Take in what an errand has come to: its answer, or why it failed."""
        self._handed.discard(errand.due.session)
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, errand.due.at)
            session = ledger.find(RUNNING, errand.due.session)
            if session is None:
                return  # somebody has stopped it meanwhile
            if failure:
                fail(moment, session, failure)
            else:
                finish_step(moment, session, self._works[errand.due.work], answer)

    def _next_due(self) -> Due | None:
        elsewhere = self._handed | self._waiting.keys()
        return next((due for due in due_steps(self.view()) if due.session not in elsewhere), None)

    def _plan(self, due: Due) -> Outside | None:
        """Do a step that is due, or return the part of it that leaves the server."""
        work = self._works[due.work]
        with self._store.transaction() as ledger:
            moment = self._moment(ledger, due.at)
            session = ledger.find(RUNNING, due.session)
            if session is None:
                return None
            try:
                outside = planned_outside(moment, session, work)
            except FailedRunError as error:
                fail(moment, session, str(error))
                return None
            if outside is None:
                finish_step(moment, session, work, {})
            return outside


def _connection(instance: Instance | None, away_until: float) -> Record:
    kept: JsonObject = {"fingerprint": instance.fingerprint if instance else "", "awayUntil": away_until}
    return Record("settings", _CONNECTED, {}, kept)
