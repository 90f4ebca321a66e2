"""What a month's records add up to: the database adds, nothing here decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, CharField, Count, F, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from dutyposts.models import DutyPost, Event, Finding, Inspection, Item, PostDifficulty
from dutyposts.rules.categories import Category
from dutyposts.rules.months import NO_DIFFICULTY_H, MonthRules, PostMonth
from organization.calendar import Month, days_within
from organization.fields import to_hundredths
from organization.queries import Settings
from organization.rules.settings import Setting

_WHOLE = BigIntegerField()
_INSPECTED, _SERIOUS = "inspected", "serious"
_CATEGORIES = tuple(Category)
_NO_SCORES = (0, 0, 0, 0, 0, 0)
_COLUMNS = (
    *("row_post", "row_brigade", "row_kind", "row_points", "row_times", "row_total", "row_worst"),
    *(f"row_{category}" for category in _CATEGORIES),
)


@dataclass(frozen=True, slots=True)
class PostTotals:
    """A post as it stood in the month, with its sums."""

    post_id: int
    brigade_id: int
    unit_id: int
    name: str
    unit_name: str
    sums: PostMonth


def month_rules(settings: Settings) -> MonthRules:
    return MonthRules(
        min_inspections=int(settings[Setting.MIN_INSPECTIONS]),
        min_days=int(settings[Setting.MIN_DAYS]),
        flag_places=int(settings[Setting.FLAG_PLACES]),
        flag_min_score_h=to_hundredths(settings[Setting.FLAG_MIN_SCORE]),
        serious_points_h=to_hundredths(settings[Setting.SERIOUS_POINTS]),
        events_cap_h=to_hundredths(settings[Setting.EVENTS_CAP]),
        bonus_cap_h=to_hundredths(settings[Setting.BONUS_CAP]),
    )


def totals_of(rules: Mapping[int, MonthRules], month: Month) -> dict[int, list[PostTotals]]:
    """Return the totals of every post in service in `month`, by brigade; two queries for any number of brigades."""
    brigade_ids = list(rules)
    found = _sums(brigade_ids, month, rules)
    totals: dict[int, list[PostTotals]] = {brigade_id: [] for brigade_id in brigade_ids}
    for post_id, brigade_id, unit_id, name, unit_name, code, opened_on, closed_on, difficulty_h in _posts(
        brigade_ids, month
    ):
        days = days_within(month, opened_on, closed_on)
        sums = _post_month(code, found.get(post_id, _NOTHING), days=days, difficulty_h=difficulty_h)
        totals[brigade_id].append(PostTotals(post_id, brigade_id, unit_id, name, unit_name, sums))
    return totals


def _posts(brigade_ids: Collection[int], month: Month) -> Iterable[tuple[Any, ...]]:
    set_before = PostDifficulty.objects.filter(post=OuterRef("pk"), from_month__lte=month).order_by("-from_month")
    difficulty = Cast(Subquery(set_before.values("value")[:1]), _WHOLE)
    posts = DutyPost.objects.filter(brigade__in=brigade_ids).in_service(month).order_by()
    return posts.annotate(difficulty_h=Coalesce(difficulty, NO_DIFFICULTY_H)).values_list(
        "id", "brigade_id", "unit_id", "name", "unit__name", "code", "opened_on", "closed_on", "difficulty_h"
    )


@dataclass(slots=True)
class _Sums:
    """What was found for one post."""

    inspections: int = 0
    scores: Sequence[int] = _NO_SCORES
    serious: int = 0
    events_h: int = 0
    bonus_h: int = 0
    vetoes: int = 0


_NOTHING = _Sums()


def _sums(brigade_ids: Collection[int], month: Month, rules: Mapping[int, MonthRules]) -> dict[int, _Sums]:
    """Add up inspections, events and serious findings by post; one query."""
    found: dict[int, _Sums] = defaultdict(_Sums)
    least_h = min((rule.serious_points_h for rule in rules.values()), default=0)
    inspections = _inspection_sums(brigade_ids, month)
    events, findings = _event_sums(brigade_ids, month), _serious_findings(brigade_ids, month, least_h)
    for post_id, brigade_id, kind, points_h, times, *scores in _rows(inspections.union(events, findings, all=True)):
        post = found[post_id]
        if kind == _INSPECTED:
            post.inspections, post.scores = times, scores
        elif kind == _SERIOUS:
            post.serious += times if points_h >= rules[brigade_id].serious_points_h else 0
        elif kind == Item.Kind.VETO:
            post.vetoes += times
        elif kind == Item.Kind.BONUS:
            post.bonus_h += scores[0]
        else:
            post.events_h += scores[0]
    return found


def _rows(query: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as the database driver gives them; they are whole numbers and texts that need no converting."""
    with connection.cursor() as cursor:
        cursor.execute(*query.query.sql_with_params())
        yield from cursor.fetchall()


