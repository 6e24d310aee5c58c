"""The plan of an unattended installation: the block ``installation`` in, a frozen description out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid import _names
from veeam_entraid._arguments import Arguments
from veeam_entraid.server._answer_file import PLUG_INS, AnswerFile

__all__ = ["LICENSE_FILE", "REST_PORT", "Database", "InstallationPlan", "Ports", "answer_file", "read_installation"]

LICENSE_FILE: Final = r"C:\ProgramData\veeam-entraid\license.lic"
"""Where the machine keeps the licence file while setup runs."""

REST_PORT: Final = 9419
"""Port of the REST API, unless an argument says otherwise."""

_ENGINES: Final = {"postgresql": "1", "sqlServer": "0"}
_AUTHENTICATIONS: Final = {"native": "1", "windows": "0"}
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_FOLDER: Final = re.compile(r"[A-Za-z]:\\[^<>:\"|?*]*")
_MOST_PORTS: Final = 65535

_PORTS: Final = {
    "catalog_service": "VBRC_SERVICE_PORT",
    "backup_service": "VBR_SERVICE_PORT",
    "secure_connections": "VBR_SECURE_CONNECTIONS_PORT",
    "rest_service": "VBR_RESTSERVICE_PORT",
}
_FOLDERS: Final = {
    "installation": "INSTALLDIR",
    "catalog": "VM_CATALOGPATH",
    "instant_recovery_cache": "VBR_IRCACHE",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports of the product's services; 0 leaves the installer's default."""

    catalog_service: int = 0
    backup_service: int = 0
    secure_connections: int = 0
    rest_service: int = 0


@dataclass(frozen=True, slots=True)
class Database:
    r"""Where the product keeps its configuration.

    Attributes:
        install: whether setup installs the PostgreSQL that it brings along.
        engine: ``postgresql`` or ``sqlServer``.
        server: ``host:port`` or ``host\instance``; empty for the local one.
        name: name of the database; empty for the installer's default.
        authentication: ``windows`` or ``native``.
        username: login with native authentication.
        password: its password, a secret.
    """

    install: bool = True
    engine: str = "postgresql"
    server: str = ""
    name: str = ""
    authentication: str = "windows"
    username: str = ""
    password: pulumi.Input[str] | None = None


@dataclass(frozen=True, slots=True)
class InstallationPlan:
    """An unattended installation.

    Attributes:
        iso_url: where the ISO lies; a secret, because it may carry a signature.
        iso_sha256: its digest, 64 hexadecimal digits in lower case.
        iso_managed_identity: whether the machine fetches it from Blob storage by its own identity.
        license_file: the licence file in base64, a secret; None for the Community Edition.
        license_auto_update: whether the licence updates itself; None leaves it to the installer.
        service_user: account of the backup service; empty for LocalSystem.
        service_password: its password, a secret.
        database: where the configuration is kept.
        ports: ports of the services.
        named_folders: folders, by their arguments.
        check_updates: whether the product looks for updates; None leaves it to the installer.
        skipped_plug_ins: plug-ins that are not installed.
        service_account: login of the account that is made for the REST API.
        output_blob_uri: blob for the output of the installation, a secret; None for none.
        error_blob_uri: blob for its errors, a secret; None for none.
    """

    iso_url: pulumi.Input[str]
    iso_sha256: str
    iso_managed_identity: bool
    license_file: pulumi.Input[str] | None
    license_auto_update: bool | None
    service_user: str
    service_password: pulumi.Input[str] | None
    database: Database
    ports: Ports
    named_folders: Mapping[str, str]
    check_updates: bool | None
    skipped_plug_ins: tuple[str, ...]
    service_account: str
    output_blob_uri: pulumi.Input[str] | None
    error_blob_uri: pulumi.Input[str] | None

    @property
    def rest_port(self) -> int:
        """Port of the REST API."""
        return self.ports.rest_service or REST_PORT

    @property
    def secret_parameters(self) -> dict[str, pulumi.Input[str]]:
        """Parameters of the answer file whose values are secrets."""
        values = {
            "VBR_SERVICE_PASSWORD": self.service_password,
            "VBR_SQLSERVER_PASSWORD": self.database.password,
        }
        return {name: value for name, value in values.items() if value is not None}


def answer_file(plan: InstallationPlan, *, entra_id_database: bool) -> AnswerFile:
    """Return what the answer file says: only parameters that have a use."""
    database = plan.database
    native = database.authentication == "native"
    parameters = {
        "VBR_LICENSE_FILE": LICENSE_FILE if plan.license_file is not None else "",
        "VBR_LICENSE_AUTOUPDATE": _flag(plan.license_auto_update),
        "VBR_SERVICE_USER": plan.service_user,
        "VBR_SQLSERVER_INSTALL": _flag(database.install),
        "VBR_SQLSERVER_ENGINE": "" if database.install else _ENGINES[database.engine],
        "VBR_SQLSERVER_SERVER": database.server,
        "VBR_SQLSERVER_DATABASE": database.name,
        "VBR_SQLSERVER_AUTHENTICATION": _AUTHENTICATIONS["native"] if native else "",
        "VBR_SQLSERVER_USERNAME": database.username,
        **{parameter: str(getattr(plan.ports, name) or "") for name, parameter in _PORTS.items()},
        **{_FOLDERS[name]: folder for name, folder in plan.named_folders.items()},
        "VBR_CHECK_UPDATES": _flag(plan.check_updates),
        **{f"{name.upper()}_INSTALL": "0" for name in plan.skipped_plug_ins},
    }
    return AnswerFile(
        agreements_accepted=True,
        entra_id_database=entra_id_database,
        parameters={name: value for name, value in parameters.items() if value},
        secret_parameters=tuple(plan.secret_parameters),
    )


