"""An application goes preview, up, up again, rotation, refresh, destroy in its own tenant, and keeps its secrets."""

import base64
from collections import Counter
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from secrets_of import files_with, secrets_of, watched_arguments
from stack import Result, Sandbox, Stack, project_for

pytestmark = [pytest.mark.engine, pytest.mark.extended]

TENANT = "11111111-2222-3333-4444-555555555555"
OTHER = "22222222-2222-3333-4444-555555555555"
ALL = ["conditionalAccess", "intune", "logs", "restore"]


def stack_of(sandbox: Sandbox, name: str) -> Stack:
    return Stack(sandbox, project_for(sandbox, "application"), name)


def configure(stack: Stack, *, settings: dict[str, str] | None = None, **arguments: Any) -> Stack:
    application = {"tenantId": TENANT, "deletionProtection": False, **arguments}
    written = {"providerTenant": TENANT, **(settings or {}), "application": application}
    stack.configure({f"shop:{key}": value for key, value in written.items()})
    return stack


def unchanged(result: Result) -> bool:
    summaries = [line.strip() for line in result.text.splitlines()]
    return not any(line.startswith(("+ ", "~ ", "- ", "+-")) and line[2:3].isdigit() for line in summaries)


def of_type(stack: Stack, name: str) -> list[dict[str, Any]]:
    return [each for each in stack.resources(show_secrets=True).values() if each["type"].endswith(f":{name}")]


def test_an_application_lives_rotates_and_keeps_its_secrets(sandbox: Sandbox) -> None:
    stack = configure(
        stack_of(sandbox, "lifecycle").create(), workloads=ALL, consent="granted", credential={"rotation": "old"}
    )
    said = [stack.preview().succeeded()]
    with watched_arguments(sandbox) as arguments:
        said.append(stack.up().succeeded())
    counted = Counter(each["type"].rpartition(":")[2] for each in stack.resources().values())
    assert counted["AppRoleAssignment"] == 10
    assert counted["ServicePrincipalDelegatedPermissionGrant"] == 2
    first = stack.outputs(show_secrets=True)
    assert first["azureTenantId"] == TENANT
    assert first["manualSteps"] == []
    opened = use_the_certificate(stack, first["certificate"])

    again = stack.up().succeeded()
    assert unchanged(again), again.text
    assert stack.outputs(show_secrets=True) == first

    configure(stack, workloads=ALL, consent="granted", credential={"rotation": "new", "previousRotation": "old"})
    rotated = stack.up().succeeded()
    second = stack.outputs(show_secrets=True)
    assert second["applicationId"] == first["applicationId"]
    assert len(of_type(stack, "ApplicationCertificate")) == 2
    assert use_the_certificate(stack, second["certificate"]) != opened
    refreshed = stack.refresh().succeeded()
    assert unchanged(refreshed), refreshed.text

    # Where the certificate of a rotation is made anew, as after its end, the file follows it.
    (urn,) = (urn for urn in stack.resources() if urn.endswith("::tenant-credential-certificate-new"))
    said.append(stack.up("--replace", urn).succeeded())
    renewed = stack.outputs(show_secrets=True)["certificate"]
    assert use_the_certificate(stack, renewed) != use_the_certificate(stack, second["certificate"], known=False)

    files = (first["certificate"], second["certificate"], renewed)
    secrets = secrets_of(stack) | {each[part] for each in files for part in ("data", "password")}
    hidden = stack.outputs()
    assert files_with(secrets, sandbox.folder) == []
    said += [again, rotated, refreshed, stack.destroy().succeeded()]
    assert not stack.resources()
    for secret in secrets:
        assert not any(secret in result.text for result in said)
        assert secret not in str(hidden)
        assert not any(secret in line for line in arguments)


def use_the_certificate(stack: Stack, file: dict[str, str], *, known: bool = True) -> x509.Certificate:
    """Open the file as the backup server would, and see whether the application knows its certificate."""
    assert file["format"] == "Pfx"
    key, certificate, _ = pkcs12.load_key_and_certificates(base64.b64decode(file["data"]), file["password"].encode())
    assert key is not None
    assert certificate is not None
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    # A whole line of the certificate's signature: the last line may be so short that others have it too.
    registered = [str(each["outputs"]["value"]) for each in of_type(stack, "ApplicationCertificate")]
    assert any(pem.splitlines()[-3] in each for each in registered) is known
    return certificate


def test_a_secret_keeps_its_end_and_a_person_consents(sandbox: Sandbox) -> None:
    vault = {"vault": "kv-of-ours"}
    secret = {"type": "secret", "validityDays": 90}
    stack = configure(stack_of(sandbox, "secret").create(), settings=vault, credential=secret)
    stack.up("--skip-preview").succeeded()
    first = stack.outputs(show_secrets=True)
    (step,) = first["manualSteps"]
    assert f"{TENANT}/adminconsent?client_id={first['applicationId']}" in step["instructions"]
    again = stack.up().succeeded()
    assert unchanged(again), again.text
    assert stack.outputs(show_secrets=True) == first
    (kept,) = of_type(stack, "Secret")
    assert kept["outputs"]["name"] == "tenant-application-secret"
    configure(stack, settings=vault, credential=secret | {"validityDays": 300})
    stack.up("--skip-preview").succeeded()
    assert stack.outputs(show_secrets=True) == first, "another validity counts from the next rotation on"
    assert first["applicationSecret"] not in str(stack.outputs())
    assert files_with({first["applicationSecret"]}, sandbox.folder) == []
    stack.destroy().succeeded()


def test_another_tenant_and_another_cloud_are_refused_at_preview(preview_sandbox: Sandbox) -> None:
    stack = configure(stack_of(preview_sandbox, "other-tenant").create(), settings={"providerTenant": OTHER})
    said = stack.preview().failed()
    assert "tenantId: is not the tenant of the component's azuread provider" in said.flat
    assert "tenant-application create" not in said.flat
    assert "Traceback" not in said.text

    configure(stack, settings={"environment": "usgovernment"})
    said = stack.preview().failed()
    assert "supported-region" in said.text
    assert "Write environment: public in the provider's configuration" in said.flat
