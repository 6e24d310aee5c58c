"""The generated modules are what their generator makes of the document now."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from schemas import DOCUMENT, ROOT

from veeam_provider.rest import Listing, Operation, operations

REST = ROOT / "provider" / "veeam_provider" / "rest"


def generated(module: str) -> str:
    uv: Path = ROOT / ".engine" / "bin" / "uv"
    command = [sys.executable, ROOT / "tools" / "payloads", module]
    variables = os.environ | {"UV": str(uv)}
    return subprocess.run(command, capture_output=True, env=variables, text=True, check=True).stdout


def test_operations_are_up_to_date() -> None:
    assert (REST / "operations.py").read_text() == generated("operations")


@pytest.mark.extended
def test_payloads_are_up_to_date() -> None:
    assert (REST / "payloads.py").read_text() == generated("payloads")


def test_every_operation_is_there_but_the_login_and_codes_in_paths() -> None:
    documented = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    here = {(each.method, each.path) for each in (getattr(operations, name) for name in operations.__all__)}
    assert documented - here == {
        ("POST", "/api/oauth2/token"),
        ("POST", "/api/oauth2/logout"),
        ("POST", "/api/v1/cloudCredentials/appRegistration"),
        ("POST", "/api/v1/cloudCredentials/appRegistration/{verificationCode}"),
    }
    assert here <= documented


@pytest.mark.parametrize("name", operations.__all__)
def test_an_operation_takes_its_parameters_and_has_a_name_to_read(name: str) -> None:
    operation: Operation[object, object] | Listing[object, object] = getattr(operations, name)
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", name)
    filled = operation.target(dict.fromkeys(re.findall(r"\{(\w+)\}", operation.path), "1"))
    assert "{" not in filled.path
