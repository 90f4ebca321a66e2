"""One licence from the citizen's first question to its issue and rating, at the window and on a phone."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from organization.models import Officer
from organization.rules.permissions import Role
from services.models import Case, Matter, Rating, Window
from services.seed import seed_matters
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, make_window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk(time_machine: TimeMachineFixture) -> Officer:
    time_machine.move_to(AT)
    seed_matters(partial(apps.get_model, "services"))
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def window(clerk: Officer) -> Window:
    window = make_window(clerk.unit, clerk)
    window.matters.set(Matter.objects.filter(code="DL1"))
    return window


def at_home(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})


def at_the_window(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def save_opened(page: Page) -> None:
    page.locator("details[open]").get_by_role("button", name="保存").click()
    page.wait_for_load_state()


def test_a_licence_from_the_first_question_to_the_issue_and_its_rating(
    page: Page, clerk: Officer, window: Window, sign_in: Callable[[Officer], None], time_machine: TimeMachineFixture
) -> None:
    at_home(page)
    page.goto("/guide/")
    go(page, "初次申领机动车驾驶证")
    page.get_by_label("户籍不在本地").check()
    press(page, "列出我的材料")
    expect(page.get_by_text("居住（暂住）证明")).to_be_visible()
    expect(page.get_by_text("驾驶培训记录")).to_have_count(0)

    at_the_window(page)
    sign_in(clerk)
    page.goto("/cases/")
    go(page, "收一件")
    go(page, "初次申领机动车驾驶证")
    page.get_by_label("户籍不在本地").check()
    page.get_by_label("申请人", exact=True).fill("张小明")
    page.get_by_label("电话").fill("13812346620")
    press(page, "收件并列出材料")
    case = Case.objects.get()
    for step in ("照相", "体检", "填表"):
        press(page, f"办完“{step}”，下一步")
    for name in ("申请表", "身份证明", "居住（暂住）证明", "身体条件证明"):
        page.get_by_role("checkbox", name=name).check()
    press(page, "保存清单")
    press(page, "开告知单")
    go(page, "一次性告知单")
    expect(page.get_by_text("1寸白底彩色照片，原件：未提供")).to_be_visible()

    at_home(page)
    page.goto("/follow/")
    page.get_by_label("凭证上的查询码").fill(case.code)
    page.get_by_label("手机号后四位").fill("6620")
    press(page, "查询")
    expect(page.get_by_text("1寸白底彩色照片")).to_be_visible()

    time_machine.move_to(AT + DAY)
    sign_in(clerk)
    finish(page, case)
    rate(page)
    case.refresh_from_db()
    assert (case.state, case.promised_on) == (Case.State.DONE, dt.date(2026, 11, 6))


def finish(page: Page, case: Case) -> None:
    """Take a case whose photo was missing to its issue; the first subject needs a second try."""
    at_the_window(page)
    page.goto(f"/cases/{case.number}/")
    page.get_by_role("checkbox", name="1寸白底彩色照片").check()
    press(page, "保存清单")
    press(page, "受理")
    page.get_by_text("科目1 不合格").click()
    page.locator("#fail-exam").fill("85分")
    save_opened(page)
    press(page, "科目1 合格")
    page.get_by_label("证明编号").fill("430700012345")
    page.get_by_label("发证日期").fill("2026-11-05")
    save_opened(page)
    for subject in (2, 3):
        press(page, f"科目{subject} 合格")
    press(page, "发证办结")
    expect(page.get_by_text("已完成", exact=True).first).to_be_visible()


def rate(page: Page) -> None:
    """Rate what was handed out, with the address on the paper, on a phone that is signed in nowhere."""
    go(page, "评价邀请单")
    address = page.locator("article b").inner_text()

    at_home(page)
    page.context.clear_cookies()
    page.goto(address)
    page.get_by_label("非常满意").check()
    press(page, "提交评价")
    expect(page.get_by_text("您的评价已匿名计入")).to_be_visible()
    assert Rating.objects.get().level == Rating.Level.VERY_SATISFIED