def _flag(value: bool | None) -> str:  # noqa: FBT001 - it is what is turned into a digit
    return "" if value is None else str(int(value))


def read_installation(reader: Arguments, *, administrator: str, has_product: bool) -> InstallationPlan | None:
    """Return the installation that the argument ``installation`` asks for; None where it is not given.

    Args:
        reader: the arguments of the server, with which every problem is noted.
        administrator: the login of the local administrator.
        has_product: whether the image has the product already.
    """
    if not reader.has("installation"):
        return None
    block = reader.block("installation")
    if has_product:
        reader.problem("installation", "has no use with this image: the product is installed in it. Leave it out")
    if not block.flag("accept_license_agreements", default=False):
        block.problem(
            "accept_license_agreements",
            "has to be true: setup accepts Veeam's EULA and licensing policy, and the licences of third parties and of"
            " the required software, in your name. Read them first",
        )
    plan = InstallationPlan(
        iso_url=_read_url(block),
        iso_sha256=_read_digest(block),
        iso_managed_identity=block.flag("iso_managed_identity", default=False),
        license_file=block.input_text("license_file"),
        license_auto_update=block.switch("license_auto_update"),
        service_user=block.text("service_user", hint="an account of Windows"),
        service_password=block.input_text("service_password"),
        database=_read_database(block),
        ports=_read_ports(block),
        named_folders=_read_folders(block),
        check_updates=block.switch("check_updates"),
        skipped_plug_ins=block.words("skipped_plug_ins", PLUG_INS),
        service_account=_read_service_account(block, administrator),
        output_blob_uri=block.input_text("output_blob_uri"),
        error_blob_uri=block.input_text("error_blob_uri"),
    )
    if (plan.service_user == "") != (plan.service_password is None):
        block.problem("service_user", "and servicePassword go together: write both, or neither for LocalSystem")
    if plan.license_file is None and plan.license_auto_update is False:
        block.problem("license_auto_update", "has to be true for the Community Edition: leave it out")
    block.refuse_unread()
    return plan


def _read_url(block: Arguments) -> pulumi.Input[str]:
    url = block.input_text("iso_url", required="the https address of the product's ISO")
    if isinstance(url, str) and not url.lower().startswith("https://"):
        block.problem("iso_url", "has to be an https address, which a digest alone does not replace")
    return url or ""


def _read_digest(block: Arguments) -> str:
    hint = "the SHA-256 of the ISO, 64 hexadecimal digits, from the vendor's download page"
    digest = block.text("iso_sha256", required=True, hint=hint)
    if digest and not _SHA256.fullmatch(digest):
        block.problem("iso_sha256", f"has to be {hint}")
    return digest.lower()


def _read_service_account(block: Arguments, administrator: str) -> str:
    login = block.text("service_account", "veeam-rest", hint="a login for Windows, such as veeam-rest")
    if problem := _names.windows_login_problem(login):
        block.problem("service_account", problem)
    if login.lower() == administrator.lower():
        block.problem("service_account", "has to differ from adminUsername: programs do not use the administrator")
    return login


def _read_ports(reader: Arguments) -> Ports:
    block = reader.block("ports")
    ports = Ports(**{name: _read_port(block, name) for name in _PORTS})
    block.refuse_unread()
    return ports


def _read_port(block: Arguments, name: str) -> int:
    return block.integer(name, 0, minimum=1 if block.has(name) else 0, maximum=_MOST_PORTS)


def _read_folders(reader: Arguments) -> dict[str, str]:
    block = reader.block("folders")
    folders: dict[str, str] = {}
    for name in _FOLDERS:
        hint = r"a folder on a drive of the machine, such as G:\VBRCatalog"
        folder = block.text(name, hint=hint)
        if folder and not _FOLDER.fullmatch(folder):
            block.problem(name, f"has to be {hint}")
        elif folder:
            folders[name] = folder
    block.refuse_unread()
    return folders


def _read_database(reader: Arguments) -> Database:
    block = reader.block("database")
    database = Database(
        install=block.flag("install", default=True),
        engine=block.choice("engine", tuple(_ENGINES), "postgresql"),
        server=block.text("server", hint=r"host:port, or host\instance of SQL Server"),
        name=block.text("name", hint="the name of a database"),
        authentication=block.choice("authentication", tuple(_AUTHENTICATIONS), "windows"),
        username=block.text("username", hint="a login of the database server"),
        password=block.input_text("password"),
    )
    if database.install and database.engine != "postgresql":
        block.problem("engine", "has to be postgresql where setup installs the database server: write install: false")
    if database.install:
        block.refuse(("server",), "where setup installs the database server, which is local")
    elif not database.server:
        block.missing("server", r"host:port, or host\instance of SQL Server")
    if database.authentication == "native" and not (database.username and database.password is not None):
        block.problem("authentication", "native needs username and password")
    if database.authentication == "windows":
        block.refuse(("username", "password"), "with authentication windows")
    block.refuse_unread()
    return database
