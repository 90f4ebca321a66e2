"""The figures of the yearly report for any period and unit, and its sentence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from organization.models import Unit
from outreach.queries.figures import period_figures
from outreach.queries.outside import Outside, outside_figures
from outreach.queries.sentences import CLAUSES, Clause, clauses, frame, sentence
from outreach.rules.categories import REPORTED


@dataclass(frozen=True, slots=True)
class Programme:
    """What a brigade, or one of its units, did from one day to another, both included."""

    brigade: Unit
    first: dt.date
    last: dt.date
    figures: dict[str, int]
    records: dict[str, int]
    outside: Mapping[str, Outside] = field(default_factory=dict, compare=False)

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
    found, outside = period_figures(brigade, first, last, unit), outside_figures(brigade, unit, first, last)
    own = {category.value: found[category] for category in REPORTED}
    told = {key: own.get(key) or outside[key] for key in CLAUSES if key in own or key in outside}
    figures = {key: figure.count for key, figure in told.items()}
    return Programme(brigade, first, last, figures, {key: figure.records for key, figure in told.items()}, outside)
