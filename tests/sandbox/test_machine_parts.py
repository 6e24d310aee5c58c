"""What the machines are made of, as pure functions."""

import base64
import gzip
import hashlib
import hmac
import ipaddress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid_protocol import OutputValue, Secret
from veeam_entraid_protocol.properties import conceal, found, merged, parse, present, secret_paths, show, without
from veeam_entraid_sandbox.azure.types._addresses import first_free, inside, networks, overlapping, refusal_of_address
from veeam_entraid_sandbox.machines import MachineError
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cloud_config import read_cloud_config, read_script
from veeam_entraid_sandbox.machines._host_based import admits_locally, translated
from veeam_entraid_sandbox.machines._scram import is_verifier, verifier
from veeam_entraid_sandbox.state import StateFolder

# Passwords.


def proves(password: bytes, stored: str) -> bool:
    """Return whether the password is the one behind a verifier, by RFC 5803's own steps."""
    _, iterations_and_salt, keys = stored.split("$")
    iterations, salt = iterations_and_salt.split(":")
    stored_key, server_key = (base64.b64decode(part) for part in keys.split(":"))
    salted = hashlib.pbkdf2_hmac("sha256", password, base64.b64decode(salt), int(iterations))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return (hashlib.sha256(client_key).digest(), hmac.digest(salted, b"Server Key", "sha256")) == (
        stored_key,
        server_key,
    )


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_a_verifier_is_of_its_password_and_no_other(password: str) -> None:
    stored = verifier(password)
    assert stored.startswith("SCRAM-SHA-256$4096:")
    assert is_verifier(stored)
    assert not is_verifier(password)
    assert proves(password.encode(), stored)
    assert not proves(password.encode() + b"x", stored)


@pytest.mark.parametrize(
    ("password", "prepared"),
    [
        ("I\u00adX", "IX"),
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),
        ("\u0007", "\u0007"),
        ("\u06271", "\u06271"),
    ],
)
def test_a_password_is_prepared_as_postgresql_prepares_it(password: str, prepared: str) -> None:
    assert proves(prepared.encode(), verifier(password))


# Authentication.


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hostssl all veeam 10.1.1.4/32 scram-sha-256", "hostssl all veeam 127.0.0.0/8 scram-sha-256"),
        ("host  all all 10.0.0.0 255.0.0.0 md5 # comment", "host all all 127.0.0.0/8 md5"),
        ("hostnossl all all ::/0 reject", "hostnossl all all 127.0.0.0/8 reject"),
        (
            'hostssl "a b" all samenet scram-sha-256 clientcert=verify-full',
            'hostssl "a b" all 127.0.0.0/8 scram-sha-256 clientcert=verify-full',
        ),
        ("local all postgres peer", "local all postgres peer"),
        ("# host all all 0.0.0.0/0 trust", "# host all all 0.0.0.0/0 trust"),
        ("", ""),
    ],
)
def test_addresses_become_loopback_and_all_else_stays(line: str, expected: str) -> None:
    assert translated(line + "\n") == f"{expected}\n"


@pytest.mark.parametrize(
    ("lines", "admits"),
    [
        ("local all postgres peer", True),
        ("local all all peer", True),
        ("local postgres postgres,other peer", True),
        ("local all postgres reject\nlocal all all peer", False),
        ("local tenant postgres peer", False),
        ("host all postgres 127.0.0.1/32 trust", False),
        ("", False),
    ],
)
def test_whether_the_machine_itself_gets_in(lines: str, admits: bool) -> None:
    assert admits_locally(lines, "postgres") is admits


# What machines are told.


def custom_data(config: Any) -> str:
    return base64.b64encode(f"#cloud-config\n{yaml.safe_dump(config)}".encode()).decode()


def test_files_are_read_in_every_encoding_of_cloud_init() -> None:
    zipped = base64.b64encode(gzip.compress(b"three")).decode()
    config = read_cloud_config(
        custom_data(
            {
                "packages": ["postgresql-17", ["jq", "1.6"]],
                "write_files": [
                    {"path": "/1", "content": "one"},
                    {"path": "/2", "content": base64.b64encode(b"two").decode(), "encoding": "b64"},
                    {"path": "/3", "content": zipped, "encoding": "gz+b64"},
                    {"path": "/4"},
                ],
            }
        )
    )
    assert config
    assert config.files == {"/1": "one", "/2": "two", "/3": "three", "/4": ""}
    assert config.packages[0] == "postgresql-17"


