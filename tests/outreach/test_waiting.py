"""What the home page says that outreach waits for: works to judge, word of events and lessons whose day is over."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from organization.rules.permissions import Role
from outreach.actions.contests import begin_judging, name_judges
from outreach.actions.entries import give_mark, withdraw_entry
from outreach.actions.publicity import cancel_event
from outreach.facts import Waiting, Wanted, waiting_for
from outreach.models import Contest
from tests.factories.access import BACKEND
from tests.factories.outreach import agree, make_contest, make_entry, make_event, make_household, make_lesson, report
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.outreach.test_contest_pages import LATER

pytestmark = pytest.mark.django_db
NEXT_DAY = dt.date(2026, 11, 21)
EVE = dt.date(2026, 11, 20)


@pytest.fixture
def manager() -> Officer:
    return make_supervisor(make_brigade())


@pytest.fixture
def officer(manager: Officer) -> Officer:
    return make_officer(make_unit(parent=manager.unit))


@pytest.fixture
def contest(manager: Officer, officer: Officer) -> Contest:
    """Make a contest that the officer judges, with two works of others and one of the officer's own."""
    contest = make_contest(manager.unit, by=manager)
    for by in (manager, manager, officer):
        make_entry(contest, by=by)
    name_judges(contest, [officer], by=manager)
    return begin_judging(contest, by=manager, at=LATER)


def test_a_judge_sees_what_is_left_to_mark(contest: Contest, manager: Officer, officer: Officer) -> None:
    first, second, _own = contest.entries.order_by("pk")
    waiting = Waiting(Wanted.MARKS, contest.pk, contest.title, 2, contest.judged_until)
    assert waiting_for(officer, NEXT_DAY) == [waiting]
    give_mark(first, 90, by=officer, at=LATER)
    assert [row.count for row in waiting_for(officer, NEXT_DAY)] == [1]
    withdraw_entry(second, reason="监护人收回同意", by=manager, at=LATER)
    assert waiting_for(officer, NEXT_DAY) == []


def test_an_event_whose_day_is_over_waits_for_its_owners(manager: Officer, officer: Officer) -> None:
    other, stranger = make_officer(officer.unit), make_officer(officer.unit)
    event = make_event(officer, other, is_planned=True, happened_on=EVE)
    waiting = Waiting(Wanted.EVENTS, event.pk, "", 1, EVE)
    assert [waiting_for(one, NEXT_DAY) for one in (officer, other, stranger)] == [[waiting], [waiting], []]
    assert waiting_for(officer, EVE) == []
    cancel_event(event, reason="下雨", by=officer)
    assert waiting_for(officer, NEXT_DAY) == []


@pytest.mark.parametrize("change", ["left", "moved"])
def test_a_pair_whose_helper_left_waits_for_the_leader(client: Client, officer: Officer, change: str) -> None:
    leader = make_officer(officer.unit, role=Role.UNIT_LEADER)
    household = make_household(officer.unit, officer, by=leader)
    make_household(officer.unit, leader, by=leader)
    assert waiting_for(leader, NEXT_DAY) == []
    told = {"is_active": False} if change == "left" else {"unit": make_unit(parent=make_brigade())}
    Officer.objects.filter(pk=officer.pk).update(**told)
    assert waiting_for(leader, NEXT_DAY) == [Waiting(Wanted.HELPERS, household.pk, "", 1, None)]
    client.force_login(leader, backend=BACKEND)
    task = next(task for task, *_urgency in client.get(reverse("dashboard:home")).context["tasks"])
    assert [line.number for line in client.get(task.url).context["page"].lines] == [household.number]
    assert waiting_for(make_officer(officer.unit), NEXT_DAY) == []


def test_a_lesson_whose_day_is_over_waits_for_its_teachers(manager: Officer, officer: Officer) -> None:
    lesson = agree(make_lesson(officer), officer, by=manager)
    assert waiting_for(officer, NEXT_DAY) == [Waiting(Wanted.LESSONS, lesson.pk, "", 1, EVE)]
    assert [waiting_for(one, day) for one, day in ((manager, NEXT_DAY), (officer, EVE))] == [[], []]
    report(lesson, by=officer)
    assert waiting_for(officer, NEXT_DAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_all_that_waits_is_one_question(
    contest: Contest, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_event(officer, is_planned=True, happened_on=EVE)
    assert officer.roles == {Role.OFFICER}  # known by now, as on every page
    with django_assert_num_queries(1):
        assert [row.count for row in waiting_for(officer, NEXT_DAY)] == [count, 2]


def test_the_home_page_leads_to_what_waits(
    client: Client, contest: Contest, manager: Officer, officer: Officer
) -> None:
    lesson = agree(make_lesson(officer), officer, by=manager)
    for _ in range(2):
        make_event(officer, is_planned=True, happened_on=EVE)
    with time_machine.travel(dt.datetime(2026, 11, 21, 9, tzinfo=LATER.tzinfo), tick=False):
        client.force_login(officer, backend=BACKEND)
        tasks = client.get(reverse("dashboard:home")).context["tasks"]
    assert {(task.title, task.url) for task, *_rest in tasks} == {
        ("给 2 件作品评分", reverse("outreach:contest", args=[contest.pk])),
        ("补报 2 场宣传活动的情况", f"{reverse('outreach:event_list')}?state=planned"),
        ("补报 1 次安全课的情况", reverse("outreach:lesson", args=[lesson.pk])),
    }
