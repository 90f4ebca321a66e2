"""The citizens' hall as everybody may see it, and who may look at it."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from organization.calendar import Month, beijing_date
from organization.models import Officer, Portrait, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting
from services.models import MatterRule, Ticket, Window, WindowDuty
from services.queries.matters import rules_of
from services.queries.tickets import called_now, waiting_by_kind
from services.queries.windows import WindowNow, windows_now

PromiseLines = Callable[[Unit, Collection[int]], Mapping[int, str]]
"""What members of a brigade promise, in one line each, by the officer's key; whoever promised nothing is left out."""


@dataclass(frozen=True, slots=True)
class Pioneer:
    """Who serves at a pioneer post; `portrait` is the digest of a picture that the member agreed to."""

    name: str
    line: str
    portrait: str


@dataclass(frozen=True, slots=True)
class HallWindow:
    now: WindowNow
    pioneers: list[Pioneer]
    rules: list[MatterRule]


@dataclass(frozen=True, slots=True)
class Calls:
    """The tickets at windows, the latest call first, and how many wait for each kind of windows."""

    called: list[Ticket]
    waiting: list[tuple[str, int]]


def open_hall(visitor: Officer | None, code: str, at: dt.datetime) -> Unit | None:
    """Return the brigade whose hall the visitor may look at: a public one, the own one or one within reach."""
    day = beijing_date(at)
    halls = Window.objects.existing(day).values("brigade")
    brigade = Unit.objects.brigades().existing(day).filter(code=code, pk__in=halls).first()
    if brigade is None or (visitor is not None and _reaches(visitor, brigade)):
        return brigade
    return brigade if settings_of([brigade.pk], Month.of_moment(at))[brigade.pk][Setting.HALL_IS_PUBLIC] else None


def windows_of(brigade: Unit, at: dt.datetime) -> list[HallWindow]:
    """Return the windows with their pioneers and the limits promised; the number of queries does not depend on them."""
    windows = windows_now(brigade, at)
    pioneers = [duty.officer_id for row in windows for duty in row.duties if duty.is_shown]
    lines = _lines(brigade, pioneers)
    portraits = dict(Portrait.objects.current().filter(officer__in=pioneers).values_list("officer", "digest"))
    rules = {rule.matter_id: rule for rule in rules_of(brigade, beijing_date(at)).prefetch_related(None)}
    return [
        HallWindow(
            row,
            [
                Pioneer(duty.officer.name, lines.get(duty.officer_id, ""), portraits.get(duty.officer_id, ""))
                for duty in row.duties
                if duty.is_shown
            ],
            [rules[matter.pk] for matter in row.window.matters.all() if matter.pk in rules],
        )
        for row in windows
    ]


def calls_of(brigade: Unit, at: dt.datetime) -> Calls:
    """Return what the screen calls; two queries."""
    today = beijing_date(at)
    waiting = waiting_by_kind(brigade, today)
    called = called_now(brigade, today)
    return Calls(called, [(str(kind.label), waiting[kind]) for kind in Window.Kind if kind in waiting])


def portrait_in(brigade: Unit, digest: str, day: dt.date) -> Portrait | None:
    """Return a portrait of somebody who serves at a pioneer post of this hall and agrees to it."""
    serving = WindowDuty.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=day),
        is_pioneer=True,
        pioneer_state=WindowDuty.Pioneer.SHOWN,
        started_on__lte=day,
        window__in=Window.objects.filter(brigade=brigade).existing(day),
    )
    return Portrait.objects.current().filter(digest=digest, officer__in=serving.values("officer")).first()


def _lines(brigade: Unit, officers: Collection[int]) -> Mapping[int, str]:
    lines: PromiseLines = import_string(settings.PROMISE_LINES)
    return lines(brigade, officers)


def _reaches(visitor: Officer, brigade: Unit) -> bool:
    is_within = brigade.pk == visitor.unit.brigade_id or any(brigade.path.startswith(path) for path in visitor.scope)
    return is_within and visitor.has_right("services.view_windows")
