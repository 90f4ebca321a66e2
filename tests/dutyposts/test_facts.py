from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.facts import PostMonths, Span, post_months_of
from dutyposts.models import Assignment
from organization.calendar import Month
from organization.models import Unit
from tests.factories.duty import assign, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY, YEAR_END = (Month(2026, number) for number in (5, 6, 7, 12))


@pytest.fixture
def brigade() -> Unit:
    """Return a brigade whose posts P1 and P2 have a published May and June."""
    make_standard()
    brigade = make_brigade()
    unit, inspector, chief = make_unit(parent=brigade), make_inspector(brigade), make_supervisor(brigade)
    first, second = make_post(unit, code="P1"), make_post(unit, code="P2")
    for month, faults in ((MAY, ["A1"]), (JUNE, ["B2", "A2"])):
        inspect_often(first, inspector, *faults, month=month)
        inspect_often(second, inspector, *["B2"] * 4, month=month)
        compute_month(brigade, month, by=None, at=month.ends_at)
        notice_month(brigade, month, by=chief, at=month.ends_at)
        publish_month(brigade, month, by=chief, at=month.shift(1).ends_at)
    return brigade


def span_of(brigade: Unit, code: str = "P1", first: Month = MAY, last: Month = YEAR_END) -> Span:
    post = brigade.duty_posts.get(code=code)
    return Span(assign(post, make_officer(post.unit)).officer_id, first, last)


def test_published_months_of_the_own_post_add_up(brigade: Unit) -> None:
    span, path = span_of(brigade), brigade.duty_posts.get(code="P1").unit.path
    # 98 in May; 94 in June, where one fault of five points was found in each of four inspections
    assert post_months_of([span]) == {span: PostMonths(2, Decimal("96.00"), 2, 4, "P1", path)}


def test_only_months_of_the_span_count(brigade: Unit) -> None:
    span, later = span_of(brigade, last=MAY), span_of(brigade, first=JULY)
    found = post_months_of([span, later])
    assert (found[span].months, found[span].mean, found[later]) == (1, Decimal("98.00"), PostMonths())


def test_whoever_changes_the_post_takes_the_months_along(brigade: Unit) -> None:
    span = span_of(brigade)
    Assignment.objects.filter(officer=span.officer_id).update(ended_on=MAY.last)
    second = brigade.duty_posts.get(code="P2")
    Assignment.objects.create(post=second, officer_id=span.officer_id, started_on=JUNE.first)
    assert post_months_of([span])[span].mean == Decimal("89.00")  # 98 and 80
    assert post_months_of([span])[span].post_code == "P2"


def test_month_on_notice_counts_nowhere(brigade: Unit) -> None:
    span, inspector = span_of(brigade), make_inspector(brigade)
    inspect_often(brigade.duty_posts.get(code="P1"), inspector, month=JULY)
    compute_month(brigade, JULY, by=None, at=JULY.ends_at)
    notice_month(brigade, JULY, by=make_supervisor(brigade), at=JULY.ends_at)
    assert post_months_of([span])[span].months == 2


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_spans_takes_two_queries(
    brigade: Unit, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    spans = [span_of(brigade) for _one in range(count)]
    with django_assert_num_queries(2):
        found = post_months_of(spans)
    assert [found[span].months for span in spans] == [2] * count
