import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from dashboard.queries.overview import overview_of
from dashboard.queries.route import route_of
from dashboard.queries.tasks import agenda_of
from dutyposts.actions.computing import compute_month
from dutyposts.actions.objections import file_objection, reject_objection
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from tests.factories.duty import AFTER, MONTH, NOON, add_event, assign, inspect, inspect_often, make_post, make_standard
from tests.factories.outreach import make_visit
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit
from tests.factories.pledges import make_cycle, make_party, make_posted

pytestmark = pytest.mark.django_db
LATE_IN_THE_MONTH = AFTER.replace(day=26)


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade(name="星河大队")


@pytest.fixture(autouse=True)
def _after_the_month(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(AFTER)


def show(client: Client, officer: Officer, name: str = "dashboard:home") -> str:
    client.force_login(officer, backend="organization.authentication.RoleBackend")
    return client.get(reverse(name)).content.decode()


def titles(officer: Officer, brigade: Unit) -> list[str]:
    return [task.title for task in agenda_of(officer, brigade, AFTER).tasks]


def test_officer_without_anything_to_do_is_told_so(client: Client, brigade: Unit) -> None:
    assert "今天没有要办的事" in show(client, make_officer(make_unit(parent=brigade)))


def stops(officer: Officer, brigade: Unit, now: dt.datetime = AFTER) -> list[str]:
    route = route_of(officer, brigade, now)
    return [stop.post.name for stop in route.stops] if route else []


def test_inspector_is_sent_to_posts_short_of_inspections(brigade: Unit) -> None:
    post = make_post(make_unit(parent=brigade), name="甲岗")
    full = make_post(make_unit(parent=brigade), name="乙岗")
    inspector = make_inspector(brigade)
    for hour in range(4):
        moment = AFTER.replace(hour=hour)
        inspect(full, inspector, inspected_at=moment, at=moment)
    assert stops(inspector, brigade) == [post.name]


def test_a_post_inspected_today_is_no_stop_but_done(brigade: Unit) -> None:
    seen, next_one = make_post(make_unit(parent=brigade)), make_post(make_unit(parent=brigade), name="乙岗")
    inspector = make_inspector(brigade)
    inspect(seen, inspector, inspected_at=AFTER, at=AFTER)
    route = route_of(inspector, brigade, AFTER)
    assert route is not None
    assert [row.post_name for row in route.today] == [seen.name]
    assert stops(inspector, brigade) == [next_one.name]


def test_who_does_not_inspect_has_no_route(client: Client, brigade: Unit) -> None:
    officer = make_officer(make_unit(parent=brigade))
    assert route_of(officer, brigade, AFTER) is None
    assert "今天的路线" not in show(client, officer)


def test_an_objection_filed_today_stays_in_sight_until_midnight(brigade: Unit) -> None:
    post = make_post(make_unit(parent=brigade), name="甲岗")
    leader = make_officer(post.unit)
    assign(post, leader, is_leader=True)
    finding = inspect(post, make_inspector(brigade), "B2").findings.get()
    file_objection(finding, claim="当时在岗", by=leader, at=AFTER)
    days = [agenda_of(leader, brigade, AFTER + dt.timedelta(days=days)).finished for days in (0, 1)]
    assert [[task.title for task in day] for day in days] == [["甲岗的异议已提出"], []]


def test_an_objection_answered_today_is_done_for_who_answered(brigade: Unit) -> None:
    post = make_post(make_unit(parent=brigade), name="甲岗")
    leader, chief = make_officer(post.unit), make_supervisor(brigade)
    assign(post, leader, is_leader=True)
    finding = inspect(post, make_inspector(brigade), "B2").findings.get()
    objection = file_objection(finding, claim="当时在岗", by=leader, at=AFTER)
    reject_objection(objection, answer="照片清楚", by=chief, at=AFTER)
    agenda = agenda_of(chief, brigade, AFTER)
    assert (agenda.tasks, [task.title for task in agenda.finished]) == ([], ["甲岗的异议已答复"])


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.SUPERVISOR, "dashboard:overview"),
        (Role.UNIT_LEADER, "dashboard:home"),
        (Role.INSPECTOR, "dashboard:home"),
        (Role.WINDOW_CLERK, "services:case_list"),
        (None, "dashboard:home"),
        (Role.AUDITOR, "audit:entry_list"),
        (Role.SYSTEM_ADMINISTRATOR, "admin:index"),
        (Role.SECURITY_ADMINISTRATOR, "admin:index"),
    ],
)
def test_the_day_of_each_role_begins_where_its_work_is(
    client: Client, brigade: Unit, role: Role | None, page: str
) -> None:
    client.force_login(make_officer(brigade, role=role), backend="organization.authentication.RoleBackend")
    assert client.get(reverse("dashboard:start"))["Location"] == reverse(page)


