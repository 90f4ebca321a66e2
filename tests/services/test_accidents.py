"""Accident cases: four things fixed, days computed, changes with a reason."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry as AuditEntry
from dashboard.queries.tasks import agenda_of
from organization.calendar import BEIJING, Month
from organization.models import BrigadeSetting, Officer
from organization.rules.permissions import Role
from organization.rules.settings import Setting
from services.actions import accidents as checks
from services.actions.accidents import add_party, change_officers, note_mark, open_accident, show_parties
from services.models import AccidentCase
from services.rules.accidents import Kind, Mark
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import AT, make_accident, tell_accident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=BEIJING)
PHONE = "13812348000"


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def second(officer: Officer) -> Officer:
    return make_officer(officer.unit)


@pytest.fixture
def page(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def mark(case: AccidentCase, what: Mark, text: str, by: Officer, reason: str = "") -> AccidentCase:
    note_mark(case, what, happened_on=dt.date.fromisoformat(f"2026-{text}"), reason=reason, by=by, at=NOW)
    return AccidentCase.objects.get(pk=case.pk)


def by_rules_of(year: int, officer: Officer) -> None:
    told = {"name": Setting.RULE_VERSION, "value": str(year), "from_month": Month(2026, 1), "set_at": AT}
    BrigadeSetting.objects.create(brigade=officer.unit.brigade or officer.unit, set_by=officer, **told)


def test_the_same_case_is_opened_once(officer: Officer, second: Officer) -> None:
    for _ in range(2):
        told = tell_accident(officer, second)
        case = open_accident(told, is_reported_later=False, client_id=UUID(int=3), by=officer, at=NOW)
    assert (case.state, case.next_due_on, case.rule_version) == ("open", dt.date(2026, 11, 18), 2010)
    assert [due.article for due in case.dues.all()] == ["道路交通事故处理程序规定（2009）第四十七条"]
    assert AccidentCase.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({}, checks.SecondMissingError),
        ({"is_simple": True, "kind": Kind.INJURY}, checks.NotSimpleError),
        ({"is_simple": True, "is_priority": True}, checks.PriorityReasonError),
        ({"is_simple": True, "arrived_at": AT - dt.timedelta(minutes=1)}, checks.AccidentDayError),
        ({"is_simple": True, "called_at": NOW + dt.timedelta(minutes=1)}, checks.AccidentDayError),
    ],
)
def test_what_does_not_fit_is_refused(officer: Officer, told: dict[str, Any], error: type[ValueError]) -> None:
    with pytest.raises(error):
        open_accident(tell_accident(officer, **told), is_reported_later=False, client_id=uuid4(), by=officer, at=NOW)


def test_officers_of_the_brigade_handle_a_case(officer: Officer) -> None:
    stranger = make_officer(make_unit(parent=make_brigade()))
    with pytest.raises(checks.StrangerToBrigadeError, match=stranger.police_number):
        make_accident(officer, stranger)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "death"},
        {"has_test": True},
        {"is_simple": False},
        {"is_priority": True},
        {"arrived_at": AT - dt.timedelta(days=1)},
    ],
)
def test_the_database_holds_what_the_checks_promise(officer: Officer, change: dict[str, Any]) -> None:
    case = make_accident(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccidentCase.objects.filter(pk=case.pk).update(**change)


def test_a_case_goes_its_way_to_the_return_call(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second)
    states = []
    for what, day in (
        (Mark.CERTIFIED, "11-10"),
        (Mark.SERVED, "11-11"),
        (Mark.REVIEW_ASKED, "11-12"),
        (Mark.REVIEW_ACCEPTED, "11-13"),
        (Mark.REVIEW_CONCLUDED, "11-18"),
        (Mark.CLOSED, "11-19"),
    ):
        case = mark(case, what, day, officer)
        states.append((case.state, case.next_due_on and case.next_due_on.strftime("%m-%d")))
    assert states == [
        ("certified", "11-13"),
        ("certified", None),
        ("review", "11-19"),
        ("review", "12-14"),
        ("certified", None),
        ("closed", "12-03"),
    ]


def test_a_day_is_corrected_with_a_reason_that_stays(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second)
    with pytest.raises(checks.ReasonMissingError):
        mark(case, Mark.SCENE, "11-05", officer)
    case = mark(case, Mark.SCENE, "11-05", officer, "次日复勘")
    assert case.next_due_on == dt.date(2026, 11, 19)
    (change,) = case.changes.all()
    assert (change.before, change.after, change.reason) == ("2026-11-04", "2026-11-05", "次日复勘")


@pytest.mark.parametrize(
    ("what", "day", "error"),
    [
        (Mark.SERVED, "11-10", checks.MarkOrderError),
        (Mark.CERTIFIED, "11-24", checks.AccidentDayError),
        (Mark.CERTIFIED, "11-03", checks.AccidentDayError),
        (Mark.PAUSED, "11-10", checks.MarkNotKnownError),
    ],
)
def test_an_event_out_of_order_is_refused(
    officer: Officer, second: Officer, what: Mark, day: str, error: type[ValueError]
) -> None:
    with pytest.raises(error):
        mark(make_accident(officer, second), what, day, officer, "当事人抢救")


def test_ordering_a_test_moves_the_certificate(officer: Officer, second: Officer) -> None:
    case = mark(make_accident(officer, second), Mark.TEST_ORDERED, "11-06", officer)
    assert (case.has_test, case.next_due_on) == (True, dt.date(2026, 11, 26))
    with pytest.raises(checks.MarkNotKnownError):
        mark(case, Mark.FOUND, "11-10", officer)


def test_a_leader_stops_the_clock_with_a_reason(officer: Officer, second: Officer) -> None:
    by_rules_of(2022, officer)
    case, leader = make_accident(officer, second), make_officer(officer.unit, role=Role.UNIT_LEADER)
    with pytest.raises(checks.NotGranterError):
        mark(case, Mark.PAUSED, "11-10", officer, "当事人抢救")
    with pytest.raises(checks.ReasonMissingError):
        mark(case, Mark.PAUSED, "11-10", leader)
    assert mark(case, Mark.PAUSED, "11-10", leader, "当事人抢救").next_due_on == dt.date(2027, 1, 11)
    assert mark(case, Mark.RESUMED, "11-20", officer).next_due_on == dt.date(2026, 11, 27)


def test_a_case_is_handed_over_with_a_reason_that_stays(officer: Officer, second: Officer) -> None:
    case, other = make_accident(officer, second), make_officer(officer.unit)
    with pytest.raises(checks.NotAtWorkOnCaseError):
        change_officers(case, lead=other, second=second, reason="轮休", by=other, at=NOW)
    with pytest.raises(checks.SecondMissingError):
        change_officers(case, lead=second, second=second, reason="轮休", by=officer, at=NOW)
    change_officers(case, lead=other, second=second, reason="轮休", by=officer, at=NOW)
    case.refresh_from_db()
    (change,) = case.changes.all()
    assert (case.lead, change.what, change.before, change.after) == (other, "lead", officer.name, other.name)


def test_priority_changes_the_order_and_no_limit(page: Client, officer: Officer, second: Officer) -> None:
    make_accident(officer, second, place="甲")
    first = make_accident(
        officer, second, place="乙", is_priority=True, priority_reason="涉校车", at=AT + dt.timedelta(days=1)
    )
    rows = page.get(reverse("services:accident_list")).context["page"].rows
    assert [case.place for case, _colour in rows] == ["乙", "甲"]
    assert first.next_due_on == dt.date(2026, 11, 19)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", ["逾", "近", "远", "逃"]),
        ("colour=red", ["逾"]),
        ("colour=amber", ["近"]),
        ("colour=green", ["远"]),
        ("colour=none", ["逃"]),
        ("first=2026-11-20&kind=property", ["远", "逃"]),
        ("arrival=5", ["逃"]),
        ("arrival=10&last=2026-11-10", ["逾"]),
        ("state=review&colour=pink&unit=NO", []),
    ],
)
def test_the_list_is_narrowed_in_the_database(
    page: Client, officer: Officer, second: Officer, query: str, places: list[str]
) -> None:
    days = {"逾": 4, "近": 12, "远": 20}
    for place, day in days.items():
        make_accident(officer, second, place=place, at=AT.replace(day=day))
    at = AT.replace(day=20)
    make_accident(officer, second, place="逃", at=at, is_hit_and_run=True, arrived_at=at + dt.timedelta(minutes=4))
    rows = page.get(f"{reverse('services:accident_list')}?{query}").context["page"].rows
    assert [case.place for case, _colour in rows] == places


def test_the_list_is_paged_without_a_gap(
    page: Client, officer: Officer, second: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.queries.accidents.PAGE_SIZE", 2)
    for place, fled in (("甲", False), ("乙", True), ("丙", True)):
        make_accident(officer, second, place=place, is_hit_and_run=fled)
    first = page.get(reverse("services:accident_list")).context
    following = page.get(reverse("services:accident_list") + first["older_url"]).context
    assert [case.place for shown in (first, following) for case, _ in shown["page"].rows] == ["甲", "乙", "丙"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_questions(
    page: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_accident(officer)
    with django_assert_num_queries(6):
        page.get(reverse("services:accident_list"))
    with django_assert_num_queries(5):
        page.get(reverse("services:accident_responses"))


def test_shares_of_arrivals_come_with_their_counts(page: Client, officer: Officer) -> None:
    for seconds in (299, 300, 599, 600):
        make_accident(officer, arrived_at=AT + dt.timedelta(seconds=seconds))
    (row,) = page.get(reverse("services:accident_responses")).context["rows"]
    assert [row[name] for name in ("fast", "fast_share", "slower", "slower_share", "all")] == [1, 25, 3, 75, 4]


def test_parties_are_whole_only_by_the_button(page: Client, officer: Officer) -> None:
    case = make_accident(officer)
    for _ in range(2):
        add_party(case, name="孙明", phone=PHONE, by=officer)
    address = reverse("services:accident", args=[case.number])
    sheet = load_workbook(BytesIO(page.post(reverse("services:accident_export")).getvalue())).worksheets[0]
    body = page.get(address).content.decode() + "".join(str(cell.value) for cell in sheet[2])
    assert (PHONE in body, "孙明" in body, body.count("138****8000")) == (False, False, 1)
    shown = page.post(reverse("services:accident_show", args=[case.number])).content.decode()
    kept = AuditEntry.objects.filter(action="organization.personal_shown")
    assert (PHONE in shown, [entry.after for entry in kept]) == (True, [{"fields": ["name", "phone"]}])
    with pytest.raises(checks.NotAtWorkOnCaseError):
        show_parties(case, by=make_officer(officer.unit))
    assert PHONE not in str(list(AuditEntry.objects.values_list("before", "after", "object_name")))


def test_a_case_is_handled_on_its_pages(page: Client, officer: Officer, second: Officer) -> None:
    told = {"client_id": uuid4(), "place": "莲池路", "called_at": "2026-11-20T09:00", "arrived_at": "2026-11-20T09:04"}
    told |= {"kind": "injury", "lead": officer.pk, "second": second.pk, "responsibility": "主办负全责"}
    address = page.post(reverse("services:accident_new"), told)["Location"]
    for sent in (
        {"step": "card", "given_on": "2026-11-20"},
        {"step": "party", "name": "孙明", "phone": PHONE},
        {"step": "officers", "lead": second.pk, "second": officer.pk, "reason": "轮休"},
        {"step": "mark", "mark": "certified", "happened_on": "2026-11-20"},
        {"step": "mark", "mark": "closed", "happened_on": "2026-11-22"},
        {"step": "call", "called_on": "2026-11-23", "is_clear": "yes", "is_fair": "yes", "is_paid": "no"},
    ):
        assert page.post(address, sent).status_code == 302
    case = AccidentCase.objects.get()
    assert (case.lead, case.card_given_on, case.state) == (second, dt.date(2026, 11, 20), "closed")
    assert (case.is_clear, case.is_fair, case.is_paid, case.next_due_on) == (True, True, False, None)
    assert page.get(address).status_code == 200


def test_a_refusal_is_shown_at_its_field(page: Client, officer: Officer, second: Officer) -> None:
    address = reverse("services:accident", args=[make_accident(officer, second).number])
    answer = page.post(address, {"step": "mark", "mark": "scene", "happened_on": "2026-11-05"})
    assert list(answer.context["form"].errors) == ["reason"]
    told = {"client_id": uuid4(), "place": "莲池路", "called_at": "2026-11-20T09:00", "kind": "death"}
    told |= {"lead": officer.pk, "responsibility": "主办负全责"}
    assert list(page.post(reverse("services:accident_new"), told).context["form"].errors) == ["second"]


def test_amber_tells_the_officers_and_the_head_and_red_the_brigade(officer: Officer, second: Officer) -> None:
    head = make_officer(officer.unit, role=Role.UNIT_LEADER)
    chief = make_supervisor(officer.unit.brigade or officer.unit)
    make_accident(officer, second)
    days = [dt.datetime(2026, 11, day, 9, tzinfo=BEIJING) for day in (12, 13, 18, 19)]
    people = (officer, second, head, chief, make_officer(officer.unit))
    told = [[len(agenda_of(who, officer.unit.brigade, day).tasks) for day in days] for who in people]
    assert told == [[0, 1, 1, 1], [0, 1, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]]
