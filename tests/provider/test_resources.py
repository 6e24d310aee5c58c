"""Resources against the simulated server: made, read, changed, imported and deleted, as the engine does it."""

from collections.abc import Generator
from pathlib import Path

import pytest
from provider_client import RefusedError
from simulated_vbr import AZURE_TENANT
from veeam_stack import EVERY_DAY, Deployment, deployment

from veeam_entraid_sandbox.vbr import read_trace
from veeam_provider.rest import operations


@pytest.fixture
def stack(tmp_path: Path) -> Generator[Deployment]:
    with deployment(tmp_path / "vbr") as stack:
        yield stack
        assert [each for each in read_trace(stack.engine.folder) if each.invalid] == []


def test_a_tenant_lives(stack: Deployment) -> None:
    tenant = stack.tenant()
    (shown,) = stack.server.list(operations.GET_ALL_ENTRA_ID_TENANTS)
    assert tenant.id == shown["id"]
    assert shown.get("description") == "[Pulumi test/local/tenant #" + shown.get("description", "")[-9:]
    refreshed = tenant.read()
    assert refreshed is not None
    assert refreshed.inputs == tenant.inputs
    assert stack.changes(refreshed, **stack.tenant_inputs()) == {}
    assert stack.changes(refreshed, **{**stack.tenant_inputs(), "applicationSecret": "new"}) == {
        "applicationSecret": False
    }
    tenant.delete()
    assert tenant.read() is None


def test_a_tenant_is_imported_by_its_id_in_entra_id(stack: Deployment) -> None:
    tenant = stack.tenant()
    imported = stack.client.import_("veeam:entraid:Tenant", AZURE_TENANT.upper())
    assert imported.id == tenant.id
    assert stack.changes(imported, **stack.tenant_inputs()) == {"applicationSecret": False}


def test_jobs_live(stack: Deployment) -> None:
    tenant = stack.tenant()
    job = stack.tenant_job(tenant.id, schedule=EVERY_DAY, enabled=False)
    (shown,) = stack.server.list(operations.GET_ALL_JOBS)
    assert shown["isDisabled"]
    refreshed = job.read()
    assert refreshed is not None
    assert refreshed.inputs == job.inputs
    job.update(enabled=True, name="Contoso 2")
    (shown,) = stack.server.list(operations.GET_ALL_JOBS)
    assert (shown["isDisabled"], shown["name"]) == (False, "Contoso 2")
    with pytest.raises(RefusedError, match="used by Contoso 2"):
        tenant.delete()
    job.delete()
    tenant.delete()
