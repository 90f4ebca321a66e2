import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutyposts.rules.categories import Category
from dutyposts.rules.months import MonthRules, PostMonth, Standing, month_score_h, round_half_up, standings
from tests.dutyposts.rules import naive
from tests.dutyposts.rules.naive import Post, Visit
from tests.dutyposts.rules.strategies import TIE_ORDER, months, replaced, scores_of, summed, visits

RULES = MonthRules()
NO_SUMS = dict.fromkeys(Category, 0)


def placed(posts: list[Post]) -> list[Standing]:
    return standings([summed(post) for post in posts], RULES, TIE_ORDER)


def shown(rows: list[Standing]) -> list[tuple[str, int | None, str, str, bool]]:
    return [(row.post.code, row.rank, row.reason or "", row.decided_by, row.wins_flag) for row in rows]


@settings(max_examples=300)
@given(months())
def test_the_ranking_is_that_of_a_second_implementation(posts: list[Post]) -> None:
    assert shown(placed(posts)) == naive.ranking(posts)


@given(months())
def test_the_scores_are_those_of_a_second_implementation(posts: list[Post]) -> None:
    scores = {row.post.code: row.score_h for row in placed(posts)}
    expected = {post.code: None if post.score is None else int(post.score * 100) for post in posts}
    assert scores == expected


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_the_posts_and_visits_changes_nothing(posts: list[Post], chance: random.Random) -> None:
    mixed = [replaced(post, visits=tuple(chance.sample(post.visits, len(post.visits)))) for post in posts]
    chance.shuffle(mixed)
    assert placed(mixed) == placed(posts)


@given(visits, visits)
def test_another_finding_never_raises_an_inspection(visit: Visit, more: Visit) -> None:
    before, after = scores_of(visit), scores_of(Visit(visit.findings + more.findings))
    assert all(0 <= after[category] <= before[category] for category in Category)


@given(months(), visits)
def test_another_finding_never_raises_a_month(posts: list[Post], more: Visit) -> None:
    for post in posts:
        worse = tuple(Visit(visit.findings + more.findings) for visit in post.visits)
        before, after = (
            month_score_h(summed(post), RULES),
            month_score_h(summed(replaced(post, visits=worse)), RULES),
        )
        assert before is None or after is None or after <= before


@given(months(), st.data())
def test_another_finding_never_lifts_a_post(posts: list[Post], data: st.DataObject) -> None:
    ranked = [row for row in placed(posts) if row.rank is not None]
    if not ranked:
        return
    code = data.draw(st.sampled_from([row.post.code for row in ranked]))
    post = next(post for post in posts if post.code == code)
    first, *others = post.visits
    worse = replaced(post, visits=(Visit((*first.findings, ("style", Decimal(1), 1))), *others))
    ranks = [
        next(
            row.rank for row in placed([worse if other is post else other for other in posts]) if row.post.code == code
        ),
        next(row.rank for row in ranked if row.post.code == code),
    ]
    assert (ranks[0] or 0) >= (ranks[1] or 0)


@given(months())
def test_places_count_the_posts_above(posts: list[Post]) -> None:
    ranks = [row.rank for row in placed(posts) if row.rank is not None]
    assert ranks == [1 + sum(other < rank for other in ranks) for rank in ranks]


@given(months())
def test_scores_stay_within_their_bounds(posts: list[Post]) -> None:
    scores = [row.score_h for row in placed(posts) if row.score_h is not None]
    assert all(0 <= score_h <= 105_00 for score_h in scores)


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_rounding_is_that_of_decimals(numerator: int, denominator: int) -> None:
    fraction = Fraction(numerator, denominator * 100)
    assert round_half_up(numerator, denominator) == naive.rounded_half_up(fraction) * 100


def sums(**changes: int) -> PostMonth:
    plain: dict[str, Any] = {"inspections": 4, "score_sum_h": 400_00, "days": 31}
    return PostMonth(code="P", category_sums_h=NO_SUMS, **(plain | changes))


@pytest.mark.parametrize(
    ("post", "score_h"),
    [
        (sums(inspections=8, score_sum_h=799_96), 100_00),
        (sums(inspections=8, score_sum_h=799_95), 99_99),
        (sums(events_h=20_00), 80_00),
        (sums(events_h=20_01), 80_00),
        (sums(bonus_h=5_00), 105_00),
        (sums(bonus_h=5_01), 105_00),
        (sums(score_sum_h=0), 0),
        (sums(score_sum_h=0, events_h=1), 0),
        (sums(score_sum_h=0, difficulty_h=1_30), 23_08),
        (sums(score_sum_h=360_00, difficulty_h=1_25), 92_00),
    ],
)
def test_scores_at_the_half_and_at_the_caps(post: PostMonth, score_h: int) -> None:
    assert month_score_h(post, RULES) == score_h


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        (sums(inspections=3, days=14), "too_few_inspections"),
        (sums(days=14), "too_few_days"),
        (sums(days=15), None),
        (sums(inspections=4), None),
    ],
)
def test_the_first_reason_is_named(post: PostMonth, reason: str | None) -> None:
    assert [row.reason for row in standings([post], RULES, TIE_ORDER)] == [reason]
