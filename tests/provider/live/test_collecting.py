"""What a server shows is collected with nothing but looks at it, and what it hides is said."""

import base64
import datetime as dt
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from served_vbr import (
    NOW,
    Served,
    backup,
    copy_job,
    log_job,
    number,
    repository,
    scale_out,
    served,
    tenant,
    tenant_job,
)

from veeam_entraid_limits import ProxyState
from veeam_entraid_sandbox.vbr import ServerFault, read_trace, write_server_faults
from veeam_provider.live import ServerInventory, collect_inventory, read_expiries
from veeam_provider.rest import ConnectionSettings, LoginRefusedError, ServerUnavailableError, TimeLimits, connect

DAY = dt.timedelta(days=1)
LOGIN = {"/api/oauth2/token", "/api/oauth2/logout"}


@pytest.fixture
def server(tmp_path: Path) -> Generator[Served]:
    records = (
        tenant(1),
        tenant(2, region="China"),
        tenant_job(11, 1),
        tenant_job(12, 2, "other", isDisabled=True),
        log_job(21, 1, 31),
        copy_job(51, "EntraIDTenantBackupCopy", 11, 31),
        copy_job(52, "FileBackupCopy", 21, 31, "logs"),
        copy_job(53, "FileBackupCopy", 999, 31, "files of a share"),
        backup(61, 11, 40 * DAY, 3 * DAY, 20 * DAY),
        backup(62, 12),
        repository(31, "plain", spreads=False),
        repository(32, "many", spreads=True),
        scale_out(41, "both", 31, 32),
    )
    with served(tmp_path, *records) as running:
        yield running


def look(settings: ConnectionSettings) -> ServerInventory:
    with connect(settings) as client:
        return collect_inventory(client, settings.base_url)


def test_everything_that_concerns_a_tenant_is_collected(server: Served) -> None:
    seen = look(server.settings)
    assert (seen.name, seen.build, seen.unread) == ("VBR01", "13.0.1.1071", ())
    assert abs(seen.now - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert seen.default_proxy is not None
    assert seen.default_proxy.state is ProxyState.ENABLED
    assert [each.region.text for each in seen.tenants] == ["Global", "China"]
    assert [(each.name.text, each.enabled.switch) for each in seen.tenant_jobs] == [
        ("tenant job", True),
        ("other", False),
    ]
    assert [each.repository.setting.text for each in seen.log_jobs] == [number(31)]
    assert {each.name.text for each in seen.copy_jobs} == {"copy job", "logs"}
    by_name = {each.subject.name: each for each in seen.repositories}
    assert {name: by_name[name].auto_provision.switch for name in ("plain", "many", "both")} == {
        "plain": False,
        "many": True,
        "both": None,
    }
    assert [each.setting.text for each in by_name["both"].performance_extents] == [number(31), number(32)]
    assert seen.job_states[number(12)].is_disabled
    assert seen.license is not None
    assert (seen.license.status, seen.license.edition) == ("Valid", "Community")
    assert seen.certificate_expires is not None


def test_the_latest_restore_point_is_the_latest(server: Served) -> None:
    seen = look(server.settings)
    first, second = (each.id for each in seen.tenants)
    latest = seen.latest_restore_point(first)
    assert latest is not None
    assert abs(latest - (NOW - 3 * DAY)) < dt.timedelta(seconds=1)
    age = seen.age_of_latest(first)
    assert age is not None
    assert 3 * DAY < age < 4 * DAY
    assert seen.age_of_latest(second) is None


@pytest.mark.parametrize("form", ["Pem", "Pfx"])
def test_the_certificate_of_an_application_is_read_for_its_end_only(tmp_path: Path, form: str) -> None:
    end = dt.datetime(2031, 5, 6, tzinfo=dt.UTC)
    shown = {"certificate": certificate(end, form), "formatType": form, "password": "pfx pass"}
    authentication = {"applicationId": number(5), "certificate": shown}
    unreadable = {"applicationId": number(6), "certificate": {**shown, "certificate": "bm9uZQ=="}}
    records = (tenant(1, authentication=authentication), tenant(2, authentication=unreadable), tenant(3))
    with served(tmp_path, *records) as server:
        seen = look(server.settings)
    assert seen.application_certificates == {number(1): end}
    assert [each.what.split(" of tenant ")[0] for each in read_expiries(seen) if each.at == end] == [
        "certificate of the application"
    ]
    assert "pfx pass" not in repr(seen)
    assert shown["certificate"][:40] not in repr(seen)


def certificate(end: dt.datetime, form: str) -> str:
    """A certificate with its key, as it is given to the server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "application")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(end - 700 * DAY)
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    if form == "Pem":
        return base64.b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()
    encryption = serialization.BestAvailableEncryption(b"pfx pass")
    return base64.b64encode(pkcs12.serialize_key_and_certificates(b"app", key, made, None, encryption)).decode()


def test_nothing_is_asked_but_to_look(server: Served) -> None:
    look(server.settings)
    trace = read_trace(server.engine.folder)
    assert {(each.method, each.path) for each in trace if each.method != "GET"} == {("POST", path) for path in LOGIN}


def test_what_the_server_does_not_show_is_named(server: Served) -> None:
    fault = ServerFault(action="status", path="/api/v1/license", status=403)
    write_server_faults(server.engine.folder, [fault])
    seen = look(server.settings)
    assert seen.license is None
    assert [each.part for each in seen.unread] == ["license"]
    assert "403" in seen.hides("tenants", "license")
    assert seen.hides("tenants") == ""
    assert len(seen.tenants) == 2


def test_a_server_that_is_busy_has_not_been_seen(server: Served) -> None:
    write_server_faults(server.engine.folder, [ServerFault(action="status", path="/api/v1/jobs", status=503)])
    with pytest.raises(ServerUnavailableError):
        look(replace(server.settings, time_limits=TimeLimits(repeat=0)))


def test_who_may_not_log_in_sees_nothing(server: Served) -> None:
    with pytest.raises(LoginRefusedError):
        look(replace(server.settings, password="a wrong one"))
