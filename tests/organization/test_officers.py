import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from audit.models import Entry, PersonalPart
from organization.actions.officers import (
    OwnRoleError,
    RolesExcludeEachOtherError,
    change_own_password,
    end_role,
    give_role,
    save_officer,
    set_one_time_password,
    set_password,
)
from organization.models import Officer, RoleHolding, Unit
from organization.rules.permissions import ADMINISTRATORS, MODELS, RIGHTS, Role, may_hold_together, roles_with
from tests.factories.people import LONG_AGO, make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 2)


@pytest.fixture
def brigade() -> Unit:
    return make_brigade(code="B1")


def afresh(officer: Officer) -> Officer:
    found: Officer = Officer.objects.get(pk=officer.pk)
    return found


def test_a_new_person_has_an_open_posting_and_cannot_sign_in(brigade: Unit) -> None:
    officer = make_officer(brigade)
    assert list(officer.postings.values_list("unit", "ended_on")) == [(brigade.pk, None)]
    assert not officer.has_usable_password()


def test_a_change_of_unit_ends_the_posting_the_day_before(brigade: Unit) -> None:
    officer = make_officer(brigade)
    officer.unit = make_unit(parent=brigade)
    save_officer(officer, by=None, on=TODAY)
    spans = list(officer.postings.values_list("started_on", "ended_on"))
    assert spans == [(TODAY, None), (LONG_AGO.date(), dt.date(2026, 11, 1))]


def test_two_changes_on_one_day_keep_one_open_posting(brigade: Unit) -> None:
    officer = make_officer(brigade)
    for _times in range(2):
        officer.unit = make_unit(parent=brigade)
        save_officer(officer, by=None, on=LONG_AGO.date())
    assert officer.postings.filter(ended_on=None).count() == 1


def test_the_name_enters_the_chain_as_personal_data(brigade: Unit) -> None:
    officer = make_officer(brigade, name="李四")
    entry = Entry.objects.get(action="organization.officer_saved")
    assert (entry.object_name, PersonalPart.objects.get(entry=entry).data["name"]) == ("", officer.name)


def test_a_role_reaches_what_lies_below_its_unit(brigade: Unit) -> None:
    squadron, other = make_unit(parent=brigade), make_brigade()
    supervisor = make_supervisor(brigade)
    reached = [supervisor.has_right("dutyposts.publish_month", unit) for unit in (brigade, squadron, other)]
    assert reached == [True, True, False]


def test_giving_a_role_again_returns_the_holding_that_stands(brigade: Unit) -> None:
    officer = make_officer(brigade)
    first = give_role(officer, Role.INSPECTOR, brigade, by=None, at=LONG_AGO)
    assert give_role(officer, Role.INSPECTOR, brigade, by=None, at=LONG_AGO) == first


def test_nobody_gives_a_role_to_themselves(brigade: Unit) -> None:
    chief = make_officer(brigade, role=Role.SECURITY_ADMINISTRATOR)
    with pytest.raises(OwnRoleError):
        give_role(chief, Role.SUPERVISOR, brigade, by=chief, at=LONG_AGO)


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", sorted(set(Role) - {Role.OFFICER}))
def test_an_administrators_role_is_held_alone(brigade: Unit, first: Role, second: Role) -> None:
    if first == second:
        return
    officer = make_officer(brigade, role=first)
    with pytest.raises(RolesExcludeEachOtherError):
        give_role(officer, second, brigade, by=None, at=LONG_AGO)


