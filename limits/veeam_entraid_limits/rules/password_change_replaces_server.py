"""Advice: the type of a repository's server lets a new password replace it."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory

__all__ = ["ID", "check_fact"]

ID: Final = "password-change-replaces-server"

_REPLACING: Final = {"v20220120preview": "2022-01-20-preview"}
"""The API versions of which it is reported. Azure's own description of 2021-06-01 lets the password be updated."""


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a repository whose type pins such an API version, and that has a password to change."""
    if not isinstance(fact, Repository) or fact.administrator_password.is_absent or not fact.certain:
        return
    if fact.api_version in _REPLACING:
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} is of a type that pins Azure's API version {_REPLACING[fact.api_version]}: with it, a new"
            " administrator's password does not change the server but replaces it, and every backup in it is lost"
            " (pulumi-azure-native, https://github.com/pulumi/pulumi-azure-native/issues/1911).",
            "Write azure-native:dbforpostgresql:Server of a present SDK, which changes the password in place. Protect"
            " the server before (protect: true), and see in the preview that it stays: one that a local package of that"
            " version made needs an alias.",
        )
