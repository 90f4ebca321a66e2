"""What stands beside the cases at a window."""

import datetime as dt

import pytest

from organization.models import Officer, Unit
from organization.rules.permissions import Role
from services.queries.desk import Desk, desk_of
from services.rules.leniency import Rule
from tests.factories.people import make_brigade, make_officer
from tests.factories.services import AT, TODAY, make_accident, make_booking, make_leniency, make_slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def clerk(brigade: Unit) -> Officer:
    return make_officer(brigade, role=Role.WINDOW_CLERK)


def test_the_next_appointments_stand_first(brigade: Unit, clerk: Officer) -> None:
    days = [TODAY + dt.timedelta(days=ahead) for ahead in (8, 6, 7)]
    booked = [make_booking(make_slot(brigade, day), clerk) for day in days]
    assert desk_of(clerk, brigade, TODAY).bookings == [booked[1], booked[2]]


def test_the_month_counts_spoken_warnings_and_names_the_commonest(brigade: Unit, clerk: Officer) -> None:
    for hour, rule in enumerate((Rule.W1, Rule.W2, Rule.W2, Rule.W3)):
        make_leniency(clerk, rule, at=AT - dt.timedelta(hours=hour), plate=f"湘J1000{hour}")
    make_leniency(clerk, Rule.W1, at=AT - dt.timedelta(days=30), plate="湘J20000")
    desk = desk_of(clerk, brigade, TODAY)
    assert (desk.warned, desk.mostly[:2]) == (3, "W2")


def test_only_open_accidents_with_priority_are_named(brigade: Unit, clerk: Officer) -> None:
    make_accident(clerk)
    urgent = make_accident(clerk, is_priority=True, priority_reason="逃逸")
    assert [case for case, _colour in desk_of(clerk, brigade, TODAY).accidents] == [urgent]


def test_another_brigade_has_a_desk_of_its_own(clerk: Officer) -> None:
    make_leniency(clerk)
    make_accident(clerk, is_priority=True, priority_reason="逃逸")
    other = make_brigade()
    stranger = make_officer(other, role=Role.WINDOW_CLERK)
    brigade = clerk.unit.brigade
    assert brigade is not None
    assert [desk_of(stranger, place, TODAY) for place in (other, brigade)] == [Desk([], 0, "", [])] * 2
