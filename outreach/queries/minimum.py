"""How the squadrons stand with their grassroots services of a month."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from organization.calendar import Month
from organization.models import Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting
from outreach.models import Excuse, SquadronMonth, VisitUnit
from outreach.models.visits import Visit
from outreach.rules.minimum import Minimum, Outlook, Span, required

MOST_EXCUSES = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """A squadron with what it owes, and how the month will end as things are planned."""

    squadron: Unit
    minimum: Minimum
    outlook: Outlook
    booked_on: Sequence[dt.date] = ()

    @property
    def did_well(self) -> bool:
        """Whether the squadron did more than it owes."""
        return self.minimum.done > self.minimum.required > 0


def standings(brigade: Unit, month: Month, today: dt.date) -> list[Standing]:
    """Return every squadron of the brigade that owes services in `month`; four queries."""
    squadrons = list(Unit.objects.filter(brigade=brigade, kind=Unit.Kind.SQUADRON).order_by("path"))
    least = int(settings_of([brigade.pk], month)[brigade.pk][Setting.GRASSROOTS_LEAST])
    return standings_of(brigade, squadrons, least, month, today)


def standings_of(brigade: Unit, units: Iterable[Unit], least: int, month: Month, today: dt.date) -> list[Standing]:
    """Return those of the brigade's `units` that owe services in `month`, in their order; two queries.

    Township squadrons serve in the villages every day and owe none.
    """
    squadrons = [unit for unit in units if _owes(unit, month)]
    excused = _excused(squadrons, month)
    counts = _counts(brigade, squadrons, month, today)
    found = []
    for squadron in squadrons:
        service = Span(squadron.opened_on or month.first, squadron.closed_on)
        minimum = Minimum(
            required=required(least, month, service, excused[squadron.pk]),
            done=len(counts[squadron.pk, Visit.State.DONE]),
            booked=len(counts[squadron.pk, Visit.State.BOOKED]),
        )
        outlook = minimum.outlook(is_over=today > month.last)
        found.append(Standing(squadron, minimum, outlook, sorted(counts[squadron.pk, Visit.State.BOOKED])))
    return found


def excuses_of(officer: Officer) -> list[Excuse]:
    """Return the newest excuses within the officer's reach; one query."""
    found = Excuse.objects.visible_to(officer).select_related("unit", "asked_by", "decided_by")
    return list(found.order_by("-first_on", "-pk")[:MOST_EXCUSES])


def recorded_at(brigade: Unit, month: Month) -> dt.datetime | None:
    """Return when the month was recorded; what was entered since then shows in the figures, not in the record."""
    return SquadronMonth.objects.filter(brigade=brigade, month=month).values_list("recorded_at", flat=True).first()


def services_in(month: Month, today: dt.date) -> Q:
    """Return the condition of a unit's part in a grassroots service of the month, done or still to come.

    A booking whose day is over counts for nothing until it is reported done.
    """
    counts = Q(visit__state=Visit.State.DONE) | Q(visit__state=Visit.State.BOOKED, visit__happened_on__gte=today)
    days = Q(visit__happened_on__gte=month.first, visit__happened_on__lte=month.last)
    return counts & days & Q(visit__is_grassroots=True)


def _owes(unit: Unit, month: Month) -> bool:
    """Tell whether it is a squadron of the town that stood on some day of the month."""
    opened, closed = unit.opened_on or month.first, unit.closed_on or month.last
    stands = opened <= month.last and closed >= month.first
    return unit.kind == Unit.Kind.SQUADRON and not unit.is_rural and stands


def _excused(squadrons: Sequence[Unit], month: Month) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for excuse in Excuse.objects.granted().touching(month.first, month.last).filter(unit__in=squadrons):
        found[excuse.unit_id].append(Span(excuse.first_on, excuse.last_on))
    return found


def _counts(
    brigade: Unit, squadrons: Sequence[Unit], month: Month, today: dt.date
) -> dict[tuple[int, str], list[dt.date]]:
    """Return the days of each squadron's services, by what came of them."""
    found: dict[tuple[int, str], list[dt.date]] = defaultdict(list)
    rows = VisitUnit.objects.filter(services_in(month, today), visit__brigade=brigade, unit__in=squadrons).order_by()
    for unit, state, day in rows.values_list("unit", "visit__state", "visit__happened_on"):
        found[unit, state].append(day)
    return found
