"""The frame of every page in a browser: signing in, light and dark, the menu, buttons pressed twice, no JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from organization.models import Officer
from organization.rules.permissions import Role
from tests.factories.people import make_brigade, make_officer, make_supervisor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "right-horse-battery"


def posts_of(page: Page, path: str) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto(path)
    return sent


def fill_in(page: Page, number: str, password: str) -> None:
    page.get_by_label("警号").fill(number)
    page.get_by_label("密码").fill(password)


def test_enter_signs_in(page: Page) -> None:
    officer = make_officer(make_brigade(), password=PASSWORD)
    page.goto("/login/")
    fill_in(page, officer.police_number, PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/login')[0]}/")


def test_refusal_takes_the_focus_and_keeps_the_number(page: Page) -> None:
    page.goto("/login/")
    fill_in(page, "999999", "wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("警号")).to_have_value("999999")
    expect(page.get_by_label("密码")).to_have_value("")


def test_password_can_be_read_and_hidden(page: Page) -> None:
    page.goto("/login/")
    field = page.locator("#id_password")
    page.get_by_role("button", name="显示").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="隐藏").click()
    expect(field).to_have_attribute("type", "password")


def test_second_press_sends_nothing(page: Page) -> None:
    sent = posts_of(page, "/login/")
    fill_in(page, "999999", "wrong")
    page.evaluate("document.querySelectorAll('.btn-lg').forEach((button) => { button.click(); button.click(); })")
    expect(page.get_by_role("alert")).to_be_focused()
    assert [request.url.endswith("/login/") for request in sent] == [True]


def test_dark_holds_on_the_next_page(page: Page, sign_in: Callable[[Officer], None]) -> None:
    sign_in(make_officer(make_brigade()))
    page.goto("/accessibility/")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="切换深色显示").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto("/password/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_menu_opens_by_keyboard_and_closes_with_escape(page: Page, sign_in: Callable[[Officer], None]) -> None:
    sign_in(make_officer(make_brigade(), name="李文涛"))
    page.goto("/accessibility/")
    page.locator("summary.who").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="改密码")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="改密码")).to_be_hidden()
    expect(page.locator("summary.who")).to_be_focused()


def test_first_tab_skips_to_the_content(page: Page, sign_in: Callable[[Officer], None]) -> None:
    sign_in(make_officer(make_brigade()))
    page.goto("/accessibility/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(
    ("role", "name", "address"),
    [
        (Role.INSPECTOR, "记检查", "/inspections/new/"),
        (Role.SUPERVISOR, "看板", "/dashboard/"),
        (Role.AUDITOR, "审计", "/audit/"),
    ],
)
def test_thumb_reaches_the_work_of_the_role(
    role: Role, name: str, address: str, page: Page, sign_in: Callable[[Officer], None]
) -> None:
    sign_in(make_officer(make_brigade(), role=role))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/accessibility/")
    link = page.get_by_role("navigation", name="常用功能").get_by_role("link", name=name)
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", address)


def test_phone_reaches_what_is_no_tab_and_the_way_out(page: Page, sign_in: Callable[[Officer], None]) -> None:
    sign_in(make_supervisor(make_brigade()))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/accessibility/")
    page.locator("summary.who").click()
    expect(page.get_by_role("navigation", name="更多").get_by_role("link")).to_have_count(4)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


@pytest.mark.parametrize("width", [992, 1199, 1200, 1399, 1400])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_bar_keeps_within_the_screen(
    width: int, language: str, page: Page, sign_in: Callable[[Officer], None], live_server: LiveServer
) -> None:
    sign_in(make_supervisor(make_brigade(name="直属第三大队")))
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/accessibility/")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_everything_works_without_script(chromium: Browser, live_server: LiveServer) -> None:
    officer = make_officer(make_brigade(), password=PASSWORD)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/login/?next=/password/")
    fill_in(page, officer.police_number, PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="切换深色显示").click()
    page.get_by_role("button", name="EN").click()
    expect(page.get_by_role("heading", name="Change password")).to_be_visible()
    expect(page.locator("html[lang=en][data-bs-theme=dark]")).to_have_count(1)
    page.locator("summary.who").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
