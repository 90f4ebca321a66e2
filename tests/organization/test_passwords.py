"""Changing the own password, and what a one-time password opens until then."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organization.actions.officers import set_password
from organization.models import Officer
from organization.rules.passwords import is_guessable
from organization.rules.permissions import Role
from tests.factories.people import make_brigade, make_officer

pytestmark = pytest.mark.django_db
PAGE = reverse("organization:password")
OLD, NEW = "right-horse-battery", "another-horse-battery"


@pytest.fixture
def officer() -> Officer:
    officer = make_officer(make_brigade(), password=OLD, role=Role.SYSTEM_ADMINISTRATOR)
    set_password(officer, OLD, by=None, must_change=True)
    return officer


def client_of(officer: Officer) -> Client:
    client = Client()
    client.post(reverse("organization:login"), {"username": officer.police_number, "password": OLD})
    return client


def change(client: Client, old: str = OLD, new: str = NEW) -> int:
    return client.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": new}).status_code


@pytest.mark.parametrize("address", ["/", "/audit/", "/admin/", "/admin/organization/officer/", "/posts/"])
def test_a_one_time_password_leads_to_its_change(officer: Officer, address: str) -> None:
    response = client_of(officer).get(address)
    assert (response.status_code, response["Location"]) == (302, PAGE)


def test_what_is_posted_under_a_one_time_password_is_not_done(officer: Officer) -> None:
    entries = Entry.objects.count()
    response = client_of(officer).post(f"/admin/organization/officer/{officer.pk}/one-time-password/")
    assert (response["Location"], Entry.objects.count()) == (PAGE, entries)


def test_a_script_under_a_one_time_password_is_refused_in_words(officer: Officer) -> None:
    address = reverse("dutyposts:inspection_token")
    response = client_of(officer).get(address, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()) == (403, {"errors": ["请先修改一次性密码。"]})


@pytest.mark.parametrize(
    ("name", "status"),
    [("organization:theme", 302), ("set_language", 302), ("organization:logout", 302), ("organization:password", 200)],
)
def test_the_way_out_stays_open(officer: Officer, name: str, status: int) -> None:
    response = client_of(officer).post(reverse(name))
    assert (response.status_code, response.headers.get("Location") == PAGE) == (status, False)


def test_after_the_change_everything_opens(officer: Officer) -> None:
    client = client_of(officer)
    assert change(client) == 302
    assert client.get("/admin/").status_code == 200


def test_the_other_sessions_end_with_the_old_password(officer: Officer) -> None:
    client, other = client_of(officer), client_of(officer)
    change(client)
    assert other.get(PAGE)["Location"] == f"{reverse('organization:login')}?next={PAGE}"


def test_the_change_is_recorded_without_the_password(officer: Officer) -> None:
    change(client_of(officer))
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.actor, entry.before, entry.after) == (
        "organization.password_changed",
        officer,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("wrong", NEW, "old_password"),
        ("", NEW, "old_password"),
        (OLD, OLD, "new_password1"),
        (OLD, "short-horse", "new_password2"),
        (OLD, "12345678901234", "new_password2"),
        (OLD, "passwordpassword", "new_password2"),
        (OLD, "Jiaojing2025!", "new_password2"),
    ],
)
def test_what_no_password_may_be(officer: Officer, old: str, new: str, wrong: str) -> None:
    response = client_of(officer).post(PAGE, {"old_password": old, "new_password1": new, "new_password2": new})
    assert list(response.context["form"].errors) == [wrong]


def test_guessing_the_old_password_locks_the_account(officer: Officer) -> None:
    client = client_of(officer)
    assert [change(client, old="wrong") for _try in range(5)] == [200, 200, 200, 200, 429]
    assert change(client) == 429


def test_blanks_belong_to_a_password(officer: Officer) -> None:
    change(client_of(officer), new=f" {NEW} ")
    assert Officer.objects.get(pk=officer.pk).check_password(f" {NEW} ")


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Jiaojing2025!", True),
        ("POLICE_police_1", True),
        ("qwertyuiop123", True),
        ("jiaojing-correct-horse", False),
        ("7f3k-9m2p-x8qr-abcd", False),
        ("黄河入海流-2026-更上一层楼", False),
    ],
)
def test_words_that_everybody_tries_first_make_no_password(password: str, *, expected: bool) -> None:
    assert is_guessable(password) is expected
