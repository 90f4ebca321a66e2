"""A computed month before it is stored: its digest and the rows that hold it."""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Subquery

from audit.rules.chain import canonical
from dutyposts.models import PostScore, Ranking, Standard, StandardCategory
from dutyposts.queries.totals import PostTotals, month_rules, totals_of
from dutyposts.rules.categories import Category
from dutyposts.rules.months import PostMonth, Reason, Standing, standings
from organization.calendar import Month
from organization.fields import to_hundredths
from organization.models import Unit
from organization.queries import Settings, settings_of

ScoreRow = tuple[int | str | bool | None, ...]
SCORE_COLUMNS = (
    *("ranking_id", "post_id", "post_code", "post_name", "unit_id", "unit_name"),
    *("rank", "unranked_reason", "decided_by", "wins_flag"),
    *("score", "mean", "worst", "events", "bonus"),
    *("inspections", "score_sum", "serious", "days", "difficulty"),
    *("enforcement_sum", "presence_sum", "appearance_sum", "style_sum"),
)
_DIGEST_COLUMNS = (
    *("post", "rank", "reason", "decided_by", "flag"),
    *("score", "events", "bonus", "worst"),
    *("inspections", "sum", "serious", "days", "difficulty"),
    *("enforcement", "presence", "appearance", "style"),
)
# Raised when a rule changes, so that a digest names the rules behind it.
RULE_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the rules made of one brigade's month."""

    brigade: Unit
    month: Month
    version: int
    standard: Standard
    settings: Mapping[str, str]
    totals: Mapping[str, PostTotals]
    rows: Sequence[Standing]
    rules: int = RULE_VERSION

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.content())).hexdigest()

    def content(self) -> dict[str, Any]:
        """Return everything the digest covers: rules, standard, settings, sums and places."""
        return {
            "rules": self.rules,
            "brigade": self.brigade.code,
            "month": str(self.month),
            "version": self.version,
            "standard": self.standard.version,
            "settings": dict(self.settings),
            "columns": _DIGEST_COLUMNS,
            "posts": [_row_content(row) for row in self.rows],
        }

    def ranking(self, at: dt.datetime) -> Ranking:
        return Ranking(
            brigade=self.brigade,
            month=self.month,
            version=self.version,
            standard=self.standard,
            settings=dict(self.settings),
            digest=self.digest,
            computed_at=at,
        )

    def score_rows(self, ranking_id: int) -> Iterator[ScoreRow]:
        for row in self.rows:
            yield _score_row(row, self.totals[row.post.code], ranking_id)


@dataclass(frozen=True, slots=True)
class Basis:
    """What the brigades' months are judged by."""

    month: Month
    standard: Standard
    tie_order: Sequence[Category]
    settings: Mapping[int, Settings]


def basis_of(brigade_ids: Collection[int], month: Month) -> Basis | None:
    """Read standard and settings with two queries; None where no standard is in force."""
    newest = Standard.objects.in_force(month).values("pk")[:1]
    categories = list(
        StandardCategory.objects.filter(standard=Subquery(newest)).select_related("standard").order_by("tie_order")
    )
    if not categories:
        return None
    tie_order = [Category(category.code) for category in categories]
    return Basis(month, categories[0].standard, tie_order, settings_of(brigade_ids, month))


def work_out(brigades: Sequence[Unit], basis: Basis, versions: Mapping[int, int]) -> list[Result]:
    """Let the rules judge the records as they stand; a brigade without a version gets the first."""
    rules = {brigade.pk: month_rules(basis.settings[brigade.pk]) for brigade in brigades}
    totals = totals_of(rules, basis.month) if rules else {}
    return [
        Result(
            brigade=brigade,
            month=basis.month,
            version=versions.get(brigade.pk, 1),
            standard=basis.standard,
            settings={name.value: str(value) for name, value in basis.settings[brigade.pk].items()},
            totals={row.sums.code: row for row in totals[brigade.pk]},
            rows=standings([row.sums for row in totals[brigade.pk]], rules[brigade.pk], basis.tie_order),
        )
        for brigade in brigades
    ]


def stored_result(ranking: Ranking, scores: Iterable[PostScore], *, rules: int) -> Result:
    """Return the result that all the stored rows of a version hold; its digest is the version's own."""
    return Result(
        brigade=ranking.brigade,
        month=ranking.month,
        version=ranking.version,
        standard=ranking.standard,
        settings=ranking.settings,
        totals={},
        rows=[_standing(score) for score in sorted(scores, key=_place)],
        rules=rules,
    )


def _place(score: PostScore) -> tuple[bool, int, str]:
    return score.rank is None, score.rank or 0, score.post_code


def _standing(score: PostScore) -> Standing:
    post = PostMonth(
        code=score.post_code,
        inspections=score.inspections,
        score_sum_h=to_hundredths(score.score_sum),
        category_sums_h={category: to_hundredths(getattr(score, f"{category}_sum")) for category in Category},
        worst_h=to_hundredths(score.worst or Decimal()),
        serious=score.serious,
        days=score.days,
        difficulty_h=to_hundredths(score.difficulty),
    )
    return Standing(
        post=post,
        score_h=None if score.score is None else to_hundredths(score.score),
        mean_h=None if score.mean is None else to_hundredths(score.mean),
        events_h=to_hundredths(score.events),
        bonus_h=to_hundredths(score.bonus),
        rank=score.rank,
        reason=Reason(score.unranked_reason) if score.unranked_reason else None,
        wins_flag=score.wins_flag,
        decided_by=score.decided_by,
    )


def _row_content(row: Standing) -> ScoreRow:
    """Return the values of _DIGEST_COLUMNS in their order."""
    post, sums_h = row.post, row.post.category_sums_h
    return (
        *(post.code, row.rank, row.reason or "", row.decided_by, row.wins_flag),
        *(row.score_h, row.events_h, row.bonus_h, post.worst_h),
        *(post.inspections, post.score_sum_h, post.serious, post.days, post.difficulty_h),
        *(sums_h[Category.ENFORCEMENT], sums_h[Category.PRESENCE]),
        *(sums_h[Category.APPEARANCE], sums_h[Category.STYLE]),
    )


def _score_row(row: Standing, totals: PostTotals, ranking_id: int) -> ScoreRow:
    """Return the values of SCORE_COLUMNS in their order; scores stay the whole hundredths that the columns hold."""
    post, sums_h = row.post, row.post.category_sums_h
    return (
        *(ranking_id, totals.post_id, post.code, totals.name, totals.unit_id, totals.unit_name),
        *(row.rank, row.reason or "", row.decided_by, row.wins_flag),
        *(row.score_h, row.mean_h, post.worst_h if post.inspections else None, row.events_h, row.bonus_h),
        *(post.inspections, post.score_sum_h, post.serious, post.days, post.difficulty_h),
        *(sums_h[Category.ENFORCEMENT], sums_h[Category.PRESENCE]),
        *(sums_h[Category.APPEARANCE], sums_h[Category.STYLE]),
    )
