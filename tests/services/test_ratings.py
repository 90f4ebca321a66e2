import datetime as dt
from collections.abc import Sequence

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions import ratings as actions
from services.models import Rating, Window
from services.queries.ratings import month_of
from services.rules.ratings import Told, told_rate
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import AT, TODAY, make_rating, make_window

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def window(clerk: Officer) -> Window:
    return make_window(clerk.unit, clerk)


@pytest.fixture
def supervisor(window: Window) -> Officer:
    return make_supervisor(window.brigade)


def test_a_finished_case_may_be_rated_once(window: Window, clerk: Officer) -> None:
    rating = make_rating(window, clerk, level=5)
    with pytest.raises(actions.RatedAlreadyError):
        actions.give_rating(rating, 1, words="", at=AT)
    assert (rating.due_on, Rating.objects.get().level) == (None, 5)


@pytest.mark.parametrize(("level", "due_on"), [(3, None), (2, dt.date(2026, 11, 25)), (1, dt.date(2026, 11, 25))])
def test_the_two_lowest_levels_are_called_back(
    window: Window, clerk: Officer, level: int, due_on: dt.date | None
) -> None:
    assert make_rating(window, clerk, level=level).due_on == due_on


def test_thirty_days_and_no_more(window: Window, clerk: Officer) -> None:
    rating = make_rating(window, clerk, level=0)
    with pytest.raises(actions.RatingExpiredError):
        actions.give_rating(rating, 5, words="", at=AT + 31 * DAY)
    assert actions.give_rating(rating, 5, words="", at=AT + 30 * DAY).level == 5


def test_a_low_rating_without_a_day_cannot_stand(window: Window, clerk: Officer) -> None:
    rating = make_rating(window, clerk)
    rating.due_on = None
    with pytest.raises(IntegrityError):
        rating.save()


@time_machine.travel(AT, tick=False)
def test_the_applicant_rates_on_a_page_without_signing_in(client: Client, window: Window, clerk: Officer) -> None:
    address = f"/rate/{make_rating(window, clerk, level=0).token}/"
    assert client.get(address).content.decode().count('type="radio"') == 5
    thanks = client.post(address, {"level": "2", "words": "等了很久"}, follow=True).content.decode()
    client.post(address, {"level": "5"})
    assert thanks.count("2026-11-25") == 1
    assert (Rating.objects.get().level, Rating.objects.get().words) == (2, "等了很久")
    assert client.get("/rate/nothing/").status_code == 404


@time_machine.travel(AT, tick=False)
def test_whoever_opens_the_address_later_reads_no_answer(client: Client, window: Window, clerk: Officer) -> None:
    low, good = make_rating(window, clerk), make_rating(window, clerk, level=5, phone="13900008888")
    pages = [client.get(f"/rate/{rating.token}/").content.decode() for rating in (low, good)]
    told = [page.partition("<main")[2].partition("</main>")[0] for page in pages]
    assert (told[0], told[0].count("note-ok")) == (told[1], 1)


@time_machine.travel(AT, tick=False)
def test_the_force_does_not_rate_and_clerks_read_no_rating(client: Client, window: Window, clerk: Officer) -> None:
    rating = make_rating(window, clerk, level=0)
    client.force_login(clerk, backend=BACKEND)
    assert client.post(f"/rate/{rating.token}/", {"level": "5"}).status_code == 403
    low = make_rating(window, clerk, phone="13900008888")
    addresses = (f"/ratings/calls/{low.pk}/", "/ratings/2026-11/")
    assert [client.get(address).status_code for address in addresses] == [403, 403]


@time_machine.travel(AT, tick=False)
def test_a_supervisor_sees_whom_to_call_on_asking_and_notes_what_came_of_it(
    client: Client, window: Window, clerk: Officer, supervisor: Officer
) -> None:
    address = f"/ratings/calls/{make_rating(window, clerk).pk}/"
    client.force_login(supervisor, backend=BACKEND)
    assert "13900009999" not in client.get(address).content.decode()
    assert "13900009999" in client.post(address, {"step": "show"}).content.decode()
    assert Entry.objects.filter(action="organization.personal_shown").count() == 1
    client.post(address, {"step": "call", "outcome": "mended", "answer": "增开一个窗口"})
    rating = Rating.objects.get()
    assert (rating.outcome, rating.called_by, rating.called_on) == ("mended", supervisor, TODAY)


def rate_often(window: Window, clerk: Officer, levels: Sequence[int]) -> list[Rating]:
    return [
        make_rating(window, clerk, level=level, phone=f"139000000{number:02}") for number, level in enumerate(levels)
    ]


def test_a_month_tells_no_rate_under_five(window: Window, clerk: Officer) -> None:
    rate_often(window, clerk, (5, 5, 4, 1, 0))
    (row,) = month_of(Rating.objects.all(), TODAY, TODAY)
    assert (row.finished, row.rated, row.response, row.good, row.tells_low) == (5, 4, "80", None, False)


def test_a_month_tells_low_ones_beside_an_exact_rate_alone(window: Window, clerk: Officer) -> None:
    rate_often(window, clerk, (5, 5, 4, 1, 2))
    (row,) = month_of(Rating.objects.all(), TODAY, TODAY)
    assert (row.rated, row.good, row.low, row.tells_low) == (5, Told(60, 23, 88), 2, True)


def test_five_of_one_level_look_like_four_of_it(window: Window, clerk: Officer) -> None:
    rate_often(window, clerk, (5, 5, 5, 5, 5))
    (row,) = month_of(Rating.objects.all(), TODAY, TODAY)
    assert (row.good, row.tells_low) == (told_rate(4, 5), False)


@pytest.mark.parametrize("count", [1, 3])
@time_machine.travel(AT, tick=False)
def test_the_month_asks_the_same_for_one_and_for_three(
    client: Client,
    window: Window,
    clerk: Officer,
    supervisor: Officer,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        make_rating(window, clerk, phone=f"1390000000{number}")
    client.force_login(supervisor, backend=BACKEND)
    with django_assert_num_queries(5):
        page = client.get("/ratings/2026-11/").content.decode()
    assert page.count("/ratings/calls/") == count
