import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.models import DutyPost
from dutyposts.queries.post_pages import MonthPoint, year_of
from organization.models import Officer, Unit
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, inspect_often, make_post, make_standard
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
