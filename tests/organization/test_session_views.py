"""Signing in and out, the theme, and the pages for what went wrong."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.people import make_brigade, make_officer

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

pytestmark = pytest.mark.django_db
PASSWORD = "right-horse-battery"
# Fifteen spellings of an address that is not the portal's.
ELSEWHERE = [
    *("//evil.example", "///evil.example", "////evil.example", "https://evil.example", "https:evil.example"),
    *("http:///evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example"),
    *("\x01//evil.example", "https://testserver@evil.example", "https://testserver.evil.example"),
    *("javascript:alert(1)", "data:text/html,x"),
]


def sign_in(client: Client, number: str, password: str = PASSWORD, **data: str) -> "_MonkeyPatchedWSGIResponse":
    return client.post(reverse("organization:login"), {"username": number, "password": password, **data})


@pytest.fixture
def number() -> str:
    return make_officer(make_brigade(), password=PASSWORD).police_number


def test_right_password_leads_home(client: Client, number: str) -> None:
    response = sign_in(client, number)
    assert (response.status_code, response["Location"]) == (302, "/start/")


def test_wrong_password_keeps_the_number_and_counts_down(client: Client, number: str) -> None:
    page = sign_in(client, number, "wrong").content.decode()
    assert f'value="{number}"' in page
    assert "再错 4 次" in page
    assert "wrong" not in page


def test_unknown_number_gets_the_same_words(client: Client) -> None:
    assert "再错 4 次" in sign_in(client, "999999").content.decode()


def test_fifth_failure_locks_even_the_right_password(client: Client, number: str) -> None:
    statuses = [sign_in(client, number, "wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(client, number).status_code == 429


def test_account_without_password_cannot_sign_in(client: Client) -> None:
    officer = make_officer(make_brigade())
    assert sign_in(client, officer.police_number, "").status_code == 200


@pytest.mark.parametrize("address", ELSEWHERE)
def test_next_stays_on_the_portal(client: Client, number: str, address: str) -> None:
    assert sign_in(client, number, next=address)["Location"] == "/start/"
    signed_in = client.get(reverse("organization:login"), {"next": address})
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/start/")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_next_in_the_address_stays_on_the_portal(client: Client, number: str, address: str) -> None:
    page = f"{reverse('organization:login')}?{urlencode({'next': address})}"
    response = client.post(page, {"username": number, "password": PASSWORD})
    assert response["Location"] == "/start/"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_theme_and_language_stay_on_the_portal(client: Client, address: str) -> None:
    data = {"theme": "dark", "language": "en", "next": address}
    places = [client.post(reverse(name), data)["Location"] for name in ("organization:theme", "set_language")]
    assert places == ["/", "/"]


def test_theme_is_kept_in_a_cookie(client: Client) -> None:
    response = client.post(reverse("organization:theme"), {"theme": "dark"})
    assert (response["Location"], response.cookies["theme"].value) == ("/", "dark")


def test_theme_is_written_by_the_server(client: Client) -> None:
    client.post(reverse("organization:theme"), {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get(reverse("organization:login")).content.decode()


def test_unknown_theme_is_not_kept(client: Client) -> None:
    response = client.post(reverse("organization:theme"), {"theme": '"><b>'})
    assert "theme" not in response.cookies


def test_sign_out_ends_the_session(client: Client, number: str) -> None:
    sign_in(client, number)
    client.post(reverse("organization:logout"))
    assert client.get(reverse("organization:password")).status_code == 302


def test_form_without_token_is_refused_in_words(number: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = sign_in(client, number)
    assert response.status_code == 403
    assert "页面放久了" in response.content.decode()


def test_body_in_a_strange_charset_is_refused_calmly() -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get(reverse("organization:login"))
    response = client.post(
        reverse("organization:login"), b"x=1", content_type="application/x-www-form-urlencoded; charset=utf-16"
    )
    assert response.status_code == 400


def test_password_change_asks_for_the_old_one(client: Client, number: str) -> None:
    sign_in(client, number)
    new = "another-horse-battery"
    form = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    assert client.post(reverse("organization:password"), form).status_code == 200
    assert client.post(reverse("organization:password"), form | {"old_password": PASSWORD}).status_code == 302
