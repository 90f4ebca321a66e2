"""The contents of a month's bulletin: stored rows, in the order of an official paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.rules.chain import grouped
from dutyposts.models import Event, Finding, FlagHolding, FrozenMonth, Item, Objection, PostScore, Ranking
from dutyposts.queries.ranking_pages import CategoryCell, Tie, average_of, table_of, ties_of
from dutyposts.queries.records import Records
from organization.models import Officer


@dataclass(frozen=True, slots=True)
class Line:
    """One post's line of the results table."""

    score: PostScore
    cells: Sequence[CategoryCell]


@dataclass(frozen=True, slots=True)
class Problem:
    """The findings of one category."""

    category: str
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Correction:
    """A post whose place or score differs from the version before."""

    name: str
    old: PostScore | None
    new: PostScore


@dataclass(frozen=True, slots=True)
class Seal:
    """The fingerprints printed on the paper, in groups of four digits."""

    month: str
    chain_number: int
    chain: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    ranking: Ranking
    lines: Sequence[Line]
    unranked: Sequence[PostScore]
    ties: Sequence[Tie]
    inspections: int
    average: Decimal | None
    average_before: Decimal | None
    flags: Sequence[FlagHolding]
    winners: Sequence[PostScore]
    praise: Sequence[Event]
    problems: Sequence[Problem]
    objections: dict[str, int]
    corrections: Sequence[Correction]
    seal: Seal | None


def bulletin_of(ranking: Ranking, officer: Officer) -> Bulletin:
    """Return what the paper of a version says; the number of queries does not grow with the posts."""
    rows, unranked = table_of(ranking, officer)
    records = Records(ranking)
    frozen = FrozenMonth.objects.filter(ranking=ranking).defer("content").first()
    filed = Objection.objects.filter(brigade=ranking.brigade_id, month=ranking.month)
    if ranking.published_at is not None:
        filed = filed.filter(filed_at__lte=ranking.published_at)
    states = list(filed.values_list("state", flat=True))
    return Bulletin(
        ranking=ranking,
        lines=[Line(row.score, row.cells) for row in rows],
        unranked=[row.score for row in unranked],
        ties=ties_of(rows),
        inspections=records.number_of_inspections(),
        average=average_of([row.score for row in rows]),
        average_before=_average_before(ranking),
        flags=list(
            ranking.flag_holdings.filter(post__isnull=False).select_related("flag", "post").order_by("flag__number")
        ),
        winners=[row.score for row in rows if row.score.wins_flag],
        praise=records.events(Item.Kind.BONUS),
        problems=_problems(ranking, records),
        objections={state: states.count(state) for state in ("upheld", "rejected", "open")} | {"all": len(states)},
        corrections=_corrections(ranking),
        seal=None
        if frozen is None
        else Seal(grouped(frozen.digest), frozen.audit_number, grouped(frozen.audit_digest)),
    )


def _average_before(ranking: Ranking) -> Decimal | None:
    """Return the average of the month before as it was published when this version was."""
    before = Ranking.objects.filter(
        brigade=ranking.brigade_id, month=ranking.month.shift(-1), state=Ranking.State.PUBLISHED
    )
    if ranking.published_at is not None:
        before = before.filter(published_at__lte=ranking.published_at)
    return average_of(list(PostScore.objects.filter(ranking=before.order_by("-version").values("pk")[:1])))


def _problems(ranking: Ranking, records: Records) -> list[Problem]:
    findings = [found for found in records.findings() if not found.is_struck]
    categories = ranking.standard.categories.order_by("tie_order")
    return [Problem(row.name, [found for found in findings if found.category == row.code]) for row in categories]


def _corrections(ranking: Ranking) -> list[Correction]:
    if ranking.version == 1:
        return []
    before = Ranking.objects.filter(
        brigade=ranking.brigade_id, month=ranking.month, version=ranking.version - 1
    ).first()
    old = {score.post_id: score for score in before.scores.all()} if before else {}
    return [
        Correction(score.post_name, old.get(score.post_id), score)
        for score in ranking.scores.in_place_order()
        if _place(old.get(score.post_id)) != _place(score)
    ]


def _place(score: PostScore | None) -> tuple[int | None, Decimal | None]:
    return (None, None) if score is None else (score.rank, score.score)
