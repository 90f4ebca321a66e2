import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import TimeMachineFixture

from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.actions.objections import file_objection
from dutyposts.models import DutyPost
from dutyposts.queries.post_pages import MonthPoint, facts_of, frequent_findings, year_of
from dutyposts.queries.post_visits import Visit, newest_visits
from organization.models import Officer, Unit
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, NOON, assign, inspect, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LATER = AFTER + dt.timedelta(days=4)


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade(code="B1")


@pytest.fixture
def unit(brigade: Unit) -> Unit:
    return make_unit(parent=brigade)


@pytest.fixture
def post(brigade: Unit, unit: Unit) -> DutyPost:
    inspector = make_inspector(brigade)
    inspect_often(make_post(unit, code="P2"), inspector, "A2")
    inspect_often(make_post(unit, code="P3"), inspector, "B2", "B2", "B2", times=1)
    post = make_post(unit, code="P1")
    inspect_often(post, inspector)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    return post


def newest(post: DutyPost, officer: Officer) -> MonthPoint:
    return year_of(post, officer, MONTH)[-1]


def told(point: MonthPoint) -> tuple[str, int | None, bool, bool, str]:
    score = point.score.score if point.score else None
    return str(score), point.rank, point.has_won, point.is_pending, str(point.mean)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def test_before_the_notice_a_post_sees_its_score_but_neither_place_nor_flag(post: DutyPost, unit: Unit) -> None:
    assert told(newest(post, make_officer(unit))) == ("100.00", None, False, False, "None")


def test_a_supervisor_sees_a_draft_as_pending(post: DutyPost, brigade: Unit) -> None:
    assert told(newest(post, make_supervisor(brigade))) == ("100.00", 1, False, True, "99.50")


def test_on_notice_the_flag_is_pending_and_the_mean_leaves_unranked_posts_out(post: DutyPost, brigade: Unit) -> None:
    notice_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER)
    assert told(newest(post, make_officer(post.unit))) == ("100.00", 1, False, True, "99.50")


def test_a_published_month_is_won(post: DutyPost, brigade: Unit) -> None:
    chief = make_supervisor(brigade)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=LATER)
    assert told(newest(post, make_officer(post.unit))) == ("100.00", 1, True, False, "99.50")


def test_the_page_of_another_brigades_post_does_not_exist(post: DutyPost) -> None:
    page = reverse("dutyposts:post_detail", args=[post.code])
    stranger = make_officer(make_unit(parent=make_brigade()))
    assert signed_in(make_officer(post.unit)).get(page).status_code == 200
    assert signed_in(stranger).get(page).status_code == 404


def visits(post: DutyPost, officer: Officer, *, leads: bool = False, at: dt.datetime = AFTER) -> list[Visit]:
    year = {point.month: point for point in year_of(post, officer, MONTH)}
    return newest_visits(post, officer, year, at.date(), leads=leads, limit=8)


def objectable(post: DutyPost, officer: Officer, *, leads: bool = False, at: dt.datetime = AFTER) -> list[str]:
    return [finding.code for visit in visits(post, officer, leads=leads, at=at) for finding in visit.objectable]


def test_the_facts_sum_up_the_year(post: DutyPost, brigade: Unit) -> None:
    chief = make_supervisor(brigade)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=LATER)
    facts = facts_of(year_of(post, chief, MONTH))
    assert facts.newest is not None
    assert (facts.newest.rank, facts.newest.ranked, facts.change, facts.flags) == (1, 2, None, 1)
    assert (str(facts.mean), str(facts.brigade_mean)) == ("100.00", "99.50")


def test_a_post_without_a_month_has_no_facts(brigade: Unit, unit: Unit) -> None:
    facts = facts_of(year_of(make_post(unit), make_supervisor(brigade), MONTH))
    assert (facts.newest, facts.mean, facts.flags) == (None, None, 0)


def test_a_visit_shows_what_was_lost_by_category(unit: Unit, brigade: Unit) -> None:
    post = make_post(unit)
    inspect(post, make_inspector(brigade), "B2", "B11", "B11", "A2")
    visit = visits(post, make_officer(unit))[0]
    assert visit.told == "无故脱岗；台账漏填 ×2；警帽佩戴不规范"
    assert [(category, str(points)) for category, points in visit.lost] == [("在位履职", "7.00"), ("警容警姿", "1.00")]


def test_the_leader_and_the_people_named_may_object(unit: Unit, brigade: Unit) -> None:
    post, named = make_post(unit), make_officer(unit)
    inspect(post, make_inspector(brigade), "B2", people=(named,))
    found = [objectable(post, named), objectable(post, make_officer(unit)), objectable(post, named, leads=True)]
    assert found == [["B2"], [], ["B2"]]


def test_a_contested_finding_is_not_contested_again(unit: Unit, brigade: Unit) -> None:
    post, leader = make_post(unit), make_officer(unit)
    assign(post, leader, is_leader=True)
    finding = inspect(post, make_inspector(brigade), "B2").findings.get()
    file_objection(finding, claim="当时在岗", by=leader, at=NOON)
    assert objectable(post, leader, leads=True) == []


def test_objections_end_with_the_notice(unit: Unit, brigade: Unit) -> None:
    post, leader = make_post(unit), make_officer(unit)
    inspect(post, make_inspector(brigade), "B2")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER)
    last = year_of(post, leader, MONTH)[-1].notice_ends_on
    assert last is not None
    ends_at = AFTER + (last - AFTER.date())
    assert objectable(post, leader, leads=True, at=ends_at) == ["B2"]
    assert objectable(post, leader, leads=True, at=ends_at + dt.timedelta(days=1)) == []


def test_what_is_found_most_often_comes_first(unit: Unit, brigade: Unit) -> None:
    post, inspector = make_post(unit), make_inspector(brigade)
    inspect(post, inspector, "B11", "B11", "D1")
    found = [(row.text, row.times, str(row.lost)) for row in frequent_findings(post, MONTH)]
    assert found == [("台账漏填", 2, "2.00"), ("态度生硬", 1, "3.00")]


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    unit: Unit,
    brigade: Unit,
    times: int,
    time_machine: TimeMachineFixture,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    time_machine.move_to(AFTER)
    post, people = make_post(unit), [make_officer(unit) for _number in range(times)]
    for person in people:
        assign(post, person, is_leader=True)
    inspect_often(post, make_inspector(brigade), "B2", "A2", times=times)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    client = signed_in(people[0])
    with django_assert_num_queries(10):
        page = client.get(reverse("dutyposts:post_detail", args=[post.code])).content.decode()
    assert page.count("insplist") == 1


def test_the_page_says_since_when_the_post_holds_a_flag(post: DutyPost, brigade: Unit) -> None:
    chief = make_supervisor(brigade)
    make_flags(brigade, 3, by=None, at=NOON)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=LATER)
    page = signed_in(chief).get(reverse("dutyposts:post_detail", args=[post.code])).content.decode()
    assert [text in page for text in ("2026-11-06 起保管 1 号红旗。", "现在没有红旗。")] == [True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    unit: Unit, brigade: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        inspect_often(make_post(unit), make_inspector(brigade), times=count)
    client = signed_in(make_officer(unit))
    with django_assert_num_queries(6):
        assert len(client.get(reverse("dutyposts:post_list")).context["posts"]) == count
