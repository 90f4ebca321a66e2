"""Accident cases as a list in order of urgency, and how fast the police were there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from organization.calendar import BEIJING
from organization.models import CalendarDay, Officer, Unit
from organization.paging import Page, page_by, query_of
from services.models import AccidentCase, AccidentChange, AccidentDue
from services.models.accidents import DUE, NO, YES, AccidentQuerySet, KindName, MarkName, StepName
from services.queries.deadlines import Kind, keys_told
from services.rules.accidents import OPTIONAL, Mark, amber_until

PAGE_SIZE = 50
RED, AMBER, GREEN, NONE = "red", "amber", "green", "none"
FAST, SLOWER = 5, 10
LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed to; empty means all. The period is that of the call."""

    state: str = ""
    colour: str = ""
    kind: str = ""
    unit: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    arrival: str = ""
    told: str = ""

    def address(self, brigade: Unit, before: str = "") -> str:
        """Return the query string that asks for the same list again, from the place `before` on."""
        return query_of(
            brigade=brigade.code,
            state=self.state,
            colour=self.colour,
            kind=self.kind,
            unit=self.unit,
            first=self.first,
            last=self.last,
            arrival=self.arrival,
            told=self.told,
            before=before,
        )


@dataclass(frozen=True, slots=True)
class Clock:
    """Today, and until when a due day is near: what colours are computed by."""

    today: dt.date
    near: dt.date

    @classmethod
    def of(cls, today: dt.date) -> "Clock":
        """Return the clock of a day by the brigade's calendar; one query."""
        return cls(today, amber_until(today, CalendarDay.objects.as_overrides()))

    def colour(self, due_on: dt.date | None) -> str:
        """Return red for what is overdue, amber for up to three working days, green for more."""
        if due_on is None:
            return NONE
        return RED if due_on < self.today else AMBER if due_on <= self.near else GREEN


def narrowed(cases: AccidentQuerySet, wanted: Wanted, officer: Officer, clock: Clock) -> AccidentQuerySet:
    if wanted.told:
        cases = cases.filter(pk__in=keys_told(Kind.ACCIDENTS, officer, clock.today))
    colours = {
        RED: Q(next_due_on__lt=clock.today),
        AMBER: Q(next_due_on__gte=clock.today, next_due_on__lte=clock.near),
        GREEN: Q(next_due_on__gt=clock.near),
        NONE: Q(next_due_on=None),
    }
    cases = cases.filter(colours.get(wanted.colour, Q()))
    for name, value in (("state", wanted.state), ("kind", wanted.kind), ("unit__code", wanted.unit)):
        if value:
            cases = cases.filter(**{name: value})
    if wanted.first:
        cases = cases.filter(called_at__gte=dt.datetime.combine(wanted.first, dt.time(), tzinfo=BEIJING))
    if wanted.last:
        after = wanted.last + dt.timedelta(days=1)
        cases = cases.filter(called_at__lt=dt.datetime.combine(after, dt.time(), tzinfo=BEIJING))
    if wanted.arrival == LATE:
        minutes = dt.timedelta(minutes=SLOWER)
        return cases.filter(arrived_at__gte=F("called_at") + minutes)
    return cases.answered_within(int(wanted.arrival)) if wanted.arrival else cases


def page_of(cases: AccidentQuerySet, before: str, clock: Clock) -> Page[tuple[AccidentCase, str]]:
    """Return one page of cases with their colours, the most urgent first, from the place `before` on; one query."""
    joined = cases.select_related("unit", "lead", "second")
    page = page_by("order_on", joined, before, size=PAGE_SIZE, newest_first=False)
    return Page([(case, clock.colour(case.next_due_on)) for case in page.rows], page.following)


def counts_of(brigade: Unit, clock: Clock) -> dict[str, int]:
    """Return how many cases are not closed, due soon among them, and overdue; one query."""
    return AccidentCase.objects.filter(brigade=brigade).aggregate(
        open=Count("pk", filter=~Q(state=AccidentCase.State.CLOSED)),
        amber=Count("pk", filter=Q(next_due_on__gte=clock.today, next_due_on__lte=clock.near)),
        red=Count("pk", filter=Q(next_due_on__lt=clock.today)),
    )


def case_of(officer: Officer, number: str) -> AccidentCase | None:
    found = AccidentCase.objects.visible_to(officer).filter(number=number)
    found = found.select_related("brigade", "unit", "lead", "second", "entered_by")
    return found.prefetch_related("marks", "dues", "changes__by", "parties").first()


def steps_of(case: AccidentCase, clock: Clock) -> list[tuple[AccidentDue, str]]:
    """Return the steps of a case, each with its colour while it is open."""
    return [(due, NONE if due.done_on or due.step in OPTIONAL else clock.colour(due.due_on)) for due in case.dues.all()]


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed or granted, in words."""

    what: str
    before: str
    after: str
    change: AccidentChange


def changes_of(case: AccidentCase) -> list[Changed]:
    """Return what was changed or granted, the latest first."""
    words = {mark.value: str(MarkName(mark).label) for mark in Mark}
    words |= {f"{DUE}{step.value}": _("due: %(step)s") % {"step": step.label} for step in StepName}
    words |= {"lead": _("officer in charge"), "second": _("second officer")}
    words |= {"kind": _("kind"), "is_slight": _("slight injury"), "is_simple": _("simple procedure")}
    words |= {"has_test": _("needs an expert test"), "is_hit_and_run": _("hit and run"), "is_priority": _("priority")}
    values = {kind.value: str(kind.label) for kind in KindName} | {YES: _("yes"), NO: _("no")}
    return [
        Changed(words[one.what], values.get(one.before, one.before), values.get(one.after, one.after), one)
        for one in case.changes.all()
    ]


def responses_of(cases: AccidentQuerySet) -> list[Mapping[str, Any]]:
    """Return for each unit how many calls were answered, and in what time; one query."""
    within = {
        name: Count("pk", filter=Q(arrived_at__lt=F("called_at") + dt.timedelta(minutes=minutes)))
        for name, minutes in (("fast", FAST), ("slower", SLOWER))
    }
    rows = cases.exclude(arrived_at=None).order_by().values("unit__code", "unit__name", "unit__path")
    found = rows.annotate(all=Count("pk"), carded=Count("pk", filter=~Q(card_given_on=None)), **within)
    return [row | _shares(row) for row in found.order_by("unit__path")]


def _shares(row: Mapping[str, Any]) -> dict[str, int]:
    """Return the shares in whole per cent, rounded down."""
    return {f"{name}_share": row[name] * 100 // row["all"] for name in ("fast", "slower")}
