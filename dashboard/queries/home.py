"""The card of one's own post on the home page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, BooleanField, Count, ExpressionWrapper, Q, Sum
from django.db.models.functions import Cast

from dutyposts.models import Assignment, DutyPost, Finding, Inspection, PostScore
from dutyposts.models.months import AWARDED
from dutyposts.rules.months import mean_h
from organization.calendar import Month, beijing_date
from organization.fields import from_hundredths
from organization.models import Officer

HISTORY = 6


@dataclass(frozen=True, slots=True)
class PostCard:
    """My post: this month so far, the months before, what was found last; `last` carries `has_flag`."""

    post: DutyPost
    month: Month
    inspections: int
    mean: Decimal | None
    history: Sequence[Decimal | None]
    last: PostScore | None
    findings: Sequence[Finding]


def card_of(officer: Officer, now: dt.datetime) -> PostCard | None:
    """Return the card of the post where the officer serves today, or None; three queries."""
    today = beijing_date(now)
    month = Month.of(today)
    this_month = Q(post__inspections__month=month, post__inspections__status=Inspection.Status.SUBMITTED)
    total = Sum(Cast("post__inspections__score", BigIntegerField()), filter=this_month)
    assignments = Assignment.objects.on(today).filter(officer=officer).select_related("post__unit")
    serving = assignments.annotate(times=Count("post__inspections", filter=this_month), total=total).first()
    if serving is None:
        return None
    post, times = serving.post, serving.times  # type: ignore[attr-defined]  # annotated above
    mean = mean_h(serving.total or 0, times)  # type: ignore[attr-defined]  # annotated above
    months = list(month.shift(-HISTORY).until(month.shift(-1)))
    stored = PostScore.objects.filter(post=post, ranking__is_latest=True, ranking__month__in=months)
    flagged = stored.annotate(has_flag=ExpressionWrapper(AWARDED, BooleanField()))
    scores = {score.ranking.month: score for score in flagged.select_related("ranking")}
    findings = Finding.objects.filter(inspection__post=post, inspection__status="submitted", count__gt=0)
    return PostCard(
        post=post,
        month=month,
        inspections=times,
        mean=None if mean is None else from_hundredths(mean),
        history=[scores[past].score if past in scores else None for past in months],
        last=scores.get(months[-1]),
        findings=list(findings.order_by("-inspection__inspected_at", "id")[:2]),
    )
