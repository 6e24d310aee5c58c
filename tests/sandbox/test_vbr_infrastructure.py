"""The simulated server's own objects: hosts, repositories, proxies, credentials, options, users and its licence."""

import datetime as dt
from typing import Any

import pytest
from simulated_vbr import (
    INFRASTRUCTURE,
    SETTINGS,
    UNKNOWN,
    Vbr,
    foreign_repository,
    scale_out,
    simulated,
)

from veeam_entraid_sandbox.vbr import license_file

REPOSITORIES = f"{INFRASTRUCTURE}/repositories"
PROXIES = f"{INFRASTRUCTURE}/proxies"
CREDENTIALS = "/api/v1/cloudCredentials"
PASSWORDS = "/api/v1/encryptionPasswords"
USERS = "/api/v1/security/users"
ONE, TWO, THREE, FOUR = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "1234")


def names(vbr: Vbr, path: str, **query: Any) -> list[str]:
    return [each["name"] for each in vbr.get(path, **query)["data"]]


# The server and its hosts.


def test_the_server_says_what_it_is(vbr: Vbr) -> None:
    info = vbr.get("/api/v1/serverInfo")
    assert (info["name"], info["buildVersion"], info["platform"]) == ("VBR01", "13.0.1.1071", "Windows")
    vbr.token = ""
    certificate = vbr.get("/api/v1/serverCertificate")
    assert certificate["thumbprint"] == vbr.engine.thumbprint
    assert len(certificate["thumbprint"]) == 40
    assert certificate["isTrusted"] is False
    assert vbr.get("/api/v1/serverTime")["serverTime"] == "2026-01-15T09:30:00.000000Z"


def test_the_certificate_stays(vbr: Vbr) -> None:
    before = vbr.engine.thumbprint, vbr.get("/api/v1/serverInfo")["vbrId"]
    vbr.reopen()
    assert (vbr.engine.thumbprint, vbr.get("/api/v1/serverInfo")["vbrId"]) == before


def test_the_backup_server_is_a_managed_server_and_a_mount_server(vbr: Vbr) -> None:
    (host,) = vbr.get(f"{INFRASTRUCTURE}/managedServers", typeFilter="WindowsHost")["data"]
    assert host["isBackupServer"]
    assert vbr.get(f"{INFRASTRUCTURE}/managedServers/{host['id']}") == host
    assert vbr.get(f"{INFRASTRUCTURE}/managedServers", typeFilter="LinuxHost")["data"] == []
    (mount,) = vbr.get(f"{INFRASTRUCTURE}/mountServers", isDefaultFilter="true")["data"]
    assert vbr.get(f"{INFRASTRUCTURE}/mountServers/{mount['id']}") == mount


# Repositories.


def shared(vbr: Vbr, name: str, type_: str, **blocks: Any) -> dict[str, Any]:
    return {"name": name, "description": "", "type": type_, "mountServer": vbr.mount_server(), **blocks}


def repository_bodies(vbr: Vbr) -> dict[str, dict[str, Any]]:
    """A body of each type that the document describes."""
    host = vbr.get(f"{INFRASTRUCTURE}/managedServers")["data"][0]["id"]
    account = {"credentialsId": vbr.credentials(), "connectionSettings": {"connectionType": "Direct"}}
    bucket = {"bucketName": "bucket", "folderName": "folder"}
    vault = {"vaultId": "vault", "isInitialized": True}
    return {
        "WinLocal": {"hostId": host, "repository": {"path": "D:\\Backups"}},
        "LinuxLocal": {"hostId": host, "repository": {"path": "/backups"}},
        "LinuxHardened": {"hostId": host, "repository": {"path": "/hardened"}},
        "Smb": {"share": {"sharePath": "\\\\nas\\share"}, "repository": {"taskLimitEnabled": True, "maxTaskCount": 4}},
        "Nfs": {"share": {"sharePath": "nas:/share"}, "repository": {}},
        "AzureBlob": {
            "account": {**account, "regionType": "Global"},
            "container": {"containerName": "c", "folderName": "f"},
        },
        "AmazonS3": {"account": {**account, "regionType": "Global"}, "bucket": {**bucket, "regionId": "eu"}},
        "S3Compatible": {"account": {**account, "servicePoint": "s3", "regionId": "eu"}, "bucket": bucket},
        "GoogleCloud": {"account": {**account, "regionId": "eu"}, "bucket": bucket},
        "IBMCloud": {"account": {**account, "servicePoint": "ibm", "regionId": "eu"}, "bucket": bucket},
        "WasabiCloud": {"account": {**account, "regionId": "eu"}, "bucket": bucket},
        "VeeamDataCloudVault": {"account": {"vault": vault}, "container": {"folder": "f", "immutability": {}}},
    }