def _inspection_sums(brigade_ids: Collection[int], month: Month) -> QuerySet[Inspection, tuple[Any, ...]]:
    rows = Inspection.objects.submitted().of_month(month).filter(brigade__in=brigade_ids)
    return (
        rows.order_by()
        .values(row_post=F("post_id"), row_brigade=F("brigade_id"), row_kind=_text(_INSPECTED))
        .annotate(
            row_points=_whole(0),
            row_times=Count("id"),
            row_total=_total("score"),
            row_worst=Min("score", output_field=_WHOLE),
            **{f"row_{category}": _total(category.value) for category in _CATEGORIES},
        )
        .values_list(*_COLUMNS)
    )


def _event_sums(brigade_ids: Collection[int], month: Month) -> QuerySet[Event, tuple[Any, ...]]:
    rows = Event.objects.counted().of_month(month).filter(brigade__in=brigade_ids)
    return (
        rows.order_by()
        .values(row_post=F("post_id"), row_brigade=F("brigade_id"), row_kind=F("kind"))
        .annotate(
            row_points=_whole(0),
            row_times=_total("count"),
            row_total=_total(Cast("points", _WHOLE) * F("count")),
            **_no_scores(),
        )
        .values_list(*_COLUMNS)
    )


def _serious_findings(brigade_ids: Collection[int], month: Month, least_h: int) -> QuerySet[Finding, tuple[Any, ...]]:
    """Count findings by their points, from the lowest limit of any of the brigades."""
    rows = Finding.objects.filter(
        inspection__month=month, inspection__status=Inspection.Status.SUBMITTED, inspection__brigade__in=brigade_ids
    )
    return (
        rows.annotate(points_h=Cast("points", _WHOLE))
        .filter(points_h__gte=least_h)
        .order_by()
        .values(
            row_post=F("inspection__post_id"),
            row_brigade=F("inspection__brigade_id"),
            row_kind=_text(_SERIOUS),
            row_points=F("points_h"),
        )
        .annotate(row_times=_total("count"), row_total=_whole(0), **_no_scores())
        .values_list(*_COLUMNS)
    )


def _total(what: str | Combinable) -> Cast:
    """Return a sum as a whole number; PostgreSQL would make it a numeric."""
    return Cast(Sum(what, output_field=_WHOLE), _WHOLE)


def _whole(value: int) -> Value:
    return Value(value, output_field=_WHOLE)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _no_scores() -> dict[str, Value]:
    return {name: _whole(0) for name in _COLUMNS[-len(_NO_SCORES) + 1 :]}


def _post_month(code: str, found: _Sums, *, days: int, difficulty_h: int) -> PostMonth:
    total, worst, *by_category = found.scores
    return PostMonth(
        code=code,
        inspections=found.inspections,
        score_sum_h=total,
        worst_h=worst,
        category_sums_h=dict(zip(_CATEGORIES, by_category, strict=True)),
        serious=found.serious,
        events_h=found.events_h,
        bonus_h=found.bonus_h,
        is_vetoed=found.vetoes > 0,
        days=days,
        difficulty_h=difficulty_h,
    )
