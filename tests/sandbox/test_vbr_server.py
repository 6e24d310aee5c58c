"""The simulated server as a process or over TLS: a client of its own, cut connections, and kill -9."""

import contextlib
import random
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from own_sandbox import servers_below
from simulated_vbr import (
    AZURE_TENANT,
    BROWSER,
    INFRASTRUCTURE,
    RESTORE,
    SETTINGS,
    TENANTS,
    VERSION,
    Vbr,
    tenant_job_spec,
    tenant_spec,
)

from veeam_entraid_sandbox.commands import main
from veeam_entraid_sandbox.machines import all_clusters
from veeam_entraid_sandbox.state import VARIABLE, StateFolder
from veeam_entraid_sandbox.vbr import (
    ConnectionCutError,
    DirectoryChange,
    Durations,
    Engine,
    ServerFault,
    SimulatedServer,
    SystemClock,
    change_directory,
    clear_server_faults,
    database_name,
    read_console,
    read_instance,
    read_trace,
    write_server_faults,
)
from veeam_entraid_sandbox.vbr._production import Production

PASSWORDS = "/api/v1/encryptionPasswords"
JOBS = "/api/v1/jobs"


def trusting(url: str, certificate: Path, token: str = "") -> httpx.Client:
    """A client that trusts this one certificate."""
    context = ssl.create_default_context(cafile=str(certificate))
    headers = VERSION | ({"Authorization": f"Bearer {token}"} if token else {})
    return httpx.Client(base_url=url, verify=context, headers=headers, trust_env=False, timeout=30)


def login(client: httpx.Client, username: str, password: str) -> None:
    form = {"grant_type": "password", "username": username, "password": password}
    answer = client.post("/api/oauth2/token", data=form)
    assert answer.status_code == 200, answer.text
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def wait_for(client: httpx.Client, session: Any) -> Any:
    """Wait until a session has ended."""
    while True:
        found = client.get(f"/api/v1/sessions/{session['id']}").json()
        if found["state"] == "Stopped":
            return found


@dataclass
class Served:
    engine: Engine
    server: SimulatedServer
    client: httpx.Client


@pytest.fixture
def served(tmp_path: Path) -> Generator[Served]:
    """A server in this process, on a port of its own, that takes no time; and a client that is logged in."""
    at_once = Durations(infrastructure=0, deletion=0, job=0, disappearance=0)
    settings = replace(SETTINGS, durations=at_once)
    engine = Engine(tmp_path / "vbr", settings, SystemClock())
    server = SimulatedServer(engine)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with trusting(server.url, engine.folder / "server.crt") as client:
            login(client, "rest", "service pass")
            yield Served(engine, server, client)
    finally:
        server.stop()
        thread.join()
        engine.close()
    assert [each for each in read_trace(engine.folder) if each.invalid] == []


# Over TLS.


def test_a_tenant_is_protected_over_tls(served: Served) -> None:
    client = served.client
    assert wait_for(client, client.post(TENANTS, json=tenant_spec()).json())["result"]["result"] == "Success"
    (tenant,) = client.get(TENANTS).json()["data"]
    job = client.post(JOBS, json=tenant_job_spec(tenant["id"])).json()
    ended = wait_for(client, client.post(f"{JOBS}/{job['id']}/start").json())
    assert "No PostgreSQL instance" in ended["result"]["message"]
    assert client.delete(f"{JOBS}/{job['id']}").status_code == 204
    wait_for(client, client.delete(f"{TENANTS}/{tenant['id']}").json())
    assert client.get(TENANTS).json()["data"] == []


def test_the_certificate_can_be_pinned(served: Served) -> None:
    host, port = served.server.address
    served_certificate = ssl.get_server_certificate((host, port))
    shown = served.client.get("/api/v1/serverCertificate").json()
    digest = ssl.PEM_cert_to_DER_cert(served_certificate)
    assert shown["thumbprint"] == served.engine.thumbprint
    assert len(digest) > 0
    with pytest.raises(httpx.ConnectError), httpx.Client(trust_env=False) as stranger:
        stranger.get(f"{served.server.url}/api/v1/serverTime", headers=VERSION)


