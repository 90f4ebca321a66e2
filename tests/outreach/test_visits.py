import datetime as dt
from uuid import UUID

import pytest

from audit.models import Entry
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions.visits import (
    FutureVisitError,
    NobodyWentError,
    NotYoursError,
    PlaceMissingError,
    StrangerError,
    VisitClosedError,
    change_visit,
    record_visit,
    strike_out,
)
from outreach.models import Visit
from outreach.rules.categories import Category
from tests.factories.outreach import AT, make_visit, visit_input
from tests.factories.people import make_brigade, make_officer, make_unit

pytestmark = pytest.mark.django_db
CLIENT = UUID("00000000-0000-4000-8000-000000000001")
TOMORROW = AT.date() + dt.timedelta(days=1)


@pytest.fixture
def squadron() -> Unit:
    return make_unit(parent=make_brigade())


@pytest.fixture
def officer(squadron: Unit) -> Officer:
    return make_officer(squadron)


def test_a_visit_is_stored_once_with_its_entry(officer: Officer) -> None:
    told = visit_input(officer.unit, [officer])
    first = record_visit(told, by=officer, at=AT, client_id=CLIENT)
    assert record_visit(told, by=officer, at=AT, client_id=CLIENT) == first
    after = Entry.objects.get(action="outreach.visit_recorded").after or {}
    assert (after["category"], after["visitors"]) == ("school_visit", [officer.police_number])


def test_nobody_is_shown_another_one_s_visit_by_its_client_id(officer: Officer, squadron: Unit) -> None:
    record_visit(visit_input(squadron, [officer]), by=officer, at=AT, client_id=CLIENT)
    with pytest.raises(NotYoursError):
        record_visit(visit_input(squadron, [officer]), by=make_officer(squadron), at=AT, client_id=CLIENT)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"happened_on": TOMORROW}, FutureVisitError),
        ({"target": " "}, PlaceMissingError),
        ({"visitors": []}, NobodyWentError),
    ],
)
def test_what_the_rules_refuse_is_not_stored(
    officer: Officer, told: dict[str, object], refusal: type[ValueError]
) -> None:
    visitors = [] if "visitors" in told else [officer]
    plain = {name: value for name, value in told.items() if name != "visitors"}
    with pytest.raises(refusal):
        record_visit(visit_input(officer.unit, visitors, **plain), by=officer, at=AT)
    assert not Visit.objects.exists()


def test_nobody_of_another_brigade_goes(officer: Officer) -> None:
    stranger = make_officer(make_unit(parent=make_brigade()))
    with pytest.raises(StrangerError):
        make_visit(officer, stranger)


def test_a_booked_visit_is_reported_done(officer: Officer) -> None:
    visit = make_visit(officer, is_booked=True, happened_on=TOMORROW)
    told = visit_input(officer.unit, [officer], happened_on=AT.date(), content="宣讲 40 分钟")
    assert change_visit(visit, told, by=officer, at=AT).state == Visit.State.DONE
    entry = Entry.objects.get(action="outreach.visit_changed")
    assert [(content or {})["state"] for content in (entry.before, entry.after)] == ["booked", "done"]


@pytest.mark.parametrize(("is_booked", "state"), [(True, Visit.State.CANCELLED), (False, Visit.State.VOIDED)])
def test_what_is_struck_out_changes_no_more(officer: Officer, *, is_booked: bool, state: str) -> None:
    visit = strike_out(make_visit(officer, is_booked=is_booked), reason="记错了", by=officer)
    assert visit.state == state
    with pytest.raises(VisitClosedError):
        change_visit(visit, visit_input(officer.unit, [officer]), by=officer, at=AT)


def test_only_who_went_entered_or_leads_changes_a_visit(officer: Officer, squadron: Unit) -> None:
    companion, bystander = make_officer(squadron), make_officer(squadron)
    leader = make_officer(squadron, role=Role.UNIT_LEADER)
    visit = make_visit(officer, companion)
    told = visit_input(squadron, [officer, companion], category=Category.GOOD_DEED)
    with pytest.raises(NotYoursError):
        change_visit(visit, told, by=bystander, at=AT)
    for somebody in (companion, leader):
        change_visit(visit, told, by=somebody, at=AT)
    assert Entry.objects.filter(action="outreach.visit_changed").count() == 2
