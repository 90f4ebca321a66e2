"""The wall shows what was approved, to whom it is open, and nothing else."""

import datetime as dt
import logging
import re

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from organization.rules.settings import Setting
from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.facts import promise_lines
from pledges.models import Cycle, Pledge, PledgeItem
from pledges.models.kinds import CriterionName
from pledges.rules.criteria import Owner
from pledges.views import wall as views
from tests.factories.people import make_brigade, make_officer, make_supervisor
from tests.factories.pledges import (
    NOW,
    TWO,
    Party,
    item,
    make_member,
    make_party,
    make_posted,
    make_submitted,
    pass_all,
)

pytestmark = pytest.mark.django_db
BACKEND = "organization.authentication.RoleBackend"
CARD = re.compile(r"<h2>(.*?)</h2>")


@pytest.fixture
def party() -> Party:
    return make_party()


@pytest.fixture
def public(party: Party) -> str:
    return open_to_the_public(party.brigade)


def open_to_the_public(brigade: Unit) -> str:
    before, by = dt.datetime(2025, 12, 1, tzinfo=BEIJING), make_supervisor(brigade)
    set_brigade_setting(
        brigade, Setting.WALL_IS_PUBLIC, "1", from_month=Month(2026, 1), reason="公开", by=by, at=before
    )
    return address(brigade)


def address(brigade: Unit) -> str:
    return f"/wall/{brigade.code}/"


