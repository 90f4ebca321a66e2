"""The pledge wall on a big screen, on a clock that the test moves, and on paper."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month
from organization.models import Unit
from organization.rules.settings import Setting
from pledges.models.kinds import CriterionName
from pledges.views import wall as views
from tests.browser.test_pages import CHINESE, COLOURED, LAID_OUT, faults_of
from tests.factories.people import make_brigade, make_supervisor
from tests.factories.pledges import Party, item, make_member, make_party, make_posted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "早晚高峰在路口提前10分钟到岗，护送沿线小学学生过街并登记"


@pytest.fixture
def party(transactional_db: None) -> Party:
    party = make_party()
    open_to_the_public(party.brigade)
    for number in range(1, 8):
        post(party, f"党员{number}")
    return party


@pytest.fixture
def screen(page: Page, party: Party) -> Page:
    return shown(page, party)


def open_to_the_public(brigade: Unit) -> None:
    before, by = dt.datetime(2025, 12, 1, tzinfo=BEIJING), make_supervisor(brigade)
    set_brigade_setting(
        brigade, Setting.WALL_IS_PUBLIC, "1", from_month=Month(2026, 1), reason="公开", by=by, at=before
    )


def post(party: Party, name: str, text: str = "每月读1本书") -> None:
    items = [item(text), item(text, criterion=CriterionName.EXCEL)]
    make_posted(party, by=make_member(party.squadron, party.group, name=name), items=items)


def shown(page: Page, party: Party, query: str = "") -> Page:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.clock.install(time=dt.datetime(2026, 11, 22, 16, 40, tzinfo=BEIJING))
    page.goto(f"/wall/{party.brigade.code}/screen/{query}")
    return page


def names(page: Page) -> list[str]:
    return page.locator("h2:visible").all_inner_texts()


def a_round(page: Page) -> None:
    """Let both screens pass and wait for what the second one asks for."""
    with page.expect_request_finished(lambda request: "automatic=1" in request.url):
        page.clock.run_for(30_000)
    expect(page.locator("[data-number]")).to_have_text("第 1 / 2 屏")


def test_a_screen_shows_six_cards_for_fifteen_seconds(screen: Page) -> None:
    first = names(screen)
    screen.clock.run_for(14_000)
    still = names(screen)
    screen.clock.run_for(1_500)
    assert (first, still, names(screen)) == ([f"党员{n}" for n in range(1, 7)], first, ["党员7"])


def test_the_arrow_keys_turn(screen: Page) -> None:
    screen.keyboard.press("ArrowRight")
    after = names(screen)
    screen.keyboard.press("ArrowLeft")
    assert (after, len(names(screen))) == (["党员7"], 6)


def test_it_can_be_paused(screen: Page) -> None:
    screen.get_by_role("button", name="暂停").click()
    screen.clock.run_for(60_000)
    still = len(names(screen))
    screen.get_by_role("button", name="继续播放").click()
    screen.clock.run_for(16_500)
    assert (still, len(names(screen))) == (6, 1)


def test_it_starts_paused_for_those_who_want_no_motion(page: Page, party: Party) -> None:
    page.emulate_media(reduced_motion="reduce")
    shown(page, party).clock.run_for(60_000)
    assert len(names(page)) == 6
    expect(page.get_by_role("button", name="继续播放")).to_be_visible()


def test_it_tells_the_date_and_the_time_in_beijing(screen: Page) -> None:
    expect(screen.locator("[data-clock]")).to_have_text("11月22日星期日 16:40")
    screen.clock.run_for(61_000)
    expect(screen.locator("[data-clock]")).to_have_text("11月22日星期日 16:41")


def test_what_is_posted_meanwhile_comes_with_the_next_round(screen: Page, party: Party) -> None:
    post(party, "党员0")
    a_round(screen)
    expect(screen.locator("h2:visible").first).to_have_text("党员0")


def test_without_the_network_the_wall_stays_and_says_since_when(screen: Page) -> None:
    screen.context.set_offline(True)
    screen.clock.run_for(30_500)
    expect(screen.get_by_role("status")).to_have_text("网络不通，显示 16:40 的内容")
    kept = len(names(screen))
    screen.context.set_offline(False)
    a_round(screen)
    expect(screen.get_by_role("status")).to_have_text("")
    assert kept == 6


def test_a_long_wall_is_fetched_part_by_part_and_begins_again(
    page: Page, party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SCREEN_CARDS", 6)
    shown(page, party).clock.run_for(15_500)
    expect(page.locator("[data-number]")).to_have_text("第 2 / 2 批 · 第 1 / 1 屏")
    second = names(page)
    page.context.set_offline(True)
    page.clock.run_for(15_500)
    expect(page.get_by_role("status")).to_have_text("网络不通，显示 16:40 的内容")
    kept = names(page)
    page.context.set_offline(False)
    page.clock.run_for(15_500)
    expect(page.locator("[data-number]")).to_have_text("第 1 / 2 批 · 第 1 / 1 屏")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("h2:visible")).to_have_text(["党员7"])
    assert (second, kept) == (["党员7"], ["党员7"])


def test_a_dozen_rounds_leave_no_more_nodes_than_one(screen: Page) -> None:
    count = "document.getElementsByTagName('*').length"
    a_round(screen)
    first = screen.evaluate(count)
    for _round in range(12):
        a_round(screen)
    assert screen.evaluate(count) == first


def test_four_cards_where_one_has_more_than_five_lines(page: Page, party: Party) -> None:
    post(party, "党员0", LONG * 2)
    assert [len(names(shown(page, party, f"?screen={at}"))) for at in (1, 2)] == [4, 4]


@pytest.mark.parametrize("repeated", [1, 2, 4])
@pytest.mark.parametrize("size", [(1920, 1080), (1920, 940), (3840, 2160)])
def test_no_word_is_cut_off(page: Page, party: Party, repeated: int, size: tuple[int, int]) -> None:
    post(party, "党员0", (LONG * repeated)[:120])
    shown(page, party).set_viewport_size({"width": size[0], "height": size[1]})
    cut = "[...document.querySelectorAll('.tv-c')].filter(card => card.scrollHeight > card.clientHeight + 1).length"
    assert page.evaluate(cut) == 0


@pytest.mark.parametrize(("paper", "sheets"), [("a4", ["595x842"] * 2), ("a3", ["1191x842"])])
def test_print_outs_have_the_size_of_their_paper(page: Page, party: Party, paper: str, sheets: list[str]) -> None:
    page.goto(f"/wall/{party.brigade.code}/?paper={paper}")
    found = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True))
    assert [f"{float(width):.0f}x{float(height):.0f}" for width, height in found] == sheets


def test_without_a_script_the_next_screen_is_a_link(chromium: Browser, live_server: LiveServer, party: Party) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto(f"/wall/{party.brigade.code}/screen/")
    page.get_by_role("link", name="下一屏").click()
    found = names(page)
    context.close()
    assert found == ["党员7"]


def test_pages_with_cards_hold_in_every_view(page: Page, party: Party, live_server: LiveServer) -> None:
    found: list[str] = []
    open_to_the_public(make_brigade())
    home = f"/wall/{party.brigade.code}/"
    parts = ("", "?q=无此人", "?paper=a4", "?paper=a3", "screen/")
    views = ((1440, "light", ()), (390, "light", LAID_OUT), (390, "dark", COLOURED), (320, "light", LAID_OUT))
    for width, theme, rules in views:
        page.set_viewport_size({"width": width, "height": 900})
        page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        for address in ("/wall/", *(f"{home}{part}" for part in parts)):
            page.goto(address)
            found += [f"{width} {theme} {address}: {fault}" for fault in faults_of(page, rules)]
    assert found == []


def test_english_pages_speak_english(page: Page, party: Party, live_server: LiveServer) -> None:
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    spoken = "h1, .wh-t p, .wallmeta, .pc-f, .wh-b a, .pager, .tv-k, .tv-f .btn, .ws-foot span + span"
    for part in ("", "?paper=a4", "screen/"):
        page.goto(f"/wall/{party.brigade.code}/{part}")
        words = page.eval_on_selector_all(spoken, "all => all.map(one => one.innerText)")
        assert (part, [word for word in words if CHINESE.search(word)]) == (part, [])
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/wall/{party.brigade.code}/")
    assert faults_of(page) == []
