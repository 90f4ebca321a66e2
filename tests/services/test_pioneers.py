"""The quarterly check of a pioneer post: which figures, whose verdict, what the hall then shows."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions import pioneers as checks
from services.actions.pioneers import check_pioneer
from services.actions.ratings import ask_review, decide_review
from services.actions.tickets import call_next
from services.models import Case, PioneerCheck, WindowDuty
from services.models.pioneers import PioneerCheck as Check
from services.queries.hall import windows_of
from services.queries.pioneers import unsaved_check
from services.rules.quarters import Quarter
from services.rules.ratings import Told
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import AT, make_called, make_pioneer, make_rating, make_ticket, make_window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = AT + dt.timedelta(days=19)
THIS, BEFORE = Quarter(2026, 4), Quarter(2026, 3)
KEEP, SUSPEND, REVOKE = Check.Verdict.KEEP, Check.Verdict.SUSPEND, Check.Verdict.REVOKE


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade()), role=Role.WINDOW_CLERK)


@pytest.fixture
def duty(clerk: Officer) -> WindowDuty:
    return make_pioneer(make_window(clerk.unit, clerk), make_officer(clerk.unit))


@pytest.fixture
def supervisor(duty: WindowDuty) -> Officer:
    return make_supervisor(duty.window.brigade)


def check(duty: WindowDuty, by: Officer, verdict: Check.Verdict = KEEP, quarter: Quarter = THIS) -> PioneerCheck:
    return check_pioneer(duty, quarter, verdict=verdict, reason="按季核查", by=by, at=NOW)


def test_the_figures_are_those_of_the_window_in_the_quarter(duty: WindowDuty, clerk: Officer) -> None:
    for at, level in enumerate((5, 4, 3, 2, 1, 0)):
        make_rating(duty.window, clerk, level=level, phone=f"1390000000{at}")
    make_rating(duty.window, clerk, level=1, at=AT - dt.timedelta(days=60))
    late, other = Case.objects.order_by("pk")[:2]
    Case.objects.filter(pk=late.pk).update(promised_on=AT.date() - dt.timedelta(days=1))
    Case.objects.filter(pk=other.pk).update(promised_on=NOW.date() + dt.timedelta(days=1))
    make_ticket(duty.window.brigade, clerk, at=AT)
    call_next(duty.window, by=clerk, at=AT + dt.timedelta(minutes=7, seconds=50))
    found = unsaved_check(duty, THIS, NOW)
    counts = (found.finished, found.rated, found.good, found.low, found.called_back)
    assert counts == (6, 5, 3, 2, 0)
    assert (found.promised, found.kept, found.called, found.wait_minutes) == (5, 4, 1, 7)
    assert (found.kept_percent, found.good_rate, found.tells_low) == ("80", Told(60, 23, 88), True)


def test_an_excluded_rating_leaves_the_figures_of_a_pioneer(
    duty: WindowDuty, clerk: Officer, supervisor: Officer
) -> None:
    called = make_called(make_rating(duty.window, clerk), supervisor, is_passed_on=False)
    ask_review(called, reason="说的是医院", by=supervisor, at=AT)
    decide_review(called, decision="excluded", reason="点错了", by=make_supervisor(duty.window.brigade), at=AT)
    found = unsaved_check(duty, THIS, NOW)
    assert (found.rated, found.excluded, found.good, found.low, found.called_back) == (1, 1, 0, 0, 0)


def test_a_post_without_anything_is_checked_without_shares(duty: WindowDuty, supervisor: Officer) -> None:
    found = check(duty, supervisor)
    assert (found.kept_percent, found.good_rate, found.wait_minutes) == ("", None, None)
    kept = Entry.objects.get(action="services.pioneer_checked")
    assert kept.after is not None
    assert (kept.after["verdict"], kept.after["finished"]) == ("keep", 0)


@pytest.mark.parametrize(
    ("verdicts", "shown"),
    [
        ([], 1),
        ([(BEFORE, KEEP)], 1),
        ([(BEFORE, SUSPEND)], 0),
        ([(BEFORE, SUSPEND), (THIS, KEEP)], 1),
        ([(THIS, KEEP), (BEFORE, SUSPEND)], 1),
        ([(THIS, REVOKE)], 0),
    ],
)
def test_the_latest_verdict_decides_what_the_hall_shows(
    duty: WindowDuty, supervisor: Officer, verdicts: list[tuple[Quarter, Check.Verdict]], shown: int
) -> None:
    for quarter, verdict in verdicts:
        check(duty, supervisor, verdict, quarter)
    (row,) = windows_of(duty.window.brigade, NOW)
    assert len(row.pioneers) == shown


def test_a_revoked_post_is_checked_no_more_and_none_twice(duty: WindowDuty, supervisor: Officer) -> None:
    check(duty, supervisor, REVOKE, BEFORE)
    with pytest.raises(checks.CheckedError):
        check(duty, supervisor, KEEP, BEFORE)
    with pytest.raises(checks.PioneerRevokedError):
        check(duty, supervisor)


def test_nobody_but_a_supervisor_checks_and_nobody_the_own_post(duty: WindowDuty, supervisor: Officer) -> None:
    own = make_pioneer(duty.window, supervisor)
    for post, who in ((duty, make_officer(duty.officer.unit, role=Role.UNIT_LEADER)), (own, supervisor)):
        with pytest.raises(checks.NotPioneerCheckerError):
            check(post, who)


@pytest.mark.parametrize("quarter", [Quarter(2027, 1), Quarter(2023, 4)])
def test_a_quarter_to_come_or_before_the_duty_is_refused(
    duty: WindowDuty, supervisor: Officer, quarter: Quarter
) -> None:
    with pytest.raises(checks.QuarterError):
        check(duty, supervisor, KEEP, quarter)


@pytest.mark.parametrize("change", [{"reason": ""}, {"good": 1}, {"kept": 1}, {"number": 5}])
def test_the_database_holds_what_a_check_says(duty: WindowDuty, supervisor: Officer, change: dict[str, object]) -> None:
    found = check(duty, supervisor)
    with pytest.raises(IntegrityError), transaction.atomic():
        PioneerCheck.objects.filter(pk=found.pk).update(**change)
    found.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save(force_insert=True)


def test_a_supervisor_checks_a_post_on_its_page(client: Client, duty: WindowDuty, supervisor: Officer) -> None:
    client.force_login(supervisor, backend=BACKEND)
    address = reverse("services:pioneer_check", args=[duty.pk, 2026, 3])
    assert list(client.post(address, {"verdict": "suspend"}).context["form"].errors) == ["reason"]
    client.post(address, {"verdict": "suspend", "reason": "投诉较多"})
    assert client.get(address).context["stored"].reason == "投诉较多"
    (post,) = client.get(reverse("services:pioneer_list")).context["posts"]
    assert (post.duty, post.check.verdict) == (duty, "suspend")
    again = client.post(address, {"verdict": "keep", "reason": "整改到位"})
    assert list(again.context["form"].errors) == ["__all__"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, duty: WindowDuty, supervisor: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        check(make_pioneer(duty.window, make_officer(duty.officer.unit)), supervisor, KEEP, BEFORE)
    client.force_login(supervisor, backend=BACKEND)
    with django_assert_num_queries(4):
        client.get(f"{reverse('services:pioneer_list')}?quarter=2026-Q3")
