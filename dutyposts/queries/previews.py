"""What an objection would change if it were upheld, on every place of the month; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dutyposts.models import Finding, Inspection, Objection, StandardCategory
from dutyposts.queries.totals import month_rules, totals_of
from dutyposts.rules.categories import Category
from dutyposts.rules.inspections import Fault, category_scores
from dutyposts.rules.months import MonthRules, PostMonth, Standing, standings
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


def previews_of(objection: Objection) -> list[tuple[int, list[Effect]]]:
    """Return for every count below the present one what lowering the finding to it does.

    Each lists the posts of the month in today's order of place. The records are read once for all of them.
    """
    brigade_id, month = objection.brigade_id, objection.month
    rules = month_rules(settings_of([brigade_id], month)[brigade_id])
    inspection = objection.finding.inspection
    categories = list(inspection.standard.categories.order_by("tie_order"))
    tie_order = [Category(row.code) for row in categories]
    totals = totals_of({brigade_id: rules}, month)[brigade_id]
    names = {row.sums.code: row.name for row in totals}
    present = standings([row.sums for row in totals], rules, tie_order)
    case = _case_of(inspection, objection.finding, categories, rules)
    found = []
    for count in range(objection.finding.count):
        lowered = [case.lowered(row.sums, count) if row.post_id == inspection.post_id else row.sums for row in totals]
        then = {row.post.code: row for row in standings(lowered, rules, tie_order)}
        found.append((count, [_effect(row, then[row.post.code], names[row.post.code]) for row in present]))
    return found


def _effect(now: Standing, then: Standing, name: str) -> Effect:
    return Effect(now.post.code, name, now.rank, then.rank, now.score_h, then.score_h)


@dataclass(frozen=True, slots=True)
class _Case:
    """One inspection with the finding objected to, apart from the post's other inspections."""

    maxima_h: Mapping[Category, int]
    present_h: Mapping[Category, int]
    others: Sequence[Fault]
    fault: Fault
    is_serious: bool
    other_worst_h: int | None

    def lowered(self, post: PostMonth, new_count: int) -> PostMonth:
        scores_h = category_scores(self.maxima_h, [*self.others, replace(self.fault, count=new_count)])
        gained_h = {category: scores_h[category] - self.present_h[category] for category in Category}
        own_h = sum(scores_h.values())
        return replace(
            post,
            score_sum_h=post.score_sum_h + sum(gained_h.values()),
            category_sums_h={name: post.category_sums_h[name] + gained for name, gained in gained_h.items()},
            worst_h=own_h if self.other_worst_h is None else min(own_h, self.other_worst_h),
            serious=post.serious - (self.fault.count - new_count if self.is_serious else 0),
        )


def _case_of(
    inspection: Inspection, finding: Finding, categories: Sequence[StandardCategory], rules: MonthRules
) -> _Case:
    rest = Inspection.objects.submitted().filter(post=inspection.post_id, month=inspection.month)
    worst = rest.exclude(pk=inspection.pk).order_by("score").values_list("score", flat=True).first()
    return _Case(
        maxima_h={Category(row.code): to_hundredths(row.points) for row in categories},
        present_h={category: to_hundredths(getattr(inspection, category)) for category in Category},
        others=[_fault(row) for row in inspection.findings.exclude(pk=finding.pk)],
        fault=_fault(finding),
        is_serious=to_hundredths(finding.points) >= rules.serious_points_h,
        other_worst_h=None if worst is None else to_hundredths(worst),
    )


def _fault(row: Finding) -> Fault:
    return Fault(Category(row.category), to_hundredths(row.points), row.count)
