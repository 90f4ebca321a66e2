"""What the ranking page and the explanation of a score show: stored rows, put into words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dutyposts.models import Finding, FlagHolding, Objection, PostScore, Ranking, StandardCategory
from dutyposts.models.objections import ObjectionQuerySet
from dutyposts.queries.rankings import category_mean_text
from dutyposts.queries.records import Records
from dutyposts.rules.categories import Category
from dutyposts.rules.flags import streak
from dutyposts.rules.months import Decider, base_h, mean_h
from organization.calendar import Month
from organization.fields import from_hundredths, to_hundredths
from organization.models import Officer, Unit

HISTORY = 6


@dataclass(frozen=True, slots=True)
class CategoryCell:
    name: str
    maximum: Decimal
    mean: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One post of the table; its score carries `has_flag`, which heeds the decision about too many winners."""

    score: PostScore
    is_visible: bool
    cells: Sequence[CategoryCell]
    history: Sequence[Decimal | None]
    history_label: str
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two neighbours with the same score, and what put one above the other."""

    upper: PostScore
    lower: PostScore
    text: str


def latest_of(brigade: Unit, officer: Officer) -> Ranking | None:
    """Return the newest month with something that `officer` may see, or at least a post's own score."""
    rankings = Ranking.objects.latest_versions().filter(brigade=brigade).order_by("-month")
    seen = rankings.visible_to(officer).first()
    own = rankings.filter(scores__in=PostScore.objects.visible_to(officer)).first()
    return max((ranking for ranking in (seen, own) if ranking), key=lambda ranking: ranking.month, default=None)


def table_of(ranking: Ranking, officer: Officer) -> tuple[list[Row], list[Row]]:
    """Return the ranked and the unranked rows that `officer` may see, in order of place; two queries."""
    months = list(ranking.month.shift(1 - HISTORY).until(ranking.month.shift(-1)))
    posts = PostScore.objects.filter(ranking=ranking).values("post")
    before = Q(ranking__is_latest=True, ranking__month__gte=months[0], ranking__month__lte=months[-1], post__in=posts)
    seen = PostScore.objects.visible_to(officer).filter(before | Q(ranking=ranking)).in_place_order()
    scores = list(seen.with_flags().select_related("ranking", "unit"))
    categories = list(ranking.standard.categories.order_by("tie_order"))
    past = {(row.post_id, row.ranking.month): row.score for row in scores if row.ranking_id != ranking.pk}
    rows = [
        _row(row, categories, [past.get((row.post_id, month)) for month in months], officer)
        for row in scores
        if row.ranking_id == ranking.pk
    ]
    return [row for row in rows if row.score.rank], [row for row in rows if not row.score.rank]


def _row(
    score: PostScore, categories: Sequence[StandardCategory], history: list[Decimal | None], officer: Officer
) -> Row:
    values = [*history, score.score]
    before = history[-1]
    told = "、".join("--" if value is None else f"{value:.2f}" for value in values)
    return Row(
        score=score,
        is_visible=is_in_scope(score, officer),
        cells=[_cell(score, category) for category in categories] if score.inspections else [],
        history=values,
        history_label=_("%(post)s, last six months: %(scores)s") % {"post": score.post_name, "scores": told},
        change=None if before is None or score.score is None else score.score - before,
    )


def is_in_scope(score: PostScore, officer: Officer) -> bool:
    """Tell whether `officer` looks at the unit that the post belonged to: then the score is explained too."""
    return any(score.unit.path.startswith(path) for path in officer.scope)


def average_of(scores: Sequence[PostScore]) -> Decimal | None:
    """Return the mean month score of the ranked posts, rounded half up; None without any."""
    known_h = [to_hundredths(score.score) for score in scores if score.rank and score.score is not None]
    average_h = mean_h(sum(known_h), len(known_h))
    return None if average_h is None else from_hundredths(average_h)


def _cell(score: PostScore, category: StandardCategory) -> CategoryCell:
    mean = Decimal(category_mean_text(score, Category(category.code)))
    return CategoryCell(category.name, category.points, mean, category.points - mean)


def ties_of(rows: Sequence[Row]) -> list[Tie]:
    """Return each pair of neighbours with equal scores with the sentence that names what decided."""
    return [
        Tie(upper.score, lower.score, tie_text(upper.score, lower.score))
        for upper, lower in pairwise(rows)
        if upper.score.score == lower.score.score
    ]


