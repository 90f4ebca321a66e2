"""The menu of each role, on a desk and under the thumb."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, RequestFactory

from organization.context_processors import portal
from organization.rules.permissions import Role
from organization.sessions import SessionStore
from tests.factories.people import make_brigade, make_officer

pytestmark = pytest.mark.django_db

TABS = ["/", "/rankings/", "/pledges/mine/", "/outreach/"]
DUTY = [*TABS, "/windows/"]
LEADING = ["/dashboard/", *TABS, "/cases/"]
RECORD = "/inspections/new/"


def asked(path: str, role: Role | None, theme: str = "light") -> HttpRequest:
    request = RequestFactory().get(path, headers={"cookie": f"theme={theme}"})
    request.user = make_officer(make_brigade(name="星河大队"), role=role)
    request.session = SessionStore()
    return request


def urls(request: HttpRequest, part: str) -> list[str]:
    return [item["url"] for item in portal(request)[part]]


@pytest.mark.parametrize(
    ("role", "menu"),
    [
        (None, DUTY),
        (Role.INSPECTOR, DUTY),
        (Role.WINDOW_CLERK, ["/cases/", *TABS]),
        (Role.UNIT_LEADER, LEADING),
        (Role.SUPERVISOR, [*LEADING, "/imports/", "/admin/"]),
        (Role.SYSTEM_ADMINISTRATOR, ["/", "/imports/", "/admin/"]),
        (Role.AUDITOR, ["/", "/audit/", "/admin/"]),
    ],
)
def test_menu_holds_what_the_role_can_open(role: Role | None, menu: list[str]) -> None:
    assert urls(asked("/", role), "nav") == menu


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (None, TABS),
        (Role.INSPECTOR, ["/", "/rankings/", RECORD, "/pledges/mine/", "/outreach/"]),
        (Role.UNIT_LEADER, ["/dashboard/", *TABS]),
        (Role.SUPERVISOR, ["/dashboard/", "/", RECORD, "/rankings/", "/pledges/mine/"]),
        (Role.WINDOW_CLERK, ["/cases/", *TABS]),
        (Role.AUDITOR, ["/", "/audit/"]),
    ],
)
def test_phone_has_at_most_five_tabs(role: Role | None, tabs: list[str]) -> None:
    assert urls(asked("/", role), "tabs") == tabs


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["/"]),
        ("/rankings/2026-10/", ["/rankings/"]),
        ("/inspections/new/", [RECORD]),
        ("/inspections/7/", ["/rankings/"]),
        ("/elsewhere/", []),
    ],
)
def test_one_item_is_current(path: str, current: list[str]) -> None:
    frame = portal(asked(path, Role.INSPECTOR))
    assert sorted({item["url"] for part in ("nav", "tabs") for item in frame[part] if item["is_current"]}) == current


def test_what_is_no_tab_waits_in_the_menu() -> None:
    waiting = [item["url"] for item in portal(asked("/", Role.SUPERVISOR))["nav"] if not item["is_tab"]]
    assert waiting == ["/outreach/", "/cases/", "/imports/", "/admin/"]


@pytest.mark.parametrize(
    ("role", "path", "pages"),
    [
        (None, "/posts/XH-01/", ["/rankings/", "*/posts/", "/inspections/", "/objections/", "/flags/"]),
        (
            Role.SUPERVISOR,
            "/rankings/runs/",
            ["/rankings/", "/posts/", "/inspections/", "/objections/", "/events/", "/flags/", "*/rankings/runs/"],
        ),
        (Role.SUPERVISOR, "/imports/", []),
    ],
)
def test_pages_of_an_area_stand_beside_each_other(role: Role | None, path: str, pages: list[str]) -> None:
    strip = portal(asked(path, role))["pages"]
    assert [f"{'*' * page['is_current']}{page['url']}" for page in strip] == pages


def test_stranger_is_led_to_what_is_open_to_everybody(client: Client) -> None:
    frame = portal(client.get("/follow/").wsgi_request)
    assert sorted(frame) == ["help_line", "public_pages", "theme"]
    assert [(page["url"], page["is_current"]) for page in frame["public_pages"]] == [
        ("/wall/", False),
        ("/guide/", False),
        ("/follow/", True),
    ]
    assert [client.get(page["url"]).status_code for page in frame["public_pages"]] == [200, 200, 200]


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><b>', "light")])
def test_theme_is_one_of_two(cookie: str, theme: str) -> None:
    assert portal(asked("/", None, cookie))["theme"] == theme


def test_frame_names_brigade_and_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HELP_LINE", "内线 8306")
    frame = portal(asked("/", None))
    assert (frame["brigade_name"], frame["help_line"]) == ("星河大队", "内线 8306")
