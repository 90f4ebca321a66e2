"""Writing a pledge: saved by itself, without a network, after the session ended, by keyboard."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organization.calendar import BEIJING
from organization.models import Officer
from pledges.models import Pledge
from tests.factories.pledges import Party, make_party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Officer], None]


@pytest.fixture
def party(transactional_db: None) -> Party:
    """Make a party with a cycle that runs today."""
    party = make_party()
    today = dt.datetime.now(BEIJING).date()
    cycle = party.cycle
    cycle.starts_on, cycle.submit_by = today.replace(day=1), today
    cycle.ends_on = today + dt.timedelta(days=300)
    cycle.save()
    return party


def write(page: Page, number: int, text: str, day: dt.date) -> None:
    page.fill(f"#id_item-{number}-text", text)
    page.fill(f"#id_item-{number}-shown_by", "学习记录")
    page.fill(f"#id_item-{number}-due_on", day.isoformat())


@pytest.fixture
def draft(page: Page, party: Party, sign_in: SignIn) -> Page:
    sign_in(party.member)
    page.goto("/pledges/mine/")
    page.get_by_role("button", name="开始写承诺书").click()
    page.wait_for_load_state()
    return page


def test_typing_is_saved_by_itself(draft: Page) -> None:
    draft.fill("#id_item-1-text", "每月读1本书")
    expect(draft.locator("[data-saved]")).to_contain_text("已保存")
    assert list(Pledge.objects.get().items.values_list("text", flat=True)) == ["每月读1本书"]


def test_without_a_network_the_text_stays_on_the_device(draft: Page) -> None:
    draft.context.set_offline(True)
    draft.fill("#id_item-1-text", "每月读1本书")
    expect(draft.locator("[data-saved]")).to_have_text("还没传上去，已存在本机。")
    draft.context.set_offline(False)
    expect(draft.locator("[data-saved]")).to_contain_text("已保存")


def test_what_was_typed_after_the_session_ended_comes_back(draft: Page, party: Party, sign_in: SignIn) -> None:
    draft.context.clear_cookies(name="session")
    draft.fill("#id_item-1-text", "每月读1本书")
    expect(draft.locator("[data-saved]")).to_contain_text("已退出登录")
    sign_in(party.member)
    draft.reload()
    expect(draft.locator("#id_item-1-text")).to_have_value("每月读1本书")
    expect(draft.locator("[data-saved]")).to_contain_text("已保存")


def test_promise_is_written_and_handed_in_by_keyboard(draft: Page, party: Party) -> None:
    write(draft, 1, "每月读1本书", party.cycle.ends_on)
    draft.focus("#id_item-2-text")
    draft.keyboard.type("每季度走访2户")
    for _field in ("kind", "criterion", "shown by"):
        draft.keyboard.press("Tab")
    draft.keyboard.type("走访记录")
    draft.fill("#id_item-2-due_on", party.cycle.ends_on.isoformat())
    draft.focus("button[value=submit]")
    draft.keyboard.press("Enter")
    expect(draft.locator("[data-pledge]")).to_have_count(0)
    assert Pledge.objects.get().state == Pledge.State.REVIEW


def test_two_pages_of_one_draft_lose_no_text(draft: Page) -> None:
    other = draft.context.new_page()
    other.goto("/pledges/mine/")
    draft.fill("#id_item-1-text", "每月读1本书")
    expect(draft.locator("[data-saved]")).to_contain_text("已保存")
    other.fill("#id_item-1-text", "每季度走访2户")
    expect(other.locator("[data-saved]")).to_contain_text("别的页面或设备")
    assert list(Pledge.objects.get().items.values_list("text", flat=True)) == ["每月读1本书"]
    other.reload()
    expect(other.locator("#id_item-1-text")).to_have_value("每季度走访2户")
    other.click("button[value=save]")
    expect(other.get_by_text("现在保存的是：")).to_be_visible()
    other.click("button[value=save]")
    expect(other.locator("[data-overtaken]")).to_have_count(0)
    assert list(Pledge.objects.get().items.values_list("text", flat=True)) == ["每季度走访2户"]


def test_an_answer_that_got_lost_is_no_conflict(draft: Page) -> None:
    seen = draft.locator("[name=seen]")
    opened = seen.input_value()
    draft.route("**/save/", lambda route: (route.fetch(), route.abort())[1], times=1)
    draft.fill("#id_item-1-text", "每月读1本书")
    expect(draft.locator("[data-saved]")).to_contain_text("还没传上去")
    earlier = [opened, Pledge.objects.get().digest_now()]
    draft.fill("#id_item-1-text", "每月读2本书")
    expect(seen).not_to_have_value(re.compile("|".join(earlier)))
    assert list(Pledge.objects.get().items.values_list("text", flat=True)) == ["每月读2本书"]