def tie_text(upper: PostScore, lower: PostScore) -> str:
    """Say with the two numbers why `upper` stands above `lower`, which has the same score."""
    names = {"upper": upper.post_name, "lower": lower.post_name}
    if upper.decided_by == Decider.SHARED:
        return _("%(upper)s and %(lower)s are equal in everything and share the place.") % names
    if upper.decided_by == Decider.SERIOUS:
        values = (str(upper.serious), str(lower.serious))
        what = _("Serious findings")
    elif upper.decided_by == Decider.WORST:
        values = (str(upper.worst), str(lower.worst))
        what = _("Worst inspection")
    else:
        category = Category(upper.decided_by)
        values = _means_apart(upper, lower, category)
        what = upper.get_decided_by_display()
    numbers = {"what": what, "one": values[0], "other": values[1]}
    return _("%(what)s decides: %(upper)s %(one)s, %(lower)s %(other)s.") % (names | numbers)


def _means_apart(upper: PostScore, lower: PostScore, category: Category) -> tuple[str, str]:
    """Return both category means with two places, or as sum ÷ count where two places would look equal."""
    one, other = category_mean_text(upper, category), category_mean_text(lower, category)
    if one != other:
        return one, other
    sums = (getattr(row, f"{category}_sum") for row in (upper, lower))
    first, second = (f"{total} ÷ {row.inspections}" for total, row in zip(sums, (upper, lower), strict=True))
    return first, second


def gap_text(score: PostScore, above: PostScore | None) -> str:
    """Say in one sentence what separates a post from the place above it."""
    if above is None or score.score is None or above.score is None:
        return ""
    if above.score == score.score:
        return tie_text(above, score)
    names = {"rank": score.rank, "above": above.post_name, "gap": f"{above.score - score.score:.2f}"}
    return _("Place %(rank)s, %(gap)s points behind %(above)s.") % names


@dataclass(frozen=True, slots=True)
class Loss:
    """What a category lost over the month's inspections, with the findings behind it."""

    name: str
    total: Decimal
    findings: Sequence[Finding]


def losses_of(score: PostScore, records: Records) -> list[Loss]:
    """Return the four categories in tie order with the points lost: count × maximum − stored sum."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(records.findings(inspection__post=score.post_id), key=lambda finding: -finding.points):
        found[finding.category].append(finding)
    return [
        Loss(
            category.name,
            category.points * score.inspections - getattr(score, f"{category.code}_sum"),
            found[category.code],
        )
        for category in score.ranking.standard.categories.order_by("tie_order")
    ]


@dataclass(frozen=True, slots=True)
class Sum:
    """The base of a month score and what comes out before it is held between 0 and 105."""

    base: Decimal
    total: Decimal


def sum_of(score: PostScore) -> Sum:
    """Return the steps from the stored sums to the month score; the post has inspections."""
    exact_h = base_h(to_hundredths(score.score_sum), score.inspections, to_hundredths(score.difficulty))
    base = from_hundredths(exact_h)
    return Sum(base, base - score.events + score.bonus)


def streaks_of(posts: Mapping[int, Month]) -> dict[int, int]:
    """Return for each post how many published months in a row it got a flag up to the month given; one query."""
    won: dict[int, list[int]] = defaultdict(list)
    rows = PostScore.objects.awarded().filter(
        post__in=posts, ranking__is_latest=True, ranking__state=Ranking.State.PUBLISHED
    )
    for post, month in rows.order_by().values_list("post", "ranking__month"):
        won[post].append(_serial(month))
    return {post: streak(won[post], _serial(month)) for post, month in posts.items()}


def with_names_then(holdings: QuerySet[FlagHolding]) -> QuerySet[FlagHolding]:
    """Add `name_then`: what the post was called in the month it won, its name of today where it won none."""
    won = PostScore.objects.filter(ranking=OuterRef("ranking"), post=OuterRef("post")).order_by()
    return holdings.annotate(name_then=Coalesce(Subquery(won.values("post_name")[:1]), "post__name"))


def _serial(month: Month) -> int:
    return month.year * 12 + month.number


def objections_of(ranking: Ranking, officer: Officer) -> ObjectionQuerySet:
    rows = Objection.objects.visible_to(officer).filter(brigade=ranking.brigade_id, month=ranking.month)
    return rows.select_related("finding__inspection").order_by("state", "filed_at").distinct()
