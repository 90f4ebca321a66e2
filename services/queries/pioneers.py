"""The pioneer posts of a brigade in a quarter, and the figures of one of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from organization.calendar import beijing_date
from organization.models import Officer, Unit
from organization.models.units import within
from services.models import Case, PioneerCheck, Rating, Ticket, WindowDuty
from services.models.cases import LEAD
from services.models.ratings import EXCLUDED, LOW, STANDING_LOW
from services.rules.quarters import Quarter

OFFERED = 8


@dataclass(frozen=True, slots=True)
class Post:
    """A pioneer post with its check of the quarter, if there is one."""

    duty: WindowDuty
    check: PioneerCheck | None


def quarters_until(today: dt.date) -> list[Quarter]:
    """Return the quarter of a day and those before, the latest first."""
    return [Quarter.of(today).shift(-at) for at in range(OFFERED)]


def posts_of(officer: Officer, brigade: Unit, quarter: Quarter) -> list[Post]:
    """Return who served at a pioneer post in the quarter, by window; two queries."""
    duties = _visible(officer).filter(window__brigade=brigade, started_on__lte=quarter.last)
    duties = duties.filter(Q(ended_on=None) | Q(ended_on__gte=quarter.first)).order_by("window__number", "pk")
    checks = PioneerCheck.objects.filter(duty__in=duties, year=quarter.year, number=quarter.number)
    found = {check.duty_id: check for check in checks.select_related("checked_by")}
    return [Post(duty, found.get(duty.pk)) for duty in duties]


def post_of(officer: Officer, key: int) -> WindowDuty | None:
    found: WindowDuty | None = _visible(officer).filter(pk=key).first()
    return found


def checks_of(duty: WindowDuty) -> list[PioneerCheck]:
    return list(PioneerCheck.objects.filter(duty=duty).select_related("checked_by")[:OFFERED])


def unsaved_check(duty: WindowDuty, quarter: Quarter, at: dt.datetime) -> PioneerCheck:
    """Return a check with the figures of the window as they stand now, of the days that its pioneer served; 3 queries.

    A promised day counts once it has passed, or the case is done before.
    """
    today = beijing_date(at)
    first, last = max(quarter.first, duty.started_on), min(quarter.last, duty.ended_on or quarter.last, today)
    ratings = Rating.objects.filter(window=duty.window_id, invited_on__gte=first, invited_on__lte=last)
    cases = Case.objects.filter(window=duty.window_id, promised_on__gte=first, promised_on__lte=last)
    tickets = Ticket.objects.filter(window=duty.window_id, taken_on__gte=first, taken_on__lte=last)
    wait = ExpressionWrapper(F("first_called_at") - F("taken_at"), output_field=DurationField())
    sums: dict[str, Any] = ratings.aggregate(
        finished=Count("pk"),
        rated=Count("pk", filter=Q(level__isnull=False)),
        excluded=Count("pk", filter=EXCLUDED),
        good=Count("pk", filter=Q(level__gt=LOW)),
        low=Count("pk", filter=STANDING_LOW),
        called_back=Count("pk", filter=STANDING_LOW & Q(called_on__isnull=False)),
    )
    sums |= cases.filter(Q(promised_on__lt=today) | Q(finished_at__isnull=False)).aggregate(
        promised=Count("pk"), kept=Count("pk", filter=Q(finished_at__date__lte=F("promised_on")))
    )
    waits = tickets.aggregate(called=Count("first_called_at"), mean=Avg(wait))
    minutes = None if waits["mean"] is None else int(waits["mean"].total_seconds() // 60)
    return PioneerCheck(
        duty=duty, year=quarter.year, number=quarter.number, called=waits["called"], wait_minutes=minutes, **sums
    )


def _visible(officer: Officer) -> Any:
    duties = WindowDuty.objects.filter(within(officer.paths_of(LEAD), "window__unit__path"), is_pioneer=True)
    return duties.select_related("officer", "window__unit", "window__brigade")