def test_a_repository_of_each_type_is_created_changed_and_deleted(vbr: Vbr) -> None:
    for type_, blocks in repository_bodies(vbr).items():
        body = shared(vbr, type_, type_, **blocks)
        session = vbr.post(REPOSITORIES, body)
        assert session["sessionType"] == "Infrastructure"
        assert names(vbr, REPOSITORIES, typeFilter=type_) == (
            ["Default Backup Repository"] if type_ == "WinLocal" else []
        )
        repository = vbr.succeeded(session)["resourceId"]
        shown = vbr.get(f"{REPOSITORIES}/{repository}")
        assert body.items() <= shown.items()
        changed = vbr.put(f"{REPOSITORIES}/{repository}", {**shown, "description": "changed"})
        assert vbr.succeeded(changed)["resourceId"] == repository
        assert vbr.get(f"{REPOSITORIES}/{repository}") == {**shown, "description": "changed"}
        state = vbr.get(f"{REPOSITORIES}/states", idFilter=repository)["data"][0]
        assert (state["name"], state["isOnline"]) == (type_, True)
        vbr.delete(f"{REPOSITORIES}/{repository}")
    vbr.pass_time(seconds=2)
    assert names(vbr, REPOSITORIES) == ["Default Backup Repository"]


def test_what_is_deleted_is_shown_for_a_while(vbr: Vbr) -> None:
    repository = vbr.repository(vbr.s3_repository())
    vbr.delete(f"{REPOSITORIES}/{repository}")
    assert vbr.get(f"{REPOSITORIES}/{repository}")["name"] == "logs"
    assert vbr.call("DELETE", f"{REPOSITORIES}/{repository}").status_code == 404
    again = vbr.post(REPOSITORIES, vbr.s3_repository())
    vbr.clock.move(seconds=2)
    assert vbr.call("GET", f"{REPOSITORIES}/{repository}").status_code == 404
    assert vbr.succeeded(again)["resourceId"] != repository


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "default backup repository"}, "already"),
        ({"name": " "}, "empty"),
        ({"account": {"servicePoint": "s", "regionId": "r", "credentialsId": UNKNOWN}}, UNKNOWN),
        ({"taskLimitEnabled": True, "maxTaskCount": 0}, "at least 1"),
        (
            {
                "mountServer": {
                    "mountServerSettingsType": "Windows",
                    "windows": {"mountServerId": UNKNOWN, "writeCacheFolder": "C:\\", "vPowerNFSEnabled": False},
                }
            },
            UNKNOWN,
        ),
    ],
)
def test_a_repository_that_cannot_be_is_refused(vbr: Vbr, change: dict[str, Any], said: str) -> None:
    assert said in vbr.refusal("POST", REPOSITORIES, vbr.s3_repository() | change)


def test_of_two_creations_with_one_name_the_second_fails(vbr: Vbr) -> None:
    first, second = (vbr.post(REPOSITORIES, vbr.s3_repository()) for _ in range(2))
    vbr.succeeded(first)
    assert "already" in vbr.failure(second)


