"""What is due at the windows, and who is told: the owner when it is near, the leader when it is past."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Q, QuerySet

from organization.models import Officer
from organization.models.units import within
from services.models import AccidentCase, Booking, Case, Leniency, Rating, Reminder
from services.models.bookings import paths_at
from services.models.cases import LEAD, WORK
from services.models.ratings import CALL_BACK
from services.rules.days import NEAR

Kind = Reminder.Kind
Rows = QuerySet[Any]

_OPEN: Mapping[str, Callable[[], Rows]] = {
    Kind.RELEASES: lambda: _by("due_on", Leniency.objects.filter(state=Leniency.State.OPEN)),
    Kind.ACCIDENTS: lambda: _by("next_due_on", AccidentCase.objects.all()),
    Kind.CASES: Case.objects.with_limit,
    Kind.CALLS: lambda: _by("due_on", Rating.objects.waiting()),
    Kind.TEAMS: lambda: _by("slot__day", Booking.objects.filter(state=Booking.State.BOOKED)),
    Kind.RESULTS: lambda: _by("slot__day", Booking.objects.filter(state=Booking.State.TEAM)),
}
_UNITS = {Kind.CALLS: "window__unit", Kind.TEAMS: "brigade", Kind.RESULTS: "brigade"}
"""Which unit a thing belongs to, where it is not its own `unit`."""


def near_or_past(kind: str, today: dt.date) -> Rows:
    """Return what is near or past, with its `day` and `unit_key`; a release is told of when it is past."""
    when = {
        Kind.ACCIDENTS: Q(amber_on__lte=today),
        Kind.RELEASES: Q(day__lt=today),
        Kind.RESULTS: Q(day__lt=today),
    }
    rows = _OPEN[kind]().annotate(unit_key=F(f"{_UNITS.get(Kind(kind), 'unit')}_id"))
    near: Rows = rows.filter(when.get(Kind(kind), Q(day__lte=today + NEAR)))
    return near


def told_to(officer: Officer, today: dt.date) -> dict[Kind, Rows]:
    """Return by kind what the officer is told of.

    A leader is told of the own unit's accident cases as their officers are, of those below once they are late; of
    releases some days after the officer. Call-backs and appointments without a team are told of from their first day
    on: somebody has to be named for them.
    """
    led, is_past = within(officer.paths_of(LEAD), "unit__path"), Q(day__lt=today)
    here = within(paths_at(officer, WORK), "brigade__path")
    accidents = officer.paths_of("services.lead_accidents")
    late_releases = within(officer.paths_of("services.lead_leniency"), "unit__path") & Q(leader_on__lt=today)
    return {
        Kind.RELEASES: near_or_past(Kind.RELEASES, today).filter(Q(officer=officer) | late_releases),
        Kind.ACCIDENTS: near_or_past(Kind.ACCIDENTS, today).filter(
            Q(lead=officer)
            | Q(second=officer)
            | Q(unit__path__in=accidents)
            | within(accidents, "unit__path") & is_past
        ),
        Kind.CASES: near_or_past(Kind.CASES, today).filter(Q(entered_by=officer) | led & is_past),
        Kind.CALLS: _OPEN[Kind.CALLS]().filter(within(officer.paths_of(CALL_BACK), "window__unit__path")),
        Kind.TEAMS: _OPEN[Kind.TEAMS]().filter(here),
        Kind.RESULTS: near_or_past(Kind.RESULTS, today).filter(here),
    }


def keys_told(kind: Kind, officer: Officer, today: dt.date) -> Rows:
    """Return the keys of what the officer is told of, for the list that shows it."""
    keys: Rows = told_to(officer, today)[kind].order_by().values("pk")
    return keys


def _by(column: str, rows: Rows) -> Rows:
    """Leave what has a limit, with it as `day`."""
    limited: Rows = rows.annotate(day=F(column)).exclude(day=None)
    return limited
