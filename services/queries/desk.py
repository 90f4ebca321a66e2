"""What stands beside the cases at a window: the next appointments, this month's warnings, accidents with priority."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from organization.calendar import Month
from organization.models import Officer, Unit
from services.models import AccidentCase, Booking, Leniency
from services.models.leniency import RuleName
from services.queries.accidents import Clock

SHOWN = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """`warned` counts the spoken warnings of the month, `mostly` names what most of them were for."""

    bookings: list[Booking]
    warned: int
    mostly: str
    accidents: list[tuple[AccidentCase, str]]


def desk_of(officer: Officer, brigade: Unit, today: dt.date) -> Desk:
    """Return what the officer may see of it; four queries."""
    clock, month = Clock.of(today), Month.of(today)
    open_states = (Booking.State.BOOKED, Booking.State.TEAM)
    bookings = Booking.objects.visible_to(officer).filter(brigade=brigade, state__in=open_states, slot__day__gte=today)
    warnings = Leniency.objects.visible_to(officer).filter(brigade=brigade).between(month.first, month.last).waived()
    kinds = list(warnings.order_by().values_list("rule").annotate(count=Count("pk")).order_by("-count", "rule"))
    urgent = AccidentCase.objects.visible_to(officer).filter(brigade=brigade, is_priority=True)
    urgent = urgent.exclude(state=AccidentCase.State.CLOSED).select_related("lead").order_by("order_on", "pk")
    return Desk(
        bookings=list(bookings.select_related("slot").order_by("slot__day", "slot__begins_at", "pk")[:SHOWN]),
        warned=sum(count for _rule, count in kinds),
        mostly=str(RuleName(kinds[0][0]).label) if kinds else "",
        accidents=[(case, clock.colour(case.next_due_on)) for case in urgent[:SHOWN]],
    )