def test_a_repository_over_several_buckets_stays_one(vbr: Vbr) -> None:
    repository = vbr.repository(vbr.s3_repository(enableAutoProvision=True, workloadsPerBucketLimit=1))
    shown = vbr.get(f"{REPOSITORIES}/{repository}")
    assert shown["bucket"]["enableAutoProvision"]
    shown["bucket"]["enableAutoProvision"] = False
    assert "several buckets" in vbr.refusal("PUT", f"{REPOSITORIES}/{repository}", shown)


def test_a_repository_in_use_is_not_deleted(vbr: Vbr) -> None:
    with_backup = vbr.default_repository()
    assert "configuration backup" in vbr.refusal("DELETE", f"{REPOSITORIES}/{with_backup}")
    cache = vbr.repository(shared(vbr, "cache", "WinLocal", **repository_bodies(vbr)["WinLocal"]))
    vbr.tenant(cacheRepositoryId=cache)
    assert "the tenant" in vbr.refusal("DELETE", f"{REPOSITORIES}/{cache}")


def test_repositories_are_rescanned(vbr: Vbr) -> None:
    vbr.succeeded(vbr.post(f"{REPOSITORIES}/rescan", {"repositoryIds": [vbr.default_repository()]}))
    assert vbr.call("POST", f"{REPOSITORIES}/rescan", {"repositoryIds": [UNKNOWN]}).status_code == 404


def test_types_that_the_document_does_not_describe_are_shown(tmp_path: Any) -> None:
    foreign = foreign_repository(ONE, "Cloud", "cloud") | foreign_repository(TWO, "SmartObjectS3", "smart")
    foreign |= foreign_repository(THREE, "S3Compatible", "x") | scale_out(FOUR, "scale-out", ONE, capacity=TWO)
    del foreign["repository", THREE]
    with simulated(tmp_path / "vbr", foreign=foreign) as vbr:
        vbr.login()
        assert names(vbr, REPOSITORIES) == ["Default Backup Repository", "cloud", "smart"]
        assert names(vbr, REPOSITORIES, excludeExtents="true") == ["Default Backup Repository"]
        assert names(vbr, f"{INFRASTRUCTURE}/scaleOutRepositories") == ["scale-out"]
        assert vbr.get(f"{INFRASTRUCTURE}/scaleOutRepositories/{FOUR}")["capacityTier"]["extents"] == [{"id": TWO}]
        states = vbr.get(f"{REPOSITORIES}/states", sobrExtentTypeFilter="Capacity")["data"]
        assert [(each["name"], each["scaleOutRepositoryDetails"]["membership"]) for each in states] == [
            ("smart", "scale-out")
        ]
        assert "scale-out" in vbr.refusal("DELETE", f"{REPOSITORIES}/{ONE}")


# Proxies.


def state_of(vbr: Vbr) -> Any:
    (state,) = vbr.get(f"{PROXIES}/states", typeFilter="GeneralPurposeProxy")["data"]
    return state


def test_the_default_proxy_is_there_and_can_be_switched(vbr: Vbr) -> None:
    (proxy,) = vbr.get(PROXIES)["data"]
    host = vbr.get(f"{INFRASTRUCTURE}/managedServers")["data"][0]
    assert proxy["server"] == {"hostId": host["id"], "hostName": "VBR01", "maxTaskCount": 2}
    assert (state_of(vbr)["isDisabled"], state_of(vbr)["hostId"]) == (False, host["id"])
    vbr.post(f"{PROXIES}/{proxy['id']}/disable")
    assert state_of(vbr)["isDisabled"]
    assert vbr.get(f"{PROXIES}/states", isDisabledFilter="false")["data"] == []
    vbr.post(f"{PROXIES}/{proxy['id']}/enable")
    assert not state_of(vbr)["isDisabled"]


