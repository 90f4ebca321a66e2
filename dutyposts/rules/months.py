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
    rows = [_unplaced(post, rules) for post in sorted(posts, key=lambda post: post.code)]
    ranked = [row for row in rows if row.reason is None]
    return [*_placed(ranked, rules, tie_order), *(row for row in rows if row.reason is not None)]


def _unplaced(post: PostMonth, rules: MonthRules) -> Standing:
    return Standing(
        post=post,
        score_h=month_score_h(post, rules),
        mean_h=mean_h(post.score_sum_h, post.inspections),
        events_h=counted_events_h(post, rules),
        bonus_h=counted_bonus_h(post, rules),
        reason=unranked_reason(post, rules),
    )


def _placed(rows: list[Standing], rules: MonthRules, tie_order: Sequence[Category]) -> list[Standing]:
    ordered = _in_order(rows, tie_order)
    deciders = [_decider(row, following, tie_order) for row, following in pairwise(ordered)] + [Decider.LAST]
    placed: list[Standing] = []
    for position, (row, decider) in enumerate(zip(ordered, deciders, strict=False), start=1):
        shares = bool(placed) and placed[-1].decided_by == Decider.SHARED
        rank = placed[-1].rank if shares else position
        wins = (rank or 0) <= rules.flag_places and (row.score_h or 0) >= rules.flag_min_score_h
        placed.append(_with_place(row, rank=rank, wins_flag=wins, decided_by=decider))
    return placed


def _with_place(row: Standing, *, rank: int | None, wins_flag: bool, decided_by: str) -> Standing:
    return Standing(
        post=row.post,
        score_h=row.score_h,
        mean_h=row.mean_h,
        events_h=row.events_h,
        bonus_h=row.bonus_h,
        rank=rank,
        wins_flag=wins_flag,
        decided_by=decided_by,
    )


def _in_order(rows: list[Standing], tie_order: Sequence[Category]) -> list[Standing]:
    """Sort by score first; the exact fractions of the tie order are only worked out among equals."""
    rows = sorted(rows, key=_score_key)
    ordered: list[Standing] = []
    for _, group in groupby(rows, key=_score_key):
        equals = list(group)
        ordered += sorted(equals, key=_tie_key(tie_order)) if len(equals) > 1 else equals
    return ordered


def _score_key(row: Standing) -> tuple[int, int]:
    return -(row.score_h or 0), row.post.serious


def _tie_key(tie_order: Sequence[Category]) -> Callable[[Standing], tuple[list[Fraction], int]]:
    return lambda row: ([-category_mean(row.post, category) for category in tie_order], -row.post.worst_h)


def category_mean(post: PostMonth, category: Category) -> Fraction:
    """Return the unrounded mean of a category in hundredths; the post has inspections."""
    return Fraction(post.category_sums_h[category], post.inspections)


def _decider(row: Standing, following: Standing, tie_order: Sequence[Category]) -> str:
    if row.score_h != following.score_h:
        return Decider.SCORE
    if row.post.serious != following.post.serious:
        return Decider.SERIOUS
    for category in tie_order:
        if category_mean(row.post, category) != category_mean(following.post, category):
            return category
    return Decider.SHARED if row.post.worst_h == following.post.worst_h else Decider.WORST
