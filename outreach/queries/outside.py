"""Figures of the report that another app counts: `settings.PROGRAMME_FIGURES` names who does."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from organization.models import Unit

LENIENCY = "leniency"


@dataclass(frozen=True, slots=True)
class Outside:
    """A figure, how many records stand behind it, and the address of their list."""

    count: int
    records: int
    url: str


Provider = Callable[[Unit, Unit | None, dt.date, dt.date], Outside]


def outside_figures(brigade: Unit, unit: Unit | None, first: dt.date, last: dt.date) -> dict[str, Outside]:
    """Return what others count for a brigade or one of its units, both days included, by the figure's key."""
    providers: Mapping[str, Provider] = import_string(settings.PROGRAMME_FIGURES)
    return {key: provider(brigade, unit, first, last) for key, provider in providers.items()}
