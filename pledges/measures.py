"""The figures of the portal that a promise may be bound to: their words and limits.

Who knows a figure is said by the roof: `settings.MEASURES` names the providers, and one without any is not offered.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from organization.models import Officer
from pledges.rules.criteria import Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure; `goal` says with its target what is promised, `most` is the highest target."""

    key: str
    label: str | Promise
    goal: str | Promise
    most: Decimal
    is_whole: bool = True
    is_limit: bool = False
    owners: frozenset[Owner] = frozenset({Owner.MEMBER})

    def takes(self, target: Decimal) -> bool:
        """Tell whether a target makes sense; only a limit may be zero."""
        is_placed = target == target.to_integral_value() if self.is_whole else True
        return is_placed and target <= self.most and (target >= 0 if self.is_limit else target > 0)

    def written(self, value: Decimal) -> str:
        return f"{value:.0f}" if self.is_whole else f"{value:.2f}"

    def promised(self, target: Decimal) -> str:
        return str(self.goal) % {"target": self.written(target)}


@dataclass(frozen=True, slots=True)
class Ask:
    """Which figure of whom, over which days; both ends count."""

    measure: str
    officer: Officer
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Figure:
    """How far a figure has come, in words what it rests on, and where the reader may look it up."""

    value: Decimal | None
    basis: str
    url: str = ""


# Answers all questions of a page at once, for whoever reads it.
Provider = Callable[[Sequence[Ask], Officer], Mapping[Ask, Figure]]

POST_SCORE = Measure(
    key="post_score",
    label=_("Average month score of the own post"),
    goal=_("the own post's months average at least %(target)s points"),
    most=Decimal(105),
    is_whole=False,
)
POST_FLAGS = Measure(
    key="post_flags",
    label=_("Red flags won by the own post"),
    goal=_("the own post wins at least %(target)s red flags"),
    most=Decimal(12),
)
POST_SERIOUS = Measure(
    key="post_serious",
    label=_("Serious findings at the own post"),
    goal=_("at most %(target)s serious findings at the own post"),
    most=Decimal(99),
    is_limit=True,
)
GRASSROOTS = Measure(
    key="grassroots",
    label=_("Grassroots services that I take part in"),
    goal=_("takes part in at least %(target)s grassroots services"),
    most=Decimal(120),
)
MEASURES: Mapping[str, Measure] = {
    measure.key: measure for measure in (POST_SCORE, POST_FLAGS, POST_SERIOUS, GRASSROOTS)
}


def offered_to(owner: Owner) -> list[Measure]:
    """Return the figures that somebody provides and that fit whose pledge it is."""
    providers = _providers()
    return [measure for measure in MEASURES.values() if measure.key in providers and owner in measure.owners]


def fits(key: str, target: Decimal | None, owner: Owner) -> bool:
    """Tell whether figure and target belong together; a promise without either is as good."""
    measure = MEASURES.get(key)
    if measure is None or target is None:
        return not key and target is None
    return owner in measure.owners and measure.takes(target)


def figures_for(asks: Sequence[Ask], reader: Officer) -> dict[Ask, Figure]:
    """Ask every provider once, whatever the number of questions; what nobody provides is left out."""
    providers = _providers()
    found: dict[Ask, Figure] = {}
    for provider in dict.fromkeys(providers.values()):
        own = [ask for ask in asks if providers.get(ask.measure) is provider]
        if own:
            found |= provider(own, reader)
    return found


def _providers() -> Mapping[str, Provider]:
    providers: Mapping[str, Provider] = import_string(settings.MEASURES)
    return providers
