"""The queue of a hall as a clerk, a leader and the violation window see it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from organization.models import Unit
from services.models import CaseBlock, Ticket, Window
from services.models.tickets import TicketQuerySet
from services.rules.tickets import CALLING_ORDER, Waits, waits_of

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Queue:
    """Who is at a window, who waits for its kind (the first ones, and how many in all), who may be called by number."""

    current: Ticket | None
    waiting: list[Ticket]
    all_waiting: int
    aside: list[Ticket]


def queue_of(window: Window, today: dt.date) -> Queue:
    """Return what a clerk's page shows; four queries."""
    tickets = Ticket.objects.of_day(window.brigade, today).filter(kind=window.kind).select_related("matter", "case")
    aside = tickets.filter(state__in=(Ticket.State.HELD, Ticket.State.MISSED)).order_by(*CALLING_ORDER)
    current = window.tickets.at_window().select_related("matter", "case")
    return Queue(
        current=current.first(),
        waiting=list(tickets.waiting()[:SHOWN]),
        all_waiting=tickets.waiting().count(),
        aside=list(aside[:SHOWN]),
    )


@dataclass(frozen=True, slots=True)
class KindDay:
    """One kind of windows on one day: how long people waited, and what came of their tickets."""

    name: str
    waits: Waits
    outcomes: list[tuple[str, int]]


def day_of(brigade: Unit, day: dt.date, at: dt.datetime) -> list[KindDay]:
    """Return the kinds of which tickets were taken on a day; one query."""
    rows = list(
        Ticket.objects.of_day(brigade, day)
        .order_by("kind")
        .values_list("kind", "taken_at", "first_called_at", "state", "outcome")
    )
    return [
        KindDay(
            name=str(kind.label),
            waits=waits_of([(taken, called, state == "waiting") for _k, taken, called, state, _o in found], at),
            outcomes=_counted(found),
        )
        for kind in Window.Kind
        if (found := [row for row in rows if row[0] == kind])
    ]


def waiting_by_kind(brigade: Unit, today: dt.date) -> dict[str, int]:
    """Return how many wait for each kind of windows; kinds for which nobody waits are left out."""
    rows = Ticket.objects.of_day(brigade, today).filter(state=Ticket.State.WAITING).order_by()
    return dict(rows.values_list("kind").annotate(count=Count("pk")))


def called_now(brigade: Unit, today: dt.date) -> list[Ticket]:
    """Return the tickets at windows now, the latest call first."""
    found = Ticket.objects.of_day(brigade, today).at_window().select_related("window").order_by("-called_at", "-pk")
    return list(found[:SHOWN])


def outcome_of(case_number: str) -> Ticket | None:
    """Return the newest ticket that is done at a violation window for a case, with its outcome; None while it waits."""
    found = Ticket.objects.filter(
        kind=Window.Kind.VIOLATIONS, case__number=case_number, state=Ticket.State.DONE
    ).select_related("window")
    return found.order_by("-finished_at").first()


def ahead_of(ticket: Ticket) -> int:
    """Return how many are called before a waiting ticket."""
    waiting = Ticket.objects.of_day(ticket.brigade, ticket.taken_on).filter(kind=ticket.kind, state="waiting")
    same = Q(is_priority=ticket.is_priority, number__lt=ticket.number)
    return waiting.filter(same if ticket.is_priority else same | Q(is_priority=True)).count()


@dataclass(frozen=True, slots=True)
class Violations:
    """What the violation windows did in a period; a journey is saved when the case went on here that day."""

    tickets: int
    done: int
    outcomes: list[tuple[str, int]]
    from_cases: int
    journeys_saved: int
    waits: Waits


def violations_of(tickets: TicketQuerySet, at: dt.datetime) -> Violations:
    """Add up tickets of violation windows; two queries."""
    went_on = CaseBlock.objects.filter(
        case=OuterRef("case"), ended_at__gte=OuterRef("finished_at"), ended_at__date=OuterRef("taken_on")
    )
    is_done = Q(state=Ticket.State.DONE)
    counts = tickets.annotate(went_on=Exists(went_on)).aggregate(
        done=Count("pk", filter=is_done),
        from_cases=Count("pk", filter=Q(case__isnull=False)),
        saved=Count("case", filter=is_done & Q(went_on=True), distinct=True),
    )
    rows = list(tickets.order_by().values_list("kind", "taken_at", "first_called_at", "state", "outcome"))
    return Violations(
        tickets=len(rows),
        done=counts["done"],
        outcomes=_counted(rows),
        from_cases=counts["from_cases"],
        journeys_saved=counts["saved"],
        waits=waits_of([(taken, called, state == "waiting") for _k, taken, called, state, _o in rows], at),
    )


def page_of(tickets: TicketQuerySet, before: int | None, size: int) -> tuple[list[Ticket], int | None]:
    """Return one page of tickets, the newest first, and the place that the next one begins at; one query."""
    if before is not None:
        tickets = tickets.filter(pk__lt=before)
    rows = list(tickets.select_related("window", "case").order_by("-pk")[: size + 1])
    return rows[:size], rows[size - 1].pk if len(rows) > size else None


def _counted(rows: list[tuple[str, dt.datetime, dt.datetime | None, str, str]]) -> list[tuple[str, int]]:
    """Return how often each outcome came, in the order of the codes, and then those who did not come or left."""
    told = [row[4] or row[3] for row in rows]
    ends = (Ticket.State.MISSED, Ticket.State.WITHDRAWN)
    names = [*((one.value, one.label) for one in Ticket.Outcome), *((one.value, one.label) for one in ends)]
    return [(str(label), told.count(value)) for value, label in names if value in told]
