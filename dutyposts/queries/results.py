"""A computed month before it is stored: its digest and the rows that hold it."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit.rules.chain import canonical
from dutyposts.models import PostScore, Ranking, Standard
from dutyposts.queries.totals import PostTotals
from dutyposts.rules.categories import Category
from dutyposts.rules.months import Standing
from organization.calendar import Month
from organization.fields import from_hundredths
from organization.models import Unit

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

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.content())).hexdigest()

    def content(self) -> dict[str, Any]:
        """Return everything the digest covers: rules, standard, settings, sums and places."""
        return {
            "rules": RULE_VERSION,
            "brigade": self.brigade.code,
            "month": str(self.month),
            "version": self.version,
            "standard": self.standard.version,
            "settings": dict(self.settings),
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

    def scores(self, ranking: Ranking) -> Iterator[PostScore]:
        for row in self.rows:
            yield _post_score(row, self.totals[row.post.code], ranking)


def _row_content(row: Standing) -> dict[str, Any]:
    post = row.post
    return {
        "post": post.code,
        "rank": row.rank,
        "reason": row.reason or "",
        "score": row.score_h,
        "decided_by": row.decided_by,
        "flag": row.wins_flag,
        "events": row.events_h,
        "bonus": row.bonus_h,
        "inspections": post.inspections,
        "sum": post.score_sum_h,
        "sums": {category.value: post.category_sums_h[category] for category in Category},
        "worst": post.worst_h,
        "serious": post.serious,
        "days": post.days,
        "difficulty": post.difficulty_h,
    }


def _post_score(row: Standing, totals: PostTotals, ranking: Ranking) -> PostScore:
    post = row.post
    return PostScore(
        ranking=ranking,
        post_id=totals.post_id,
        post_code=post.code,
        post_name=totals.name,
        unit_id=totals.unit_id,
        unit_name=totals.unit_name,
        rank=row.rank,
        unranked_reason=row.reason or "",
        decided_by=row.decided_by,
        wins_flag=row.wins_flag,
        score=None if row.score_h is None else from_hundredths(row.score_h),
        mean=None if row.mean_h is None else from_hundredths(row.mean_h),
        worst=from_hundredths(post.worst_h) if post.inspections else None,
        events=from_hundredths(row.events_h),
        bonus=from_hundredths(row.bonus_h),
        inspections=post.inspections,
        score_sum=from_hundredths(post.score_sum_h),
        serious=post.serious,
        days=post.days,
        difficulty=from_hundredths(post.difficulty_h),
        enforcement_sum=from_hundredths(post.category_sums_h[Category.ENFORCEMENT]),
        presence_sum=from_hundredths(post.category_sums_h[Category.PRESENCE]),
        appearance_sum=from_hundredths(post.category_sums_h[Category.APPEARANCE]),
        style_sum=from_hundredths(post.category_sums_h[Category.STYLE]),
    )
