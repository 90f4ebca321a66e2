import re

from django.db.models import Q

from dutyposts.models import MonthRun
from dutyposts.models.months import MonthRunQuerySet
from organization.calendar import Month, MonthFormatError

PAGE_SIZE = 50
_CURSOR = re.compile(r"([0-9-]{7})\.([0-9]{1,18})")


def page_of(runs: MonthRunQuerySet, before: str) -> tuple[list[MonthRun], str]:
    """Return one page, newest month first, from the place `before` on, and the next place or an empty text.

    A text that is no place means the first page.
    """
    place = _read(before)
    if place is not None:
        month, pk = place
        runs = runs.filter(Q(month__lt=month) | Q(month=month, pk__lt=pk))
    found = list(runs.order_by("-month", "-pk").select_related("brigade")[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return page, f"{page[-1].month}.{page[-1].pk}" if len(found) > PAGE_SIZE else ""


def _read(text: str) -> tuple[Month, int] | None:
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    try:
        return Month.parse(match[1]), int(match[2])
    except MonthFormatError:
        return None
