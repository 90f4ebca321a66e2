"""The figures of the yearly report for any period and unit, and its sentence."""

import datetime as dt
from dataclasses import dataclass

from organization.models import Unit
from outreach.queries.figures import period_figures
from outreach.queries.sentences import Clause, clauses, frame, sentence
from outreach.rules.categories import REPORTED


@dataclass(frozen=True, slots=True)
class Programme:
    """What a brigade, or one of its units, did from one day to another, both included."""

    brigade: Unit
    first: dt.date
    last: dt.date
    figures: dict[str, int]
    records: dict[str, int]

    @property
    def clauses(self) -> list[Clause]:
        return clauses(self.figures)

    @property
    def frame(self) -> tuple[str, str]:
        return frame()

    @property
    def sentence(self) -> str:
        return sentence(self.figures)


def programme_of(brigade: Unit, first: dt.date, last: dt.date, unit: Unit | None = None) -> Programme:
    found = period_figures(brigade, first, last, unit)
    figures = {category.value: found[category].count for category in REPORTED}
    records = {category.value: found[category].records for category in REPORTED}
    return Programme(brigade, first, last, figures, records)
