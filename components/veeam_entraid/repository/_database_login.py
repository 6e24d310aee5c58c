"""A login of PostgreSQL: its generated password, and the verifier that stands for it wherever it is set."""

import base64
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_random as random

from veeam_entraid._credentials import generate_password
from veeam_entraid.repository._scram import SALT_BYTES, scram_verifier

__all__ = ["DatabaseLogin", "generate_login"]

_PASSWORD_LENGTH: Final = 40


@dataclass(frozen=True, slots=True)
class DatabaseLogin:
    """A login with its credentials.

    Attributes:
        name: the login.
        password: its password, a secret, for those who log in.
        verifier: the SCRAM verifier of the password, a secret, for the server.
    """

    name: str
    password: pulumi.Output[str]
    verifier: pulumi.Output[str]


def generate_login(resource: str, name: str, rotation: str, opts: pulumi.ResourceOptions) -> DatabaseLogin:
    """Generate the credentials of a login.

    Args:
        resource: beginning of the names of the resources that are made for it.
        name: the login.
        rotation: a text whose change generates them anew; empty for the first ones.
        opts: options of these resources.
    """
    password = generate_password(f"{resource}-password", length=_PASSWORD_LENGTH, rotation=rotation, opts=opts)
    keepers = {"rotation": rotation} if rotation else None
    salt = random.RandomId(f"{resource}-salt", byte_length=SALT_BYTES, keepers=keepers, opts=opts)
    verifier = pulumi.Output.all(password, salt.b64_std).apply(
        lambda known: scram_verifier(str(known[0]), base64.b64decode(known[1]))
    )
    return DatabaseLogin(name, password, verifier)
