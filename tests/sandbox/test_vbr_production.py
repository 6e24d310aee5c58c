"""Made-up tenants as they are now: whatever people and restores do in them, in whatever order."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from simulated_vbr import AZURE_TENANT

from veeam_entraid_sandbox.vbr import ChangeAction, DirectoryChange, ServerSettings
from veeam_entraid_sandbox.vbr._directory import Item, made_up_directory
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._production import Production, apply_change
from veeam_entraid_sandbox.vbr._records import Ledger
from veeam_entraid_sandbox.vbr._restoring import Options, Outcome, StoppedError, in_order, is_principal, restore

BACKUP = made_up_directory(AZURE_TENANT, 0, 12)
APPLICATIONS = [item for item in BACKUP if item.type == "Application"]
# Few, so that much happens to each: a user, a group of Microsoft 365, an application with its principal, a role.
FEW = [BACKUP[0], BACKUP[13], *APPLICATIONS[:2], next(item for item in BACKUP if item.name == "Custom role 0")]
ITEMS = st.sampled_from(FEW)
CHANGES = st.builds(
    lambda action, item: DirectoryChange(tenant=AZURE_TENANT, action=action, id=item.id, type=item.type),
    st.sampled_from([each for each in get_args(ChangeAction) if each != "create"]),
    ITEMS,
)
OPTIONS = st.builds(
    Options,
    skip_relationships=st.booleans(),
    skip_recycle_bin=st.booleans(),
    skip_existing=st.booleans(),
    delegated=st.booleans(),
    default_password=st.sampled_from(["Correct horse 1", "weak"]),
)
RESTORES = st.tuples(ITEMS, OPTIONS)
STEPS = st.lists(st.one_of(CHANGES, RESTORES, st.integers(1, 40)), min_size=15, max_size=40)


def moment_of() -> Moment:
    return Moment(
        ledger=Ledger({}),
        now=dt.datetime(2026, 1, 15, tzinfo=dt.UTC),
        settings=ServerSettings(users=12),
        instance=lambda: None,
        storage=Path("nowhere"),
        mishap=lambda _type, _name: None,
    )


def demand_order(production: Production) -> None:
    """Demand what always holds in a tenant."""
    there = {item.id for item in production.all()}
    binned = {item.id for item in production.deleted()}
    assert not there & binned
    names = [item.properties["userName"] for item in production.all() if item.type == "User"]
    assert len(names) == len(set(names))
    for item in production.readable():
        for name in ("members", "includeGroups"):
            assert set(item.details.get(name, [])) <= there  # type: ignore[arg-type]


def demand_outcome(before: Production, after: Production, item: Item, options: Options, outcome: Outcome) -> None:
    """Demand that a restore has done what it says."""
    state = before.state(item.id)
    if outcome.status == "Failed" or "skipped" in outcome.message or outcome.status == "Warning":
        assert (after.state(item.id), len(list(after.all()))) == (state, len(list(before.all())))
    if outcome.status == "Warning":
        assert (state, options.skip_recycle_bin) == ("gone", False)
    elif "recycle bin" in outcome.message:
        assert (state, after.state(item.id), options.skip_recycle_bin) == ("bin", "there", False)
    elif "new id" in outcome.message:
        assert (after.state(item.id), options.skip_recycle_bin) == (state, True)
        made = {each.id for each in after.all()} - {each.id for each in before.all()}
        assert len(made) == 1
        assert outcome.message.endswith(f"{made.pop()}.")
    elif "set back" in outcome.message:
        now = after.find(item.id)
        assert now
        assert (now.name, now.properties, options.skip_existing) == (item.name, item.properties, False)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_a_tenant_stays_in_order(steps: list[Any]) -> None:
    moment = moment_of()
    for step in steps:
        if isinstance(step, int):
            moment = replace(moment, now=moment.now + dt.timedelta(days=step))
        elif isinstance(step, DirectoryChange):
            apply_change(moment, step)
        else:
            item, options = step
            before = Production(replace(moment, ledger=frozen(moment)), AZURE_TENANT)
            production = Production(moment, AZURE_TENANT)
            try:
                outcome = restore(production, item, options)
            except StoppedError:
                assert (item.type, options.default_password) == ("User", "weak")
                continue
            demand_outcome(before, production, item, options, outcome)
        demand_order(Production(moment, AZURE_TENANT))


def frozen(moment: Moment) -> Ledger:
    """Return what there is now, which later changes leave alone."""
    ledger = Ledger({})
    for record in list(moment.ledger.all_of("directoryObject")):
        ledger.put(record)
    return ledger


@given(st.lists(st.sampled_from(BACKUP), unique_by=lambda item: item.id))
def test_applications_come_before_their_principals(items: list[Item]) -> None:
    ordered = in_order(items)
    kinds = [is_principal(item) for item in ordered]
    assert kinds == sorted(kinds)
    assert sorted(item.id for item in ordered) == sorted(item.id for item in items)
