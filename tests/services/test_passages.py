"""Permits of priority passage: what is refused, how they stand, who finds and uses them, who sees a plate."""

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

from audit.models import Entry
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from services.actions import passages as checks
from services.actions.leniency import NotPermittedNowError, PlateError
from services.actions.passages import PassageInput, VehicleInput, issue_permit, record_passage, revoke_permit
from services.models import Leniency, PassagePermit
from services.queries.leniency import figure_of
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, make_permit, tell_permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = AT + dt.timedelta(days=2, hours=13)
TRUCK = [VehicleInput(plate="湘J12345", kind="低平板半挂车")]
SENT = {
    "kind": "project", "organisation": "恒达机械厂", "occasion": "变压器运输", "purpose": "运输变压器",
    "basis": "道路交通安全法第四十八条", "route_from": "德山大道", "route_to": "物流园",
    "vehicles": "湘J12345 低平板半挂车\n湘J·54321 牵引车",
    "starts_at": "2026-11-07T00:00", "ends_at": "2026-11-09T23:00",
}  # fmt: skip


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def leader(brigade: Unit) -> Officer:
    return make_officer(make_unit(parent=brigade), role=Role.UNIT_LEADER)


@pytest.fixture
def officer(brigade: Unit) -> Officer:
    return make_officer(make_unit(parent=brigade))


@pytest.fixture
def page(client: Client, leader: Officer) -> Client:
    client.force_login(leader, backend=BACKEND)
    return client


