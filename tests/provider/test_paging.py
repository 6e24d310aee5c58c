"""Lists: every item once, from as many pages as it takes, asked for when they are needed."""

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_api import Api, client_of, json_of

from veeam_provider.rest import OutcomeUnknownError, operations

JOBS = "/api/v1/jobs"
BROWSE = "/api/v1/backupBrowser/entraIdTenant/7/restorePoints"


def paged(api: Api, path: str, count: int, *, most: int = 1000, total: bool = True) -> None:
    """Let a list answer with pages, by query and by body alike, of at most so many items."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked: Any = request.url.params if request.method == "GET" else json_of(request)
        skip, limit = int(asked["skip"]), min(int(asked["limit"]), most)
        items = [{"id": str(number)} for number in range(count)][skip : skip + limit]
        pagination = {"total": count if total else None, "count": len(items), "skip": skip, "limit": limit}
        return httpx.Response(200, json={"data": items, "pagination": pagination})

    api.on("GET", path, answer)
    api.on("POST", path, answer)


@settings(deadline=None)
@given(st.integers(0, 650), st.integers(20, 300), st.integers(0, 700), st.none() | st.integers(0, 700))
def test_every_item_comes_once(count: int, most: int, skip: int, limit: int | None) -> None:
    api = Api()
    paged(api, JOBS, count, most=most)
    bounds = {"skip": skip} | ({} if limit is None else {"limit": limit})
    ids = [int(job["id"]) for job in client_of(api).list(operations.GET_ALL_JOBS, **bounds)]
    assert ids == [*range(count)][skip:][:limit]


def test_without_a_total_a_short_page_is_the_last() -> None:
    api = Api()
    paged(api, JOBS, 450, total=False)
    assert len([*client_of(api).list(operations.GET_ALL_JOBS)]) == 450
    assert [each.url.params["skip"] for each in api.asked("GET", JOBS)] == ["0", "200", "400"]


def test_pages_are_asked_for_when_they_are_needed() -> None:
    api = Api()
    paged(api, JOBS, 450)
    jobs = client_of(api).list(operations.GET_ALL_JOBS, typeFilter="EntraIDTenantBackup")
    assert api.requests == []
    next(jobs)
    (asked,) = api.asked("GET", JOBS)
    assert dict(asked.url.params) == {"typeFilter": "EntraIDTenantBackup", "skip": "0", "limit": "200"}


def test_a_list_of_values_is_asked_for_one_by_one() -> None:
    api = Api()
    path = "/api/v1/backupInfrastructure/repositories"
    paged(api, path, 1)
    assert len([*client_of(api).list(operations.GET_ALL_REPOSITORIES, typeFilter=["Smb", "Nfs"])]) == 1
    assert api.asked("GET", path)[0].url.params.get_list("typeFilter") == ["Smb", "Nfs"]


def test_browsing_pages_by_its_body_and_may_be_repeated() -> None:
    api = Api()
    paged(api, BROWSE, 450)
    client = client_of(api)
    points = client.list(operations.BROWSE_ENTRA_ID_TENANT_BACKUP_RESTORE_POINTS, {"limit": 201}, backupId="7")
    assert len([*points]) == 201
    assert [json_of(each) for each in api.asked("POST", BROWSE)] == [
        {"limit": 200, "skip": 0},
        {"limit": 1, "skip": 200},
    ]
    api.on("POST", BROWSE, httpx.ReadError("cut"), httpx.Response(200, json={"data": []}))
    points = client.list(operations.BROWSE_ENTRA_ID_TENANT_BACKUP_RESTORE_POINTS, {}, backupId="7")
    assert [*points] == []


def test_a_list_that_starts_something_is_never_sent_twice() -> None:
    api = Api()
    path = "/api/v1/backups/runHealthcheck"
    api.on("POST", path, httpx.ReadError("cut"))
    with pytest.raises(OutcomeUnknownError):
        next(client_of(api).list(operations.START_HEALTH_CHECK_BACKUP))
    assert len(api.asked("POST", path)) == 1


def test_logs_come_in_one_page() -> None:
    api = Api()
    api.on("GET", "/api/v1/sessions/1/logs", httpx.Response(200, json={"totalRecords": 9, "records": [{"id": 1}]}))
    assert [*client_of(api).list(operations.GET_SESSION_LOGS, id="1")] == [{"id": 1}]


@pytest.mark.parametrize("reply", [{}, {"data": None}, {"data": [], "pagination": None}, []])
def test_an_empty_list_may_look_in_many_ways(reply: object) -> None:
    api = Api()
    api.on("GET", JOBS, httpx.Response(200, json=reply))
    assert [*client_of(api).list(operations.GET_ALL_JOBS)] == []


def test_a_wrong_parameter_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="nameFiter is unknown"):
        client_of(Api()).list(operations.GET_ALL_JOBS, nameFiter="x")
