"""Two connections that take the same step at the same moment: it is taken once, or by one after the other."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection, models, transaction

from audit.models import Entry as AuditEntry
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions import lessons
from outreach.actions.contests import ContestStepError, award_contest, begin_judging, name_judges
from outreach.actions.entries import give_mark
from outreach.actions.opinions import hand_over
from outreach.actions.pairs import begin_pair, name_helper
from outreach.actions.publicity import change_event, enter_as_visit
from outreach.models import Contest, Helper, Household, Lesson, Mark, PublicityEvent, Visit, VisitSum
from outreach.rules.categories import Category
from tests.factories.outreach import (
    AT,
    HOUSEHOLD,
    TODAY,
    agree,
    event_input,
    make_contest,
    make_entry,
    make_event,
    make_household,
    make_lesson,
    make_opinion,
    make_visit,
    report,
    visit_input,
)
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.faults.portal import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]
ONCE = UUID(int=7)
LATER = AT + dt.timedelta(days=7)


@pytest.fixture
def leader() -> Officer:
    return make_officer(make_unit(parent=make_brigade()), role=Role.UNIT_LEADER)


@pytest.fixture
def others(leader: Officer) -> list[Officer]:
    return [make_officer(leader.unit) for _ in range(2)]


def brigade_of(officer: Officer) -> Unit:
    return officer.unit.brigade or officer.unit


def waiting() -> int:
    """Return how many connections wait now; a transaction keeps what it read of them unless it is told to forget."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        (found,) = cursor.fetchone()
    return int(found)


def at_once(held: models.Model, *actions: Callable[[], object]) -> list[object]:
    """Start the actions while `held` is locked, let go when all of them wait, and return what each came to."""
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            type(held)._default_manager.select_for_update().get(pk=held.pk)
            running = [pool.submit(came_to, action) for action in actions]
            until(lambda: waiting() == len(actions) or any(one.done() for one in running))
        return [one.result() for one in running]


def came_to(action: Callable[[], object]) -> object:
    try:
        return action()
    except ValueError as error:
        return type(error)
    finally:
        connection.close()


def test_a_pair_is_begun_once(leader: Officer, others: list[Officer]) -> None:
    def begin() -> Household:
        return begin_pair(leader.unit, HOUSEHOLD, others[0], client_id=ONCE, by=leader, at=AT)

    first, second = at_once(leader.unit, begin, begin)
    assert (first, Helper.objects.count()) == (second, 1)


def test_of_two_new_helpers_one_follows_the_other(leader: Officer, others: list[Officer]) -> None:
    household = make_household(leader.unit, make_officer(leader.unit), by=leader)
    at_once(household, *(lambda one=one: name_helper(household, one, on=TODAY, by=leader, at=AT) for one in others))
    history = household.helpers.order_by("pk").values_list("ended_on", flat=True)
    assert (list(history), household.helpers.filter(officer__in=others).count()) == ([TODAY, TODAY, None], 2)


def test_an_event_is_held_and_becomes_a_visit_once(leader: Officer, others: list[Officer]) -> None:
    event = make_event(leader, is_planned=True)
    wanted, visit = event_input(leader.unit, [leader, *others]), visit_input(leader.unit, [leader, *others])
    at_once(event, *[lambda: change_event(event, wanted, by=leader, at=AT)] * 2)
    assert (PublicityEvent.objects.get().state, event.officers.count(), event.units.count()) == ("held", 3, 1)
    first, second = at_once(event, *[lambda: enter_as_visit(event, visit, by=leader, at=AT)] * 2)
    assert (first, Visit.objects.count()) == (second, 1)


def test_of_two_visits_of_a_month_the_later_one_counts_both(leader: Officer, others: list[Officer]) -> None:
    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            make_visit(leader, category=Category.OPEN_CAMP)
            later = pool.submit(came_to, lambda: make_visit(others[0], leader, category=Category.OPEN_CAMP))
            until(lambda: waiting() == 1 or later.done())
        later.result()
    sums = VisitSum.objects.values_list("unit", "records", "total")
    assert set(sums) == {(None, 2, 2), (leader.unit_id, 2, 2)}


def test_a_lesson_is_agreed_with_one_of_two_and_becomes_a_visit_once(leader: Officer, others: list[Officer]) -> None:
    lesson, supervisor = make_lesson(leader), make_supervisor(brigade_of(leader))
    units = [leader.unit, make_unit(parent=supervisor.unit)]
    at_once(
        lesson,
        *(
            lambda one=one, unit=unit: agree(lesson, one, by=supervisor, unit=unit)
            for one, unit in zip(others, units, strict=True)
        ),
    )
    agreed, left = AuditEntry.objects.filter(action="outreach.lesson_agreed").latest("number"), Lesson.objects.get()
    told = {"unit": left.unit.code, "teachers": [one.police_number for one in left.teachers.all()]}
    assert told.items() <= (agreed.after or {}).items()
    report(lesson, by=leader)
    visit = visit_input(leader.unit, [leader, *others])
    entered = [lambda: lessons.enter_as_visit(lesson, visit, client_id=uuid4(), by=leader, at=AT)] * 2
    first, second = at_once(lesson, *entered)
    assert (first, Visit.objects.count(), Lesson.objects.get().visit) == (second, 1, first)


def test_of_two_who_hand_an_opinion_over_one_follows_the_other(leader: Officer) -> None:
    opinion, supervisor = make_opinion(make_visit(leader), by=leader), make_supervisor(brigade_of(leader))
    units = [make_unit(parent=supervisor.unit) for _ in range(2)]
    came = at_once(opinion, *(lambda unit=unit: hand_over(opinion, unit, by=supervisor) for unit in units))
    opinion.refresh_from_db()
    assert (came, opinion.owner in units) == ([opinion, opinion], True)


def test_a_work_is_judged_and_awarded_once(leader: Officer, others: list[Officer]) -> None:
    contest = make_contest(leader.unit, by=leader)
    entry, judge = make_entry(contest, by=leader), others[0]
    name_judges(contest, [judge], by=leader)
    begin_judging(contest, by=leader, at=LATER)
    at_once(contest, *(lambda points=points: give_mark(entry, points, by=judge, at=LATER) for points in (80, 90)))
    mark = Mark.objects.get()
    came = at_once(contest, *[lambda: award_contest(contest, reason="", by=leader, at=LATER)] * 2)
    assert sorted(map(str, came)) == sorted([str(contest), str(ContestStepError)])
    entry.refresh_from_db()
    assert (entry.prize, entry.mean, Contest.objects.get().state) == ("first", mark.points, "awarded")
