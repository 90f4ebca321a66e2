"""The register of leniency: what it refuses, how a release ends, who sees a plate."""

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
from organization.calendar import BEIJING
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions import leniency as checks
from services.actions.leniency import note_check, record_leniency, settle_leniency, show_plate
from services.models import Leniency
from services.rules.leniency import Ground, Rule
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import AT, make_leniency, tell_leniency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=BEIJING)
ERASED = Leniency.Outcome.ERASED


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def supervisor(officer: Officer) -> Officer:
    return make_supervisor(officer.unit.brigade or officer.unit)


@pytest.fixture
def page(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def test_the_same_case_is_stored_once(officer: Officer) -> None:
    for _ in range(2):
        entry = record_leniency(tell_leniency(), grounds=(), client_id=UUID(int=3), by=officer, at=AT)
    assert (entry.state, entry.disposal, Leniency.objects.count()) == ("closed", "口头警告", 1)


@pytest.mark.parametrize("rule", list(Rule))
@pytest.mark.parametrize("ground", list(Ground))
def test_some_violations_are_never_let_off(officer: Officer, rule: Rule, ground: Ground) -> None:
    with pytest.raises(checks.NeverEligibleError, match=ground):
        record_leniency(tell_leniency(rule), grounds=[ground], client_id=uuid4(), by=officer, at=AT)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"is_driver_present": False}, checks.LackError),
        ({"plate": "12345"}, checks.PlateError),
        ({"at": AT + dt.timedelta(minutes=1)}, checks.FutureLeniencyError),
    ],
)
def test_what_does_not_fit_is_refused(officer: Officer, told: dict[str, Any], error: type[ValueError]) -> None:
    with pytest.raises(error):
        record_leniency(tell_leniency(**told), grounds=(), client_id=uuid4(), by=officer, at=AT)


def test_a_third_spoken_warning_of_twelve_months_is_refused(officer: Officer) -> None:
    for days in (400, 9, 2):
        make_leniency(officer, at=AT - dt.timedelta(days=days))
    with pytest.raises(checks.RepeatedError):
        make_leniency(officer, Rule.W1, plate="湘Ｊ·１２３４５")
    assert make_leniency(officer, Rule.W3).state == Leniency.State.OPEN


def test_points_wait_for_a_supervisors_check(officer: Officer, supervisor: Officer) -> None:
    entry = make_leniency(officer, points=3)
    for stranger in (officer, make_officer(officer.unit, role=Role.UNIT_LEADER)):
        with pytest.raises(checks.NotCheckerError):
            note_check(entry, note="属实", by=stranger, at=NOW)
    note_check(entry, note="省内情形清单第3项", by=supervisor, at=NOW)
    entry.refresh_from_db()
    assert (entry.state, entry.checked_by) == (Leniency.State.CLOSED, supervisor)


def test_a_release_stays_open_until_it_is_settled(officer: Officer) -> None:
    entry = make_leniency(officer, Rule.W3)
    with pytest.raises(checks.NotAtWorkOnLeniencyError):
        settle_leniency(entry, outcome=ERASED, proof="急诊病历", by=make_officer(officer.unit), at=NOW)
    settle_leniency(entry, outcome=ERASED, proof="急诊病历", by=officer, at=NOW)
    with pytest.raises(checks.LeniencyStepError):
        settle_leniency(entry, outcome=ERASED, proof="急诊病历", by=officer, at=NOW)
    entry.refresh_from_db()
    assert (entry.state, entry.outcome, entry.due_on) == ("closed", "erased", dt.date(2026, 11, 9))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (Rule.W1, {"is_driver_present": False}),
        (Rule.W2, {"is_local": True}),
        (Rule.W2, {"is_hazardous": True}),
        (Rule.W3, {"hospital": ""}),
        (Rule.W3, {"state": "closed"}),
        (Rule.W4, {"escort": ""}),
        (Rule.W1, {"outcome": "erased"}),
        (Rule.W1, {"points": 3}),
    ],
)
def test_the_database_holds_what_the_rules_promise(officer: Officer, rule: Rule, change: dict[str, object]) -> None:
    entry = make_leniency(officer, rule)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leniency.objects.filter(pk=entry.pk).update(**change)