def signed_in(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def names(client: Client, url: str) -> list[str]:
    return CARD.findall(client.get(url).content.decode())


def post_many(party: Party, number: int) -> None:
    for at in range(number):
        make_posted(party, by=make_member(party.squadron, party.group, name=f"党员{at:02d}"))


def alter(pledge: Pledge, text: str = "什么也不做") -> None:
    """Change a promise behind the portal's back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pledges_pledgeitem SET text = %s WHERE pledge_id = %s AND position = 1", [text, pledge.pk]
        )


def test_strangers_see_the_wall_that_is_open_to_the_public(client: Client, party: Party, public: str) -> None:
    make_posted(party)
    assert names(client, public) == ["王党员"]


def test_strangers_find_nothing_where_the_wall_is_closed(client: Client, party: Party) -> None:
    make_posted(party)
    assert [client.get(f"{address(party.brigade)}{page}").status_code for page in ("", "screen/", "?paper=a4")] == [
        404,
        404,
        404,
    ]


def test_the_brigades_people_see_their_closed_wall(client: Client, party: Party) -> None:
    make_posted(party)
    assert names(signed_in(client, make_officer(party.squadron)), address(party.brigade)) == ["王党员"]


def test_people_of_another_brigade_do_not(client: Client, party: Party) -> None:
    stranger = make_officer(make_brigade())
    assert signed_in(client, stranger).get(address(party.brigade)).status_code == 404


def test_the_wall_leads_officers_to_their_own(client: Client, party: Party) -> None:
    assert signed_in(client, party.member).get("/wall/").headers["Location"] == address(party.brigade)


def test_the_wall_leads_strangers_to_the_only_public_one(client: Client, public: str) -> None:
    make_brigade()
    assert client.get("/wall/").headers["Location"] == public


def test_the_wall_offers_strangers_the_public_ones(client: Client, public: str) -> None:
    other, _closed = make_brigade(name="直属四大队"), make_brigade()
    open_to_the_public(other)
    links = re.findall(r'href="(/wall/[^"]+)"', client.get("/wall/").content.decode())
    assert sorted(links) == sorted([public, address(other)])


def test_without_a_public_wall_there_is_none(client: Client, party: Party) -> None:
    assert "没有大队把承诺墙对外公开" in client.get("/wall/").content.decode()


def test_what_is_not_passed_is_not_shown(client: Client, party: Party, public: str) -> None:
    begin_pledge(party.cycle, Owner.MEMBER, by=party.leader, at=NOW)
    make_submitted(party)
    assert names(client, public) == []


def test_a_pledge_stands_on_the_wall_as_soon_as_it_is_posted(client: Client, party: Party, public: str) -> None:
    pledge = make_submitted(party)
    before = names(client, public)
    pass_all(pledge)
    assert (before, names(client, public)) == ([], ["王党员"])


def test_the_posted_version_stands_until_the_next_is_passed(client: Client, party: Party, public: str) -> None:
    new = revise_pledge(make_posted(party), by=party.member, at=NOW)
    save_items(new, [item("每周走访1户群众"), TWO[1]], by=party.member, at=NOW)
    submit_pledge(new, by=party.member, at=NOW)
    waiting = client.get(public).content.decode()
    pass_all(Pledge.objects.get(pk=new.pk))
    posted = client.get(public).content.decode()
    told = [("每月读1本书，写1篇心得" in page, "每周走访1户群众" in page) for page in (waiting, posted)]
    assert told == [(True, False), (False, True)]


def test_a_cycle_that_is_over_leaves_the_wall(client: Client, party: Party, public: str) -> None:
    make_posted(party)
    Cycle.objects.update(state=Cycle.State.CONCLUDED, concluded_at=NOW)
    assert names(client, public) == []


def test_branch_and_groups_come_before_members(client: Client, party: Party, public: str) -> None:
    good = [
        item("每季度上1次党课", criterion=CriterionName.LEADERSHIP),
        item("每月谈心2人", criterion=CriterionName.MEMBERS),
    ]
    make_posted(party)
    for owner, author in ((Owner.GROUP, party.leader), (Owner.BRANCH, party.secretary)):
        pledge = begin_pledge(party.cycle, owner, by=author, at=NOW)
        save_items(pledge, good, by=author, at=NOW)
        pass_all(submit_pledge(pledge, by=author, at=NOW))
    assert names(client, public) == ["直属三大队党支部", "一中队党小组", "王党员"]


def test_a_card_says_who_passed_it_when_and_which_version(client: Client, party: Party, public: str) -> None:
    make_posted(party)
    foot = re.search(r'<p class="pc-f">(.*?)</p>', client.get(public).content.decode(), re.DOTALL)
    assert re.sub(r"<[^>]*>|\s", "", foot[1] if foot else "") == "党支部已审核2026年1月20日公示·第1版"


def test_the_secretarys_card_says_that_the_superior_passed_it(client: Client, party: Party, public: str) -> None:
    make_posted(party, by=party.secretary)
    assert "上级党组织已审核" in client.get(public).content.decode()


def test_words_changed_behind_the_portals_back_are_left_out(client: Client, party: Party, public: str) -> None:
    alter(make_posted(party))
    make_posted(party, by=party.leader)
    assert [names(client, f"{public}{page}") for page in ("", "screen/", "?paper=a3")] == [["黄组长"]] * 3


def test_a_changed_signature_is_left_out_too(client: Client, party: Party, public: str) -> None:
    Pledge.objects.filter(pk=make_posted(party).pk).update(digest="0" * 64)
    assert names(client, public) == []


def test_words_changed_with_their_signature_part_from_what_the_chain_says(
    client: Client, party: Party, public: str
) -> None:
    pledge = make_posted(party)
    alter(pledge)
    Pledge.objects.filter(pk=pledge.pk).update(digest=Pledge.objects.get(pk=pledge.pk).digest_now())
    assert names(client, public) == []


def test_a_draft_that_is_marked_as_posted_is_left_out(client: Client, party: Party, public: str) -> None:
    pledge = make_submitted(party)
    Pledge.objects.filter(pk=pledge.pk).update(state=Pledge.State.POSTED, level="", posted_at=NOW)
    assert names(client, public) == []


def test_the_log_tells_of_an_alteration_once(
    client: Client, party: Party, public: str, caplog: pytest.LogCaptureFixture
) -> None:
    alter(make_posted(party), "一次就够")
    with caplog.at_level(logging.ERROR):
        client.get(public)
        client.get(f"{public}screen/")
    assert len([record for record in caplog.records if record.name == "pledges.queries.wall"]) == 1


def test_a_supervisor_is_told_what_does_not_agree(client: Client, party: Party) -> None:
    alter(make_posted(party))
    notice = "1 份承诺与签名时不一致，未上墙。"
    pages = [
        signed_in(Client(), who).get(address(party.brigade)) for who in (make_supervisor(party.brigade), party.member)
    ]
    assert [notice in page.content.decode() for page in pages] == [True, False]


def test_nothing_but_name_and_post_is_on_the_page(client: Client, party: Party, public: str) -> None:
    pledge = make_posted(party)
    page = "".join(client.get(f"{public}{part}").content.decode() for part in ("", "screen/", "?paper=a4"))
    secret = [party.member.police_number, party.leader.police_number, "黄组长", pledge.digest, "学习记录"]
    assert [word for word in secret if word in page] == []


def test_units_filter_with_their_counts(client: Client, party: Party, public: str) -> None:
    make_posted(party)
    make_posted(party, by=party.secretary)
    text = client.get(public).content.decode()
    counts = re.findall(r'\?unit=(\w+)".*?>(\d+)</span>', text)
    assert counts == [(party.brigade.code, "1"), (party.squadron.code, "1")]
    assert names(client, f"{public}?unit={party.squadron.code}") == ["王党员"]


def test_names_are_found(client: Client, party: Party, public: str) -> None:
    make_posted(party)
    make_posted(party, by=party.leader)
    assert [names(client, f"{public}?q={name}") for name in ("组长", "  王 ", "李", "")] == [
        ["黄组长"],
        ["王党员"],
        [],
        ["黄组长", "王党员"],
    ]


@pytest.mark.parametrize("query", ["?page=x", "?page=-1", "?page=99", "?q=%00", "?unit=%00", "?paper=a9", "?q=%27--"])
def test_senseless_addresses_do_no_harm(client: Client, party: Party, public: str, query: str) -> None:
    assert client.get(f"{public}{query}").status_code == 200


@pytest.mark.parametrize("query", ["?screen=0", "?screen=x", "?screen=99"])
def test_senseless_screens_do_no_harm(client: Client, party: Party, public: str, query: str) -> None:
    make_posted(party)
    assert names(client, f"{public}screen/{query}") == ["王党员"]


def test_nine_cards_make_a_page(client: Client, party: Party, public: str) -> None:
    post_many(party, 11)
    pages = [names(client, f"{public}?page={number}") for number in (1, 2)]
    assert pages == [[f"党员{at:02d}" for at in range(9)], ["党员09", "党员10"]]


def test_the_supervision_phone_is_on_every_page(client: Client, public: str, party: Party, settings: Settings) -> None:
    settings.HELP_LINE = "0736-7300000"
    post_many(party, 7)
    sheets = client.get(f"{public}?paper=a4").content.decode().split("<section")[1:]
    pages = [*sheets, client.get(public).content.decode(), client.get(f"{public}screen/").content.decode()]
    assert [page.count("0736-7300000") > 0 for page in pages] == [True] * 4


@pytest.mark.parametrize("query", ["", "?q=党员", "screen/", "?paper=a4"])
def test_a_stranger_asks_six_queries_at_most_however_many_pledges_there_are(
    client: Client, party: Party, public: str, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post_many(party, 1)
    with django_assert_max_num_queries(6) as one:
        client.get(f"{public}{query}")
    post_many(party, 2)
    with django_assert_max_num_queries(6) as three:
        client.get(f"{public}{query}")
    assert len(three) == len(one)


def test_a_supervisor_asks_as_many_queries_for_three_as_for_one(
    client: Client, party: Party, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, make_officer(party.brigade, role=Role.SUPERVISOR))
    post_many(party, 1)
    with django_assert_num_queries(8):
        client.get(address(party.brigade))
    post_many(party, 2)
    with django_assert_num_queries(8):
        client.get(address(party.brigade))


def test_the_screen_answers_that_nothing_is_new(client: Client, party: Party, public: str) -> None:
    make_posted(party)
    first = client.get(f"{public}screen/")
    again = client.get(f"{public}screen/", headers={"if-none-match": first.headers["ETag"]})
    make_posted(party, by=party.leader)
    changed = client.get(f"{public}screen/", headers={"if-none-match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, changed.status_code) == ("private, no-cache", 304, 200)


def test_without_a_script_the_screens_lead_on_by_themselves(client: Client, party: Party, public: str) -> None:
    post_many(party, 7)
    leads = [
        re.findall(r'content="15; url=(.*?)"', client.get(f"{public}screen/?screen={number}").content.decode())
        for number in (1, 2)
    ]
    assert leads == [["?screen=2&amp;part=1"], ["?screen=1&amp;part=1"]]


def test_the_screens_of_a_part_lead_to_the_next_and_round_the_end(
    client: Client, party: Party, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SCREEN_CARDS", 7)
    post_many(party, 8)
    pages = [client.get(f"{public}screen/?{query}").content.decode() for query in ("screen=2", "part=2", "part=9")]
    turns = [re.findall(r'class="btn btn-line" href="\?(.*?)" data-turn', page) for page in pages]
    assert turns[0] == ["screen=1&amp;part=1", "screen=1&amp;part=2"]
    assert turns[1] == ["part=1&amp;screen=7", "part=1&amp;screen=1"]
    assert [CARD.findall(page) for page in pages[1:]] == [["党员07"]] * 2


@pytest.mark.parametrize("where", ["?paper=a4&part={}", "screen/?part={}"])
def test_sheets_and_screens_come_in_parts(
    client: Client, party: Party, public: str, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(views, "SCREEN_CARDS", 2)
    monkeypatch.setattr(views, "PAPER_CARDS", 2)
    post_many(party, 3)
    found = [names(client, public + where.format(number)) for number in (1, 2)]
    assert found == [["党员00", "党员01"], ["党员02"]]


def test_what_is_counted_is_what_is_shown(client: Client, party: Party, public: str) -> None:
    alter(make_posted(party))
    make_posted(party, by=party.leader)
    make_posted(party, by=party.secretary)
    text = client.get(public).content.decode()
    counts = dict(re.findall(r'\?unit=(\w+)".*?>(\d+)</span>', text))
    assert {unit: len(names(client, f"{public}?unit={unit}")) for unit in counts} == {
        unit: int(count) for unit, count in counts.items()
    }
    told = re.findall(r'<p class="wallmeta t2">(.*?)<', text, re.DOTALL)
    assert (len(CARD.findall(text)), re.findall(r"\d+", "".join(told))) == (2, ["2", "4"])


def test_items_are_in_their_order(client: Client, party: Party, public: str) -> None:
    pledge = make_posted(party)
    assert PledgeItem.objects.filter(pledge=pledge).count() == 2
    page = client.get(public).content.decode()
    assert re.findall(r"<li>(.*?)</li>", page) == ["每月读1本书，写1篇心得", "早晚高峰提前10分钟到岗"]


def test_the_hall_reads_the_first_promise_for_the_post(party: Party) -> None:
    pledge = make_posted(party)
    own = pledge.items.order_by("position").filter(kind="post").first()
    assert own is not None
    assert promise_lines(party.brigade, [party.member.pk, party.secretary.pk]) == {party.member.pk: own.wording}
