"""One pledge through five people, from its first word to the verdict, in both languages."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month
from organization.models import Officer
from organization.rules.settings import Setting
from pledges.actions.appraising import cast_ballot
from pledges.models import Comment, Cycle, Pledge, Review
from pledges.rules.appraisal import Mark
from tests.factories.people import make_supervisor
from tests.factories.pledges import Party, make_member, make_party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHINESE = {
    "begin": "开始写承诺书",
    "submit": "提交并签名",
    "handed_in": "已签名提交。审完会告诉您。",
    "amend": "第 2 条要改。",
    "record": "提交审核",
    "recorded": "审核已提交。",
    "nobody": "还没有公示的承诺",
    "wall": "上墙公示",
    "note": "记下",
    "noted": "已记下。",
    "open": "开始投票",
    "turnout": "已投 6 票，共 8 票",
    "close": "结束投票",
    "cast": "投票",
    "is_in": "您的票已投出",
    "count": "计入这些票",
    "conclude": "下结论",
    "end": "结束周期",
    "ended": "周期已结束。",
    "comment": "保存点评",
    "grade": "合格",
    "partly": "部分兑现",
}
ENGLISH = {
    "begin": "Begin the pledge",
    "submit": "Hand in and sign",
    "handed_in": "Signed and handed in. You are told as soon as it is reviewed.",
    "amend": "To amend: promise 2.",
    "record": "Record the review",
    "recorded": "Your review is recorded.",
    "nobody": "Nothing is posted yet",
    "wall": "On the wall",
    "note": "Note it",
    "noted": "Noted.",
    "open": "Open the ballots",
    "turnout": "6 of 8 ballots are in",
    "close": "Close the ballots",
    "cast": "Cast the ballot",
    "is_in": "Your ballot is in",
    "count": "Count these ballots",
    "conclude": "Conclude",
    "end": "Conclude the cycle",
    "ended": "The cycle is concluded.",
    "comment": "Save the comment",
    "grade": "qualified",
    "partly": "partly fulfilled",
}


@dataclass(frozen=True)
class Way:
    """The browser that goes from hand to hand, and what its pages say."""

    page: Page
    party: Party
    words: Mapping[str, str]
    sign_in: Callable[[Officer], None]

    def goes_to(self, officer: Officer, address: str) -> None:
        self.sign_in(officer)
        self.page.goto(address)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=self.words[name], exact=True).click()

    def sees(self, name: str) -> None:
        expect(self.page.locator("main")).to_contain_text(self.words[name])


@pytest.fixture
def party(transactional_db: None) -> Party:
    """Make a party of eight with a public wall and a cycle that runs today."""
    party = make_party()
    now = dt.datetime.now(BEIJING)
    cycle = party.cycle
    cycle.starts_on, cycle.submit_by = now.date().replace(day=1), now.date()
    cycle.ends_on = now.date() + dt.timedelta(days=300)
    cycle.save()
    for number in range(4):
        make_member(party.squadron, party.group, name=f"党员{number}")
    month, by = Month.of_moment(now), make_supervisor(party.brigade, name="周大队")
    before = month.shift(-1).starts_at
    set_brigade_setting(party.brigade, Setting.WALL_IS_PUBLIC, "1", from_month=month, reason="公开", by=by, at=before)
    return party


@pytest.mark.parametrize(("language", "words"), [("zh-hans", CHINESE), ("en", ENGLISH)], ids=["zh-hans", "en"])
def test_pledge_goes_through_five_people_to_its_verdict(
    page: Page,
    party: Party,
    sign_in: Callable[[Officer], None],
    live_server: object,
    language: str,
    words: Mapping[str, str],
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": str(live_server)}])
    way = Way(page, party, words, sign_in)
    write_and_hand_in(way)
    return_one_promise(way)
    amend_and_pass(way)
    look_at_the_wall(way)
    keep(way)
    vote(way)
    conclude(way)
    comment(way)
    read_the_result(way)


def write_and_hand_in(way: Way) -> None:
    page = way.page
    way.goes_to(way.party.member, "/pledges/mine/")
    way.press("begin")
    for number, text in ((1, "每月读1本书"), (2, "好好学习")):
        page.fill(f"#id_item-{number}-text", text)
        page.fill(f"#id_item-{number}-shown_by", "学习记录")
        page.fill(f"#id_item-{number}-due_on", way.party.cycle.ends_on.isoformat())
    assert not is_too_wide(page)
    way.press("submit")
    way.sees("handed_in")
    expect(page.locator("[data-pledge]")).to_have_count(0)


def return_one_promise(way: Way) -> None:
    page = way.page
    review(way, way.party.leader)
    expect(page.locator("[data-reason]").nth(1)).to_be_hidden()
    page.check("input[name='decision-1'][value='pass']")
    page.check("input[name='decision-2'][value='amend']")
    page.fill("#id_reason-2", "写清做到什么程度")
    assert not is_too_wide(page)
    way.press("record")
    way.sees("recorded")
    page.goto(f"/wall/{way.party.brigade.code}/")
    way.sees("nobody")


def amend_and_pass(way: Way) -> None:
    page = way.page
    way.goes_to(way.party.member, "/pledges/mine/")
    way.sees("amend")
    expect(page.locator(".cmt")).to_contain_text("写清做到什么程度")
    expect(page.locator("#id_item-1-text")).to_be_hidden()
    page.fill("#id_item-2-text", "每周学习2小时")
    way.press("submit")
    way.sees("handed_in")
    for reviewer, waiting in ((way.party.leader, [2]), (way.party.secretary, [1, 2])):
        review(way, reviewer)
        expect(page.locator("input[value='pass']")).to_have_count(len(waiting))
        for number in waiting:
            page.check(f"input[name='decision-{number}'][value='pass']")
        way.press("record")
        way.sees("recorded")


def look_at_the_wall(way: Way) -> None:
    """Signed out."""
    page = way.page
    page.context.clear_cookies(name="session")
    page.goto(f"/wall/{way.party.brigade.code}/")
    expect(page.locator(".pcard h2")).to_have_text("王党员")
    expect(page.locator(".pcard li")).to_have_text(["每月读1本书", "每周学习2小时"])
    assert not is_too_wide(page)


def keep(way: Way) -> None:
    page = way.page
    way.goes_to(way.party.member, f"/pledges/{Pledge.objects.get().pk}/")
    expect(page.locator(".tl li").last).to_contain_text(way.words["wall"])
    page.fill("#id_text", "读完《信访工作条例》")
    page.fill("#id_evidence", "读书笔记第3篇")
    way.press("note")
    way.sees("noted")
    expect(page.locator(".pitem").first).to_contain_text("读完《信访工作条例》")
    assert not is_too_wide(page)


def vote(way: Way) -> None:
    """Let one cast the ballot in the browser, and five others theirs: three of the six are fairly satisfied."""
    page, cycle, pledge = way.page, way.party.cycle, Pledge.objects.get()
    way.goes_to(way.party.secretary, f"/pledges/cycles/{cycle.pk}/appraisal/")
    way.press("open")
    way.goes_to(way.party.deputy, f"/pledges/cycles/{cycle.pk}/ballot/")
    page.check(f"input[name='p{pledge.pk}'][value='fairly']")
    assert not is_too_wide(page)
    way.press("cast")
    way.sees("is_in")
    others = [way.party.leader, *Officer.objects.filter(name__startswith="党员").order_by("name")]
    for number, officer in enumerate(others):
        cast_ballot(cycle, {pledge.pk: Mark.FAIRLY if number < 2 else Mark.SATISFIED}, by=officer)


def conclude(way: Way) -> None:
    page, cycle = way.page, way.party.cycle
    way.goes_to(way.party.secretary, f"/pledges/cycles/{cycle.pk}/appraisal/")
    way.sees("turnout")
    expect(page.locator("main")).not_to_contain_text("85.00")
    page.check("#id_sure")
    way.press("close")
    expect(page.locator("main")).to_contain_text("85.00")
    page.get_by_role("link", name=way.words["conclude"]).click()
    counts = {"collected_on": cycle.starts_on.isoformat(), "place": "服务大厅", "satisfied": "7", "fairly": "3"}
    for name, value in counts.items():
        page.fill(f"#id_{name}", value)
    way.press("count")
    page.select_option("#id_c1", "fulfilled")
    page.select_option("#id_c2", "partly")
    page.fill("#id_r2", "10月少2小时")
    page.select_option("#id_mark", "satisfied")
    page.select_option("#id_grade", "qualified")
    assert not is_too_wide(page)
    way.press("conclude")
    way.press("end")
    way.sees("ended")
    assert Cycle.objects.get().state == Cycle.State.CONCLUDED


def comment(way: Way) -> None:
    page, member = way.page, way.party.member
    way.goes_to(Officer.objects.get(name="周大队"), f"/pledges/comments/new/?on={member.police_number}")
    page.select_option("#id_form", "personal")
    for name, text in (("achievements", "带头读书"), ("problems", "学习时间不够"), ("advice", "每周排好学习时间")):
        page.fill(f"#id_{name}", text)
    way.press("comment")
    assert Comment.objects.get().subject == member


def read_the_result(way: Way) -> None:
    page = way.page
    way.goes_to(way.party.member, "/pledges/comments/")
    expect(page.locator(".appeals")).to_contain_text("每周排好学习时间")
    page.goto(f"/pledges/{Pledge.objects.get().pk}/")
    expect(page.locator(".verdict dd")).to_have_text(["85.00", "91.00", "100.00", "91.90", "50.00%"])
    expect(page.get_by_text(way.words["grade"], exact=True)).to_be_visible()
    expect(page.locator(".pitem").nth(1)).to_contain_text(way.words["partly"])
    expect(page.locator(".pitem").nth(1)).to_contain_text("10月少2小时")
    assert not is_too_wide(page)


def review(way: Way, reviewer: Officer) -> None:
    """Open the review from the list of what waits for the reviewer."""
    way.goes_to(reviewer, "/pledges/reviews/")
    way.page.get_by_role("link", name="王党员").click()
    assert Review.objects.open().get().reviewer == reviewer


def is_too_wide(page: Page) -> bool:
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over > 0
