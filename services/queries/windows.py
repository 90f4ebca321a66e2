"""The windows of a hall as they stand at a moment."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from organization.calendar import beijing_date
from organization.models import CalendarDay, Unit
from services.models import Window, WindowDuty, WindowHours
from services.rules.hours import Span, is_open, spans_on


@dataclass(frozen=True, slots=True)
class WindowNow:
    """A window with its hours of the day, and whether it is open at this moment."""

    window: Window
    hours: list[Span]
    is_open: bool
    duties: list[WindowDuty]


def windows_now(brigade: Unit, at: dt.datetime) -> list[WindowNow]:
    """Return the windows that the brigade has at a moment, by number; five queries for any number of windows."""
    day, overrides = beijing_date(at), CalendarDay.objects.as_overrides()
    serving = WindowDuty.objects.filter(started_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gte=day))
    serving = serving.select_related("officer").order_by("-is_pioneer", "officer__sort_key")
    windows = (
        Window.objects.filter(brigade=brigade)
        .existing(day)
        .select_related("unit")
        .prefetch_related(
            "hours",
            "matters",
            Prefetch(
                "duties", serving.select_related("officer").order_by("-is_pioneer", "officer__sort_key"), "serving"
            ),
        )
    )
    return [_now(window, at, day, overrides) for window in windows]


def _now(window: Window, at: dt.datetime, day: dt.date, overrides: Mapping[dt.date, bool]) -> WindowNow:
    spans = [
        Span(hours.days == WindowHours.Days.WORKING, hours.opens_at, hours.closes_at) for hours in window.hours.all()
    ]
    duties: list[WindowDuty] = window.serving  # type: ignore[attr-defined]
    return WindowNow(window, spans_on(spans, day, overrides), is_open(spans, at, overrides), duties)
