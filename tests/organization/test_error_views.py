"""What the sign-in says when it refuses, how long it stays locked, and the pages for what went wrong."""

import datetime as dt

import pytest
import time_machine
from django.db.utils import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from organization.calendar import BEIJING
from organization.views.errors import server_error
from tests.factories.people import make_brigade, make_officer

pytestmark = pytest.mark.django_db
PASSWORD = "right-horse-battery"
LOCKED_AT = dt.datetime(2026, 11, 3, 9, 0, 30, tzinfo=BEIJING)


def tried(client: Client, number: str, password: str) -> tuple[int, str]:
    response = client.post(reverse("organization:login"), {"username": number, "password": password})
    return response.status_code, response.content.decode()


@pytest.fixture
def number() -> str:
    return make_officer(make_brigade(), password=PASSWORD).police_number


@pytest.fixture
def locked(client: Client, number: str) -> str:
    with time_machine.travel(LOCKED_AT, tick=False):
        for _ in range(5):
            tried(client, number, "wrong")
    return number


def test_wrong_password_is_said_above_and_at_the_field(client: Client, number: str) -> None:
    _, page = tried(client, number, "wrong")
    assert (page.count("再错 4 次"), page.count("sign-in-error")) == (2, 3)


def test_empty_form_says_what_to_fill_in(client: Client) -> None:
    _, page = tried(client, "", "")
    assert (page.count("填写警号"), page.count("填写密码")) == (2, 2)


def test_lock_says_when_it_ends_and_whom_to_call(client: Client, locked: str, settings: Settings) -> None:
    settings.HELP_LINE = "综合股 内线 8306"
    with time_machine.travel(LOCKED_AT + dt.timedelta(minutes=10), tick=False):
        status, page = tried(client, locked, PASSWORD)
    assert (status, "09:16 以后可以再登录" in page, page.count("综合股 内线 8306")) == (429, True, 2)


def test_lock_opens_at_the_moment_it_said(client: Client, locked: str) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 3, 9, 16, tzinfo=BEIJING), tick=False):
        assert tried(client, locked, PASSWORD)[0] == 302


def test_lock_holds_for_the_account_at_this_address_only(client: Client, locked: str) -> None:
    colleague = make_officer(make_brigade(), password=PASSWORD).police_number
    with time_machine.travel(LOCKED_AT + dt.timedelta(minutes=1), tick=False):
        assert tried(client, colleague, PASSWORD)[0] == 302
        assert tried(Client(REMOTE_ADDR="10.0.0.9"), locked, PASSWORD)[0] == 302


def test_unknown_address_gets_the_page_made_for_it(client: Client) -> None:
    response = client.get("/nowhere/")
    assert (response.status_code, "或者不在您能看的范围" in response.content.decode()) == (404, True)


def test_server_error_needs_neither_officer_nor_database(rf: RequestFactory, settings: Settings) -> None:
    settings.HELP_LINE = "内线 8306"
    response = server_error(rf.get("/"))
    assert (response.status_code, response.content.decode().count("内线 8306")) == (500, 1)


def test_database_that_is_away_is_worth_a_second_try(rf: RequestFactory) -> None:
    try:
        raise OperationalError  # noqa: TRY301 - the page asks what is being handled
    except OperationalError:
        response = server_error(rf.get("/"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")


@pytest.mark.parametrize("name", ["login", "accessibility"])
def test_help_line_stands_on_pages_for_strangers(name: str, client: Client, settings: Settings) -> None:
    settings.HELP_LINE = "综合股 内线 8306"
    assert client.get(reverse(f"organization:{name}")).content.decode().count("综合股 内线 8306") == 1


def test_language_is_chosen_without_script(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": "/login/"})
    page = client.get(reverse("organization:login")).content.decode()
    assert (page.count('<html lang="en"'), page.count("Police number")) == (1, 1)
