"""The figures beside the promises that are bound to one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from organization.models import Officer
from pledges.measures import MEASURES, Ask, Figure, Measure, figures_for
from pledges.models import Pledge, PledgeItem


@dataclass(frozen=True, slots=True)
class Standing:
    """How a figure stands to its target; it helps who judges and decides nothing."""

    measure: Measure
    target: Decimal
    figure: Figure

    @property
    def value(self) -> str:
        return "--" if self.figure.value is None else self.measure.written(self.figure.value)

    @property
    def aim(self) -> str:
        return self.measure.written(self.target)

    @property
    def full(self) -> Decimal:
        """What a full bar stands for."""
        return self.target or Decimal(1)

    @property
    def is_over(self) -> bool:
        return self.measure.is_limit and self.figure.value is not None and self.figure.value > self.target


def standings_of(items: Iterable[PledgeItem], reader: Officer) -> dict[int, Standing]:
    """Return how the bound promises stand, by key, from the cycle's first month to that of the day they are due.

    The promises come with their pledge, its cycle and its author. One call of each provider, none without a bound one.
    """
    bound = [(item, item.target) for item in items if item.measure in MEASURES and item.target is not None]
    asks = {item.pk: _ask(item) for item, _target in bound}
    figures = figures_for(list(asks.values()), reader)
    return {
        item.pk: Standing(MEASURES[item.measure], target, figures[asks[item.pk]])
        for item, target in bound
        if asks[item.pk] in figures
    }


def _ask(item: PledgeItem) -> Ask:
    cycle = item.pledge.cycle
    return Ask(item.measure, item.pledge.author, cycle.starts_on, item.due_on or cycle.ends_on)


def standings_on(pledge: Pledge, items: Sequence[PledgeItem], officer: Officer) -> dict[int, Standing]:
    """Return how the bound promises of a pledge stand; a draft's have not begun."""
    return standings_of(items, officer) if pledge.posted_at is not None else {}
