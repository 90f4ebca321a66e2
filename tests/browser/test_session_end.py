"""The notice before a session ends, on a clock that the test moves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organization.models import Officer
from tests.factories.people import make_brigade, make_officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTICE = "[data-session-end]"


@pytest.fixture
def desk(page: Page, sign_in: Callable[[Officer], None]) -> Page:
    sign_in(make_officer(make_brigade()))
    page.clock.install()
    page.goto("/password/")
    return page


def test_the_notice_comes_two_minutes_before_the_end(desk: Page) -> None:
    desk.clock.fast_forward("27:50")
    expect(desk.locator(NOTICE)).to_be_hidden()
    desk.clock.fast_forward("00:15")
    expect(desk.get_by_role("alert")).to_contain_text("两分钟后自动退出")


def test_staying_takes_the_notice_away(desk: Page) -> None:
    desk.clock.fast_forward("28:05")
    desk.get_by_role("button", name="继续用").click()
    expect(desk.locator(NOTICE)).to_be_hidden()
    desk.clock.fast_forward("27:00")
    expect(desk.locator(NOTICE)).to_be_hidden()


def test_signing_out_leads_to_the_sign_in(desk: Page) -> None:
    desk.clock.fast_forward("28:05")
    desk.get_by_role("alert").get_by_role("button", name="退出").click()
    desk.wait_for_url("**/login/")


def test_after_the_end_the_page_stays_and_leads_back(desk: Page) -> None:
    desk.clock.fast_forward("31:00")
    link = desk.get_by_role("alert").get_by_role("link", name="重新登录")
    expect(link).to_have_attribute("href", "/login/?next=/password/")


def test_a_second_page_keeps_the_first_one_quiet(desk: Page) -> None:
    second = desk.context.new_page()
    second.goto("/accessibility/")
    ends = "() => { localStorage.setItem('session-ends', String(Date.now() + 3600000)); }"
    second.evaluate(ends)
    desk.clock.fast_forward("28:30")
    expect(desk.locator(NOTICE)).to_be_hidden()
