"""Tests for Pulumi policy packs that show them what the engine would show them.

A pack is taken by :func:`pack_in` (its folder), :func:`pack_of_policies` (objects of the policy SDK) or
:func:`pack_served_by` (an analyzer service), asked by its methods `preview`, `update` and `analyze`, and answers with
a :class:`Verdict`. A stack is a list of :class:`Resource`, or one of :func:`state_file`, :func:`preview_file` and
:func:`program`, or a :class:`StackSource` of one's own.
"""

from pytest_pulumi_policy._configuration import Configuration, InvalidConfigurationError
from pytest_pulumi_policy._deployment import Deployment, Operation, PolicyFailedError, StoppedError
from pytest_pulumi_policy._packs import PackUnderTest, StackSource, pack_in, pack_of_policies, pack_served_by
from pytest_pulumi_policy._process import PackNotStartedError
from pytest_pulumi_policy._program import ProgramFailedError, program
from pytest_pulumi_policy._providers import Providers
from pytest_pulumi_policy._resources import Options, Registration, Resource, Target
from pytest_pulumi_policy._saved import NotAStackFileError, preview_file, state_file
from pytest_pulumi_policy._verdict import Level, NotApplicable, Remediation, Verdict, Violation
from veeam_entraid_protocol import UNKNOWN, Secret

__all__ = [
    "UNKNOWN",
    "Configuration",
    "Deployment",
    "InvalidConfigurationError",
    "Level",
    "NotAStackFileError",
    "NotApplicable",
    "Operation",
    "Options",
    "PackNotStartedError",
    "PackUnderTest",
    "PolicyFailedError",
    "ProgramFailedError",
    "Providers",
    "Registration",
    "Remediation",
    "Resource",
    "Secret",
    "StackSource",
    "StoppedError",
    "Target",
    "Verdict",
    "Violation",
    "pack_in",
    "pack_of_policies",
    "pack_served_by",
    "preview_file",
    "program",
    "state_file",
]
