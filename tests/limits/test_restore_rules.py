"""The rules of restore sessions on small stacks. The cases follow the table of limits, row by row, not the code."""

from typing import Any

import pytest
from stacks import case, findings, of_type, session, verdicts

from veeam_entraid_limits import UNKNOWN, Resource, RestoreItem, RestoreSession, Setting, Subject, check_each, explain

USER = of_type("User")
SECURITY_GROUP = of_type("Group", groupType="SecurityGroup")


def application(number: object = "A", **properties: object) -> dict[str, object]:
    return of_type("Application", applicationType="AppRegistration", applicationId=number, **properties)


def principal(number: object = "A", **properties: object) -> dict[str, object]:
    return of_type("Application", applicationType="EnterpriseRegistration", applicationId=number, **properties)


def edition_upgrade(
    odata_type: object = "#microsoft.graph.editionUpgradeConfiguration", kind: object = "DeviceConfiguration"
) -> dict[str, object]:
    return of_type(kind, odataType=odata_type)


class TestRestoreSessionItemLimit:
    LIMIT = "restore-session-item-limit"

    @pytest.mark.parametrize("number", [0, 1, 999, 1000])
    def test_holds(self, number: int) -> None:
        assert verdicts(self.LIMIT, session(*[USER] * number)) == []

    @pytest.mark.parametrize("entry", [USER, UNKNOWN, None, "strange"])
    @pytest.mark.parametrize("number", [1001, 5000])
    def test_broken(self, number: int, entry: object) -> None:
        assert verdicts(self.LIMIT, session(*[entry] * number)) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown list", session(items=UNKNOWN)),
            case("no list at all", session(items="strange")),
            case("by a filter", session(filter={"type": "User"})),
            case("by an unknown filter", session(filter=UNKNOWN)),
            case("items and a filter", session(USER, filter={"type": "User"})),
        ],
    )
    def test_undecided(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    @pytest.mark.parametrize(("found", "said"), [(1000, []), (1001, ["broken"]), (UNKNOWN, ["undecided"])])
    def test_what_a_filter_has_found_counts(self, found: object, said: list[str]) -> None:
        subject = Subject("RestoreSession", "r")
        live = RestoreSession(subject=subject, filter=Setting("filter", {}), item_count=Setting("filter", found))
        assert [f.verdict.value for f in check_each(live) if f.limit == self.LIMIT] == said

    def test_it_says_how_many_and_what_to_do(self) -> None:
        (finding,) = [f for f in findings(session(*[USER] * 1001)) if f.limit == self.LIMIT]
        assert 'RestoreSession "restore" restores 1001 items.' in explain(finding)
        assert "Split it into sessions of at most 1000 items" in explain(finding)


class TestRestorableItemTypes:
    LIMIT = "restorable-item-types"

    @pytest.mark.parametrize(
        "stack",
        [
            case("a custom role", session(of_type("Role", isBuiltIn=False))),
            case("a custom role, as YAML spells it", session(of_type("role", isBuiltIn="false"))),
            case("a security group", session(SECURITY_GROUP)),
            case(
                "a Microsoft 365 group, although mail-enabled",
                session(of_type("Group", groupType="Microsoft365Group", mailEnabled=True)),
            ),
            case("items that are neither", session(USER, of_type("AdminUnit"))),
            case("a user that says isBuiltIn", session(of_type("User", isBuiltIn=True))),
            case("a filter of users", session(filter={"type": "User"})),
        ],
    )
    def test_holds(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("a built-in role", session(of_type("Role", isBuiltIn=True))),
            case("a distribution group", session(of_type("Group", groupType="DistributionGroup"))),
            case("a mail-enabled security group", session(of_type("Group", groupType="MailEnabledSecurityGroup"))),
            case("in any case", session(of_type("group", groupType="mailEnabledSecurityGroup"))),
            case("one among many", session(*[SECURITY_GROUP] * 9, of_type("Group", groupType="DistributionGroup"))),
            case("a built-in one of unknown type", session(of_type(UNKNOWN, isBuiltIn=True))),
        ],
    )
    def test_broken(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("beside an unknown entry", session(of_type("Role", isBuiltIn=True), UNKNOWN)),
            case("beside a filter", session(of_type("Role", isBuiltIn=True), filter=UNKNOWN)),
            case("beside a role that says nothing", session(of_type("Role", isBuiltIn=True), of_type("Role"))),
        ],
    )
    def test_broken_whatever_else_is_unknown(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken", "undecided"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("a role that does not say", session(of_type("Role"))),
            case("a role of which it is unknown", session(of_type("Role", isBuiltIn=UNKNOWN))),
            case("a group that does not say", session(of_type("Group"))),
            case("a group of which it is unknown", session(of_type("Group", groupType=UNKNOWN))),
            case("a group of no known kind", session(of_type("Group", groupType="Club"))),
            case("an unknown entry", session(UNKNOWN)),
            case("an unknown type", session(of_type(UNKNOWN))),
            case("an unknown list", session(items=UNKNOWN)),
            case("a filter of roles", session(filter={"type": "Role"})),
            case("a filter of anything", session(filter={})),
        ],
    )
    def test_undecided(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    @pytest.mark.parametrize(
        ("number", "named"),
        [
            (1, 'items[0] of RestoreSession "restore" is a built-in role'),
            (2, 'items[0] and items[1] of RestoreSession "restore" are each a built-in role'),
            (3, "items[0], items[1] and items[2] of"),
            (5, "items[0], items[1], items[2], items[3] and items[4] of"),
            (6, "items[0], items[1], items[2], items[3], items[4] and 1 more of"),
        ],
    )
    def test_it_names_the_first_few(self, number: int, named: str) -> None:
        roles = [of_type("Role", isBuiltIn=True)] * number
        (finding,) = [finding for finding in findings(session(*roles)) if finding.limit == self.LIMIT]
        assert named in explain(finding)

    def test_it_names_places_not_contents(self) -> None:
        role = of_type("Role", isBuiltIn=True, displayName="hunter2")
        (finding,) = [f for f in findings(session(USER, *[role] * 7)) if f.limit == self.LIMIT]
        said = explain(finding)
        assert "items[1], items[2], items[3], items[4], items[5] and 2 more of RestoreSession" in said
        assert "Remove items[1]" in said
        assert "hunter2" not in said


class TestOneItemTypePerRestoreSession:
    LIMIT = "one-item-type-per-restore-session"

    @pytest.mark.parametrize(
        "stack",
        [
            case("nothing", session()),
            case("one item", session(USER)),
            case("one item of unknown type", session(of_type(UNKNOWN))),
            case("many of one type", session(*[USER] * 9)),
            case("in any case", session(USER, of_type("user"))),
            case("an application and its service principal", session(application(), principal())),
            case("a filter of one type", session(filter={"type": "User"})),
        ],
    )
    def test_holds(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("two types", session(USER, SECURITY_GROUP)),
            case("two types, and unknown ones", session(USER, UNKNOWN, SECURITY_GROUP)),
            case("two types, one of them no type at all", session(USER, of_type("Printer"))),
            case("two of Intune's and a third", session(edition_upgrade(), edition_upgrade(kind="User"))),
            case("items of another type than the filter", session(USER, filter={"type": "Group"})),
        ],
    )
    def test_broken(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("an unknown type beside a known one", session(USER, of_type(UNKNOWN))),
            case("an item without a type beside one", session(USER, {})),
            case("two unknown entries", session(UNKNOWN, UNKNOWN)),
            case("an unknown list", session(items=UNKNOWN)),
            case("an unknown filter", session(filter=UNKNOWN)),
            case("a filter beside an unknown entry", session(UNKNOWN, filter={"type": "User"})),
            case(
                "what the API browses under one type",
                session(of_type("DeviceConfiguration"), of_type("DeviceCompliancePolicy")),
            ),
        ],
    )
    def test_undecided(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_it_names_what_is_open(self) -> None:
        for stack, named in (
            (session(USER, of_type(UNKNOWN)), "The type of items[1] of"),
            (session(USER, {}, UNKNOWN), "The type of items[1] and items[2] of"),
            (session(items=UNKNOWN), "The type of items of"),
            (session(filter={}), "The type of filter of"),
        ):
            (finding,) = [finding for finding in findings(stack) if finding.limit == self.LIMIT]
            assert named in explain(finding)

    def test_it_names_the_types(self) -> None:
        (finding,) = [f for f in findings(session(USER, USER, SECURITY_GROUP)) if f.limit == self.LIMIT]
        assert "items[2] is Group, items[0] is User" in explain(finding)
        assert "Write one session for each type." in explain(finding)


class TestServicePrincipalWithApplication:
    LIMIT = "service-principal-with-application"

    @pytest.mark.parametrize(
        "stack",
        [
            case("the pair", session(application(), principal())),
            case("the pair, in any order and case", session(principal("a"), application("{A}"))),
            case("two pairs", session(application("A"), principal("A"), principal("B"), application("B"))),
            case("its application exists", session(principal(linkedApplication="exists"))),
            case("of another tenant", session(principal(linkedApplication="otherTenant"))),
            case("of another tenant, without a number", session(principal(None, linkedApplication="otherTenant"))),
            case("nothing of this kind", session(USER, SECURITY_GROUP)),
            case("a filter of users", session(filter={"type": "User"})),
        ],
    )
    def test_holds(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("alone", session(principal())),
            case("alone, as declared", session(principal(linkedApplication="inSession"))),
            case("beside another application's pair", session(principal("B"), application("A"), principal("A"))),
            case(
                "two sessions split the pair",
                session(principal()),
                Resource(
                    "urn:pulumi:dev::shop::veeam:entraid:RestoreSession::second",
                    "veeam:entraid:RestoreSession",
                    "second",
                    {"items": [application(), principal()]},
                ),
            ),
        ],
    )
    def test_broken(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("no number", session(principal(None))),
            case("an unknown number", session(principal(UNKNOWN))),
            case("beside an application without number", session(principal(), application(None))),
            case("beside an unknown entry", session(principal(), UNKNOWN)),
            case("beside a filter of applications", session(principal(), filter={"type": "Application"})),
            case("unknown where its application is", session(principal(linkedApplication=UNKNOWN))),
            case("an application that is neither", session(of_type("Application", applicationId="A"))),
            case("an unknown list", session(items=UNKNOWN)),
            case("a filter of applications", session(filter={"type": "Application"})),
        ],
    )
    def test_undecided(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    @pytest.mark.parametrize("number", ["A", None, UNKNOWN])
    def test_without_any_service_principal_every_application_is_alone(self, number: object) -> None:
        assert verdicts(self.LIMIT, session(application(number))) == ["advisory"]

    def test_what_may_still_have_its_service_principal_is_given_no_advice(self) -> None:
        assert verdicts(self.LIMIT, session(application(), filter={"type": "Application"})) == ["undecided"]
        assert verdicts(self.LIMIT, session(application(), UNKNOWN)) == ["undecided"]
        assert verdicts(self.LIMIT, session(application(), principal(None))) == ["undecided"]
        assert verdicts(self.LIMIT, session(application(None), application("B"), principal("B"))) == []

    def test_an_application_alone_is_advice(self) -> None:
        assert verdicts(self.LIMIT, session(application())) == ["advisory"]
        assert verdicts(self.LIMIT, session(application(), principal("B"))) == ["broken", "advisory"]

    def test_it_says_what_to_write(self) -> None:
        (finding,) = findings(session(principal()))
        said = explain(finding)
        assert "items[0]" in said
        assert "Another session does not help" in said
        assert "linkedApplication: exists" in said


class TestHybridUserRestore:
    LIMIT = "hybrid-user-restore"

    @pytest.mark.parametrize(
        "stack",
        [
            case("a cloud user", session(of_type("User", onPremisesSyncEnabled=False))),
            case("a user that says nothing", session(USER)),
            case("not a user", session(of_type("Group", groupType="SecurityGroup", onPremisesSyncEnabled=True))),
            case("perhaps synchronized, and not a user", session(of_type("Group", onPremisesSyncEnabled=UNKNOWN))),
            case("a filter of groups", session(filter={"type": "Group"})),
        ],
    )
    def test_holds(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    def test_a_synchronized_user_is_advice_that_names_the_procedures(self) -> None:
        (finding,) = findings(session(USER, of_type("User", onPremisesSyncEnabled=True)))
        said = explain(finding)
        assert finding.verdict.value == "advisory"
        assert 'items[1] of RestoreSession "restore": a user synchronized' in said
        assert all(f"({procedure})" in said for procedure in "abc")

    def test_relationships_that_stay_away_are_a_second_advice(self) -> None:
        synchronized = of_type("User", onPremisesSyncEnabled=True)
        found = findings(session(synchronized, skipRelationships=True))
        assert [finding.verdict.value for finding in found] == ["advisory", "advisory"]
        assert "Write skipRelationships: false" in explain(found[1])
        assert len(findings(session(USER, skipRelationships=True))) == 0
        assert len(findings(session(synchronized, skipRelationships=False))) == 1

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown", session(of_type("User", onPremisesSyncEnabled=UNKNOWN))),
            case("an unknown entry", session(UNKNOWN)),
            case("an unknown list", session(items=UNKNOWN)),
            case("a filter of users", session(filter={"type": "User"})),
        ],
    )
    def test_undecided(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]


