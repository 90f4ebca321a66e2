"""Which brigades still lack the ranking of a month that is over."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from dutyposts.models import DutyPost, Event, Inspection, MonthRun, Ranking, Standard
from organization.calendar import Month
from organization.models import Unit

# How often the job tries one brigade's month by itself; people may always try again.
MOST_ATTEMPTS = 3
# The job leaves the first half hour of a month to whoever still enters the last inspection of the old one.
_AFTER_MIDNIGHT = dt.timedelta(minutes=30)


def months_to_look_at(at: dt.datetime) -> Iterator[Month]:
    """Yield, in order, the months that the job computes, from the first one with a record and a standard in force.

    A month is due from 00:30 Beijing time on the first of the next (RULES.md, The month's life), whoever asks and when.
    """
    newest = _newest_due(at)
    in_force = Standard.objects.aggregate(month=Min("in_force_from"))["month"]
    if in_force is None:
        return
    inspected = Inspection.objects.submitted().aggregate(month=Min("month"))["month"] or newest
    happened = Event.objects.counted().aggregate(month=Min("month"))["month"] or newest
    yield from max(in_force, min(inspected, happened)).until(newest)


def brigades_due(month: Month, at: dt.datetime) -> QuerySet[Unit]:
    """Keep brigades with a post in service but without a ranking, unless the job has given up on them.

    A month before the one just over counts only once the brigade has records, so that one which begins to use the
    portal owes nothing for the time before. A draft of a later moment comes from a clock that was ahead, perhaps from
    before the month was over: it does not count.
    """
    of_brigade = {"brigade": OuterRef("pk")}
    runs = MonthRun.objects.filter(**of_brigade, month=month, attempts__gte=MOST_ATTEMPTS)
    rankings = Ranking.objects.filter(**of_brigade, month=month)
    due = (
        Unit.objects.brigades()
        .filter(Exists(DutyPost.objects.in_service(month).filter(**of_brigade)))
        .exclude(Exists(rankings.filter(~Q(state=Ranking.State.COMPUTED) | Q(computed_at__lte=at))))
        .exclude(Exists(runs.exclude(state=MonthRun.State.DONE)))
    )
    if month == _newest_due(at):
        return due
    inspected = Inspection.objects.submitted().filter(**of_brigade, inspected_at__lt=month.ends_at)
    happened = Event.objects.counted().filter(**of_brigade, month__lte=month)
    return due.filter(Exists(inspected) | Exists(happened))


def _newest_due(at: dt.datetime) -> Month:
    return Month.of_moment(at - _AFTER_MIDNIGHT).shift(-1)