def test_a_plate_is_whole_only_by_the_button(page: Client, officer: Officer) -> None:
    entry = make_leniency(officer, words="请立即驶离")
    bodies = [page.get(reverse("services:leniency_list")), page.get(reverse("services:leniency", args=[entry.number]))]
    sheet = load_workbook(BytesIO(page.post(reverse("services:leniency_export")).getvalue())).worksheets[0]
    told = "".join([*(body.content.decode() for body in bodies), *(str(cell.value) for cell in sheet[2])])
    assert ("湘J12345" in told, told.count("湘J***45")) == (False, 3)
    shown = page.post(reverse("services:leniency_show", args=[entry.number]))
    assert "湘J12345" in shown.content.decode()
    kept = AuditEntry.objects.filter(action="organization.personal_shown")
    assert [entry.after for entry in kept] == [{"fields": ["plate"]}]
    with pytest.raises(checks.NotAtWorkOnLeniencyError):
        show_plate(entry, by=make_officer(officer.unit))
    assert "湘J12345" not in str(list(AuditEntry.objects.values_list("before", "after", "object_name")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    page: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_leniency(officer, plate=f"湘J1234{number}")
    with django_assert_num_queries(6):
        page.get(reverse("services:leniency_list"))


@pytest.mark.parametrize(
    ("query", "plates"),
    [
        ("", ["湘J00003", "湘J00002", "湘J00001"]),
        ("rule=waived&of_enterprises=on", ["湘J00001"]),
        ("rule=W3&state=overdue", ["湘J00003"]),
        ("state=unchecked", ["湘J00002"]),
        ("first=2026-11-03&last=2026-11-03", ["湘J00002"]),
        ("enterprise=恒达&state=closed", ["湘J00001"]),
        ("officer=nobody&rule=W9&first=soon", ["湘J00003", "湘J00002", "湘J00001"]),
    ],
)
def test_the_list_is_narrowed_in_the_database(page: Client, officer: Officer, query: str, plates: list[str]) -> None:
    make_leniency(officer, at=AT - dt.timedelta(days=2), plate="湘J00001", enterprise="恒达机械厂")
    make_leniency(officer, at=AT - dt.timedelta(days=1), plate="湘J00002", points=3)
    make_leniency(officer, Rule.W3, plate="湘J00003", enterprise="长运公司")
    rows = page.get(f"{reverse('services:leniency_list')}?{query}").context["page"].rows
    assert [entry.plate for entry in rows] == plates


def test_the_list_is_paged_without_a_gap(page: Client, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.queries.leniency.PAGE_SIZE", 2)
    for number in range(3):
        make_leniency(officer, plate=f"湘J0000{number}", at=AT + dt.timedelta(microseconds=number // 2))
    first = page.get(reverse("services:leniency_list")).context
    second = page.get(reverse("services:leniency_list") + first["older_url"]).context
    assert [entry.plate for shown in (first, second) for entry in shown["page"].rows] == [
        *("湘J00002", "湘J00001", "湘J00000")
    ]


def test_entries_are_counted_by_officer_in_the_order_of_names(page: Client, officer: Officer) -> None:
    make_leniency(officer)
    make_leniency(officer, Rule.W3)
    (row,) = page.get(reverse("services:leniency_officers")).context["rows"]
    assert [row[name] for name in ("W1", "W2", "W3", "W4", "total")] == [1, 0, 1, 0, 2]


@pytest.mark.parametrize("rule", list(Rule))
def test_a_case_is_entered_on_the_road(page: Client, rule: Rule) -> None:
    told: dict[str, Any] = {"client_id": uuid4(), "plate": "鄂A12345", "place": "德山大道"}
    told |= {"happened_at": "2026-11-23T08:55", "is_driver_present": "on", "is_corrected": "on", "hospital": "市医院"}
    told |= {"permit": "K-7", "route": "德山大道", "passage_time": "22:00", "escort": "铁骑"}
    answer = page.post(reverse("services:leniency_new", args=[rule]), told)
    entry = Leniency.objects.get()
    assert (entry.rule, answer.headers["Location"]) == (rule, reverse("services:leniency", args=[entry.number]))
    assert page.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("rule", "told", "field"),
    [
        ("W1", {"is_corrected": "on"}, "is_driver_present"),
        ("W2", {"is_corrected": "on", "is_local": "on"}, "plate"),
        ("W3", {}, "hospital"),
        ("W1", {"grounds": ["drink_driving"]}, "grounds"),
    ],
)
def test_a_refusal_is_shown_at_the_field_that_mends_it(
    page: Client, rule: str, told: dict[str, object], field: str
) -> None:
    sent = {"client_id": uuid4(), "plate": "湘J12345", "place": "德山大道", "happened_at": "2026-11-23T08:55"}
    answer = page.post(reverse("services:leniency_new", args=[rule]), sent | told)
    assert list(answer.context["form"].errors) == [field]


def test_a_release_is_settled_and_checked_on_its_page(client: Client, officer: Officer, supervisor: Officer) -> None:
    entry = make_leniency(officer, Rule.W3)
    client.force_login(supervisor, backend=BACKEND)
    address = reverse("services:leniency", args=[entry.number])
    client.post(address, {"step": "settle", "outcome": "penalised", "proof": "无就诊记录"})
    client.post(address, {"step": "check", "note": "已核"})
    entry.refresh_from_db()
    assert (entry.outcome, entry.settled_by, entry.checked_by) == ("penalised", supervisor, supervisor)


def test_a_late_release_stands_on_the_home_page(officer: Officer) -> None:
    leader = make_officer(officer.unit, role=Role.UNIT_LEADER)
    make_leniency(officer, Rule.W3)
    days = [dt.datetime(2026, 11, day, 9, tzinfo=BEIJING) for day in (9, 10, 11, 12)]
    told = [[len(agenda_of(who, who.unit.brigade, day).tasks) for day in days] for who in (officer, leader)]
    assert told == [[0, 1, 1, 1], [0, 0, 0, 1]]
