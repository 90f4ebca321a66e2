"""When the windows go to the applicant (RULES.md, On-site appointments)."""

import datetime as dt
from collections.abc import Mapping

from organization.calendar import add_working_days

FEWEST = 5
MOST = 60
DAYS_AHEAD = 1


def is_enough(vehicles: int) -> bool:
    """Tell whether a team goes out for so many motorcycles; five are enough."""
    return FEWEST <= vehicles <= MOST


def first_day(today: dt.date, overrides: Mapping[dt.date, bool]) -> dt.date:
    """Return the earliest day that can be booked: one working day ahead."""
    return add_working_days(today, DAYS_AHEAD, overrides)
