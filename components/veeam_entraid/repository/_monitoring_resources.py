"""What watches a repository's virtual machine: Azure's agent on it, what that collects, and rules that alert.

Its module is large, and not every repository is watched: it is imported where it is used.
"""

from collections.abc import Sequence
from typing import Final

import pulumi
from pulumi_azure_native import compute, managedidentity, monitor

from veeam_entraid.repository._monitoring import COUNTERS, SYSLOG_FACILITY, SYSLOG_LEVELS, Alert, Monitoring
from veeam_entraid.repository._plan import RepositoryPlan

__all__ = ["create_monitoring"]

_WORKSPACE: Final = "workspace"
_PERFORMANCE: Final = "Microsoft-Perf"
_SYSLOG: Final = "Microsoft-Syslog"
_SAMPLING_SECONDS: Final = 60


def create_monitoring(
    plan: RepositoryPlan,
    monitoring: Monitoring,
    *,
    machine: compute.VirtualMachine,
    identity: managedidentity.UserAssignedIdentity,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> None:
    """Make what watches the machine.

    Args:
        plan: the repository.
        monitoring: how it is watched.
        machine: its machine.
        identity: the machine's identity, by which the agent sends.
        after: what has to be ready before the agent is installed.
        opts: options of the resources.
    """
    _agent(plan, machine, identity, after, opts)
    collection = _collection(plan, monitoring, opts)
    association = monitor.DataCollectionRuleAssociation(
        f"{plan.name}-data-collection-association",
        association_name=f"{plan.name}-data-collection",
        data_collection_rule_id=collection.id,
        resource_uri=machine.id,
        # Not left to the machine's deletion: Azure keeps the rule until the association is gone.
        opts=opts,
    )
    for alert in monitoring.alerts:
        _rule(plan, monitoring, alert, machine=machine, after=association, opts=opts)


def _agent(
    plan: RepositoryPlan,
    machine: compute.VirtualMachine,
    identity: managedidentity.UserAssignedIdentity,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> None:
    compute.VirtualMachineExtension(
        f"{plan.name}-monitor-agent",
        vm_extension_name="AzureMonitorLinuxAgent",
        vm_name=machine.name,
        publisher="Microsoft.Azure.Monitor",
        type="AzureMonitorLinuxAgent",
        # The oldest that will do: Azure installs the newest of this major version, and keeps it up to date.
        type_handler_version="1.0",
        auto_upgrade_minor_version=True,
        enable_automatic_upgrade=True,
        settings={
            "authentication": {"managedIdentity": {"identifier-name": "mi_res_id", "identifier-value": identity.id}}
        },
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        tags=plan.tags,
        # Two installations at a time would fight for the package manager's lock.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=after, deleted_with=machine)),
    )


def _collection(
    plan: RepositoryPlan, monitoring: Monitoring, opts: pulumi.ResourceOptions
) -> monitor.DataCollectionRule:
    return monitor.DataCollectionRule(
        f"{plan.name}-data-collection",
        data_collection_rule_name=f"{plan.name}-data-collection",
        description="What the machine of the Entra ID repository measures and logs.",
        kind=monitor.KnownDataCollectionRuleResourceKind.LINUX,
        data_sources=monitor.DataCollectionRuleDataSourcesArgs(
            performance_counters=[
                monitor.PerfCounterDataSourceArgs(
                    name="performance",
                    streams=[_PERFORMANCE],
                    sampling_frequency_in_seconds=_SAMPLING_SECONDS,
                    counter_specifiers=list(COUNTERS),
                )
            ],
            syslog=[
                monitor.SyslogDataSourceArgs(
                    name="syslog",
                    streams=[_SYSLOG],
                    facility_names=[SYSLOG_FACILITY],
                    log_levels=list(SYSLOG_LEVELS),
                )
            ],
        ),
        destinations=monitor.DataCollectionRuleDestinationsArgs(
            log_analytics=[
                monitor.LogAnalyticsDestinationArgs(name=_WORKSPACE, workspace_resource_id=monitoring.workspace_id)
            ]
        ),
        data_flows=[monitor.DataFlowArgs(streams=[_PERFORMANCE, _SYSLOG], destinations=[_WORKSPACE])],
        resource_group_name=plan.resource_group_name,
        # Azure wants it where its workspace is.
        location=monitoring.workspace_location or plan.location,
        tags=plan.tags,
        opts=opts,
    )


def _rule(
    plan: RepositoryPlan,
    monitoring: Monitoring,
    alert: Alert,
    *,
    machine: compute.VirtualMachine,
    after: pulumi.Resource,
    opts: pulumi.ResourceOptions,
) -> None:
    monitor.ScheduledQueryRule(
        f"{plan.name}-alert-{alert.role}",
        rule_name=f"{plan.name}-{alert.role}",
        display_name=f"{plan.name}: {alert.role}",
        description=alert.summary,
        kind=monitor.Kind.LOG_ALERT,
        severity=alert.severity,
        enabled=True,
        scopes=[monitoring.workspace_id],
        window_size=alert.window,
        evaluation_frequency=alert.frequency,
        criteria=monitor.ScheduledQueryRuleCriteriaArgs(
            all_of=[
                monitor.ConditionArgs(
                    query=machine.id.apply(alert.query),
                    time_aggregation=monitor.TimeAggregation.AVERAGE if alert.column else monitor.TimeAggregation.COUNT,
                    metric_measure_column=alert.column or None,
                    # As Azure writes it: the SDK's type of that name has the words of another service.
                    operator=alert.operator,
                    threshold=alert.threshold,
                    failing_periods=monitor.ConditionFailingPeriodsArgs(
                        number_of_evaluation_periods=1, min_failing_periods_to_alert=1
                    ),
                )
            ]
        ),
        auto_mitigate=not alert.muted,
        mute_actions_duration=alert.muted or None,
        # A new workspace does not know a table before the first row is in it.
        skip_query_validation=True,
        actions=monitor.ActionsArgs(action_groups=list(monitoring.action_group_ids))
        if monitoring.action_group_ids
        else None,
        resource_group_name=plan.resource_group_name,
        location=monitoring.workspace_location or plan.location,
        tags=plan.tags,
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                # Before anything is collected there is nothing but silence to be alerted of.
                depends_on=[after],
                # Azure does not move a rule to another workspace, and its name is taken.
                replace_on_changes=["scopes"],
                delete_before_replace=True,
            ),
        ),
    )
