"""Resources against the simulated server: made, read, changed, imported and deleted, as the engine does it."""

from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from provider_client import RefusedError
from resource_cases import CASES, Case, required
from simulated_vbr import AZURE_TENANT
from veeam_stack import EVERY_DAY, Deployment, deployment

from veeam_entraid_sandbox.vbr import read_trace
from veeam_provider.resources import KINDS, Kind
from veeam_provider.resources._kind import Listed
from veeam_provider.rest import operations


def kind_of(case: Case) -> Kind:
    return next(each for each in KINDS if each.token == case.token)


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


def test_a_job_is_made_with_each_list_asked_for_once(stack: Deployment) -> None:
    """Looking for the job and the gates look at the same lists; what has been made is then read anew."""
    tenant = stack.tenant()
    asked = len(read_trace(stack.engine.folder))
    stack.tenant_job(tenant.id)
    made = Counter(each.operation for each in read_trace(stack.engine.folder)[asked:])
    assert made == {
        "GetAllJobs": 2,
        "GetAllManagedServers": 1,
        "GetAllProxiesStates": 1,
        "GetInstalledLicense": 1,
        "CreateJob": 1,
    }


@pytest.mark.parametrize("case", CASES, ids=str)
class TestEveryKind:
    def test_is_made_and_read_back_without_a_difference(self, stack: Deployment, case: Case) -> None:
        inputs = case.inputs(stack)
        made = stack.create(case.token, **inputs)
        read = made.read()
        assert read is not None
        assert read.inputs == made.inputs
        assert stack.changes(read, **inputs) == {}

    def test_a_preview_of_what_is_there_asks_the_server_nothing(self, stack: Deployment, case: Case) -> None:
        inputs = case.inputs(stack)
        made = stack.create(case.token, **inputs)
        asked = len(read_trace(stack.engine.folder))
        assert stack.changes(made, **inputs) == {}
        assert read_trace(stack.engine.folder)[asked:] == ()

    def test_is_made_with_what_it_needs_only(self, stack: Deployment, case: Case) -> None:
        inputs = required(case, case.inputs(stack))
        made = stack.create(case.token, **inputs)
        read = made.read()
        assert read is not None
        assert read.inputs == made.inputs
        assert stack.changes(read, **inputs) == {}

    def test_is_imported_with_no_difference_but_secrets(self, stack: Deployment, case: Case) -> None:
        inputs = case.inputs(stack)
        made = stack.create(case.token, **inputs)
        kind = kind_of(case)
        imported = stack.client.import_(case.token, kind.key_of(inputs))
        assert imported.id == made.id
        secrets = {name for name, each in kind.form.properties.items() if each.secret and name in inputs}
        assert {path.partition(".")[0] for path in stack.changes(imported, **inputs)} == secrets
        again = stack.updated(imported, **inputs).read()
        assert again is not None
        assert stack.changes(again, **inputs) == {}

    def test_a_second_one_is_refused_or_shared(self, stack: Deployment, case: Case) -> None:
        inputs = case.inputs(stack)
        first = stack.create(case.token, **inputs)
        kind = kind_of(case)
        if isinstance(kind, Listed) and not case.token.endswith(("CopyJob", "ServiceAccount")):
            with pytest.raises(RefusedError, match=r"already|one-backup-job-per-tenant"):
                stack.create(case.token, "other", **inputs)
        else:
            assert stack.create(case.token, "other", **inputs).id == first.id

    def test_what_an_interrupted_update_has_made_is_taken_over(self, stack: Deployment, case: Case) -> None:
        inputs = case.inputs(stack)
        first = stack.create(case.token, **inputs)
        again = stack.create(case.token, **inputs)
        assert again.id == first.id
        assert stack.changes(again, **inputs) == {}

    def test_is_deleted_twice_without_an_error(self, stack: Deployment, case: Case) -> None:
        made = stack.create(case.token, **case.inputs(stack))
        made.delete()
        made.delete()
        if isinstance(kind_of(case), Listed):
            assert made.read() is None