def test_a_proxy_is_changed_deleted_and_made_again(vbr: Vbr) -> None:
    (proxy,) = vbr.get(PROXIES)["data"]
    path = f"{PROXIES}/{proxy['id']}"
    wanted: dict[str, Any] = {**proxy, "server": {**proxy["server"], "maxTaskCount": 4}, "description": "four"}
    vbr.succeeded(vbr.put(path, wanted))
    assert vbr.get(path) == wanted
    body = {"type": "GeneralPurposeProxy", "description": "", "server": {"hostId": proxy["server"]["hostId"]}}
    assert "already" in vbr.refusal("POST", PROXIES, body)
    wanted["server"]["maxTaskCount"] = 129
    assert "128" in vbr.refusal("PUT", path, wanted)
    vbr.delete(path)
    vbr.pass_time(seconds=2)
    assert vbr.get(PROXIES)["data"] == []
    made = vbr.succeeded(vbr.post(PROXIES, body))
    assert vbr.get(f"{PROXIES}/{made['resourceId']}")["name"] == "VBR01"
    assert "does not exist" in vbr.refusal("POST", PROXIES, {**body, "server": {"hostId": UNKNOWN}})


# Credentials and passwords.


@pytest.mark.parametrize(
    "body",
    [
        {"type": "AzureStorage", "account": "logs", "sharedKey": "very secret"},
        {"type": "Amazon", "accessKey": "key", "secretKey": "very secret"},
        {"type": "Google", "accessKey": "key", "secretKey": "very secret", "description": "d"},
    ],
)
def test_credentials_keep_their_secret(vbr: Vbr, body: dict[str, str]) -> None:
    made = vbr.post(CREDENTIALS, body)
    path = f"{CREDENTIALS}/{made['id']}"
    assert "very secret" not in vbr.call("GET", CREDENTIALS).text
    assert made["type"] == body["type"]
    assert "already" in vbr.refusal("POST", CREDENTIALS, body)
    changed = vbr.put(path, {**made, "description": "changed"})
    assert vbr.get(path) == changed
    assert changed["description"] == "changed"
    name = "account" if "account" in made else "accessKey"
    assert "cannot be changed" in vbr.refusal("PUT", path, {**made, name: "other"})
    assert vbr.post(f"{path}/changeSecretKey", {"newSecretKey": "other"})["id"] == made["id"]
    vbr.delete(path)
    vbr.pass_time(seconds=2)
    assert vbr.call("GET", path).status_code == 404


def test_credentials_in_use_are_not_deleted(vbr: Vbr) -> None:
    vbr.repository(vbr.s3_repository())
    assert "logs" in vbr.refusal("DELETE", f"{CREDENTIALS}/{vbr.credentials()}")


def test_credentials_are_listed_by_name(vbr: Vbr) -> None:
    for account in ("b", "a", "c"):
        vbr.post(CREDENTIALS, {"type": "AzureStorage", "account": account, "sharedKey": "s"})
    listed = vbr.get(CREDENTIALS, orderColumn="Name", orderAsc="false", typeFilter="AzureStorage")["data"]
    assert [each["account"] for each in listed] == ["c", "b", "a"]
    assert [each["account"] for each in vbr.get(CREDENTIALS, nameFilter="a*")["data"]] == ["a"]


def test_an_encryption_password_is_verified_and_never_shown(vbr: Vbr) -> None:
    made = vbr.post(PASSWORDS, {"hint": "the usual", "password": "Str0ng"})
    path = f"{PASSWORDS}/{made['id']}"
    assert vbr.post(f"{path}/verify", {"password": "Str0ng"})["isSuccessful"]
    assert not vbr.post(f"{path}/verify", {"password": "weak"})["isSuccessful"]
    assert vbr.post(f"{path}/changepassword", {"hint": "another", "password": "other"}) == {}
    assert vbr.post(f"{path}/verify", {"password": "other"})["isSuccessful"]
    assert vbr.put(path, {**made, "hint": "third"})["hint"] == "third"
    assert vbr.get(PASSWORDS, hintFilter="thi*")["data"] == [vbr.get(path)]
    assert "empty" in vbr.refusal("POST", PASSWORDS, {"hint": "", "password": ""})


