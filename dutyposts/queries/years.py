"""A brigade's year: the published months side by side."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dutyposts.models import PostScore, Ranking
from dutyposts.rules.months import mean_h
from dutyposts.rules.years import PostYear, YearStanding, year_standings
from organization.calendar import Month
from organization.fields import from_hundredths, to_hundredths
from organization.models import Officer, Unit


@dataclass(frozen=True, slots=True)
class YearRow:
    """One post's year under the names of its last month; a month without a score is None."""

    code: str
    name: str
    unit_name: str
    scores: Sequence[PostScore | None]
    total: Decimal
    mean: Decimal | None
    flags: int
    vetoes: int
    rank: int
    is_candidate: bool


def year_of(brigade: Unit, year: int, officer: Officer) -> tuple[list[Month], list[YearRow]]:
    """Return the months of a year and, in order of place, the posts scored in those published; one query."""
    months = list(Month(year, 1).until(Month(year, 12)))
    published = {
        "ranking__brigade": brigade,
        "ranking__is_latest": True,
        "ranking__state": Ranking.State.PUBLISHED,
        "ranking__month__in": months,
        "score__isnull": False,
    }
    rows = PostScore.objects.visible_to(officer).filter(**published).with_flags().select_related("ranking")
    found: dict[str, dict[Month, PostScore]] = defaultdict(dict)
    for score in rows.order_by("ranking__month"):
        found[score.post_code][score.ranking.month] = score
    standings = year_standings([_post_year(code, list(scores.values())) for code, scores in found.items()])
    return months, [_row(standing, found[standing.post.code], months) for standing in standings]


def _post_year(code: str, scores: Sequence[PostScore]) -> PostYear:
    return PostYear(
        code=code,
        sum_h=sum(to_hundredths(score.score) for score in scores if score.score is not None),
        flags=sum(score.has_flag for score in scores),  # type: ignore[attr-defined]  # annotated
        first_places=sum(score.rank == 1 for score in scores),
        vetoes=sum(score.unranked_reason == PostScore.UnrankedReason.VETO for score in scores),
    )


def _row(standing: YearStanding, scores: Mapping[Month, PostScore], months: Sequence[Month]) -> YearRow:
    post, last = standing.post, scores[max(scores)]
    average_h = mean_h(post.sum_h, len(scores))
    return YearRow(
        code=post.code,
        name=last.post_name,
        unit_name=last.unit_name,
        scores=[scores.get(month) for month in months],
        total=from_hundredths(post.sum_h),
        mean=None if average_h is None else from_hundredths(average_h),
        flags=post.flags,
        vetoes=post.vetoes,
        rank=standing.rank,
        is_candidate=standing.is_candidate,
    )
