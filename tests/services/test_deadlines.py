"""Near limits are told to the owner, past ones to the leader too; every telling is noted once."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.test import Client

from audit.models import Entry
from dashboard.queries.tasks import agenda_of
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from services.actions.bookings import name_team
from services.actions.reminding import remind
from services.facts import waiting_for
from services.models import Case, Reminder
from services.rules.leniency import Rule
from services.tasks import remind_of_limits
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import (
    AT,
    TODAY,
    make_accident,
    make_booking,
    make_case,
    make_leniency,
    make_rating,
    make_slot,
    make_window,
)

pytestmark = pytest.mark.django_db
BACKEND = "organization.authentication.RoleBackend"
DAY = dt.timedelta(days=1)


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def unit(brigade: Unit) -> Unit:
    return make_unit(parent=brigade)


@pytest.fixture
def clerk(unit: Unit) -> Officer:
    return make_officer(unit, role=Role.WINDOW_CLERK)


@pytest.fixture
def people(brigade: Unit, unit: Unit, clerk: Officer) -> list[Officer]:
    """Return the clerk, another clerk, the leader of the unit, a supervisor of the brigade, an officer."""
    other, leader = (make_officer(unit, role=role) for role in (Role.WINDOW_CLERK, Role.UNIT_LEADER))
    return [clerk, other, leader, make_supervisor(brigade), make_officer(unit)]


def told(people: list[Officer], day: dt.date) -> list[dict[str, int]]:
    return [{row.kind.value: row.count for row in waiting_for(officer, day)} for officer in people]


def make_promised(clerk: Officer, *, promised: int, due: int) -> Case:
    """Make an accepted case that was promised, and by law is due, in so many days."""
    number = str(Case.objects.count() + 5)
    case = make_case(make_window(clerk.unit, clerk, number=number), clerk, phone=f"1390000000{number}")
    limits = {"promised_on": TODAY + promised * DAY, "due_on": TODAY + due * DAY, "notice_due_on": None}
    Case.objects.filter(pk=case.pk).update(state="accepted", accepted_on=TODAY, **limits)
    return case


def test_the_answer_to_an_application_is_asked_of_who_took_it_in(clerk: Officer, people: list[Officer]) -> None:
    make_case(make_window(clerk.unit, clerk), clerk)
    assert told(people, dt.date(2026, 11, 7)) == [{}, {}, {}, {}, {}]
    assert told(people, dt.date(2026, 11, 8)) == [{"cases": 1}, {}, {}, {}, {}]


def test_a_promise_that_is_passed_is_told_to_the_leaders(clerk: Officer, people: list[Officer]) -> None:
    make_promised(clerk, promised=5, due=9)
    assert told(people, TODAY + DAY) == [{}, {}, {}, {}, {}]
    assert told(people, TODAY + 2 * DAY) == [{"cases": 1}, {}, {}, {}, {}]
    assert told(people, TODAY + 6 * DAY) == [{"cases": 1}, {}, {"cases": 1}, {"cases": 1}, {}]


def test_a_low_rating_is_called_back_by_supervisors_and_told_to_nobody_at_the_window(
    clerk: Officer, people: list[Officer]
) -> None:
    rating = make_rating(make_window(clerk.unit, clerk), clerk)
    assert rating.due_on == dt.date(2026, 11, 25)
    assert told(people, TODAY) == [{}, {}, {}, {"calls": 1}, {}]
    assert told(people, dt.date(2026, 11, 26)) == [{}, {}, {}, {"calls": 1}, {}]


def test_an_appointment_waits_for_its_team_and_then_for_its_results(
    brigade: Unit, clerk: Officer, people: list[Officer]
) -> None:
    booking = make_booking(make_slot(brigade, TODAY + 6 * DAY), clerk)
    assert told(people, TODAY) == [{"teams": 1}] * 4 + [{}]
    name_team(booking, people[:2], by=clerk)
    assert told(people, TODAY + 6 * DAY) == [{}] * 5
    assert told(people, TODAY + 7 * DAY) == [{"results": 1}] * 4 + [{}]


@time_machine.travel(AT + 8 * DAY, tick=False)
def test_the_page_shows_what_was_counted(client: Client, brigade: Unit, clerk: Officer, people: list[Officer]) -> None:
    other = people[1]
    for who, promised in ((clerk, 5), (clerk, 9), (clerk, 30), (other, 5)):
        make_promised(who, promised=promised, due=40)
    for who in (clerk, clerk, other):
        make_accident(who, at=AT)
    for number, who in enumerate((clerk, other)):
        make_leniency(who, Rule.W3, at=AT - DAY, plate=f"湘J1000{number}")
    name_team(make_booking(make_slot(brigade, TODAY + 6 * DAY), clerk), people[:2], by=clerk)
    make_booking(make_slot(brigade, TODAY + 9 * DAY), clerk)
    make_rating(make_window(clerk.unit, clerk, number="3"), clerk)
    counted = [counts_on_pages(client, officer) for officer in people]
    at_window = {"teams": 1, "results": 1}
    assert counted == [
        {"cases": 2, "accidents": 2, "releases": 1} | at_window,
        {"cases": 1, "accidents": 1, "releases": 1} | at_window,
        {"cases": 2, "accidents": 3, "releases": 2} | at_window,
        {"cases": 2, "accidents": 3, "releases": 2, "calls": 1} | at_window,
        {},
    ]


def counts_on_pages(client: Client, officer: Officer) -> dict[str, int]:
    """Return what the officer is told of by kind, once the page that it leads to has shown as many."""
    client.force_login(officer, backend=BACKEND)
    found = {}
    for row in waiting_for(officer, TODAY + 8 * DAY):
        context = client.get(row.url).context
        shown = context["calls"] if row.kind == Reminder.Kind.CALLS else context["page"].rows
        found[row.kind.value] = len(shown)
        assert len(shown) == row.count, row.kind
    return found


def test_every_kind_reads_as_a_task(brigade: Unit, clerk: Officer) -> None:
    make_promised(clerk, promised=1, due=9)
    make_booking(make_slot(brigade, TODAY + 6 * DAY), clerk)
    titles = [task.title for task in agenda_of(clerk, brigade, AT).tasks]
    assert titles == ["窗口 1 件快到期或已超期", "给 1 个上门预约派人"]


def test_a_limit_is_noted_once_near_and_once_passed(clerk: Officer) -> None:
    case = make_promised(clerk, promised=5, due=9)
    noted = [remind(AT + days * DAY) for days in (1, 2, 3, 6, 7)]
    assert noted == [0, 1, 0, 1, 0]
    assert list(Reminder.objects.order_by("pk").values_list("kind", "thing", "stage", "unit")) == [
        ("cases", case.pk, "near", clerk.unit.pk),
        ("cases", case.pk, "past", clerk.unit.pk),
    ]
    assert Entry.objects.filter(action="services.limit_told").count() == 2


def test_a_limit_that_was_moved_is_told_of_again(clerk: Officer) -> None:
    make_promised(clerk, promised=5, due=9)
    remind(AT + 3 * DAY)
    Case.objects.update(promised_on=TODAY + 6 * DAY)
    assert remind(AT + 3 * DAY) == 1


@time_machine.travel(AT, tick=False)
def test_the_daily_task_notes_all_kinds(brigade: Unit, clerk: Officer) -> None:
    make_promised(clerk, promised=1, due=9)
    make_accident(clerk, at=AT - 8 * DAY)
    make_leniency(clerk, Rule.W3, at=AT - 9 * DAY)
    make_rating(make_window(clerk.unit, clerk, number="3"), clerk, at=AT - 30 * DAY)
    make_booking(make_slot(brigade, TODAY + 2 * DAY), clerk)
    late = make_booking(make_slot(brigade, TODAY - 2 * DAY), clerk, at=AT - 9 * DAY)
    name_team(late, [clerk, make_officer(clerk.unit)], by=clerk)
    remind_of_limits()
    assert Counter(Reminder.objects.values_list("kind", "stage")) == Counter(
        {
            ("cases", "near"): 1,
            ("accidents", "past"): 1,
            ("releases", "past"): 1,
            ("calls", "past"): 1,
            ("teams", "near"): 1,
            ("results", "past"): 1,
        }
    )
