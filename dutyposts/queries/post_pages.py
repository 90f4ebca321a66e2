"""What the pages of a post show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BigIntegerField, BooleanField, Count, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Cast

from dutyposts.models import DutyPost, Finding, FlagHolding, Inspection, PostScore, Ranking
from dutyposts.models.months import AWARDED
from dutyposts.queries.ranking_pages import is_in_scope
from dutyposts.rules.months import mean_h
from organization.calendar import Month
from organization.fields import from_hundredths, to_hundredths
from organization.models import Officer

YEAR = 12
MOST_FREQUENT = 6


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A post's month beside its brigade's; place, flag, mean and notice only where one may see the ranking."""

    month: Month
    score: PostScore | None = None
    is_explained: bool = False
    rank: int | None = None
    ranked: int = 0
    has_won: bool = False
    is_pending: bool = False
    mean: Decimal | None = None
    notice_ends_on: dt.date | None = None
    is_published: bool = False

    def takes_objections(self, on: dt.date) -> bool:
        """Tell whether the notice still runs, or has not begun."""
        return not self.is_published and (self.notice_ends_on is None or on <= self.notice_ends_on)


@dataclass(frozen=True, slots=True)
class YearFacts:
    """The newest month with a score beside the month before, the flags of the year, the mean of this calendar year."""

    newest: MonthPoint | None
    before: MonthPoint | None
    change: Decimal | None
    flags: int
    mean: Decimal | None
    brigade_mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Frequent:
    text: str
    times: int
    lost: Decimal


class _BrigadeMonth(NamedTuple):
    month: Month
    state: str
    notice_ends_on: dt.date | None
    total_h: int | None
    ranked: int


def year_of(post: DutyPost, officer: Officer, last: Month) -> list[MonthPoint]:
    """Return twelve months up to `last`: the scores that `officer` may see, the brigade's mean where it is public.

    The mean is that of the ranked posts, rounded half up. Two queries.
    """
    months = list(last.shift(1 - YEAR).until(last))
    has_flag = ExpressionWrapper(AWARDED, BooleanField())
    rows = PostScore.objects.visible_to(officer).filter(
        post=post, ranking__is_latest=True, ranking__month__gte=months[0], ranking__month__lte=last
    )
    rows = rows.annotate(has_flag=has_flag).select_related("ranking", "unit")
    scores = {score.ranking.month: score for score in rows}
    rankings = Ranking.objects.latest_versions().visible_to(officer).filter(brigade=post.brigade_id)
    is_ranked = Q(scores__rank__isnull=False)
    total = Sum("scores__score", filter=is_ranked, output_field=BigIntegerField())
    found = (
        rankings.filter(month__gte=months[0], month__lte=last)
        .order_by()
        .values_list("month", "state", "notice_ends_on")
        .annotate(total=total, count=Count("scores", filter=is_ranked))
    )
    brigade = {row.month: row for row in map(_BrigadeMonth._make, found)}
    return [_point(month, scores.get(month), brigade.get(month), officer) for month in months]


def _point(month: Month, score: PostScore | None, brigade: _BrigadeMonth | None, officer: Officer) -> MonthPoint:
    is_explained = score is not None and is_in_scope(score, officer)
    if brigade is None:
        return MonthPoint(month, score, is_explained)
    average_h = mean_h(brigade.total_h or 0, brigade.ranked)
    won = score is not None and bool(vars(score)["has_flag"])
    is_published = brigade.state == Ranking.State.PUBLISHED
    return MonthPoint(
        month=month,
        score=score,
        is_explained=is_explained,
        rank=score.rank if score is not None else None,
        ranked=brigade.ranked,
        has_won=won and is_published,
        is_pending=won and not is_published,
        mean=None if average_h is None else from_hundredths(average_h),
        notice_ends_on=brigade.notice_ends_on,
        is_published=is_published,
    )


def facts_of(year: Sequence[MonthPoint]) -> YearFacts:
    """Sum up the months of `year_of`; the means are those of the months since January, rounded half up."""
    scored = [point for point in year if point.score is not None and point.score.score is not None]
    newest = scored[-1] if scored else None
    before = next((point for point in year if newest and point.month == newest.month.shift(-1)), None)
    since_january = [point for point in scored if point.month.year == year[-1].month.year]
    return YearFacts(
        newest=newest,
        before=before,
        change=_change(newest, before),
        flags=sum(point.has_won for point in year),
        mean=_mean([point.score.score for point in since_january if point.score]),
        brigade_mean=_mean([point.mean for point in since_january]),
    )


def _change(newest: MonthPoint | None, before: MonthPoint | None) -> Decimal | None:
    now, past = (point.score.score if point and point.score else None for point in (newest, before))
    return None if now is None or past is None else now - past


def _mean(values: Sequence[Decimal | None]) -> Decimal | None:
    known_h = [to_hundredths(value) for value in values if value is not None]
    average_h = mean_h(sum(known_h), len(known_h))
    return None if average_h is None else from_hundredths(average_h)


def frequent_findings(post: DutyPost, since: Month) -> list[Frequent]:
    """Return the items most often found at a post since a month, most often first; a struck finding is none."""
    rows = Finding.objects.filter(
        inspection__post=post, inspection__status=Inspection.Status.SUBMITTED, inspection__month__gte=since, count__gt=0
    )
    lost = Sum(Cast("points", BigIntegerField()) * F("count"), output_field=BigIntegerField())
    found = rows.order_by().values_list("code", "text").annotate(times=Sum("count"), lost=lost)
    return [
        Frequent(text, times, from_hundredths(lost_h))
        for _code, text, times, lost_h in found.order_by("-times", "code")[:MOST_FREQUENT]
    ]


def posts_with_month(officer: Officer, brigade_id: int, month: Month) -> list[tuple[DutyPost, int, FlagHolding | None]]:
    """Return the visible posts with their submitted inspections of the month and the flag they hold; three queries."""
    posts = list(
        DutyPost.objects.visible_to(officer).filter(brigade=brigade_id).in_service(month).select_related("unit")
    )
    counts = dict(
        Inspection.objects.submitted()
        .of_month(month)
        .filter(post__in=posts)
        .order_by()
        .values_list("post")
        .annotate(times=Count("id"))
    )
    holdings = FlagHolding.objects.filter(post__in=posts, ended_at=None).select_related("flag")
    flags = {holding.post_id: holding for holding in holdings}
    return [(post, counts.get(post.pk, 0), flags.get(post.pk)) for post in posts]
