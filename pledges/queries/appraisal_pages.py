"""The appraisal of a cycle as its pages show it: counts, never single ballots."""

from dataclasses import dataclass
from decimal import Decimal

from organization.fields import from_hundredths
from organization.models import Officer
from pledges.models import Appraisal, Cycle, Pledge, Voter
from pledges.queries.tallies import Tally, peer_tallies, public_tallies
from pledges.rules.appraisal import mean_h


@dataclass(frozen=True, slots=True)
class Row:
    """A pledge with what is known of it; figures of fewer than five ballots, and of an open box, are None."""

    pledge: Pledge
    appraisal: Appraisal | None
    peer_ballots: int
    peers: Decimal | None
    public_ballots: int
    public: Decimal | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Turnout:
    voted: int
    voters: int

    @property
    def missing(self) -> int:
        return self.voters - self.voted


def rows_of(cycle: Cycle, officer: Officer) -> list[Row]:
    """Return every posted pledge of the cycle; three queries."""
    pledges = list(cycle.pledges.posted().select_related("unit", "appraisal").order_by("owner_kind", "sort_key", "pk"))
    keys = [pledge.pk for pledge in pledges]
    peers, public = peer_tallies(keys), public_tallies(keys)
    is_counted = cycle.state in {Cycle.State.JUDGING, Cycle.State.CONCLUDED}
    return [
        Row(
            pledge=pledge,
            appraisal=getattr(pledge, "appraisal", None),
            peer_ballots=sum(peers[pledge.pk].values()),
            peers=_mean(peers[pledge.pk]) if is_counted else None,
            public_ballots=sum(public[pledge.pk].values()),
            public=_mean(public[pledge.pk]),
            is_own=pledge.author_id == officer.pk,
        )
        for pledge in pledges
    ]


def turnout_of(cycle: Cycle) -> Turnout:
    voted = list(Voter.objects.filter(cycle=cycle).values_list("has_voted", flat=True))
    return Turnout(sum(voted), len(voted))


def ballot_of(cycle: Cycle, officer: Officer) -> list[Pledge]:
    """Return what a ballot marks: every posted pledge but the own, with its promises."""
    pledges = cycle.pledges.posted().exclude(author=officer).select_related("unit").with_items()
    return list(pledges.order_by("owner_kind", "sort_key", "pk"))


def _mean(tally: Tally) -> Decimal | None:
    mean = mean_h(tally)
    return None if mean is None else from_hundredths(mean)
