"""What a supervisor checks before a month is published: how it was inspected, what proves it, where the flags go."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from dutyposts.models import Finding, FlagHolding, Inspection, PostScore, Ranking
from dutyposts.rules.flags import TooManyWinnersError, next_holders


@dataclass(frozen=True, slots=True)
class Checks:
    """`proofs` counts the findings that ask for a photo, `unproven` lists the inspections that have none for them."""

    needed: int
    fewest: int
    most: int
    proofs: int
    unproven: Sequence[Inspection]
    unranked: Sequence[PostScore]

    @property
    def is_enough(self) -> bool:
        return self.fewest >= self.needed


@dataclass(frozen=True, slots=True)
class Move:
    """A flag on its way; an empty name is the store."""

    number: int
    origin: str
    goal: str

    @property
    def stays(self) -> bool:
        return self.origin == self.goal


def checks_of(ranking: Ranking, scores: Sequence[PostScore]) -> Checks:
    """Return the checks of a month whose rows are `scores`; two queries."""
    counts = [score.inspections for score in scores] or [0]
    findings = Finding.objects.filter(
        inspection__brigade=ranking.brigade_id,
        inspection__month=ranking.month,
        inspection__status=Inspection.Status.SUBMITTED,
        points__gte=Decimal(ranking.settings["photo_points"]),
        count__gt=0,
    )
    without = Inspection.objects.annotate(taken=Count("photos")).filter(findings__in=findings, taken=0)
    return Checks(
        needed=int(Decimal(ranking.settings["min_inspections"])),
        fewest=min(counts),
        most=max(counts),
        proofs=findings.count(),
        unproven=list(without.distinct().order_by("inspected_at", "id")),
        unranked=[score for score in scores if score.rank is None],
    )


def moves_of(ranking: Ranking) -> list[Move]:
    """Return where each flag goes if the month is published now; none while undecided or where a newer month is out."""
    if Ranking.objects.filter(brigade=ranking.brigade_id, month__gt=ranking.month, published_at__isnull=False).exists():
        return []
    holdings = FlagHolding.objects.filter(flag__brigade=ranking.brigade_id, flag__is_retired=False, ended_at=None)
    held = {holding.flag.number: holding for holding in holdings.select_related("flag", "post")}
    names: dict[int | None, str] = {holding.post_id: holding.post.name for holding in held.values() if holding.post}
    winners = list(ranking.scores.awarded().in_place_order())
    names.update((score.post_id, score.post_name) for score in winners)
    holders = {number: holding.post_id for number, holding in held.items()}
    try:
        goals = next_holders(holders, [score.post_id for score in winners])
    except TooManyWinnersError:
        return []
    return [
        Move(number, names.get(held[number].post_id, ""), names.get(goal, "")) for number, goal in sorted(goals.items())
    ]
