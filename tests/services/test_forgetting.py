"""Who a citizen was goes when its time is over; what counts stays, and the chain stays whole."""

import datetime as dt

import pytest
from django.db.models import Model

from audit.models import PersonalPart
from audit.queries import verify
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from services.actions.accidents import add_party
from services.actions.forgetting import forget_applicants, forget_bookers, forget_parties
from services.actions.slips import end_case
from services.models import AccidentMark, AccidentParty, Case
from services.models.accidents import MarkName
from services.models.kinds import OutcomeName
from services.queries.cases import followed
from tests.factories.people import make_brigade, make_officer
from tests.factories.services import AT, TODAY, make_accident, make_booking, make_case, make_slot, make_window

pytestmark = pytest.mark.django_db
DAY, YEAR = dt.timedelta(days=1), dt.timedelta(days=366)


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def clerk(brigade: Unit) -> Officer:
    return make_officer(brigade, role=Role.WINDOW_CLERK)


def kept_of(thing: Model) -> int:
    return PersonalPart.objects.filter(
        entry__object_type=thing._meta.label_lower, entry__object_id=str(thing.pk)
    ).count()


def test_who_booked_goes_a_year_after_the_visit(brigade: Unit, clerk: Officer) -> None:
    booking = make_booking(make_slot(brigade, TODAY + 2 * DAY), clerk)
    assert [forget_bookers(AT + YEAR + late * DAY) for late in (2, 3, 4)] == [0, 1, 0]
    booking.refresh_from_db()
    assert (booking.applicant_name, booking.applicant_phone, booking.vehicle_count) == ("", "", 5)
    assert (kept_of(booking), verify()[1]) == (0, None)


def test_who_applied_goes_three_years_after_the_end(clerk: Officer) -> None:
    case = make_case(make_window(clerk.unit, clerk), clerk)
    slip = end_case(case, OutcomeName.ELSEWHERE, reason="到车管所办理", by=clerk, at=AT)
    assert [forget_applicants(AT + 3 * YEAR + late * DAY) for late in (0, 1, 2)] == [0, 1, 0]
    case.refresh_from_db()
    slip.refresh_from_db()
    assert (case.applicant_name, case.applicant_phone, case.state) == ("", "", Case.State.CLOSED)
    assert (slip.content["applicant"], slip.content["phone"], slip.content["reason"]) == ("", "", "到车管所办理")
    assert (kept_of(case), followed(case.code, "6620"), verify()[1]) == (0, None, None)


def test_an_open_case_keeps_its_applicant(clerk: Officer) -> None:
    make_case(make_window(clerk.unit, clerk), clerk)
    assert forget_applicants(AT + 9 * YEAR) == 0


def test_the_parties_go_three_years_after_closing(clerk: Officer) -> None:
    case, still_open = make_accident(clerk), make_accident(clerk)
    for one in (case, still_open):
        add_party(one, name="张小明", phone="13812346620", by=clerk)
    AccidentMark.objects.create(case=case, mark=MarkName.CLOSED, happened_on=TODAY)
    assert [forget_parties(AT + 3 * YEAR + late * DAY) for late in (0, 1, 2)] == [0, 1, 0]
    names = [list(AccidentParty.objects.filter(case=one).values_list("name", "phone")) for one in (case, still_open)]
    assert names == [[("", "")], [("张小明", "13812346620")]]
    assert (kept_of(case), kept_of(still_open), verify()[1]) == (0, 1, None)
