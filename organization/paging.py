"""Lists that are paged by the place of a row in their order, so that a deep page is as fast as the first."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import DateTimeField, Model, Q, QuerySet

_PLACE = re.compile(r"(.{1,40})\.([0-9]{1,18})")
Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows; `following` is the place that the next one begins after, or nothing."""

    rows: list[Row]
    following: str


def page_by(column: str, rows: QuerySet[Stored], after: str, *, size: int, newest_first: bool = True) -> Page[Stored]:
    """Return one page in the order of a day or a moment, rows of the same one by their keys; one query.

    `after` is what an earlier page told as its `following`; where it names no place the page is the first.
    """
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    kind = dt.datetime if isinstance(rows.model._meta.get_field(column), DateTimeField) else dt.date
    place = place_of(after, kind)
    if place is not None:
        value, key = place
        rows = rows.filter(
            Q((f"{column}__{beyond}", value)) | Q((f"pk__{beyond}", key)), **{f"{column}__{beyond}e": value}
        )
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{getattr(last, column).isoformat()}.{last.pk}" if last else "")


def place_of(text: str, kind: type[dt.date] = dt.date) -> tuple[dt.date, int] | None:
    """Return the day (the moment, by `kind`) and the key of a place written `2026-10-31.17`; None where it is none."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    try:
        value = kind.fromisoformat(match[1])
    except ValueError:
        return None
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return None
    return value, int(match[2])


def query_of(**told: str | int | dt.date | None) -> str:
    """Return the query string of what is told: days as ISO writes them, a tick as `on`; what is empty is left out."""
    return urlencode({name: _written(value) for name, value in told.items() if value})


def _written(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "on" if value is True else str(value)