class TestIntuneEditionUpgradeRestore:
    LIMIT = "intune-edition-upgrade-restore"
    SPELLINGS = (
        "#microsoft.graph.editionUpgradeConfiguration",
        "microsoft.graph.editionUpgradeConfiguration",
        "editionUpgradeConfiguration",
        "EDITIONUPGRADECONFIGURATION",
        "#Microsoft.Graph.EditionUpgradeConfiguration",
    )

    @pytest.mark.parametrize(
        "stack",
        [
            case("another policy", session(edition_upgrade("#microsoft.graph.windows10GeneralConfiguration"))),
            case(
                "another policy, as an application",
                session(edition_upgrade("#microsoft.graph.windows10GeneralConfiguration"), permissions="application"),
            ),
            case("a policy that says nothing", session(of_type("DeviceConfiguration"))),
            case("users, as an application", session(USER, permissions="application")),
            case("a filter of users", session(filter={"type": "User"})),
        ],
    )
    def test_holds(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize("spelling", SPELLINGS)
    def test_with_the_permissions_of_an_application_it_is_broken(self, spelling: str) -> None:
        assert verdicts(self.LIMIT, session(edition_upgrade(spelling), permissions="application")) == ["broken"]
        assert verdicts(self.LIMIT, session(edition_upgrade(spelling), permissions="Application")) == ["broken"]

    @pytest.mark.parametrize("spelling", SPELLINGS)
    @pytest.mark.parametrize("permissions", [{}, {"permissions": "delegated"}, {"permissions": "Delegated"}])
    def test_with_delegated_ones_it_is_advice(self, spelling: str, permissions: Any) -> None:
        (finding,) = findings(session(edition_upgrade(spelling), **permissions))
        assert finding.verdict.value == "advisory"
        assert "placeholders" in explain(finding)

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown permissions", session(edition_upgrade(), permissions=UNKNOWN)),
            case("permissions that are neither", session(edition_upgrade(), permissions="mine")),
            case("an unknown type", session(edition_upgrade(UNKNOWN))),
            case("an unknown type of an item that says nothing", session({"odataType": UNKNOWN})),
            case("no type, as an application", session(of_type("DeviceConfiguration"), permissions="application")),
            case("an unknown entry", session(UNKNOWN)),
            case("an unknown list", session(items=UNKNOWN)),
            case("a filter of policies", session(filter={"type": "DeviceConfiguration"})),
        ],
    )
    def test_undecided(self, stack: list[Resource]) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_broken_whatever_else_is_unknown(self) -> None:
        assert verdicts(self.LIMIT, session(edition_upgrade(), UNKNOWN, permissions="application")) == [
            "broken",
            "undecided",
        ]


def test_items_are_read_as_browse_replies_spell_them() -> None:
    item = RestoreItem.read("items[0]", {"type": "Role", "isBuiltIn": True, "displayName": "hunter2"})
    assert item.is_built_in == Setting("items[0].isBuiltIn", value=True)
    assert item.path == "items[0]"
    assert "hunter2" not in repr(item)
