"""What outreach asks of somebody, as plain data; the roof puts it into words."""

import datetime as dt
from dataclasses import dataclass

from organization.calendar import Month
from organization.models import Officer, Unit
from outreach.models import ShortfallWarning, VisitUnit
from outreach.models.visits import Visit
from outreach.queries.minimum import services_in
from outreach.rules.minimum import warning_due


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Services that the officer's squadron still has to plan, and until when."""

    unit: str
    month: Month
    missing: int


def shortfall_of(officer: Officer, today: dt.date) -> Shortfall | None:
    """Return what the officer's squadron was warned of this month, as far as it is not planned by now; two queries."""
    if officer.unit.kind != Unit.Kind.SQUADRON or warning_due(today) is None:
        return None
    month = Month.of(today)
    warning = ShortfallWarning.objects.filter(unit=officer.unit, month=month).order_by("-stage").first()
    if warning is None:
        return None
    planned = VisitUnit.objects.filter(
        services_in(month), unit=officer.unit, visit__state__in=(Visit.State.DONE, Visit.State.BOOKED)
    ).count()
    missing = warning.required - planned
    return Shortfall(officer.unit.name, month, missing) if missing > 0 else None