@pytest.mark.parametrize("text", ["#!/bin/sh\ntrue\n", "", "\0"])
def test_other_custom_data_is_no_cloud_config(text: str) -> None:
    assert read_cloud_config(base64.b64encode(text.encode()).decode()) is None


def test_an_empty_cloud_config_is_one() -> None:
    config = read_cloud_config(base64.b64encode(b"#cloud-config\n").decode())
    assert config
    assert config.files == {}


@pytest.mark.parametrize(
    "text",
    [
        "#cloud-config\n{",
        "#cloud-config\n- a\n",
        "#cloud-config\nwrite_files: [{path: /a, content: '!', encoding: b64}]\n",
    ],
)
def test_a_broken_cloud_config_is_refused(text: str) -> None:
    with pytest.raises(MachineError, match="cloud-init cannot"):
        read_cloud_config(base64.b64encode(text.encode()).decode())


def test_a_script_is_read_and_not_run() -> None:
    data = base64.b64encode("größe\n".encode()).decode()
    script = read_script(
        f"#!/bin/bash\nset -eu\nbase64 --decode > /etc/a <<< {data}\n/usr/local/sbin/veeam-entraid-repository apply\n"
    )
    assert (dict(script.files), script.applies) == ({"/etc/a": "größe\n"}, True)
    assert not read_script("# /usr/local/sbin/veeam-entraid-repository apply\n").applies


# Addresses.


def test_a_name_has_one_address_for_good_and_names_do_not_share(state: StateFolder) -> None:
    book = AddressBook(state)
    names = [f"name-{index}" for index in range(40)]
    given_ = [book.address_of(name) for name in names]
    assert len(set(given_)) == len(names)
    assert [AddressBook(state).address_of(name) for name in names] == given_
    assert all(ipaddress.ip_address(address) in ipaddress.ip_network("127.64.0.0/10") for address in given_)
    book.release(names[0])
    assert book.address_of(names[0]) == given_[0]


def test_arithmetic_of_networks() -> None:
    space = networks(["10.1.0.0/16"])
    small = networks(["10.1.2.0/29"])
    assert inside(small[0], space)
    assert not inside(space[0], small)
    assert overlapping(small[0], space) == space[0]
    assert first_free(small, []) == "10.1.2.4"
    assert first_free(small, ["10.1.2.4", "10.1.2.5", "10.1.2.6"]) is None
    assert refusal_of_address("10.1.2.4", small, []) is None


# Property values.


def test_paths_are_shown_as_pulumi_shows_them() -> None:
    for path in ("a", "a.b", "a[0].b", "a[0][1]"):
        assert show(parse(path)) == path


def test_patterns_find_every_element() -> None:
    data: Any = {"rules": [{"port": 1}, {"port": 2}, {}], "tags": {"a": "b"}}
    assert [(show(path), value) for path, value in found(data, "rules[].port")] == [
        ("rules[0].port", 1),
        ("rules[1].port", 2),
    ]
    assert [show(path) for path, _ in found(data, "tags.*")] == ["tags.a"]
    assert without(data, ["rules[].port", "tags"]) == {"rules": [{}, {}, {}]}
    assert merged({"a": {"b": 1.0}}, {"a": {"c": 2.0}}) == {"a": {"b": 1.0, "c": 2.0}}
    assert present({"a": None, "b": [{"c": None}]}) == {"b": [{}]}


def test_what_was_secret_is_found_and_marked_again() -> None:
    data: Any = {"a": Secret("x"), "b": [OutputValue("y", secret=True), "z"], "c": OutputValue({"d": Secret("w")})}
    paths = secret_paths(data)
    assert {show(path) for path in paths} == {"a", "b[0]", "c.d"}
    assert conceal({"a": "1", "b": ["2", "3"], "e": "4"}, paths) == {
        "a": Secret("1"),
        "b": [Secret("2"), "3"],
        "e": "4",
    }
