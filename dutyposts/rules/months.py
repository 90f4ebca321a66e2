"""A post's month: its score, whether it is ranked, its place, its flag (RULES.md, Month of a post and Ranking).

Scores and points are whole hundredths, so every step but the one rounding is exact.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise

from dutyposts.rules.categories import Category
from dutyposts.rules.inspections import FULL_MARKS_H

HIGHEST_SCORE_H = 105_00
NO_DIFFICULTY_H = 1_00


class Reason(StrEnum):
    """Why a post has no place; the first that holds is named."""

    VETO = "veto"
    TOO_FEW_INSPECTIONS = "too_few_inspections"
    TOO_FEW_DAYS = "too_few_days"


class Decider(StrEnum):
    """What put a row above the next one, where it was not a category."""

    SCORE = "score"
    SERIOUS = "serious"
    WORST = "worst"
    SHARED = "shared"
    LAST = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRules:
    """The settings of a brigade in one month."""

    min_inspections: int = 4
    min_days: int = 15
    flag_places: int = 3
    flag_min_score_h: int = 85_00
    serious_points_h: int = 5_00
    events_cap_h: int = 20_00
    bonus_cap_h: int = 5_00


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMonth:
    """What a month's records add up to for one post; sums run over its submitted inspections."""

    code: str
    inspections: int = 0
    score_sum_h: int = 0
    category_sums_h: Mapping[Category, int]
    worst_h: int = 0
    serious: int = 0
    events_h: int = 0
    bonus_h: int = 0
    is_vetoed: bool = False
    days: int = 31
    difficulty_h: int = NO_DIFFICULTY_H


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One row of the month: a ranked post has a place, an unranked one a reason."""

    post: PostMonth
    score_h: int | None
    mean_h: int | None
    events_h: int
    bonus_h: int
    rank: int | None = None
    reason: Reason | None = None
    wins_flag: bool = False
    decided_by: str = Decider.LAST


# A post with its month score in hundredths.
_Scored = tuple[int, PostMonth]


def round_half_up(numerator: int, denominator: int) -> int:
    """Return the nearest whole number to a fraction that is not negative; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def mean_h(total_h: int, inspections: int) -> int | None:
    return round_half_up(total_h, inspections) if inspections else None


def base_h(total_h: int, inspections: int, difficulty_h: int) -> int:
    """Return the mean of at least one inspection, its loss divided by the difficulty, rounded once."""
    divisor = inspections * difficulty_h
    lost_h = (FULL_MARKS_H * inspections - total_h) * NO_DIFFICULTY_H
    return round_half_up(FULL_MARKS_H * divisor - lost_h, divisor)


def month_score_h(post: PostMonth, rules: MonthRules) -> int | None:
    """Return the month score, rounded once before events and bonus; None without inspections."""
    if not post.inspections:
        return None
    basis_h = base_h(post.score_sum_h, post.inspections, post.difficulty_h)
    score_h = basis_h - counted_events_h(post, rules) + counted_bonus_h(post, rules)
    return min(HIGHEST_SCORE_H, max(0, score_h))


def counted_events_h(post: PostMonth, rules: MonthRules) -> int:
    return min(rules.events_cap_h, post.events_h)


def counted_bonus_h(post: PostMonth, rules: MonthRules) -> int:
    return min(rules.bonus_cap_h, post.bonus_h)


def unranked_reason(post: PostMonth, rules: MonthRules) -> Reason | None:
    if post.is_vetoed:
        return Reason.VETO
    if post.inspections < rules.min_inspections:
        return Reason.TOO_FEW_INSPECTIONS
    if post.days < rules.min_days:
        return Reason.TOO_FEW_DAYS
    return None


def standings(posts: Sequence[PostMonth], rules: MonthRules, tie_order: Sequence[Category]) -> list[Standing]:
    """Return the ranked posts in order of place, equal ones by code, then the unranked by code.

    The result does not depend on the order of `posts`. Equal posts share a place and the next one is skipped.
    """
    ranked: list[_Scored] = []
    unranked: list[Standing] = []
    for post in sorted(posts, key=lambda post: post.code):
        score_h, reason = month_score_h(post, rules), unranked_reason(post, rules)
        if reason is None:
            ranked.append((score_h or 0, post))
        else:
            unranked.append(_standing(post, rules, score_h, reason=reason))
    return [*_placed(ranked, rules, tie_order), *unranked]


def _standing(
    post: PostMonth,
    rules: MonthRules,
    score_h: int | None,
    *,
    rank: int | None = None,
    reason: Reason | None = None,
    wins_flag: bool = False,
    decided_by: str = Decider.LAST,
) -> Standing:
    return Standing(
        post=post,
        score_h=score_h,
        mean_h=mean_h(post.score_sum_h, post.inspections),
        events_h=counted_events_h(post, rules),
        bonus_h=counted_bonus_h(post, rules),
        rank=rank,
        reason=reason,
        wins_flag=wins_flag,
        decided_by=decided_by,
    )


def _placed(ranked: list[_Scored], rules: MonthRules, tie_order: Sequence[Category]) -> list[Standing]:
    ordered = _in_order(ranked, tie_order)
    deciders = [_decider(row, following, tie_order) for row, following in pairwise(ordered)] + [Decider.LAST]
    placed: list[Standing] = []
    rank, is_shared = 0, False
    for position, ((score_h, post), decider) in enumerate(zip(ordered, deciders, strict=False), start=1):
        rank = rank if is_shared else position
        wins = rank <= rules.flag_places and score_h >= rules.flag_min_score_h
        placed.append(_standing(post, rules, score_h, rank=rank, wins_flag=wins, decided_by=decider))
        is_shared = decider == Decider.SHARED
    return placed


def _in_order(ranked: list[_Scored], tie_order: Sequence[Category]) -> list[_Scored]:
    """Sort by score first; the exact fractions of the tie order are only worked out among equals."""
    ordered: list[_Scored] = []
    for _, group in groupby(sorted(ranked, key=_score_key), key=_score_key):
        equals = list(group)
        ordered += sorted(equals, key=_tie_key(tie_order)) if len(equals) > 1 else equals
    return ordered


def _score_key(scored: _Scored) -> tuple[int, int]:
    score_h, post = scored
    return -score_h, post.serious


def _tie_key(tie_order: Sequence[Category]) -> Callable[[_Scored], tuple[list[Fraction], int]]:
    return lambda scored: ([-category_mean(scored[1], category) for category in tie_order], -scored[1].worst_h)


def category_mean(post: PostMonth, category: Category) -> Fraction:
    """Return the unrounded mean of a category in hundredths; the post has inspections."""
    return Fraction(post.category_sums_h[category], post.inspections)


def _decider(scored: _Scored, below: _Scored, tie_order: Sequence[Category]) -> str:
    (score_h, post), (next_score_h, next_post) = scored, below
    if score_h != next_score_h:
        return Decider.SCORE
    if post.serious != next_post.serious:
        return Decider.SERIOUS
    for category in tie_order:
        if category_mean(post, category) != category_mean(next_post, category):
            return category
    return Decider.SHARED if post.worst_h == next_post.worst_h else Decider.WORST
