"""A pledge from its first word to the wall: returned once, amended, in both languages and on a phone."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organization.calendar import BEIJING
from organization.models import Officer
from pledges.models import Pledge, Review
from tests.factories.pledges import Party, make_party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Officer], None]
WORDS = {
    "zh-hans": {
        "begin": "开始写承诺书",
        "submit": "提交并签名",
        "record": "提交审核",
        "pass": "通过",
        "amend": "修改",
        "wall": "上墙公示",
    },
    "en": {
        "begin": "Begin the pledge",
        "submit": "Hand in and sign",
        "record": "Record the review",
        "pass": "Pass",
        "amend": "Amend",
        "wall": "On the wall",
    },
}


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


def decide(page: Page, number: int, decision: str) -> None:
    page.check(f"input[name='decision-{number}'][value='{decision}']")


def open_review(page: Page) -> None:
    page.goto(f"/pledges/reviews/{Review.objects.open().get().pk}/")


def is_too_wide(page: Page) -> bool:
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over > 0


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pledge_goes_from_draft_through_a_return_to_the_wall(
    page: Page, party: Party, sign_in: SignIn, live_server: object, language: str
) -> None:
    words = WORDS[language]
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": str(live_server)}])
    sign_in(party.member)
    page.goto("/pledges/mine/")
    page.get_by_role("button", name=words["begin"]).click()
    write(page, 1, "每月读1本书", party.cycle.ends_on)
    write(page, 2, "好好学习", party.cycle.ends_on)
    assert not is_too_wide(page)
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.locator("[data-pledge]")).to_have_count(0)

    sign_in(party.leader)
    open_review(page)
    expect(page.locator("[data-reason]").nth(1)).to_be_hidden()
    decide(page, 1, "pass")
    decide(page, 2, "amend")
    page.fill("#id_reason-2", "写清做到什么程度")
    assert not is_too_wide(page)
    page.get_by_role("button", name=words["record"]).click()
    expect(page).to_have_url(f"{live_server}/pledges/reviews/")

    sign_in(party.member)
    page.goto("/pledges/mine/")
    expect(page.locator(".cmt")).to_contain_text("写清做到什么程度")
    page.fill("#id_item-2-text", "每周学习2小时")
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.locator("[data-pledge]")).to_have_count(0)

    for reviewer, waiting in ((party.leader, [2]), (party.secretary, [1, 2])):
        sign_in(reviewer)
        open_review(page)
        for number in waiting:
            decide(page, number, "pass")
        page.get_by_role("button", name=words["record"]).click()
        expect(page).to_have_url(f"{live_server}/pledges/reviews/")
    page.goto(f"/pledges/{Pledge.objects.get().pk}/")
    expect(page.locator(".tl li").last).to_contain_text(words["wall"])
    assert Pledge.objects.get().state == Pledge.State.POSTED


@pytest.fixture
def draft(page: Page, party: Party, sign_in: SignIn) -> Page:
    sign_in(party.member)
    page.goto("/pledges/mine/")
    page.get_by_role("button", name="开始写承诺书").click()
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
