"""Settings of a connection: read leniently, refused with every problem, shown without secrets."""

import dataclasses
from importlib.metadata import version

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_api import PASSWORD, SETTINGS

from veeam_provider.rest import ConnectionSettings, InvalidSettingsError, TimeLimits
from veeam_provider.rest._exchange import open_http


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("https://vbr.example.com:9419", "https://vbr.example.com:9419"),
        ("https://vbr.example.com", "https://vbr.example.com:9419"),
        ("https://10.0.0.4:443/", "https://10.0.0.4:443"),
        ("https://[fd00::4]:9419", "https://[fd00::4]:9419"),
    ],
)
def test_an_endpoint_is_a_host_and_a_port(endpoint: str, url: str) -> None:
    assert dataclasses.replace(SETTINGS, endpoint=endpoint).base_url == url


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://vbr.example.com:9419",
        "vbr.example.com:9419",
        "https://",
        "https://vbr.example.com/api",
        "https://vbr.example.com?x=1",
        "https://vbr.example.com#x",
        "https://user:secret@vbr.example.com",
        "https://vbr.example.com:port",
        "https://vbr.example.com:99999",
        "https://vbr .example.com",
        "https://vbr\n.example.com",
        "https://[fd00::4",
        "https://vbr..example.com",
        "https://vbr,example",
        "https://v\u00f6r.example.com",
        "",
    ],
)
def test_no_other_endpoint_is_taken(endpoint: str) -> None:
    with pytest.raises(InvalidSettingsError) as refused:
        dataclasses.replace(SETTINGS, endpoint=endpoint)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("thumbprint", ["", "AB", "G" * 40, "A" * 41, "A" * 63])
def test_a_thumbprint_has_one_of_two_lengths(thumbprint: str) -> None:
    with pytest.raises(InvalidSettingsError, match="40 hexadecimal digits"):
        dataclasses.replace(SETTINGS, certificate_thumbprint=thumbprint)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(InvalidSettingsError) as refused:
        ConnectionSettings(
            "http://vbr",
            "",
            "",
            certificate_thumbprint="A",
            ca_certificate="none",
            api_version="1\r\n",
            proxy="socks5://p:1",
            user_agent="",
        )
    begins = [problem.split()[0] for problem in refused.value.problems]
    assert begins == [
        "endpoint",
        "username",
        "password",
        "certificate_thumbprint",
        "ca_certificate",
        "certificate_thumbprint",
        "proxy",
        "api_version",
        "user_agent",
    ]
    assert isinstance(refused.value, ValueError)


def test_nothing_secret_is_shown() -> None:
    secretive = dataclasses.replace(SETTINGS, proxy="http://user:hunter22@proxy:3128")
    for shown in (repr(secretive), str(secretive)):
        assert PASSWORD not in shown
        assert "hunter22" not in shown
        assert "vbr.test" in shown


@settings(deadline=None)
@given(st.text("ab:@/[]% \u00e9\n#?.1", max_size=12))
def test_every_endpoint_that_is_taken_can_be_asked(text: str) -> None:
    try:
        chosen = dataclasses.replace(SETTINGS, endpoint=f"https://{text}")
    except InvalidSettingsError:
        return
    assert httpx.Request("GET", f"{chosen.base_url}/api").url.scheme == "https"


@settings(deadline=None)
@given(st.text("ab:@/[]% \u00e9\n#?.1", max_size=12))
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(text: str) -> None:
    said = ""
    try:
        open_http(dataclasses.replace(SETTINGS, proxy=f"http://user:hunter22{text}@proxy:3128")).close()
    except InvalidSettingsError as error:
        said = f"{error!r} {error.__cause__!r}"
    assert "hunter22" not in said


def test_settings_stay_as_they_are() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SETTINGS.password = "other"  # type: ignore[misc]


def test_there_are_time_limits_for_everything_and_a_name_with_the_version() -> None:
    assert all(seconds > 0 for seconds in dataclasses.astuple(TimeLimits()))
    assert SETTINGS.user_agent == f"veeam-entraid-provider/{version('veeam-entraid-provider')}"
    assert SETTINGS.api_version == "1.3-rev1"


def test_there_is_no_setting_that_switches_checks_off() -> None:
    names = {field.name for field in dataclasses.fields(ConnectionSettings)}
    assert names == {
        "endpoint",
        "username",
        "password",
        "certificate_thumbprint",
        "ca_certificate",
        "api_version",
        "time_limits",
        "proxy",
        "user_agent",
    }
