"""What ballots, conclusions and grades add up to (RULES.md, Pledges). Figures are whole hundredths, rounded once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LEAST_BALLOTS = 5


class Mark(StrEnum):
    """What one ballot says of one pledge."""

    SATISFIED = "satisfied"
    FAIRLY = "fairly"
    DISSATISFIED = "dissatisfied"


class Conclusion(StrEnum):
    FULFILLED = "fulfilled"
    PARTLY = "partly"
    EXCUSED = "excused"
    UNFULFILLED = "unfulfilled"


class Grade(StrEnum):
    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASICALLY = "basically"
    UNQUALIFIED = "unqualified"


VALUES_H: Mapping[Mark, int] = {Mark.SATISFIED: 100_00, Mark.FAIRLY: 70_00, Mark.DISSATISFIED: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each part counts, in percent; together 100."""

    peers: int = 30
    public: int = 40
    organization: int = 30


def mean_h(marks: Mapping[Mark, int]) -> int | None:
    """Return the mean of the counted marks; None below five ballots, so that no figure gives anybody away."""
    ballots = sum(marks.values())
    if ballots < LEAST_BALLOTS:
        return None
    return _rounded(sum(VALUES_H[mark] * count for mark, count in marks.items()), ballots)


def overall_h(
    peers: Mapping[Mark, int], public: Mapping[Mark, int], organization: Mark | None, weights: Weights
) -> int | None:
    """Return the three parts together, rounded once; None while a part is missing or has too few ballots."""
    if organization is None or min(sum(peers.values()), sum(public.values())) < LEAST_BALLOTS:
        return None
    peer_ballots, public_ballots = sum(peers.values()), sum(public.values())
    peer_sum = sum(VALUES_H[mark] * count for mark, count in peers.items())
    public_sum = sum(VALUES_H[mark] * count for mark, count in public.items())
    return _rounded(
        weights.peers * peer_sum * public_ballots
        + weights.public * public_sum * peer_ballots
        + weights.organization * VALUES_H[organization] * peer_ballots * public_ballots,
        100 * peer_ballots * public_ballots,
    )


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What became of promises that were due; the excused ones are among them."""

    fulfilled: int = 0
    due: int = 0
    excused: int = 0

    def __add__(self, other: "Fulfilment") -> "Fulfilment":
        return Fulfilment(self.fulfilled + other.fulfilled, self.due + other.due, self.excused + other.excused)

    @property
    def counted(self) -> int:
        return self.due - self.excused

    @property
    def rate_h(self) -> int | None:
        """The share of the counted ones that was fulfilled, in hundredths of a percent; None where nothing counts."""
        return _rounded(self.fulfilled * 100_00, self.counted) if self.counted else None

    @property
    def percent(self) -> Decimal | None:
        return None if self.rate_h is None else Decimal(self.rate_h).scaleb(-2)


def fulfilment_h(conclusions: Iterable[Conclusion]) -> int | None:
    """Return the fulfilment rate of one pledge."""
    told = list(conclusions)
    return Fulfilment(told.count(Conclusion.FULFILLED), len(told), told.count(Conclusion.EXCUSED)).rate_h


def most_excellent(members: int) -> int:
    """Return how many of a branch's graded members may be excellent: a third, rounded down."""
    return members // 3


def _rounded(numerator: int, denominator: int) -> int:
    """Round half up."""
    return (2 * numerator + denominator) // (2 * denominator)
