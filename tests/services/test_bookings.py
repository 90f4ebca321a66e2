import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.models import CalendarDay, Officer, Unit
from organization.rules.permissions import Role
from services.actions import bookings as actions
from services.actions.bookings import Result
from services.models import Booking, Seat, Slot
from services.views.guessing import MOST_WRONG
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, TODAY, make_booking, make_slot

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
RESULTS = [Result(f"湘J0000{at}") for at in range(4)] + [Result("湘J00009", "发动机号看不清")]


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def brigade(clerk: Officer) -> Unit:
    assert clerk.unit.brigade is not None
    return clerk.unit.brigade


@pytest.fixture
def slot(brigade: Unit) -> Slot:
    return make_slot(brigade, TODAY + DAY)


def post(client: Client, url: str, **sent: object) -> str:
    with time_machine.travel(AT, tick=False):
        return client.post(url, sent).content.decode()


def sent_for(slot: Slot, count: int) -> dict[str, object]:
    names = {"applicant_name": "张小明", "applicant_phone": "138 1234 6620", "place": "石门桥村委会"}
    return {"client_id": uuid4(), "slot": slot.pk, "vehicle_count": count, **names}


def test_times_stand_on_working_days_once(clerk: Officer, brigade: Unit) -> None:
    leader = make_officer(clerk.unit, role=Role.UNIT_LEADER)
    days = (TODAY + DAY, TODAY + 5 * DAY, [dt.time(9)], 2)
    assert [actions.open_slots(brigade, *days, by=leader, today=TODAY) for _ in range(2)] == [3, 0]
    assert Seat.objects.count() == 6
    with pytest.raises(actions.NotAtAppointmentsError):
        actions.open_slots(brigade, *days, by=clerk, today=TODAY)


@pytest.mark.parametrize(("count", "bookings"), [(4, 0), (5, 1)])
def test_five_are_enough_and_four_are_told_the_next_way(
    client: Client, clerk: Officer, slot: Slot, count: int, bookings: int
) -> None:
    client.force_login(clerk, backend=BACKEND)
    page = post(client, "/appointments/new/", **sent_for(slot, count))
    assert (Booking.objects.count(), "流动咨询站" in page) == (bookings, not bookings)


def test_sent_twice_it_is_one_appointment(client: Client, clerk: Officer, slot: Slot) -> None:
    client.force_login(clerk, backend=BACKEND)
    sent = sent_for(slot, 5)
    for _ in range(2):
        post(client, "/appointments/new/", **sent)
    assert Booking.objects.get().applicant_phone == "13812346620"


def test_one_working_day_ahead_by_the_calendar(clerk: Officer, brigade: Unit) -> None:
    with pytest.raises(actions.TooSoonError):
        make_booking(make_slot(brigade, TODAY), clerk)
    CalendarDay.objects.create(day=TODAY + DAY, is_working=False)
    with pytest.raises(actions.TooSoonError):
        make_booking(make_slot(brigade, TODAY + DAY), clerk)
    assert make_booking(make_slot(brigade, TODAY + 2 * DAY), clerk).state == "booked"


def test_a_full_time_names_the_next_free_one(clerk: Officer, brigade: Unit, slot: Slot) -> None:
    make_booking(slot, clerk)
    make_slot(brigade, TODAY + 2 * DAY, hour=14)
    with pytest.raises(actions.SlotFullError, match="2026-11-06 14:00"):
        make_booking(slot, clerk)


def test_a_seat_is_taken_once_in_the_database(clerk: Officer, brigade: Unit, slot: Slot) -> None:
    make_booking(slot, clerk)
    other = make_booking(make_slot(brigade, TODAY + 2 * DAY), clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=other.pk).update(seat=slot.seats.get())


@pytest.mark.django_db(transaction=True)
def test_two_at_once_for_the_last_seat(clerk: Officer, slot: Slot) -> None:
    def try_it(_number: int) -> str:
        try:
            make_booking(slot, clerk)
        except actions.SlotFullError:
            return "full"
        finally:
            connection.close()
        return "booked"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_it, range(2))) == ["booked", "full"]
    assert Booking.objects.count() == 1


def test_moving_frees_the_seat_or_changes_nothing(clerk: Officer, brigade: Unit, slot: Slot) -> None:
    booking, later = make_booking(slot, clerk), make_slot(brigade, TODAY + 2 * DAY)
    full = make_slot(brigade, TODAY + 2 * DAY, hour=14)
    make_booking(full, clerk)
    with pytest.raises(actions.SlotFullError):
        actions.move_booking(booking, full, by=None, at=AT)
    assert Booking.objects.get(pk=booking.pk).seat == slot.seats.get()
    for _ in range(2):
        moved = actions.move_booking(booking, later, by=None, at=AT)
    assert (moved.slot, list(Seat.objects.filter(booking=None))) == (later, [slot.seats.get()])


