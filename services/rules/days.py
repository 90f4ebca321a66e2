"""What a day is in each law that the windows work by (RULES.md, Windows and cases)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from organization.calendar import add_working_days, is_working_day

NEAR = dt.timedelta(days=3)
"""A limit is told of from so many days before it on, as far as no law says another."""


class Basis(StrEnum):
    """A law or order that says which of its time limits are working days."""

    LICENSING = "licensing"
    LICENCES = "licences"
    REGISTRATION = "registration"
    ACCIDENTS = "accidents"
    VIOLATIONS = "violations"
    PENALTIES = "penalties"
    CIVIL_SERVICE = "civil_service"


# Administrative Licensing Law 82 counts every limit in working days; the others name the numbers that are, the
# Civil Servants Law none: Driving Licence Provisions 110, Vehicle Registration Provisions 92, supplementary articles of
# the Accident Procedure and the Violation Procedure Provisions, Administrative Penalties Law 85.
_WORKING: Mapping[Basis, frozenset[int]] = {
    Basis.LICENCES: frozenset({1, 3, 5}),
    Basis.REGISTRATION: frozenset({1, 2, 3, 5, 7, 10, 15}),
    Basis.ACCIDENTS: frozenset({1, 2, 3, 5, 10}),
    Basis.VIOLATIONS: frozenset({2, 3, 5, 7, 10, 15}),
    Basis.PENALTIES: frozenset({2, 3, 5, 7}),
    Basis.CIVIL_SERVICE: frozenset(),
}


def is_in_working_days(days: int, basis: Basis) -> bool:
    return basis == Basis.LICENSING or days in _WORKING[basis]


def add_days(start: dt.date, days: int, basis: Basis, overrides: Mapping[dt.date, bool]) -> dt.date:
    """Return the last day of a limit of `days` as `basis` counts them; `days` is at least 1.

    The day of the event does not count. A limit in calendar days that ends on a day off ends on the next working day.
    """
    if is_in_working_days(days, basis):
        return add_working_days(start, days, overrides)
    return add_calendar_days(start, days, overrides)


def add_calendar_days(start: dt.date, days: int, overrides: Mapping[dt.date, bool]) -> dt.date:
    """Return the last of `days` calendar days after `start`, moved on to a working day; `days` is at least 1."""
    if days < 1:
        message = "at least one day"
        raise ValueError(message)
    last = start + dt.timedelta(days=days)
    return last if is_working_day(last, overrides) else add_working_days(last, 1, overrides)