def test_an_encryption_password_in_use_is_not_deleted(vbr: Vbr) -> None:
    password = vbr.post(PASSWORDS, {"hint": "h", "password": "p"})["id"]
    encryption = {"isEnabled": True, "encryptionType": "ByUserPassword", "encryptionPasswordId": password}
    job = vbr.tenant_job(vbr.tenant(), advancedSettings={"encryption": encryption})
    assert "tenant job" in vbr.refusal("DELETE", f"{PASSWORDS}/{password}")
    vbr.delete(f"/api/v1/jobs/{job['id']}")
    options = vbr.get("/api/v1/configBackup")
    vbr.put("/api/v1/configBackup", {**options, "encryption": {"isEnabled": True, "passwordId": password}})
    assert "configuration backup" in vbr.refusal("DELETE", f"{PASSWORDS}/{password}")
    vbr.put("/api/v1/configBackup", options)
    vbr.delete(f"{PASSWORDS}/{password}")


# Options.


def test_the_configuration_is_backed_up(vbr: Vbr) -> None:
    options = vbr.get("/api/v1/configBackup")
    assert options["lastSuccessfulBackup"] == {}
    changed = vbr.put("/api/v1/configBackup", {**options, "restorePointsToKeep": 5})
    assert changed == {**options, "restorePointsToKeep": 5}
    session = vbr.succeeded(vbr.post("/api/v1/configBackup/backup"))
    assert session["sessionType"] == "ConfigurationBackup"
    assert vbr.get("/api/v1/configBackup")["lastSuccessfulBackup"]["sessionId"] == session["id"]
    for change, said in (
        ({"restorePointsToKeep": 0}, "restore points"),
        ({"backupRepositoryId": UNKNOWN}, UNKNOWN),
        ({"encryption": {"isEnabled": True, "passwordId": UNKNOWN}}, UNKNOWN),
    ):
        assert said in vbr.refusal("PUT", "/api/v1/configBackup", options | change)


def test_email_settings(vbr: Vbr) -> None:
    path = "/api/v1/generalOptions/emailSettings"
    assert vbr.get(path) == {"mailServer": "SMTP", "notificationsEnabled": False}
    assert "off" in vbr.refusal("POST", f"{path}/testMessage")
    assert "emailSettings" in vbr.refusal("PUT", path, {"mailServer": "SMTP", "notificationsEnabled": True})
    settings = {
        "from": "vbr@contoso.example",
        "to": "team@contoso.example",
        "subject": "%JobName%",
        "sendDailyReportsAt": "2026-01-01T08:00:00Z",
        "notifyOnSuccess": False,
        "notifyOnWarning": True,
        "notifyOnFailure": True,
        "notifyOnLastRetry": True,
    }
    smtp = {"port": 25, "timeoutMs": 1000, "SSLEnabled": True, "authRequired": False}
    body = {
        "mailServer": "SMTP",
        "notificationsEnabled": True,
        "emailSettings": settings,
        "smtpServerName": "smtp",
        "advancedSmtpOptions": smtp,
    }
    assert vbr.put(path, body) == body
    vbr.post(f"{path}/testMessage")
    whole = vbr.get("/api/v1/generalOptions")
    assert whole["emailSettings"] == {**settings, "smtpServerName": "smtp", "advancedSmtpOptions": smtp}
    assert vbr.put("/api/v1/generalOptions", whole) == whole
    assert vbr.get(path) == body
    gmail = {"mailServer": "Gmail", "notificationsEnabled": False, "appClientId": "id", "clientSecret": "very secret"}
    assert "very secret" not in str(vbr.put(path, gmail))