def test_two_officers_go_and_every_motorcycle_has_a_result(clerk: Officer, slot: Slot) -> None:
    booking, team = make_booking(slot, clerk), [make_officer(clerk.unit) for _ in range(2)]
    with pytest.raises(actions.NoTeamError):
        actions.hold_booking(booking, RESULTS, by=clerk, at=AT + DAY)
    for wrong in (team[:1], [team[0], team[0]], [*team, clerk]):
        with pytest.raises(actions.TeamError):
            actions.name_team(booking, wrong, by=clerk)
    actions.name_team(booking, team, by=clerk)
    with pytest.raises(actions.NotYetError):
        actions.hold_booking(booking, RESULTS, by=clerk, at=AT)
    with pytest.raises(actions.ResultCountError):
        actions.hold_booking(booking, RESULTS[1:], by=clerk, at=AT + DAY)
    held = actions.hold_booking(booking, RESULTS, by=clerk, at=AT + DAY)
    assert (held.state, held.results.filter(is_passed=True).count()) == ("held", 4)


def test_the_clerk_names_the_team_and_enters_results(client: Client, clerk: Officer, slot: Slot) -> None:
    booking, team = make_booking(slot, clerk), [make_officer(clerk.unit) for _ in range(2)]
    client.force_login(clerk, backend=BACKEND)
    url = f"/appointments/{booking.number}/"
    post(client, url, step="team", first_officer=team[0].pk, second_officer=team[1].pk)
    results = {f"mark_{at}": f"湘J0000{at}" for at in range(1, 6)} | {f"passed_{at}": "on" for at in range(1, 6)}
    with time_machine.travel(AT + DAY, tick=False):
        client.force_login(clerk, backend=BACKEND)
        client.post(url, {"step": "results", **results})
    assert Booking.objects.get().state == "held"


def test_code_and_digits_show_the_appointment_and_nobodys_name(client: Client, clerk: Officer, slot: Slot) -> None:
    booking = make_booking(slot, clerk)
    page = post(client, "/appointments/lookup/", code=booking.code, digits="6620")
    words = ("2026-11-05 09:00", "石门桥村委会", "购车发票等来历证明", "张", "1381234")
    assert [word in page for word in words] == [True, True, True, False, False]


def test_the_applicant_moves_and_cancels(client: Client, clerk: Officer, brigade: Unit, slot: Slot) -> None:
    booking, later = make_booking(slot, clerk), make_slot(brigade, TODAY + 2 * DAY)
    known = {"code": booking.code, "digits": "6620"}
    post(client, "/appointments/lookup/", **known, step="move", slot=later.pk)
    assert Booking.objects.get().slot == later
    for _ in range(2):
        post(client, "/appointments/lookup/", **known, step="cancel")
    assert (Booking.objects.get().state, Seat.objects.filter(booking=None).count()) == ("cancelled", 2)


def test_a_stranger_changes_nothing_and_is_stopped(client: Client, clerk: Officer, slot: Slot) -> None:
    booking = make_booking(slot, clerk)
    url, right = "/appointments/lookup/", {"code": booking.code, "digits": "6620"}
    answers = [post(client, url, code=code, digits="0000", step="cancel") for code in (booking.code, "AAAAAAAA")]
    assert [answer.count("请核对凭证") for answer in answers] == [1, 1]
    for _ in range(MOST_WRONG - 2):
        post(client, url, code="AAAAAAAA", digits="6620")
    with time_machine.travel(AT, tick=False):
        assert (client.post(url, right).status_code, Booking.objects.get().state) == (429, "booked")
        assert Client(REMOTE_ADDR="10.0.0.9").post(url, right).status_code == 200


def test_the_applicant_is_nobodys_in_the_log(clerk: Officer, slot: Slot) -> None:
    actions.cancel_booking(make_booking(slot, clerk), by=None, at=AT)
    told = "".join(f"{one.before}{one.after}{one.object_name}" for one in Entry.objects.all())
    assert [word in told for word in ("张小明", "13812346620")] == [False, False]


def test_the_table_is_masked_and_holds_the_own_brigade(client: Client, clerk: Officer, slot: Slot) -> None:
    booking = make_booking(slot, clerk)
    other = make_officer(make_unit(parent=make_brigade()), role=Role.WINDOW_CLERK)
    make_booking(make_slot(other.unit.brigade or other.unit, TODAY + DAY), other)
    client.force_login(clerk, backend=BACKEND)
    sheet = load_workbook(BytesIO(client.post("/appointments/export/?state=booked").getvalue())).worksheets[0]
    (row,) = sheet.iter_rows(min_row=2, max_col=4, values_only=True)
    assert row == (booking.number, str(slot), "张某某", "138****6620")
    assert Entry.objects.get(action="services.bookings_exported").after == {"filter": "state=booked", "rows": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    client: Client, clerk: Officer, brigade: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    slot = make_slot(brigade, TODAY + DAY, capacity=3)
    for _ in range(count):
        make_booking(slot, clerk)
    client.force_login(clerk, backend=BACKEND)
    with django_assert_num_queries(3):
        page = client.get("/appointments/").content.decode()
    assert (page.count("张某某"), "张小明" in page) == (count, False)
