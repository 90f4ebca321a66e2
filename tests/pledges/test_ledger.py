import datetime as dt
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from organization.rules.permissions import Role
from pledges.actions.drafting import begin_pledge, revise_pledge
from pledges.actions.keeping import ProgressInput, add_progress
from pledges.rules.criteria import Owner
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.pledges import NOW, Party, make_cycle, make_member, make_party, make_posted, make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    return make_party()


def page(client: Client, officer: Officer, query: str = "") -> str:
    client.force_login(officer, backend=BACKEND)
    response = client.get(f"/pledges/{query}")
    assert response.status_code == 200
    return response.content.decode()


def names_on(text: str, *names: str) -> list[str]:
    table = text.partition("<tbody>")[2]
    return [name for name in names if name in table]


def test_branch_sees_where_every_pledge_stands_and_no_word_of_a_draft(party: Party, client: Client) -> None:
    begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    make_submitted(party, by=party.leader)
    text = page(client, party.deputy)
    assert names_on(text, "王党员", "黄组长", "陈书记", "每月读1本书") == ["王党员", "黄组长", "陈书记"]


def test_others_see_what_is_posted(party: Party, client: Client) -> None:
    begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    make_posted(party, by=party.leader)
    assert names_on(page(client, make_officer(party.squadron)), "王党员", "黄组长") == ["黄组长"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=draft", ["王党员"]),
        ("?q=黄", ["黄组长"]),
        ("?unit=nowhere", ["王党员", "黄组长"]),
        ("?after=zz.9999", []),
        ("?after=%00.1e5", ["王党员", "黄组长"]),
    ],
)
def test_list_is_narrowed(party: Party, client: Client, query: str, found: list[str]) -> None:
    begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    make_posted(party, by=party.leader)
    assert names_on(page(client, party.deputy, query), "王党员", "黄组长") == found


def test_cycle_of_another_brigade_is_not_there(party: Party, client: Client) -> None:
    other = make_cycle(make_party().brigade, name="他队")
    client.force_login(party.deputy, backend=BACKEND)
    assert client.get(f"/pledges/?cycle={other.pk}").status_code == 404


def test_without_a_cycle_the_page_says_so(client: Client) -> None:
    stranger = make_officer(make_party().brigade)
    stranger.unit.pledge_cycles.all().delete()
    assert "还没有承诺周期" in page(client, stranger)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    party: Party, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_posted(party, by=make_member(party.squadron, party.group))
    client.force_login(party.deputy, backend=BACKEND)
    with django_assert_num_queries(6):
        client.get("/pledges/")


def test_supervisor_role_manages_too(party: Party, client: Client) -> None:
    begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    assert names_on(page(client, make_officer(party.brigade, role=Role.SUPERVISOR)), "王党员") == ["王党员"]


@pytest.mark.parametrize(
    ("day", "late", "found"),
    [
        (dt.date(2026, 1, 21), "promise", []),
        (dt.date(2027, 1, 1), "promise", ["黄组长"]),
        (dt.date(2026, 1, 21), "review", []),
        (dt.date(2026, 1, 24), "review", ["王党员"]),
        (dt.date(2026, 3, 31), "quiet", []),
        (dt.date(2026, 4, 1), "quiet", ["黄组长"]),
        (dt.date(2027, 1, 1), "nonsense", ["王党员", "黄组长"]),
    ],
)
def test_list_shows_what_is_late(party: Party, client: Client, day: dt.date, late: str, found: list[str]) -> None:
    pledge = make_posted(party, by=party.leader)
    told = ProgressInput(text="读完1本", evidence="记录", happened_on=NOW.date())
    add_progress(pledge.items.get(position=1), told, client_id=UUID(int=1), by=party.leader, at=NOW)
    make_submitted(party)
    with time_machine.travel(dt.datetime.combine(day, dt.time(4), tzinfo=dt.UTC), tick=False):
        text = page(client, party.deputy, f"?late={late}")
    rows = {"<b>王党员": "王党员", ">黄组长</a>": "黄组长"}
    assert [rows[name] for name in names_on(text, *rows)] == found


def test_a_new_version_hides_nothing_that_is_overdue(party: Party, client: Client) -> None:
    revise_pledge(make_posted(party), by=party.member, at=NOW)
    with time_machine.travel(dt.datetime(2027, 1, 1, 4, tzinfo=dt.UTC), tick=False):
        text = page(client, party.deputy, "?late=promise&state=draft")
    assert names_on(text, "王党员", "2 条承诺超期") == ["王党员", "2 条承诺超期"]


def test_whoever_left_is_marked_for_the_branch(party: Party, client: Client) -> None:
    make_posted(party)
    before = page(client, party.deputy).count("已离开大队")
    party.member.unit = make_unit(parent=make_brigade())
    party.member.save()
    assert (before, page(client, party.deputy).count("已离开大队")) == (0, 1)