def test_notifications(vbr: Vbr) -> None:
    path = "/api/v1/generalOptions/notifications"
    changed = {**vbr.get(path), "storageSpaceThreshold": 20}
    assert vbr.put(path, changed) == changed
    assert vbr.get("/api/v1/generalOptions")["notifications"] == changed


# Users.


def test_a_service_account_is_registered(vbr: Vbr) -> None:
    (role,) = vbr.get("/api/v1/security/roles", nameFilter="Veeam Backup Administrator")["data"]
    body = {"name": "VBR01\\robot", "type": "InternalUser", "roles": [role], "isServiceAccount": True}
    assert "robot" in vbr.refusal("POST", USERS, body)
    vbr.engine.add_account("robot", "robot pass")
    made = vbr.post(USERS, body)
    assert "already" in vbr.refusal("POST", USERS, body)
    assert (
        names(vbr, USERS, isServiceAccountFilter="true", roleNameFilter="*Admin*")
        == ["VBR01\\rest", "VBR01\\viewer", made["name"]][::2]
    )
    path = f"{USERS}/{made['id']}"
    assert vbr.get(path) == made
    assert vbr.post(f"{path}/changeServiceAccountMode", {"isServiceAccountEnable": False})["isServiceAccount"] is False
    (viewer,) = vbr.get("/api/v1/security/roles", nameFilter="*Viewer")["data"]
    assert vbr.put(f"{path}/roles", {"roles": [viewer]}) == {"roles": [viewer]}
    assert vbr.get(f"{path}/roles") == {"roles": [viewer]}
    vbr.login("robot", "robot pass")
    assert vbr.call("DELETE", path).status_code == 403
    vbr.login()
    vbr.delete(path)
    assert (
        vbr.request(
            "POST",
            "/api/oauth2/token",
            headers={"x-api-version": "1.3-rev1"},
            data={"grant_type": "password", "username": "robot", "password": "robot pass"},
        ).status_code
        == 401
    )


def test_somebody_stays_an_administrator(vbr: Vbr) -> None:
    (viewer,) = vbr.get("/api/v1/security/roles", nameFilter="*Viewer")["data"]
    users = {each["name"].rpartition("\\")[2]: each["id"] for each in vbr.get(USERS)["data"]}
    assert "logged in as" in vbr.refusal("DELETE", f"{USERS}/{users['rest']}")
    vbr.put(f"{USERS}/{users['admin']}/roles", {"roles": [viewer]})
    assert "administrator" in vbr.refusal("PUT", f"{USERS}/{users['rest']}/roles", {"roles": [viewer]})


# The licence.


def test_a_license_is_installed_and_expires(vbr: Vbr) -> None:
    before = vbr.get("/api/v1/license")
    assert (before["edition"], before["instanceLicenseSummary"]["licensedInstancesNumber"]) == ("Community", 10)
    vbr.with_license(expires=vbr.clock.now() + dt.timedelta(days=1), package="Premium", instances=50)
    installed = vbr.get("/api/v1/license")
    assert (installed["status"], installed["instanceLicenseSummary"]["package"]) == ("Valid", "Premium")
    assert vbr.post("/api/v1/license/autoupdate", {"enabled": False})["autoUpdateEnabled"] is False
    assert vbr.post("/api/v1/license/update")["isSuccessful"]
    assert vbr.post("/api/v1/license/renew", {})["renewalUrl"]
    vbr.pass_time(days=1)
    vbr.login()
    assert vbr.get("/api/v1/license")["status"] == "Expired"
    assert vbr.post("/api/v1/license/remove", {})["edition"] == "Community"


@pytest.mark.parametrize(
    "content", ["nonsense", "bm9uc2Vuc2U=", "e30=", license_file(expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))]
)
def test_a_license_that_is_none_is_refused(vbr: Vbr, content: str) -> None:
    assert vbr.refusal("POST", "/api/v1/license/install", {"license": content})


def test_settings_show_no_password() -> None:
    assert "pass" not in repr(SETTINGS)
