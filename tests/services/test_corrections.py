"""Corrections of the leniency register: who may, what is held to, and where a struck entry counts no more."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions import leniency as checks
from services.actions.corrections import correct_leniency, strike_leniency
from services.actions.leniency import note_check, settle_leniency
from services.actions.passages import PassageInput, record_passage
from services.facts import leniency_figure, waiting_for
from services.models import Leniency
from services.rules.leniency import Ground, Rule
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import AT, make_leniency, make_permit, tell_leniency

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = AT + dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def leader(officer: Officer) -> Officer:
    return make_officer(officer.unit, role=Role.UNIT_LEADER)


@pytest.fixture
def page(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def test_a_correction_keeps_before_after_and_reason_without_the_plate(officer: Officer) -> None:
    entry = make_leniency(officer, plate="湘J00001")
    correct_leniency(entry, tell_leniency(place="人民路"), reason="地点写错", by=officer, at=NOW)
    kept = Entry.objects.get(action="services.leniency_corrected")
    assert (kept.before, kept.after) == ({"place": "德山大道"}, {"place": "人民路", "change_reason": "地点写错"})
    entry.refresh_from_db()
    assert (entry.plate_key, entry.changed_by) == ("湘J12345", officer)


def test_after_a_week_only_the_leader_changes_an_entry(officer: Officer, leader: Officer) -> None:
    entry, others = make_leniency(officer), make_officer(officer.unit)
    for who, moment in ((officer, AT + WEEK), (others, NOW)):
        with pytest.raises(checks.NotAtWorkOnLeniencyError):
            correct_leniency(entry, tell_leniency(), reason="地点写错", by=who, at=moment)
        with pytest.raises(checks.NotAtWorkOnLeniencyError):
            strike_leniency(entry, reason="重复录入", by=who, at=moment)
    assert strike_leniency(entry, reason="重复录入", by=leader, at=AT + WEEK).state == Leniency.State.VOIDED
    with pytest.raises(checks.LeniencyVoidedError):
        correct_leniency(entry, tell_leniency(), reason="地点写错", by=leader, at=NOW)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"is_driver_present": False}, checks.LackError),
        ({"plate": "12345"}, checks.PlateError),
        ({"at": NOW + dt.timedelta(minutes=1)}, checks.FutureLeniencyError),
    ],
)
def test_a_correction_is_held_to_the_rule(officer: Officer, told: dict[str, Any], error: type[ValueError]) -> None:
    entry = make_leniency(officer)
    with pytest.raises(error):
        correct_leniency(entry, tell_leniency(**told), reason="更正", by=officer, at=NOW)
    with pytest.raises(checks.NeverEligibleError):
        correct_leniency(entry, tell_leniency(), grounds=[Ground.RED_LIGHT], reason="更正", by=officer, at=NOW)


def test_a_third_warning_is_no_correction_and_a_struck_one_counts_no_more(officer: Officer) -> None:
    first = make_leniency(officer)
    make_leniency(officer)
    other = make_leniency(officer, plate="湘J99999")
    with pytest.raises(checks.RepeatedError):
        correct_leniency(other, tell_leniency(), reason="号牌写错", by=officer, at=NOW)
    strike_leniency(first, reason="重复录入", by=officer, at=NOW)
    correct_leniency(other, tell_leniency(), reason="号牌写错", by=officer, at=NOW)
    correct_leniency(other, tell_leniency(place="人民路"), reason="地点写错", by=officer, at=NOW)


def test_a_correction_takes_the_check_back(officer: Officer) -> None:
    entry = make_leniency(officer, points=3)
    note_check(entry, note="属实", by=make_supervisor(officer.unit.brigade or officer.unit), at=NOW)
    correct_leniency(entry, tell_leniency(points=2), reason="记分写错", by=officer, at=NOW)
    entry.refresh_from_db()
    assert (entry.state, entry.checked_by, entry.waits_for_check) == ("open", None, True)


def test_a_struck_entry_leaves_every_figure_and_the_list_behind_it(page: Client, officer: Officer) -> None:
    brigade, day = officer.unit.brigade or officer.unit, AT.date()
    gone = make_leniency(officer, plate="湘J00001", enterprise="恒达机械厂", points=3)
    make_leniency(officer, plate="湘J00002", enterprise="恒达机械厂")
    strike_leniency(gone, reason="重复录入", by=officer, at=NOW)
    figure = leniency_figure(brigade, None, day, day)
    assert (figure.count, len(page.get(figure.url).context["page"].rows)) == (1, 1)
    shown = page.get(reverse("services:leniency_list")).context
    assert (len(shown["page"].rows), shown["counts"]["unchecked"]) == (2, 0)
    (row,) = page.get(reverse("services:leniency_officers")).context["rows"]
    assert row["total"] == 1


def test_a_struck_release_waits_for_nobody_settled_or_not(officer: Officer) -> None:
    open_one, settled = (make_leniency(officer, Rule.W3) for _ in range(2))
    settle_leniency(settled, outcome=Leniency.Outcome.ERASED, proof="急诊病历", by=officer, at=NOW)
    for entry in (open_one, settled):
        strike_leniency(entry, reason="重复录入", by=officer, at=NOW)
    assert waiting_for(officer, NOW.date() + dt.timedelta(days=90)) == []


@pytest.mark.parametrize("change", [{"state": "voided"}, {"changed_at": NOW}, {"change_reason": "更正"}])
def test_the_database_holds_that_a_change_says_why(officer: Officer, change: dict[str, object]) -> None:
    entry = make_leniency(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leniency.objects.filter(pk=entry.pk).update(**change)


@pytest.mark.parametrize("rule", list(Rule))
def test_an_entry_is_corrected_and_struck_out_on_its_pages(page: Client, officer: Officer, rule: Rule) -> None:
    entry = make_leniency(officer, rule)
    address = reverse("services:leniency_edit", args=[entry.number])
    form = page.get(address).context["form"]
    told = {name: value for name, value in form.initial.items() if value and name != "happened_at"}
    told |= {"place": "人民路", "reason": "地点写错", "happened_at": "2026-11-04T09:00"}
    page.post(address, told)
    page.post(reverse("services:leniency_strike_out", args=[entry.number]), {"reason": "重复录入"})
    entry.refresh_from_db()
    assert (entry.place, entry.plate, entry.state) == ("人民路", "湘J12345", "voided")
    assert page.get(address).status_code == 403


def test_what_a_permit_says_of_a_passage_is_not_corrected(page: Client, officer: Officer, leader: Officer) -> None:
    permit = make_permit(officer.unit.brigade or officer.unit, leader)
    told = PassageInput(vehicle=permit.vehicles.get(), happened_at=AT, place="德山大道", escort="铁骑")
    entry = record_passage(told, client_id=permit.client_id, by=officer, at=NOW)
    address = reverse("services:leniency_edit", args=[entry.number])
    sent = {
        "place": "人民路",
        "escort": "铁骑二组",
        "reason": "更正",
        "is_local": "on",
        "happened_at": "2026-11-04T08:00",
    }
    assert list(page.post(address, sent).context["form"].errors) == ["happened_at"]
    page.post(address, sent | {"happened_at": "2026-11-04T10:00", "permit": "K-9"})
    entry.refresh_from_db()
    assert (entry.escort, entry.permit, entry.passage) == ("铁骑二组", permit.number, permit)
