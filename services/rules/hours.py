"""When a window is open."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from organization.calendar import BEIJING, is_working_day


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the day; `closes_at` no longer belongs to it."""

    on_working_days: bool
    opens_at: dt.time
    closes_at: dt.time


def spans_on(spans: Sequence[Span], day: dt.date, overrides: Mapping[dt.date, bool]) -> list[Span]:
    """Return the spans in which a window is open on `day`, in their order."""
    is_working = is_working_day(day, overrides)
    return sorted((span for span in spans if span.on_working_days == is_working), key=lambda span: span.opens_at)


def is_open(spans: Sequence[Span], moment: dt.datetime, overrides: Mapping[dt.date, bool]) -> bool:
    """Tell whether a window is open at an aware moment."""
    local = moment.astimezone(BEIJING)
    return any(span.opens_at <= local.time() < span.closes_at for span in spans_on(spans, local.date(), overrides))
