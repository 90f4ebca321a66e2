"""What the pages of a post show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, Count, Q, Sum

from dutyposts.models import DutyPost, Finding, FlagHolding, Inspection, PostScore, Ranking
from dutyposts.queries.ranking_pages import is_in_scope
from dutyposts.rules.months import mean_h
from organization.calendar import Month
from organization.fields import from_hundredths
from organization.models import Officer

YEAR = 12
MOST_FREQUENT = 6


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A post's month beside its brigade's mean; place and flag only where one may see the ranking."""

    month: Month
    score: PostScore | None = None
    is_explained: bool = False
    rank: int | None = None
    has_won: bool = False
    is_pending: bool = False
    mean: Decimal | None = None


def year_of(post: DutyPost, officer: Officer, last: Month) -> list[MonthPoint]:
    """Return twelve months up to `last`: the scores that `officer` may see, the brigade's mean where it is public.

    The mean is that of the ranked posts, rounded half up. Two queries.
    """
    months = list(last.shift(1 - YEAR).until(last))
    rows = PostScore.objects.visible_to(officer).filter(
        post=post, ranking__is_latest=True, ranking__month__gte=months[0], ranking__month__lte=last
    )
    scores = {score.ranking.month: score for score in rows.select_related("ranking", "unit")}
    rankings = Ranking.objects.latest_versions().visible_to(officer).filter(brigade=post.brigade_id)
    is_ranked = Q(scores__rank__isnull=False)
    total = Sum("scores__score", filter=is_ranked, output_field=BigIntegerField())
    means = {
        month: mean_h(total_h or 0, count)
        for month, total_h, count in rankings.filter(month__gte=months[0], month__lte=last)
        .order_by()
        .values_list("month")
        .annotate(total=total, count=Count("scores", filter=is_ranked))
    }
    return [_point(month, scores.get(month), means, officer) for month in months]


def _point(month: Month, score: PostScore | None, means: Mapping[Month, int | None], officer: Officer) -> MonthPoint:
    average_h, is_shown = means.get(month), month in means
    won = score is not None and score.wins_flag and is_shown
    is_published = score is not None and score.ranking.state == Ranking.State.PUBLISHED
    return MonthPoint(
        month=month,
        score=score,
        is_explained=score is not None and is_in_scope(score, officer),
        rank=score.rank if score is not None and is_shown else None,
        has_won=won and is_published,
        is_pending=won and not is_published,
        mean=None if average_h is None else from_hundredths(average_h),
    )


def frequent_findings(post: DutyPost, since: Month) -> Sequence[Mapping[str, object]]:
    """Return the items most often found at a post since a month, most often first."""
    rows = Finding.objects.filter(
        inspection__post=post, inspection__status=Inspection.Status.SUBMITTED, inspection__month__gte=since, count__gt=0
    )
    return list(
        rows.order_by().values("code", "text").annotate(times=Sum("count")).order_by("-times", "code")[:MOST_FREQUENT]
    )


def newest_inspections(post: DutyPost, officer: Officer, limit: int) -> Sequence[Inspection]:
    rows = Inspection.objects.visible_to(officer).filter(post=post).exclude(status=Inspection.Status.DRAFT)
    return list(
        rows.annotate(photo_count=Count("photos", distinct=True))
        .prefetch_related("findings")
        .order_by("-inspected_at", "-id")[:limit]
    )


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
