"""A pack under test: where it comes from, how it is configured, and what it is asked."""

import json
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeAlias

from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc

from pytest_pulumi_policy._configuration import Configuration, read_configuration
from pytest_pulumi_policy._connection import Analyzer, Connection, in_this_process
from pytest_pulumi_policy._deployment import Deployment, Operation, StoppedError
from pytest_pulumi_policy._literal import WrittenDown
from pytest_pulumi_policy._process import process_of
from pytest_pulumi_policy._resources import Resource, Target
from pytest_pulumi_policy._sdk import servicer_of
from pytest_pulumi_policy._verdict import Level, Verdict

__all__ = ["PackUnderTest", "StackSource", "pack_in", "pack_of_policies", "pack_served_by"]


class StackSource(Protocol):
    """Where the resources of a stack come from: a program, a file, a list in the test, or anything else."""

    def target(self, given: Target) -> Target:
        """Return the stack that it describes, where it says so itself, else the given one."""
        ...

    def deploy(self, deployment: Deployment) -> None:
        """Register its resources.

        Raises:
            StoppedError: the update has ended at a mandatory violation.
        """
        ...


Environment: TypeAlias = Mapping[str, str]
_Opened: TypeAlias = AbstractContextManager[Connection]


@dataclass(frozen=True, slots=True)
class PackUnderTest:
    """A policy pack. Every question starts it anew, as every preview and every update of the engine does.

    Made by :func:`pack_in`, :func:`pack_of_policies` or :func:`pack_served_by`.
    """

    opened: Callable[[Environment], _Opened]
    configuration: Configuration = field(default_factory=dict[str, "str | Mapping[str, object]"])
    target: Target = field(default_factory=Target)

    def configured(self, configuration: Configuration | Path) -> "PackUnderTest":
        """Return the pack with a configuration, as data or as the file of `--policy-pack-config`."""
        read = read_configuration(configuration) if isinstance(configuration, Path) else configuration
        return replace(self, configuration=read)

    def on(self, target: Target) -> "PackUnderTest":
        """Return the pack for the previews and updates of another stack."""
        return replace(self, target=target)

    def preview(self, *stack: Resource | StackSource) -> Verdict:
        """Return what the pack says at a preview: every violation, and those of the whole stack."""
        return self._ask(Operation.PREVIEW, stack)

    def update(self, *stack: Resource | StackSource) -> Verdict:
        """Return what the pack says in an update, which ends at the first mandatory violation of a resource."""
        return self._ask(Operation.UPDATE, stack)

    def analyze(self, *stack: Resource | StackSource) -> Verdict:
        """Return what the pack says of a saved state in `pulumi policy analyze`: remediations are only told."""
        return self._ask(Operation.ANALYSIS, stack)

    def info(self) -> messages.AnalyzerInfo:
        """Return what the pack says of itself and of its policies, without its configuration."""
        with self.opened(_environment(self.target, Operation.PREVIEW)) as connection:
            return connection.stub.GetAnalyzerInfo(empty_pb2.Empty())

    @contextmanager
    def running(self) -> Generator[Analyzer]:
        """Start the pack and yield its service, for calls that the engine would not make."""
        with self.opened(_environment(self.target, Operation.PREVIEW)) as connection:
            yield connection.stub

    def _ask(self, operation: Operation, stack: Sequence[Resource | StackSource]) -> Verdict:
        source = _source(stack)
        target = source.target(self.target)
        with self.opened(_environment(target, operation)) as connection:
            deployment = Deployment(connection.stub, target, operation, self.configuration)
            try:
                source.deploy(deployment)
            except StoppedError:
                if not deployment.stopped:
                    raise
            return deployment.finish(connection.output())


def _source(stack: Sequence[Resource | StackSource]) -> StackSource:
    resources = [each for each in stack if isinstance(each, Resource)]
    sources = [each for each in stack if not isinstance(each, Resource)]
    if not sources:
        return WrittenDown(resources)
    if resources or len(sources) > 1:
        raise TypeError("A stack is one program, one file, or any number of resources.")
    return sources[0]


def _environment(target: Target, operation: Operation) -> Environment:
    if operation is Operation.ANALYSIS:
        return {}
    return {
        "PULUMI_ORGANIZATION": target.organization,
        "PULUMI_PROJECT": target.project,
        "PULUMI_STACK": target.stack,
        "PULUMI_DRY_RUN": "true" if operation is Operation.PREVIEW else "false",
        "PULUMI_CONFIG": json.dumps(dict(target.config)),
    }


def pack_in(folder: Path | str, *, python: Path | str | None = None, **environment: str) -> PackUnderTest:
    """Return the pack in a folder with a PulumiPolicy.yaml, run in a process of its own as the engine runs it.

    Args:
        folder: the pack's folder, or an executable file that is a pack.
        python: the interpreter of a pack in Python. Left out: that of the environment which its
            PulumiPolicy.yaml names, if it is there, else the one that runs the tests.
        environment: variables that the pack's process gets besides those of this one.
    """
    return PackUnderTest(lambda given: process_of(Path(folder), python, {**os.environ, **environment, **given}))


def pack_served_by(servicer: Callable[[], analyzer_pb2_grpc.AnalyzerServicer]) -> PackUnderTest:
    """Return the pack of a hand-written analyzer service, run in this process behind gRPC.

    Args:
        servicer: makes the service; called for each preview or update, so that nothing is remembered.
    """
    return PackUnderTest(lambda environment: in_this_process(servicer, environment))


def pack_of_policies(
    *policies: object,
    name: str = "pack",
    enforcement_level: Level | str = Level.ADVISORY,
    initial_config: Configuration | None = None,
) -> PackUnderTest:
    """Return a pack of policies of the `pulumi_policy` SDK, run in this process by the SDK's own service.

    Args:
        policies: objects of `ResourceValidationPolicy` and `StackValidationPolicy`.
        name: the name of the pack.
        enforcement_level: the level of the policies that have none themselves.
        initial_config: what the pack starts with, in the form of a configuration.

    Raises:
        ModuleNotFoundError: the SDK is not installed: install `pytest-pulumi-policy[sdk]`.
    """
    made = servicer_of(policies, name, Level(enforcement_level), initial_config or {})
    return PackUnderTest(lambda environment: in_this_process(made, environment))
