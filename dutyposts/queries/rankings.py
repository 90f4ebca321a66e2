"""Reads of a stored ranking; nothing here computes a score."""

from typing import Any

from dutyposts.models import PostScore, Ranking
from dutyposts.rules.categories import Category
from dutyposts.rules.months import mean_h
from organization.fields import from_hundredths, to_hundredths


def category_mean_text(score: PostScore, category: Category) -> str:
    """Return a category's mean with two places, rounded half up for show; empty without inspections."""
    rounded = mean_h(to_hundredths(getattr(score, f"{category}_sum")), score.inspections)
    return "" if rounded is None else str(from_hundredths(rounded))


def as_json(ranking: Ranking) -> dict[str, Any]:
    """Return a ranking in the form that `rank_month --json` prints."""
    scores = list(ranking.scores.in_place_order())
    tie_order = [Category(code) for code in ranking.standard.categories.values_list("code", flat=True)]
    return {
        "brigade": ranking.brigade.code,
        "month": str(ranking.month),
        "version": ranking.version,
        "state": ranking.state,
        "standard": ranking.standard.version,
        "posts": [_ranked(score, tie_order) for score in scores if score.rank is not None],
        "unranked": [_unranked(score) for score in scores if score.rank is None],
    }


def _ranked(score: PostScore, tie_order: list[Category]) -> dict[str, Any]:
    return {
        "post": score.post_code,
        "rank": score.rank,
        "score": str(score.score),
        "mean": str(score.mean),
        "events": str(score.events),
        "bonus": str(score.bonus),
        "inspections": score.inspections,
        "serious": score.serious,
        "categories": {category.value: category_mean_text(score, category) for category in tie_order},
        "flag": score.wins_flag,
        "decided_by": score.decided_by,
    }


def _unranked(score: PostScore) -> dict[str, Any]:
    return {
        "post": score.post_code,
        "inspections": score.inspections,
        "score": None if score.score is None else str(score.score),
        "reason": score.unranked_reason,
    }