@pytest.fixture
def road(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def test_the_same_permit_is_issued_once_under_the_number_of_the_day(brigade: Unit, leader: Officer) -> None:
    issued = [
        issue_permit(brigade, tell_permit(), TRUCK, client_id=UUID(int=key), by=leader, at=AT) for key in (1, 1, 2)
    ]
    assert [permit.number for permit in issued] == [f"{brigade.code}-T261104-00{number}" for number in (1, 1, 2)]


@pytest.mark.parametrize(
    ("others", "vehicles", "error"),
    [
        ({"purpose": " "}, TRUCK, checks.IncompleteError),
        ({}, [], checks.IncompleteError),
        ({}, [VehicleInput(plate="湘J12345", kind="")], checks.IncompleteError),
        ({}, [VehicleInput(plate="12345", kind="货车")], PlateError),
        ({}, TRUCK * 2, checks.VehicleTwiceError),
        ({}, TRUCK * 41, checks.TooManyVehiclesError),
        ({"ends_at": AT}, TRUCK, checks.SpanError),
        ({"starts_at": AT - dt.timedelta(days=2), "ends_at": AT}, TRUCK, checks.OverError),
        ({"hour_from": dt.time(22)}, TRUCK, checks.HoursError),
    ],
)
def test_a_permit_that_is_not_complete_is_refused(
    brigade: Unit, leader: Officer, others: dict[str, Any], vehicles: list[VehicleInput], error: type[ValueError]
) -> None:
    with pytest.raises(error):
        issue_permit(brigade, tell_permit(**others), vehicles, client_id=uuid4(), by=leader, at=AT)


def test_only_leaders_of_the_brigade_issue_and_revoke(brigade: Unit, leader: Officer, officer: Officer) -> None:
    permit = make_permit(brigade, leader)
    stranger = make_officer(make_unit(parent=make_brigade()), role=Role.UNIT_LEADER)
    for other in (officer, stranger):
        with pytest.raises(checks.NotGrantingError):
            make_permit(brigade, other)
        with pytest.raises(checks.NotGrantingError):
            revoke_permit(permit, reason="改线", by=other, at=NOW)
        with pytest.raises(checks.NotGrantingError):
            checks.show_plates(permit, by=other)


@pytest.mark.parametrize(
    "change",
    [{"ends_at": AT}, {"hour_from": dt.time(5)}, {"route_to": ""}, {"revoked_reason": "改线"}, {"revoked_at": NOW}],
)
def test_the_database_holds_what_the_rules_promise(brigade: Unit, leader: Officer, change: dict[str, object]) -> None:
    permit = make_permit(brigade, leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        PassagePermit.objects.filter(pk=permit.pk).update(**change)


def test_a_passage_is_an_entry_of_the_register_and_no_waived_fine(
    brigade: Unit, leader: Officer, officer: Officer
) -> None:
    permit = make_permit(brigade, leader, hour_from=dt.time(22), hour_until=dt.time(5))
    told = PassageInput(vehicle=permit.vehicles.get(), happened_at=NOW, place="德山大道", escort="铁骑二组")
    entry = record_passage(told, client_id=UUID(int=7), by=officer, at=NOW)
    assert entry == record_passage(told, client_id=UUID(int=7), by=officer, at=NOW)
    kept = (entry.rule, entry.passage, entry.permit, entry.route, entry.passage_time)
    assert kept == (
        "W4",
        permit,
        permit.number,
        "德山大道 — 物流园",
        "2026-11-04 09:00 ~ 2026-11-30 09:00 (22:00-05:00)",
    )
    assert figure_of(brigade, None, AT.date(), NOW.date()) == 0


@pytest.mark.parametrize(
    "moment", [AT - dt.timedelta(minutes=1), AT + dt.timedelta(hours=1), AT + dt.timedelta(hours=25)]
)
def test_nothing_passes_before_the_permit_at_other_hours_or_once_it_is_revoked(
    brigade: Unit, leader: Officer, officer: Officer, moment: dt.datetime
) -> None:
    permit = make_permit(brigade, leader, hour_from=dt.time(9), hour_until=dt.time(9, 30))
    revoke_permit(permit, reason="改线", by=leader, at=AT + dt.timedelta(hours=24))
    told = PassageInput(vehicle=permit.vehicles.get(), happened_at=moment, place="德山大道", escort="铁骑")
    with pytest.raises(NotPermittedNowError):
        record_passage(told, client_id=uuid4(), by=officer, at=NOW)
    with pytest.raises(checks.RevokedError):
        revoke_permit(permit, reason="改线", by=leader, at=NOW)


def test_a_leader_issues_a_permit_and_is_told_what_overlaps(page: Client, brigade: Unit, leader: Officer) -> None:
    old = make_permit(brigade, leader, "湘J54321")
    answer = page.post(reverse("services:passage_new"), SENT | {"client_id": uuid4()})
    assert (answer.context["form"].overlaps, list(answer.context["form"].errors)) == ([old], ["is_another"])
    answer = page.post(reverse("services:passage_new"), SENT | {"client_id": uuid4(), "is_another": "on"})
    permit = PassagePermit.objects.latest("pk")
    plates = list(permit.vehicles.values_list("plate_key", flat=True))
    found = (answer.headers["Location"], plates)
    assert found == (reverse("services:passage", args=[permit.number]), ["湘J12345", "湘J54321"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vehicles": "湘J12345"}, "vehicles"),
        ({"vehicles": "12345 货车"}, "vehicles"),
        ({"basis": ""}, "basis"),
        ({"ends_at": "2026-11-06T00:00"}, "ends_at"),
        ({"hour_from": "22:00"}, "hour_until"),
    ],
)
def test_a_refusal_is_shown_at_the_field_that_mends_it(page: Client, change: dict[str, str], field: str) -> None:
    answer = page.post(reverse("services:passage_new"), SENT | {"client_id": uuid4()} | change)
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize("text", ["湘j·12345", "{}"])
def test_an_officer_on_the_road_finds_the_permit_and_notes_the_passage(
    road: Client, brigade: Unit, leader: Officer, text: str
) -> None:
    permit = make_permit(brigade, leader)
    answer = road.post(reverse("services:passage_find"), {"text": text.format(permit.number)}, follow=True)
    told = {"step": "pass", "client_id": uuid4(), "vehicle": "1", "place": "德山大道", "escort": "铁骑"}
    told["happened_at"] = "2026-11-06T21:50"
    road.post(answer.redirect_chain[0][0], told)
    assert (answer.context["permit"], Leniency.objects.get().passage) == (permit, permit)
    kept = Entry.objects.filter(action="services.passage_searched").values_list("object_name", "after")
    assert list(kept) == [(permit.number, {"is_by_plate": "-" not in text and text != "{}"})]


def test_a_valid_permit_is_found_before_one_that_ended(road: Client, brigade: Unit, leader: Officer) -> None:
    make_permit(brigade, leader, ends_at=AT + dt.timedelta(days=1))
    valid = make_permit(brigade, leader)
    make_permit(brigade, leader, starts_at=NOW + dt.timedelta(days=1), ends_at=NOW + dt.timedelta(days=90))
    answer = road.post(reverse("services:passage_find"), {"text": "湘J12345"}, follow=True)
    assert answer.context["permit"] == valid


def test_who_guesses_plates_is_stopped(road: Client, brigade: Unit, leader: Officer) -> None:
    make_permit(brigade, leader)
    address = reverse("services:passage_find")
    wrong = [road.post(address, {"text": "湘J1234"}).status_code for _ in range(11)]
    assert (wrong, road.post(address, {"text": "湘J12345"}).status_code) == ([200] * 10 + [429], 429)
    assert Entry.objects.filter(action="services.passage_searched").count() == 10


def test_another_brigades_permit_is_not_found(road: Client) -> None:
    other = make_brigade()
    make_permit(other, make_officer(make_unit(parent=other), role=Role.UNIT_LEADER))
    assert road.post(reverse("services:passage_find"), {"text": "湘J12345"}).status_code == 200


def test_an_ended_permit_is_shown_as_ended_and_used_no_more(page: Client, brigade: Unit, leader: Officer) -> None:
    permit = make_permit(brigade, leader, ends_at=AT + dt.timedelta(days=1))
    shown = page.get(reverse("services:passage", args=[permit.number])).context
    assert (shown["standing"], shown["forms"]) == ("ended", {})


def test_a_permit_is_revoked_with_a_reason_on_its_page(page: Client, brigade: Unit, leader: Officer) -> None:
    permit = make_permit(brigade, leader)
    address = reverse("services:passage", args=[permit.number])
    assert list(page.post(address, {"step": "revoke", "reason": ""}).context["form"].errors) == ["reason"]
    page.post(address, {"step": "revoke", "reason": "改走高速"})
    assert page.get(address).context["standing"] == "revoked"


def test_a_plate_is_whole_only_by_a_button_and_on_the_paper(page: Client, brigade: Unit, leader: Officer) -> None:
    permit = make_permit(brigade, leader)
    address = [permit.number]
    sheet = load_workbook(BytesIO(page.post(reverse("services:passage_export")).getvalue())).worksheets[0]
    bodies = [page.get(reverse("services:passage", args=address)).content.decode(), str(sheet["H2"].value)]
    assert ["湘J12345" in body for body in bodies] == [False, False]
    for name in ("services:passage_show", "services:passage_paper"):
        assert "湘J12345" in page.post(reverse(name, args=address)).content.decode()
    assert Entry.objects.filter(action="organization.personal_shown").count() == 2
    assert "湘J12345" not in str(list(Entry.objects.values_list("before", "after", "object_name")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    page: Client, brigade: Unit, leader: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_permit(brigade, leader, "湘J12345", "湘J54321")
    with django_assert_num_queries(3):
        page.get(reverse("services:passage_list"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [3, 2, 1]),
        ("standing=ended", [1]),
        ("standing=valid", [2]),
        ("standing=revoked", [3]),
        ("standing=upcoming", []),
        ("day=2026-11-04&kind=project", [3, 2, 1]),
        ("day=2026-11-20&organisation=恒达", [3, 2]),
        ("kind=event", []),
        ("standing=lost&day=soon", [3, 2, 1]),
    ],
)
def test_the_list_is_narrowed_in_the_database(
    page: Client, brigade: Unit, leader: Officer, query: str, found: list[int]
) -> None:
    make_permit(brigade, leader, ends_at=AT + dt.timedelta(days=1))
    make_permit(brigade, leader)
    revoke_permit(make_permit(brigade, leader), reason="改线", by=leader, at=NOW - dt.timedelta(hours=1))
    rows = page.get(f"{reverse('services:passage_list')}?{query}").context["rows"]
    assert [int(permit.number[-3:]) for permit, _standing in rows] == found
