"""A case that turns out to be another kind, or that gets priority: which limits move, what stays."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organization.calendar import BEIJING
from organization.models import CalendarDay, Officer
from services.actions import accidents as checks
from services.actions.accidents import change_officers, note_mark
from services.actions.reclassing import Nature, change_kind, change_priority
from services.models import AccidentCase
from services.rules.accidents import Kind, Mark
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, make_accident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = dt.datetime(2026, 11, 12, 9, tzinfo=BEIJING)
ORDINARY = Nature(kind=Kind.PROPERTY)


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


def dues(case: AccidentCase) -> dict[str, str]:
    return {due.step: f"{due.due_on}" for due in case.dues.all()}


def test_another_kind_has_other_limits_and_the_old_ones_stay_readable(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second)
    assert dues(case) == {"certificate": "2026-11-18"}
    told = Nature(kind=Kind.DEATH, is_hit_and_run=True)
    change_kind(case, told, reason="伤者死亡，肇事者逃逸", by=officer, at=NOW)
    assert dues(case) == {"hit_and_run": "None"}
    changes = [(change.what, change.before, change.after) for change in case.changes.all()]
    assert sorted(changes) == [
        ("due:certificate", "2026-11-18", ""),
        ("is_hit_and_run", "no", "yes"),
        ("kind", "property", "death"),
    ]
    kept = Entry.objects.get(action="services.accident_kind_changed")
    assert kept.before == {"kind": "property", "is_hit_and_run": False, "dues": ["certificate 2026-11-18"]}
    case.refresh_from_db()
    assert (case.next_due_on, case.order_on) == (None, dt.date.max)


def test_the_same_kind_again_changes_nothing(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second)
    change_kind(case, ORDINARY, reason="无", by=officer, at=NOW)
    change_priority(case, is_priority=False, reason="无", by=officer, at=NOW)
    assert case.changes.count() == 0


def test_a_case_that_is_no_longer_simple_has_its_second_officer_first(officer: Officer, second: Officer) -> None:
    case = make_accident(officer)
    told = Nature(kind=Kind.INJURY)
    with pytest.raises(checks.SecondMissingError):
        change_kind(case, told, reason="伤情加重", by=officer, at=NOW)
    change_officers(case, lead=officer, second=second, reason="转一般程序", by=officer, at=NOW)
    change_kind(case, told, reason="伤情加重", by=officer, at=NOW)
    assert dues(case) == {"certificate": "2026-11-18"}


@pytest.mark.parametrize("mark", [Mark.PAUSED, Mark.QUICK_ASKED, Mark.TEST_ORDERED])
def test_a_case_with_more_to_it_becomes_no_simple_one(officer: Officer, second: Officer, mark: Mark) -> None:
    case = make_accident(officer, second)
    AccidentCase.objects.get(pk=case.pk).marks.create(mark=mark, happened_on=AT.date())
    with pytest.raises(checks.NotSimpleError):
        change_kind(case, Nature(kind=Kind.PROPERTY, is_simple=True), reason="损失轻微", by=officer, at=NOW)


def test_a_test_that_was_ordered_stays_needed(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second, has_test=True)
    note_mark(case, Mark.TEST_ORDERED, happened_on=AT.date(), reason="", by=officer, at=NOW)
    change_kind(case, Nature(kind=Kind.INJURY), reason="有人受伤", by=officer, at=NOW)
    case.refresh_from_db()
    assert (case.kind, case.has_test) == ("injury", True)


def test_priority_moves_no_limit_even_when_the_calendar_changed(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second)
    CalendarDay.objects.create(day=dt.date(2026, 11, 13), is_working=False)
    change_priority(case, is_priority=True, reason="伤者住院", by=officer, at=NOW)
    case.refresh_from_db()
    told = (dues(case), case.next_due_on, case.order_on, case.priority_reason)
    assert told == ({"certificate": "2026-11-18"}, dt.date(2026, 11, 18), dt.date(2026, 11, 13), "伤者住院")
    change_priority(case, is_priority=False, reason="伤者出院", by=officer, at=NOW)
    case.refresh_from_db()
    assert (case.order_on, case.priority_reason, case.changes.count()) == (dt.date(2026, 11, 18), "", 2)


def test_strangers_and_closed_cases_are_refused(officer: Officer, second: Officer) -> None:
    case = make_accident(officer, second)
    with pytest.raises(checks.NotAtWorkOnCaseError):
        change_priority(case, is_priority=True, reason="急", by=make_officer(officer.unit), at=NOW)
    with pytest.raises(checks.ReasonMissingError):
        change_kind(case, Nature(kind=Kind.DEATH), reason=" ", by=officer, at=NOW)
    for mark in (Mark.CERTIFIED, Mark.CLOSED):
        note_mark(case, mark, happened_on=NOW.date(), reason="", by=officer, at=NOW)
    with pytest.raises(checks.CaseClosedError):
        change_kind(case, Nature(kind=Kind.DEATH), reason="伤者死亡", by=officer, at=NOW)


def test_kind_and_priority_are_changed_on_the_page_of_the_case(
    client: Client, officer: Officer, second: Officer
) -> None:
    case = make_accident(officer, second)
    client.force_login(officer, backend=BACKEND)
    address = reverse("services:accident", args=[case.number])
    refused = client.post(address, {"step": "kind", "kind": "death", "is_simple": "on", "reason": "死亡"})
    assert list(refused.context["form"].errors) == ["is_simple"]
    client.post(address, {"step": "kind", "kind": "death", "reason": "死亡"})
    client.post(address, {"step": "priority", "is_priority": "on", "reason": "伤者住院"})
    changed = [(one.what, one.before, one.after) for one in client.get(address).context["changes"]]
    assert changed == [("优先", "否", "是"), ("类型", "财产损失", "死亡")]
