"""When a session ends, and what does not keep it alive."""

import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from organization.models import Officer
from organization.rules.permissions import Role
from tests.factories.people import LONG_AGO, make_brigade, make_officer

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 2, 8, 0, tzinfo=LONG_AGO.tzinfo)
PAGE, LOGIN, STAY = reverse("organization:password"), reverse("organization:login"), reverse("organization:stay")
PASSWORD = "right-horse-battery"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_brigade(), password=PASSWORD, role=Role.SYSTEM_ADMINISTRATOR)


def sign_in(officer: Officer) -> Client:
    client = Client()
    client.post(LOGIN, {"username": officer.police_number, "password": PASSWORD})
    return client


def statuses(officer: Officer, *minutes: float, address: str = PAGE) -> list[int]:
    """Return the answers to requests so many minutes after the sign-in."""
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        answers = []
        for minute in minutes:
            clock.move_to(START + dt.timedelta(minutes=minute))
            answers.append(client.get(address).status_code)
        return answers


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((29,), [200]),
        ((31,), [302]),
        ((29, 58, 87), [200, 200, 200]),
        ((29, 60), [200, 302]),
        (tuple(range(20, 720, 20)), [200] * 35),
        (tuple(range(20, 721, 20)), [200] * 35 + [302]),
    ],
)
def test_a_session_ends_unused_or_with_the_shift(
    officer: Officer, minutes: tuple[int, ...], expected: list[int]
) -> None:
    assert statuses(officer, *minutes) == expected


def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(officer: Officer) -> None:
    assert statuses(officer, 10, 20, 31, address=f"{PAGE}?automatic=1") == [200, 200, 302]


def test_the_time_comes_from_the_settings(officer: Officer, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS = 300
    assert statuses(officer, 4, 10) == [200, 302]


def test_a_clock_set_back_ends_nothing(officer: Officer) -> None:
    assert statuses(officer, -60, -40) == [200, 200]


def test_an_ended_session_leads_to_the_sign_in_and_back(officer: Officer) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        clock.shift(dt.timedelta(minutes=31))
        response = client.get("/audit/?page=2")
        assert response["Location"] == f"{LOGIN}?next=/audit/%3Fpage%3D2"
        assert len(list(get_messages(response.wsgi_request))) == 1
        assert not client.session.keys()


def test_the_old_cookie_of_an_ended_session_opens_nothing(officer: Officer) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        thief = Client()
        thief.cookies.update(client.cookies)
        clock.shift(dt.timedelta(minutes=31))
        client.get(PAGE)
        clock.move_to(START)
        assert thief.get(PAGE).status_code == 302


def test_a_sign_in_begins_anew(officer: Officer) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        clock.shift(dt.timedelta(hours=13))
        client.post(LOGIN, {"username": officer.police_number, "password": PASSWORD})
        assert client.get(PAGE).status_code == 200


def test_staying_signed_in_tells_how_long(officer: Officer) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        clock.shift(dt.timedelta(minutes=29))
        assert client.post(STAY).json() == {"left": 1800}
        clock.shift(dt.timedelta(minutes=29))
        assert client.get(PAGE).context["session_left"] == 1800


def test_the_end_of_the_shift_is_told_when_it_comes_first(officer: Officer) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        for _turn in range(29):
            clock.shift(dt.timedelta(minutes=24.5))
            client.get(PAGE)
        assert client.post(STAY).json() == {"left": 570}


def test_requests_close_together_write_once(
    officer: Officer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = sign_in(officer)
        clock.shift(dt.timedelta(seconds=19))
        with django_assert_max_num_queries(3):
            client.get("/accessibility/")
