"""The month end that nobody has to watch."""

import datetime as dt

from dutyposts.actions.computing import Failure, compute_months
from dutyposts.models import MonthRun
from dutyposts.queries.due import brigades_due, months_to_look_at
from organization.calendar import Month


def close_due_months(at: dt.datetime) -> list[Failure]:
    """Compute every month that is over and has no ranking yet, in order of time; return the brigades that failed.

    The database says what is due, so it may run twice, at once, late or after months without running.
    """
    return [failure for month in months_to_look_at(at) for failure in _close(month, at)]


def _close(month: Month, at: dt.datetime) -> list[Failure]:
    brigades = list(brigades_due(month, at))
    begun = set(
        MonthRun.objects.filter(month=month).exclude(state=MonthRun.State.DONE).values_list("brigade", flat=True)
    )
    failures = compute_months([brigade for brigade in brigades if brigade.pk not in begun], month, at=at)
    # One of these may have ended the process that computed it: alone, it takes nobody with it.
    for brigade in brigades:
        if brigade.pk in begun:
            failures += compute_months([brigade], month, at=at)
    return failures