def test_supervisor_closes_months_and_approves_bonuses(brigade: Unit) -> None:
    post = make_post(make_unit(parent=brigade), name="甲岗")
    inspect_often(post, make_inspector(brigade))
    add_event(post, "J1", by=make_inspector(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    assert titles(make_supervisor(brigade), brigade) == ["2026-10 转入公示", "批准 1 项加分"]


def test_nobody_approves_an_own_bonus(brigade: Unit) -> None:
    supervisor = make_supervisor(brigade)
    add_event(make_post(make_unit(parent=brigade)), "J1", by=supervisor)
    assert [title for title in titles(supervisor, brigade) if "加分" in title] == []


def test_person_named_is_told_of_the_finding(brigade: Unit, time_machine: TimeMachineFixture) -> None:
    post = make_post(make_unit(parent=brigade))
    person = make_officer(post.unit)
    inspect(post, make_inspector(brigade), "B2", people=(person,))
    assert [task.title for task in agenda_of(person, brigade, NOON).tasks] == ["看 10-14 的检查"]


def test_own_post_shows_its_draft_score_without_a_place(client: Client, brigade: Unit) -> None:
    post = make_post(make_unit(parent=brigade), name="甲岗")
    person = make_officer(post.unit)
    assign(post, person)
    inspect_often(post, make_inspector(brigade), "B2")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    page = show(client, person)
    assert "95.00" in page
    assert "第 1 名" not in page


def test_administrator_sees_a_home_without_duty(client: Client, brigade: Unit) -> None:
    assert "今天没有要办的事" in show(client, make_officer(brigade, role=Role.AUDITOR))


@pytest.mark.parametrize("posts", [1, 3])
def test_pages_ask_the_same_number_of_questions(
    client: Client, brigade: Unit, posts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    supervisor, inspector = make_supervisor(brigade), make_inspector(brigade)
    for _ in range(posts):
        inspect_often(make_post(make_unit(parent=brigade)), inspector, "A2")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    client.force_login(supervisor, backend="organization.authentication.RoleBackend")
    with django_assert_num_queries(13):
        assert client.get(reverse("dashboard:home")).status_code == 200
    with django_assert_num_queries(12):
        assert client.get(reverse("dashboard:overview")).status_code == 200


@pytest.mark.parametrize("cycles", [1, 3])
def test_the_home_of_a_party_member_asks_thirteen_questions(
    client: Client, cycles: int, time_machine: TimeMachineFixture, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    time_machine.move_to(LATE_IN_THE_MONTH)
    make_standard()
    party = make_party()
    for number in range(cycles):
        make_posted(replace(party, cycle=make_cycle(party.brigade, name=f"第{number}期")))
    post = make_post(party.squadron)
    assign(post, party.member)
    inspect_often(post, make_inspector(party.brigade), "A2")
    compute_month(party.brigade, MONTH, by=None, at=AFTER)
    client.force_login(party.member, backend="organization.authentication.RoleBackend")
    with django_assert_num_queries(13):
        assert client.get(reverse("dashboard:home")).status_code == 200


def test_overview_shows_every_post_and_unit(client: Client, brigade: Unit) -> None:
    post = make_post(make_unit(parent=brigade, name="一中队"), name="甲岗")
    inspect_often(post, make_inspector(brigade), "B2")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    page = show(client, make_supervisor(brigade), "dashboard:overview")
    assert [word in page for word in ("甲岗", "一中队", "95.00")] == [True, True, True]


def test_unit_leader_sees_the_own_unit_only(client: Client, brigade: Unit) -> None:
    own, other = make_unit(parent=brigade, name="一中队"), make_unit(parent=brigade, name="二中队")
    for unit, name in ((own, "甲岗"), (other, "乙岗")):
        inspect_often(make_post(unit, name=name), make_inspector(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    page = show(client, make_officer(own, role=Role.UNIT_LEADER), "dashboard:overview")
    assert [word in page for word in ("甲岗", "乙岗", "二中队")] == [True, False, False]


def test_overview_names_units_without_posts_and_weak_posts(client: Client, brigade: Unit) -> None:
    make_unit(Unit.Kind.SECTION, parent=brigade, name="综合股")
    post = make_post(make_unit(parent=brigade), name="甲岗")
    inspect_often(post, make_inspector(brigade), "B2", "B2", "D1")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    rows = {row.unit.name: row for row in overview_of(make_supervisor(brigade), brigade, AFTER).units}
    assert (rows["综合股"].posts, rows["综合股"].weak) == (0, [])
    assert [score.post_name for score in rows[post.unit.name].weak] == ["甲岗"]


def test_overview_says_how_many_inspections_should_be_done_by_today(brigade: Unit) -> None:
    make_post(make_unit(parent=brigade))
    figures = overview_of(make_supervisor(brigade), brigade, AFTER.replace(day=15))
    assert (figures.inspected, figures.needed, figures.expected) == (0, 4, 2)


def test_overview_leads_supervisors_to_the_runs(client: Client, brigade: Unit) -> None:
    unit = make_unit(parent=brigade)
    pages = [show(client, who, "dashboard:overview") for who in (make_supervisor(brigade), leader_of(unit))]
    assert [reverse("dutyposts:run_list") in page for page in pages] == [True, False]


def leader_of(unit: Unit) -> Officer:
    return make_officer(unit, role=Role.UNIT_LEADER)


def test_the_overview_names_the_squadrons_that_have_services_to_plan(brigade: Unit) -> None:
    first, second = make_unit(parent=brigade, name="一中队"), make_unit(parent=brigade, name="二中队")
    for _ in range(2):
        make_visit(make_officer(first), is_grassroots=True, happened_on=NOON.date())
    make_visit(make_officer(second), is_grassroots=True, happened_on=NOON.date())
    found = overview_of(make_supervisor(brigade), brigade, NOON)
    assert (found.sure, [(row.squadron.name, row.minimum.missing) for row in found.late]) == (1, [("二中队", 1)])
    assert [row.services.minimum.done if row.services else None for row in found.units] == [2, 1]
