"""What somebody else's cookie opens, and how soon what was taken from an officer is gone."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from organization.actions.officers import end_role, save_officer, set_one_time_password
from organization.models import Officer
from organization.rules.permissions import Role
from tests.factories.people import LONG_AGO, make_brigade, make_officer

pytestmark = pytest.mark.django_db
PAGE, LOGIN, LOGOUT = (reverse(f"organization:{name}") for name in ("password", "login", "logout"))
COOKIE = settings.SESSION_COOKIE_NAME
PASSWORD = "right-horse-battery"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_brigade(), password=PASSWORD, role=Role.AUDITOR)


def sign_in(officer: Officer, client: Client) -> str:
    client.post(LOGIN, {"username": officer.police_number, "password": PASSWORD})
    return client.cookies[COOKIE].value


def client_with(cookie: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = cookie
    return client


def test_a_planted_session_is_not_the_one_signed_in(officer: Officer, client: Client) -> None:
    planted = client.session
    planted["seen"] = 1
    planted.save()
    assert sign_in(officer, client) != planted.session_key
    assert client_with(str(planted.session_key)).get(PAGE).status_code == 302


def test_a_made_up_session_is_not_taken_over(officer: Officer) -> None:
    made_up = "a" * 32
    assert sign_in(officer, client_with(made_up)) != made_up
    assert not Session.objects.filter(session_key=made_up).exists()


def test_after_signing_out_the_old_cookie_opens_nothing(officer: Officer, client: Client) -> None:
    cookie = sign_in(officer, client)
    client.post(LOGOUT)
    assert (client_with(cookie).get(PAGE).status_code, Session.objects.count()) == (302, 0)


def test_a_session_in_the_address_opens_nothing(officer: Officer, client: Client) -> None:
    cookie = sign_in(officer, client)
    assert Client().get(PAGE, {COOKIE: cookie, "sessionid": cookie}).status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "'; DROP TABLE x", "../../etc/passwd", "é" * 32, "%00" * 10])
def test_junk_in_the_cookie_is_a_stranger(cookie: str) -> None:
    assert client_with(cookie).get(PAGE).status_code == 302


def test_an_ended_role_opens_nothing_more(officer: Officer, client: Client) -> None:
    sign_in(officer, client)
    assert client.get("/audit/").status_code == 200
    end_role(officer.role_holdings.get(), by=None, at=LONG_AGO + dt.timedelta(days=1))
    assert (client.get("/audit/").status_code, client.get(PAGE).status_code) == (403, 200)


def test_a_disabled_account_is_signed_out_at_once(officer: Officer, client: Client) -> None:
    sign_in(officer, client)
    officer.is_active = False
    save_officer(officer, by=None, on=LONG_AGO.date())
    assert client.get(PAGE).status_code == 302


def test_a_new_one_time_password_signs_everybody_out(officer: Officer, client: Client) -> None:
    sign_in(officer, client)
    set_one_time_password(officer, by=None)
    assert client.get(PAGE).status_code == 302


def test_a_change_of_unit_moves_what_is_seen_at_once(client: Client) -> None:
    officer, brigade = make_officer(make_brigade(code="B1"), password=PASSWORD), make_brigade(code="B2")
    sign_in(officer, client)
    officer.unit = brigade
    save_officer(officer, by=None, on=LONG_AGO.date())
    assert client.get(PAGE).context["user"].scope == [brigade.path]
