"""What an objection would change if it were upheld, on every place of the month; nothing is written."""

from dataclasses import dataclass, replace
from decimal import Decimal

from dutyposts.models import Finding, Inspection, Objection
from dutyposts.queries.totals import month_rules, totals_of
from dutyposts.rules.categories import Category
from dutyposts.rules.inspections import Fault, category_scores
from dutyposts.rules.months import PostMonth, Standing, standings
from organization.fields import from_hundredths, to_hundredths
from organization.queries import settings_of


@dataclass(frozen=True, slots=True)
class Effect:
    """A post's place and score as they stand and as they would be."""

    code: str
    name: str
    rank: int | None
    new_rank: int | None
    score_h: int | None
    new_score_h: int | None

    @property
    def score(self) -> Decimal | None:
        return None if self.score_h is None else from_hundredths(self.score_h)

    @property
    def new_score(self) -> Decimal | None:
        return None if self.new_score_h is None else from_hundredths(self.new_score_h)

    @property
    def changes(self) -> bool:
        return (self.rank, self.score_h) != (self.new_rank, self.new_score_h)


def effects_of(objection: Objection, new_count: int) -> list[Effect]:
    """Return every post of the month, in today's order of place, with what lowering the finding to `new_count` does."""
    brigade_id, month = objection.brigade_id, objection.month
    rules = month_rules(settings_of([brigade_id], month)[brigade_id])
    inspection = objection.finding.inspection
    tie_order = [Category(code) for code in inspection.standard.categories.values_list("code", flat=True)]
    totals = totals_of({brigade_id: rules}, month)[brigade_id]
    names = {row.sums.code: row.name for row in totals}
    present = standings([row.sums for row in totals], rules, tie_order)
    lowered = [
        _lowered(row.sums, objection.finding, new_count, rules.serious_points_h)
        if row.post_id == inspection.post_id
        else row.sums
        for row in totals
    ]
    then = {row.post.code: row for row in standings(lowered, rules, tie_order)}
    return [_effect(row, then[row.post.code], names[row.post.code]) for row in present]


def _effect(now: Standing, then: Standing, name: str) -> Effect:
    return Effect(now.post.code, name, now.rank, then.rank, now.score_h, then.score_h)


def _lowered(post: PostMonth, finding: Finding, new_count: int, serious_points_h: int) -> PostMonth:
    inspection = finding.inspection
    faults = [
        Fault(Category(row.category), to_hundredths(row.points), new_count if row.pk == finding.pk else row.count)
        for row in inspection.findings.all()
    ]
    maxima_h = {Category(row.code): to_hundredths(row.points) for row in inspection.standard.categories.all()}
    scores_h = category_scores(maxima_h, faults)
    gained_h = {category: scores_h[category] - to_hundredths(getattr(inspection, category)) for category in Category}
    others = Inspection.objects.submitted().filter(post=inspection.post_id, month=inspection.month)
    worst = others.exclude(pk=inspection.pk).order_by("score").values_list("score", flat=True).first()
    own_h = sum(scores_h.values())
    is_serious = to_hundredths(finding.points) >= serious_points_h
    return replace(
        post,
        score_sum_h=post.score_sum_h + sum(gained_h.values()),
        category_sums_h={name: post.category_sums_h[name] + gained for name, gained in gained_h.items()},
        worst_h=own_h if worst is None else min(own_h, to_hundredths(worst)),
        serious=post.serious - (finding.count - new_count if is_serious else 0),
    )