def test_a_client_that_goes_away_in_the_middle_of_a_request_has_asked_for_nothing(served: Served) -> None:
    host, port = served.server.address
    context = ssl.create_default_context(cafile=str(served.engine.folder / "server.crt"))
    token = served.client.headers["Authorization"]
    head = f"POST {PASSWORDS} HTTP/1.1\r\nhost: vbr\r\nx-api-version: 1.3-rev1\r\nauthorization: {token}\r\n"
    with context.wrap_socket(socket.create_connection((host, port)), server_hostname=host) as connection:
        connection.sendall(f"{head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{{".encode())
    while (last := read_trace(served.engine.folder)[-1]).path != PASSWORDS:
        time.sleep(0.01)
    assert (last.status, last.invalid) == (400, "")
    assert served.client.get(PASSWORDS).json()["data"] == []


def test_answers_do_not_wait_for_acknowledgements(served: Served) -> None:
    (connection,) = served.server._connections._open.values()
    assert connection.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("done", [False, True])
def test_a_connection_is_cut_before_or_after_the_request_is_done(served: Served, done: bool) -> None:
    write_server_faults(served.engine.folder, [ServerFault(action="cut", method="POST", done=done, nth=1)])
    with pytest.raises(httpx.TransportError):
        served.client.post(PASSWORDS, json={"hint": "h", "password": "p"})
    assert len(served.client.get(PASSWORDS).json()["data"]) == done
    assert served.client.post(PASSWORDS, json={"hint": "h", "password": "p"}).status_code == 201


def test_an_answer_breaks_off_in_the_middle(served: Served) -> None:
    write_server_faults(served.engine.folder, [ServerFault(action="half", nth=1)])
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        served.client.get("/api/v1/license")
    assert served.client.get("/api/v1/license").status_code == 200


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_status_is_answered_before_or_after_the_request_is_done(served: Served, status: int) -> None:
    faults = [ServerFault(action="status", status=status, method="POST", done=done, nth=1) for done in (False, True)]
    for fault, there in zip(faults, (0, 1), strict=True):
        write_server_faults(served.engine.folder, [fault])
        assert served.client.post(PASSWORDS, json={"hint": "h", "password": "p"}).status_code == status
        assert len(served.client.get(PASSWORDS).json()["data"]) == there


@pytest.mark.parametrize(("action", "code"), [("expire-token", "ExpiredToken"), ("revoke-token", "InvalidToken")])
def test_a_token_is_taken(served: Served, action: Any, code: str) -> None:
    write_server_faults(served.engine.folder, [ServerFault(action=action, path="/api/v1/jobs", nth=2)])
    assert [served.client.get(JOBS).status_code for _ in range(3)] == [200, 401, 401]
    assert served.client.get(JOBS).json()["errorCode"] == code


def test_a_refusal_may_have_no_body_and_take_long(served: Served) -> None:
    faults = [ServerFault(action="delay", seconds=0.01), ServerFault(action="empty-401", nth=1)]
    write_server_faults(served.engine.folder, faults)
    answer = served.client.get(JOBS)
    assert (answer.status_code, answer.content) == (401, b"")
    assert read_trace(served.engine.folder)[-1].seconds >= 0.01
    clear_server_faults(served.engine.folder)


def test_without_connections_a_cut_is_an_error(vbr: Any) -> None:
    write_server_faults(vbr.folder, [ServerFault(action="cut", nth=1), ServerFault(action="half", nth=2)])
    for _ in range(2):
        with pytest.raises(ConnectionCutError):
            vbr.call("GET", JOBS)
    assert vbr.call("GET", JOBS).status_code == 200


