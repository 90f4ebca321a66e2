import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from organization.calendar import Month
from organization.models import Officer, Unit
from tests.factories.access import BACKEND
from tests.factories.duty import MONTH, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
PAGE = reverse("dutyposts:ranking_year", args=[MONTH.year])


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade(code="B1")


def publish(brigade: Unit, month: Month, posts: int = 1) -> None:
    unit, inspector, chief = make_unit(parent=brigade), make_inspector(brigade), make_supervisor(brigade)
    for number in range(1, posts + 1):
        post = brigade.duty_posts.filter(code=f"P{number}").first() or make_post(unit, code=f"P{number}")
        inspect_often(post, inspector, *["A2"] * number, month=month)
    compute_month(brigade, month, by=None, at=month.ends_at)
    notice_month(brigade, month, by=chief, at=month.ends_at)
    publish_month(brigade, month, by=chief, at=month.ends_at + dt.timedelta(days=14))


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    client.get(PAGE)
    return client


def test_a_year_adds_up_its_published_months(brigade: Unit) -> None:
    publish(brigade, MONTH.shift(-1), posts=2)
    publish(brigade, MONTH, posts=1)
    compute_month(brigade, MONTH.shift(1), by=None, at=MONTH.shift(1).ends_at)
    rows = signed_in(make_officer(make_unit(parent=brigade))).get(PAGE).context["rows"]
    told = [(row.rank, row.name, str(row.total), str(row.mean), row.flags, row.is_candidate) for row in rows]
    assert told == [(1, "P1岗", "198.00", "99.00", 2, True), (2, "P2岗", "98.00", "98.00", 1, True)]
    assert [score and str(score.score) for score in rows[1].scores] == [None] * 8 + ["98.00"] + [None] * 3


def test_a_year_keeps_the_names_of_its_last_month(brigade: Unit) -> None:
    publish(brigade, MONTH)
    brigade.duty_posts.update(name="改过名的岗")
    assert [row.name for row in signed_in(make_supervisor(brigade)).get(PAGE).context["rows"]] == ["P1岗"]


def test_a_year_without_a_published_month_says_so(brigade: Unit) -> None:
    assert signed_in(make_supervisor(brigade)).get(PAGE).context["rows"] == []


def test_there_is_no_year_beyond_the_calendar(brigade: Unit) -> None:
    assert signed_in(make_supervisor(brigade)).get("/rankings/9999/").status_code == 404


@pytest.mark.parametrize("posts", [1, 3])
def test_a_year_costs_the_same_for_one_and_three_posts(
    brigade: Unit, posts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(brigade, MONTH, posts)
    client = signed_in(make_supervisor(brigade))
    with django_assert_num_queries(3):
        client.get(PAGE)
