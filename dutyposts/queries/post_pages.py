"""What the pages of a post show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, BigIntegerField, Count, Sum
from django.db.models.functions import Cast

from dutyposts.models import DutyPost, Finding, FlagHolding, Inspection, PostScore, Ranking
from organization.calendar import Month
from organization.fields import from_hundredths
from organization.models import Officer

YEAR = 12
MOST_FREQUENT = 6


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A post's month beside its brigade's mean."""

    month: Month
    score: PostScore | None
    mean: Decimal | None


def year_of(post: DutyPost, officer: Officer, last: Month) -> list[MonthPoint]:
    """Return twelve months up to `last`: the post's own scores, the brigade's mean where it is public; two queries."""
    months = list(last.shift(1 - YEAR).until(last))
    own = PostScore.objects.filter(post=post, ranking__is_latest=True, ranking__month__gte=months[0])
    scores = {score.ranking.month: score for score in own.select_related("ranking")}
    means = dict(
        Ranking.objects.latest_versions()
        .visible_to(officer)
        .filter(brigade=post.brigade_id, month__gte=months[0])
        .order_by()
        .values_list("month")
        .annotate(mean=Avg(Cast("scores__score", BigIntegerField())))
    )
    return [
        MonthPoint(month, scores.get(month), from_hundredths(round(means[month])) if means.get(month) else None)
        for month in months
    ]


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
