"""The card of one's own post on the home page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, Count, Sum
from django.db.models.functions import Cast

from dutyposts.models import Assignment, DutyPost, Finding, Inspection, PostScore
from dutyposts.rules.months import mean_h
from organization.calendar import Month, beijing_date
from organization.fields import from_hundredths
from organization.models import Officer

HISTORY = 6


@dataclass(frozen=True, slots=True)
class PostCard:
    """My post: this month so far, the months before, what was found last."""

    post: DutyPost
    month: Month
    inspections: int
    mean: Decimal | None
    history: Sequence[Decimal | None]
    last: PostScore | None
    findings: Sequence[Finding]


def card_of(officer: Officer, now: dt.datetime) -> PostCard | None:
    """Return the card of the post where the officer serves today, or None; four queries."""
    today = beijing_date(now)
    serving = Assignment.objects.on(today).filter(officer=officer).select_related("post__unit").first()
    if serving is None:
        return None
    post, month = serving.post, Month.of(today)
    rows = Inspection.objects.submitted().of_month(month).filter(post=post)
    so_far = rows.aggregate(times=Count("id"), total=Sum(Cast("score", BigIntegerField())))
    mean = mean_h(so_far["total"] or 0, so_far["times"])
    months = list(month.shift(-HISTORY).until(month.shift(-1)))
    stored = PostScore.objects.filter(post=post, ranking__is_latest=True, ranking__month__in=months)
    scores = {score.ranking.month: score for score in stored.select_related("ranking")}
    findings = Finding.objects.filter(inspection__post=post, inspection__status="submitted", count__gt=0)
    return PostCard(
        post=post,
        month=month,
        inspections=so_far["times"],
        mean=None if mean is None else from_hundredths(mean),
        history=[scores[past].score if past in scores else None for past in months],
        last=scores.get(months[-1]),
        findings=list(findings.order_by("-inspection__inspected_at", "id")[:2]),
    )
