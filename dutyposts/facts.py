"""What duty posts tell the rest of the house."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from dutyposts.models import Assignment, PostScore, Ranking
from dutyposts.models.months import AWARDED
from dutyposts.rules.months import mean_h
from dutyposts.rules.service import Stay, post_of_month
from organization.calendar import Month
from organization.fields import from_hundredths, to_hundredths
from organization.models import Unit


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of a brigade over a period of whole months; `flags_won` counts them by unit code."""

    months_published: int
    flags_won: dict[str, int]


def facts_for(brigade: Unit, first: dt.date, last: dt.date) -> Facts:
    """Return the figures of the months from the one of `first` to the one of `last`; one query."""
    published = Ranking.objects.latest_versions().filter(
        brigade=brigade, state=Ranking.State.PUBLISHED, month__gte=Month.of(first), month__lte=Month.of(last)
    )
    held_by = "flag_holdings__post__unit__code"
    rows = published.order_by("month").values_list("month", held_by).annotate(flags=Count(held_by))
    months, flags = set(), Counter[str]()
    for month, unit, count in rows:
        months.add(month)
        if unit is not None:
            flags[unit] += count
    return Facts(len(months), dict(flags))


def latest_scores(brigade: Unit, months: list[Month]) -> list[PostScore]:
    """Return the stored scores of the latest versions of these months, by post code and month.

    Each carries `has_flag`, which heeds the decision about too many winners.
    """
    rows = PostScore.objects.filter(ranking__brigade=brigade, ranking__is_latest=True, ranking__month__in=months)
    flagged = rows.annotate(has_flag=ExpressionWrapper(AWARDED, BooleanField()))
    return list(flagged.select_related("ranking", "unit").order_by("post_code", "ranking__month"))


@dataclass(frozen=True, slots=True)
class Span:
    """Whose months are asked for; both ends count."""

    officer_id: int
    first: Month
    last: Month


@dataclass(frozen=True, slots=True)
class PostMonths:
    """What the published months of the posts where somebody served add up to; the post named is the newest one's."""

    months: int = 0
    mean: Decimal | None = None
    flags: int = 0
    serious: int = 0
    post_code: str = ""
    unit_path: str = ""


class _Row(NamedTuple):
    post: int
    month: Month
    score: Decimal
    serious: int
    has_flag: bool
    post_code: str
    unit_path: str


def post_months_of(spans: Collection[Span]) -> dict[Span, PostMonths]:
    """Return the sums of each span, the mean rounded half up; two queries for any number of spans.

    A month is that of the post with the most days of service in it. One without a score counts nowhere.
    """
    if not spans:
        return {}
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    stays = _stays({span.officer_id for span in spans}, first, last)
    rows = _published({stay.post for served in stays.values() for stay in served}, first, last)
    return {span: _added_up(_own(span, stays[span.officer_id], rows)) for span in spans}


def _stays(officers: set[int], first: Month, last: Month) -> Mapping[int, list[Stay]]:
    served = Assignment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=first.first), officer__in=officers, started_on__lte=last.last
    )
    found: dict[int, list[Stay]] = defaultdict(list)
    for officer, post, started_on, ended_on in served.values_list("officer", "post", "started_on", "ended_on"):
        found[officer].append(Stay(post, started_on, ended_on))
    return found


def _published(posts: set[int], first: Month, last: Month) -> dict[tuple[int, Month], _Row]:
    scores = PostScore.objects.filter(
        post__in=posts,
        score__isnull=False,
        ranking__is_latest=True,
        ranking__state=Ranking.State.PUBLISHED,
        ranking__month__gte=first,
        ranking__month__lte=last,
    )
    columns = ("post", "ranking__month", "score", "serious", "has_flag", "post__code", "post__unit__path")
    rows = (_Row(*row) for row in scores.order_by().with_flags().values_list(*columns))
    return {(row.post, row.month): row for row in rows}


def _own(span: Span, stays: Sequence[Stay], rows: Mapping[tuple[int, Month], _Row]) -> list[_Row]:
    months = [(post_of_month(stays, month), month) for month in span.first.until(span.last)]
    return [rows[post, month] for post, month in months if post is not None and (post, month) in rows]


def _added_up(rows: Sequence[_Row]) -> PostMonths:
    average_h = mean_h(sum(to_hundredths(row.score) for row in rows), len(rows))
    if average_h is None:
        return PostMonths()
    return PostMonths(
        months=len(rows),
        mean=from_hundredths(average_h),
        flags=sum(row.has_flag for row in rows),
        serious=sum(row.serious for row in rows),
        post_code=rows[-1].post_code,
        unit_path=rows[-1].unit_path,
    )