def test_many_clients_at_once_are_served_in_some_order(served: Served) -> None:
    def make(index: int) -> int:
        return served.client.post(PASSWORDS, json={"hint": f"{index}", "password": "p"}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(make, range(40))) == {201}
    hints = {each["hint"] for each in served.client.get(PASSWORDS).json()["data"]}
    assert hints == {str(index) for index in range(40)}


# As a process.


@dataclass
class Process:
    process: "subprocess.Popen[str]"
    said: str

    @property
    def url(self) -> str:
        return re.findall(r"answers on (\S+)", self.said)[0]

    def password(self, account: str) -> str:
        return re.findall(rf"\\{account}, password (\S+)", self.said)[0]


@contextlib.contextmanager
def command(state: StateFolder, *arguments: str) -> Generator[Process]:
    process = subprocess.Popen(
        [sys.executable, "-m", "veeam_entraid_sandbox", "server", *arguments],
        env={VARIABLE: str(state.root), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    said = ""
    try:
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        yield Process(process, said)
    finally:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def client_of(state: StateFolder, running: Process) -> Generator[httpx.Client]:
    with trusting(running.url, state.server / "server.crt") as client:
        login(client, "veeam-rest", running.password("veeam-rest"))
        yield client


@pytest.mark.extended
def test_the_command_serves_a_tenant_with_a_postgresql_until_it_is_interrupted(state: StateFolder) -> None:
    with command(state) as running, client_of(state, running) as client:
        wait_for(client, client.post(TENANTS, json=tenant_spec()).json())
        license_ = (state.server / "license.txt").read_text()
        assert client.post("/api/v1/license/install", json={"license": license_}).status_code == 200
        (tenant,) = client.get(TENANTS).json()["data"]
        job = client.post(JOBS, json=tenant_job_spec(tenant["id"])).json()
        ended = wait_for(client, client.post(f"{JOBS}/{job['id']}/start").json())
        assert ended["result"]["result"] == "Success", ended
        assert len(servers_below(state.root)) > 0
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(30) == 0
    assert servers_below(state.root) == []
    (record,) = [cluster.record for cluster in all_clusters(state)]
    assert record
    assert not record.wanted
    assert [each for each in read_trace(state.server) if each.invalid] == []


def test_two_servers_do_not_share_a_folder(state: StateFolder, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv(VARIABLE, str(state.root))
    with command(state, "--without-postgresql") as running:
        assert main(["server", "--without-postgresql"]) == 1
        assert "Another simulated server" in capsys.readouterr().err
        other = StateFolder(state.root / "other")
        monkeypatch.setenv(VARIABLE, str(other.root))
        port = running.url.rpartition(":")[2]
        assert main(["server", "--without-postgresql", "--port", port]) == 1
        assert f"Port {port}" in capsys.readouterr().err
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0


def test_people_do_things_by_commands(vbr: Vbr, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    state = StateFolder(vbr.folder.parent)
    monkeypatch.setenv(VARIABLE, str(state.root))
    monkeypatch.setattr(StateFolder, "server", vbr.folder)
    tenant = ["--tenant", AZURE_TENANT]
    before = {each.name: each for each in Production(vbr.engine.view(), AZURE_TENANT).all()}
    assert main(["directory", "delete", *tenant, "--type", "Role", "--name", "Custom*"]) == 0
    assert main(["directory", "change", *tenant, "--name", "Unit 0", "--set", "visibility=Hidden"]) == 0
    assert (
        main(["directory", "create", *tenant, "--type", "User", "--name", "New", "--set", "accountEnabled=true"]) == 0
    )
    vbr.get(JOBS)
    after = {each.name: each for each in Production(vbr.engine.view(), AZURE_TENANT).all()}
    assert (before.keys() - after.keys(), after.keys() - before.keys()) == ({"Custom role 0"}, {"New"})
    assert after["Unit 0"].properties["visibility"] == "Hidden"
    assert after["New"].properties["accountEnabled"] is True
    assert main(["directory", "create", *tenant]) == 1
    assert main(["directory", "change", *tenant, "--set", "nothing"]) == 1
    assert "NAME=VALUE" in capsys.readouterr().err
    assert main(["sign-in", "--user", "ada@contoso.example"]) == 0
    assert main(["sign-in", "--error", "No."]) == 0
    console = read_console(vbr.folder)
    assert (console.sign_in_after, console.sign_in_user, console.sign_in_error) == (0, "ada@contoso.example", "No.")
    assert main(["sign-in", "--never"]) == 0
    assert read_console(vbr.folder).sign_in_after is None
    assert "Nobody signs in" in capsys.readouterr().out


# Kill -9.


def load(client: httpx.Client, seed: int, made: dict[str, str], sessions: dict[str, str], attempted: set[str]) -> None:
    """Make things until the server is gone, and write down what it has acknowledged."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with contextlib.suppress(httpx.TransportError):
        while True:
            hint = f"{seed} {len(attempted)} {chance.random()}"
            attempted.add(hint)
            if chance.random() < 0.5:
                answer = client.post(PASSWORDS, json={"hint": hint, "password": "p"})
                assert answer.status_code == 201, answer.text
                made[hint] = answer.json()["id"]
            else:
                answer = client.post(TENANTS, json=tenant_spec(_guid(chance), description=hint))
                assert answer.status_code == 201, answer.text
                sessions[answer.json()["id"]] = hint


def _guid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def kill_and_check(state: StateFolder, seed: int) -> None:
    """Kill a server under load, start it again, and look whether it has lost, doubled or made up anything."""
    made: dict[str, str] = {}
    sessions: dict[str, str] = {}
    attempted: set[str] = set()
    with command(state, "--without-postgresql") as running, client_of(state, running) as client:
        before = {each["id"] for each in client.get(PASSWORDS, params={"limit": 9999}).json()["data"]}
        with ThreadPoolExecutor(3) as pool:
            loads = [pool.submit(load, client, seed * 10 + index, made, sessions, attempted) for index in range(3)]
            threading.Event().wait(random.Random(seed).uniform(0.05, 0.6))  # noqa: S311 - no secret
            running.process.kill()
            for each in loads:
                each.result()
    with command(state, "--without-postgresql") as running, client_of(state, running) as client:
        shown = client.get(PASSWORDS, params={"limit": 9999}).json()["data"]
        ours = [each for each in shown if each["id"] not in before]
        by_hint = {each["hint"]: each["id"] for each in ours}
        assert before <= {each["id"] for each in shown}
        assert len(by_hint) == len(ours)
        assert made.items() <= by_hint.items()
        assert by_hint.keys() <= attempted
        for session in sessions:
            assert wait_for(client, {"id": session})["result"]["result"] == "Success"
        tenants = [each["description"] for each in client.get(TENANTS, params={"limit": 9999}).json()["data"]]
        assert set(sessions.values()) <= set(tenants)
        assert len(tenants) == len(set(tenants))
        assert client.get(f"{INFRASTRUCTURE}/proxies").json()["pagination"]["total"] == 1
    assert [each for each in read_trace(state.server) if each.invalid] == []


def test_a_server_that_is_killed_has_lost_nothing(state: StateFolder) -> None:
    kill_and_check(state, 1)


@pytest.mark.extended
@pytest.mark.parametrize("seed", range(3))
def test_a_server_that_is_killed_while_jobs_run_finishes_them_once(state: StateFolder, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    azure = [_guid(chance) for _ in range(5)]
    with command(state) as running, client_of(state, running) as client:
        license_ = {"license": (state.server / "license.txt").read_text()}
        assert client.post("/api/v1/license/install", json=license_).status_code == 200
        adding = [client.post(TENANTS, json=tenant_spec(each)).json() for each in azure]
        added = [wait_for(client, session)["resourceId"] for session in adding]
        jobs = [client.post(JOBS, json=tenant_job_spec(each, f"job of {each}")).json() for each in added]
        runs = [client.post(f"{JOBS}/{each['id']}/start").json() for each in jobs]
        # A run takes five seconds, and writes at their end.
        threading.Event().wait(4.9 + chance.uniform(0, 0.4))
        running.process.kill()
    with command(state) as running, client_of(state, running) as client:
        for run in runs:
            assert wait_for(client, run)["result"]["result"] in {"Success", "Warning"}
        points = client.get("/api/v1/restorePoints").json()["data"]
        assert sorted(each["name"] for each in points) == sorted(azure)
        instance = read_instance(state.server)
        assert instance
        for point in points:
            with psycopg.connect(
                host=instance.host,
                port=instance.port,
                user=instance.login,
                password=instance.password,
                dbname=database_name(point["name"]),
            ) as connection:
                kept = connection.execute("SELECT restore_point::text, count(*) FROM items GROUP BY 1").fetchall()
            assert [id_ for id_, _ in kept] == [point["id"]]
            assert kept[0][1] > 100
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0


@pytest.mark.extended
@pytest.mark.parametrize("seed", range(3))
def test_a_server_that_is_killed_during_a_restore_restores_everything_once(state: StateFolder, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    azure = _guid(chance)
    with command(state) as running, client_of(state, running) as client:
        license_ = {"license": (state.server / "license.txt").read_text()}
        assert client.post("/api/v1/license/install", json=license_).status_code == 200
        tenant = wait_for(client, client.post(TENANTS, json=tenant_spec(azure)).json())["resourceId"]
        job = client.post(JOBS, json=tenant_job_spec(tenant)).json()
        wait_for(client, client.post(f"{JOBS}/{job['id']}/start").json())
        (backup,) = client.get("/api/v1/backups").json()["data"]
        mount = client.post(f"{RESTORE}/tenant", json={"backupId": backup["id"]}).json()["sessionId"]
        browse = f"{BROWSER}/{backup['id']}/browse"
        users = client.post(browse, json={"type": "User"}).json()["data"]
        change_directory(state.server, [DirectoryChange(tenant=azure, action="erase", type="User")])
        spec = {
            "items": [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in users],
            "defaultUserPassword": "Correct horse 1",
            "skipRecycleBinRestore": True,
        }
        session = client.post(f"{BROWSER}/{mount}/restoreItems", json=spec).json()
        # A restore takes three seconds, in ten parts.
        threading.Event().wait(chance.uniform(0.2, 3.2))
        running.process.kill()
    with command(state) as running, client_of(state, running) as client:
        path = f"{BROWSER}/{mount}/restoreSessions/{session['id']}"
        while client.get(path).json()["state"] == "Running":
            threading.Event().wait(0.1)
        assert client.get(path).json()["state"] == "Success"
        assert [each["sessionId"] for each in client.get(BROWSER).json()["data"]] == [mount]
        wait_for(client, client.post(f"{JOBS}/{job['id']}/start").json())
        newest, _ = client.post(f"{BROWSER}/{backup['id']}/restorePoints", json={}).json()["data"]
        now = client.post(browse, json={"type": "User"}).json()["data"]
        restored = [each["userName"] for each in now if each["restorePointId"] == newest["id"]]
        assert sorted(restored) == sorted(each["userName"] for each in users)
        assert wait_for(client, client.post(f"{RESTORE}/tenant/{mount}/stop").json())["result"]["result"] == "Success"
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
    assert [each for each in read_trace(state.server) if each.invalid] == []


@pytest.mark.extended
def test_a_server_that_is_killed_again_and_again_has_lost_nothing(state: StateFolder) -> None:
    for seed in range(2, 17):
        kill_and_check(state, seed)
