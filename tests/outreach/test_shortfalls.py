import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from organization.calendar import BEIJING, Month
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions.minimum import (
    DecidedError,
    NoSquadronError,
    OwnExcuseError,
    ask_excuse,
    decide_excuse,
    record_due_months,
    warn_of_shortfalls,
)
from outreach.facts import Waiting, Wanted, waiting_for
from outreach.models import Excuse, ShortfallWarning, SquadronMonth
from outreach.queries.minimum import standings
from outreach.rules.minimum import Minimum, Outlook
from tests.factories.outreach import AT, make_excuse, make_visit
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
NOVEMBER = Month(2026, 11)
TWENTIETH, TWENTY_FIFTH = (dt.datetime(2026, 11, day, 8, tzinfo=BEIJING) for day in (20, 25))
DECEMBER = dt.datetime(2026, 12, 1, 1, tzinfo=BEIJING)


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def officer(brigade: Unit) -> Officer:
    return make_officer(make_unit(parent=brigade, code="Z1"))


def serve(officer: Officer, day: int, *others: Officer, is_booked: bool = False) -> None:
    make_visit(
        officer, *others, happened_on=dt.date(2026, 11, day), target=f"村{day}", is_grassroots=True, is_booked=is_booked
    )


def test_a_joint_service_counts_for_each_squadron(brigade: Unit, officer: Officer) -> None:
    other = make_officer(make_unit(parent=brigade, code="Z2"))
    serve(officer, 2, other)
    serve(officer, 28, is_booked=True)
    found = [(row.squadron.code, row.minimum, row.outlook) for row in standings(brigade, NOVEMBER, AT.date())]
    assert found == [
        ("Z1", Minimum(required=2, done=1, booked=1), Outlook.BOOKED),
        ("Z2", Minimum(required=2, done=1), Outlook.MISSING),
    ]


def test_township_squadrons_and_offices_owe_nothing(brigade: Unit) -> None:
    make_unit(Unit.Kind.SECTION, parent=brigade)
    rural = make_unit(parent=brigade)
    Unit.objects.filter(pk=rural.pk).update(is_rural=True)
    assert standings(brigade, NOVEMBER, AT.date()) == []


def test_a_granted_excuse_lowers_what_is_owed(brigade: Unit, officer: Officer) -> None:
    excuse = make_excuse(officer.unit, by=officer)
    assert standings(brigade, NOVEMBER, AT.date())[0].minimum.required == 2
    decide_excuse(excuse, is_granted=True, by=make_supervisor(brigade), at=AT)
    assert standings(brigade, NOVEMBER, AT.date())[0].minimum.required == 1


def test_an_excuse_is_asked_for_once_and_decided_once_by_somebody_else(brigade: Unit) -> None:
    supervisor, squadron = make_supervisor(brigade), make_unit(parent=brigade)
    own = make_excuse(squadron, by=supervisor)
    assert make_excuse(squadron, by=supervisor) == own
    with pytest.raises(OwnExcuseError):
        decide_excuse(own, is_granted=True, by=supervisor, at=AT)
    decide_excuse(own, is_granted=False, by=make_supervisor(brigade), at=AT)
    with pytest.raises(DecidedError):
        decide_excuse(own, is_granted=True, by=make_supervisor(brigade), at=AT)


def test_a_unit_leader_does_not_decide(officer: Officer) -> None:
    leader = make_officer(officer.unit, role=Role.UNIT_LEADER)
    with pytest.raises(OwnExcuseError):
        decide_excuse(make_excuse(officer.unit, by=officer), is_granted=True, by=leader, at=AT)


def test_the_database_refuses_an_own_decision(officer: Officer) -> None:
    excuse = make_excuse(officer.unit, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Excuse.objects.filter(pk=excuse.pk).update(state="granted", decided_by=officer)


def test_an_office_needs_no_excuse(brigade: Unit) -> None:
    with pytest.raises(NoSquadronError):
        ask_excuse(brigade, first_on=AT.date(), last_on=AT.date(), reason="", by=make_supervisor(brigade), at=AT)


def test_a_squadron_is_warned_once_on_each_of_two_days(officer: Officer) -> None:
    serve(officer, 2)
    assert [warn_of_shortfalls(moment) for moment in (AT, TWENTIETH, TWENTIETH, TWENTY_FIFTH)] == [0, 1, 0, 1]
    assert list(ShortfallWarning.objects.order_by("stage").values_list("stage", "missing")) == [(20, 1), (25, 1)]
    assert Entry.objects.filter(action="outreach.shortfall_warned").count() == 2


def test_a_warned_squadron_sees_what_is_left_to_plan(officer: Officer) -> None:
    serve(officer, 2)
    warn_of_shortfalls(TWENTIETH)
    today = TWENTIETH.date()
    warning = ShortfallWarning.objects.get()
    assert waiting_for(officer, today) == [Waiting(Wanted.SERVICES, warning.pk, "", 1, NOVEMBER.last)]
    warn_of_shortfalls(TWENTY_FIFTH)
    later = ShortfallWarning.objects.get(stage=25)
    assert waiting_for(officer, today) == [Waiting(Wanted.SERVICES, later.pk, "", 1, NOVEMBER.last)]
    assert waiting_for(make_officer(make_unit(parent=officer.unit.brigade)), today) == []
    serve(officer, 28, is_booked=True)
    assert waiting_for(officer, today) == []


def test_months_that_are_over_are_recorded_once_with_those_who_did_well(brigade: Unit, officer: Officer) -> None:
    make_unit(parent=brigade, code="Z2")
    for day in (2, 3, 4):
        serve(officer, day)
    assert record_due_months(AT) == []
    assert record_due_months(DECEMBER) == [(brigade, NOVEMBER)]
    assert record_due_months(DECEMBER) == []
    rows = SquadronMonth.objects.order_by("unit__code").values_list("unit__code", "required", "done")
    assert list(rows) == [("Z1", 2, 3), ("Z2", 2, 0)]
    after = Entry.objects.get(action="outreach.month_recorded").after or {}
    assert (after["short"], after["above"]) == ({"Z2": 2}, {"Z1": 3})


def test_missed_months_are_made_up_for_in_order(brigade: Unit, officer: Officer) -> None:
    make_visit(officer, happened_on=dt.date(2026, 9, 3))
    assert [month for _, month in record_due_months(DECEMBER)] == [Month(2026, 9), Month(2026, 10), NOVEMBER]


def test_a_booking_whose_day_is_over_counts_only_once_it_is_reported(brigade: Unit, officer: Officer) -> None:
    serve(officer, 10, is_booked=True)
    (row,) = standings(brigade, NOVEMBER, dt.date(2026, 11, 11))
    assert (row.minimum, row.booked_on) == (Minimum(required=2), [])