def test_the_database_refuses_two_administrator_roles_too(brigade: Unit) -> None:
    officer = make_officer(brigade, role=Role.AUDITOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHolding.objects.create(officer=officer, role=Role.SYSTEM_ADMINISTRATOR, unit=brigade, started_at=LONG_AGO)


def test_an_ended_role_grants_nothing_to_the_next_request(brigade: Unit) -> None:
    supervisor = make_supervisor(brigade)
    for _times in range(2):
        end_role(supervisor.role_holdings.get(), by=None, at=LONG_AGO)
    assert not afresh(supervisor).has_right("dutyposts.publish_month")
    assert Entry.objects.filter(action="organization.role_ended").count() == 1


def test_an_administrator_is_no_plain_officer(brigade: Unit) -> None:
    administrator = make_officer(brigade, role=Role.SYSTEM_ADMINISTRATOR)
    assert not administrator.has_right("dutyposts.view_posts")


def test_an_inactive_account_has_no_right(brigade: Unit) -> None:
    supervisor = make_supervisor(brigade)
    supervisor.is_active = False
    assert not supervisor.has_right("dutyposts.view_posts")


def test_a_one_time_password_has_four_groups_of_four(brigade: Unit) -> None:
    officer = make_officer(brigade)
    password = set_one_time_password(officer, by=None)
    assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
    assert afresh(officer).check_password(password)


@pytest.mark.parametrize(("must_change", "expected"), [(False, False), (True, True)])
def test_who_sets_a_password_says_whether_it_is_kept(brigade: Unit, *, must_change: bool, expected: bool) -> None:
    officer = make_officer(brigade)
    set_password(officer, "right-horse-battery", by=None, must_change=must_change)
    assert afresh(officer).must_change_password is expected


def test_a_change_of_ones_own_ends_the_one_time_password(brigade: Unit) -> None:
    officer = make_officer(brigade)
    set_one_time_password(officer, by=None)
    change_own_password(officer, "right-horse-battery")
    assert (afresh(officer).must_change_password, Entry.objects.latest("number").action) == (
        False,
        "organization.password_changed",
    )


def test_neither_password_nor_name_enters_the_chain(brigade: Unit) -> None:
    officer = make_officer(brigade)
    set_one_time_password(officer, by=None)
    entry = Entry.objects.get(action="organization.password_set")
    assert (entry.object_name, entry.before, entry.after) == (officer.police_number, None, None)


def test_appoint_gives_a_role_and_a_password_once(brigade: Unit, capsys: pytest.CaptureFixture[str]) -> None:
    officer = make_officer(brigade)
    for _times in range(2):
        call_command("appoint", officer.police_number, "security_administrator", "B1")
    said = capsys.readouterr().out
    assert (said.count("security_administrator"), said.count("Password")) == (2, 1)
    assert afresh(officer).roles == {Role.OFFICER, Role.SECURITY_ADMINISTRATOR}


@pytest.mark.parametrize(
    ("number", "unit", "said"), [("000000", "B1", "no such officer"), ("100001", "B9", "no such unit")]
)
def test_appoint_says_what_is_missing(brigade: Unit, number: str, unit: str, said: str) -> None:
    make_officer(brigade, number="100001")
    with pytest.raises(CommandError, match=said):
        call_command("appoint", number, "auditor", unit)


def test_appoint_refuses_roles_that_exclude_each_other(brigade: Unit) -> None:
    supervisor = make_supervisor(brigade)
    with pytest.raises(CommandError, match="held alone"):
        call_command("appoint", supervisor.police_number, "auditor", "B1")


@pytest.mark.parametrize("roles", [set(), {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR}, {Role.AUDITOR}])
def test_daily_roles_combine_and_an_administrators_stands_alone(roles: set[Role]) -> None:
    assert may_hold_together(roles)


def test_an_unknown_right_is_held_by_nobody() -> None:
    assert [roles_with(right) for right in ("x", "x.y", "dutyposts.change_nothing")] == [frozenset()] * 3


def test_system_administration_sees_no_scores() -> None:
    seen = {name for name, (viewers, _changers) in MODELS.items() if Role.SYSTEM_ADMINISTRATOR in viewers}
    rights = {right for right, roles in RIGHTS.items() if Role.SYSTEM_ADMINISTRATOR in roles}
    others = {name for name in seen | rights if not name.startswith("organization.")}
    assert others == {f"services.{name}" for name in ("import_matters", "matter", "matterrule", "ruleversion")}


def test_the_auditor_only_reads() -> None:
    assert [right for right, roles in RIGHTS.items() if Role.AUDITOR in roles] == ["audit.view_entries"]
    assert [name for name, (_viewers, changers) in MODELS.items() if Role.AUDITOR in changers] == []
