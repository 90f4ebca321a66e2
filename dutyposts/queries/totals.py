"""What a month's records add up to: the database adds, nothing here decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, Min, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from dutyposts.models import DutyPost, Event, Finding, Inspection, Item, PostDifficulty
from dutyposts.rules.categories import Category
from dutyposts.rules.months import NO_DIFFICULTY_H, MonthRules, PostMonth
from organization.calendar import Month, days_within
from organization.fields import to_hundredths
from organization.queries import Settings
from organization.rules.settings import Setting

_WHOLE = BigIntegerField()
_SERIOUS = "serious"
_NO_SUMS = (0, 0, 0, 0, 0, 0, 0)
_CATEGORIES = tuple(Category)


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
    """Return the totals of every post in service in `month`, by brigade; three queries for any number of brigades."""
    brigade_ids = list(rules)
    inspected = _inspection_sums(brigade_ids, month)
    beside = _beside_sums(brigade_ids, month, rules)
    totals: dict[int, list[PostTotals]] = {brigade_id: [] for brigade_id in brigade_ids}
    for post in _posts(brigade_ids, month):
        sums = _post_month(post, inspected.get(post["id"], _NO_SUMS), beside.get(post["id"], {}), month)
        totals[post["brigade_id"]].append(
            PostTotals(post["id"], post["brigade_id"], post["unit_id"], post["name"], post["unit__name"], sums)
        )
    return totals


def _posts(brigade_ids: Collection[int], month: Month) -> Iterable[dict[str, Any]]:
    set_before = PostDifficulty.objects.filter(post=OuterRef("pk"), from_month__lte=month).order_by("-from_month")
    difficulty = Cast(Subquery(set_before.values("value")[:1]), _WHOLE)
    posts = DutyPost.objects.filter(brigade__in=brigade_ids).in_service(month).order_by()
    return posts.annotate(difficulty_h=Coalesce(difficulty, NO_DIFFICULTY_H)).values(
        "id", "brigade_id", "unit_id", "code", "name", "unit__name", "opened_on", "closed_on", "difficulty_h"
    )


def _inspection_sums(brigade_ids: Collection[int], month: Month) -> dict[int, tuple[int, ...]]:
    rows = (
        Inspection.objects.submitted()
        .of_month(month)
        .filter(brigade__in=brigade_ids)
        .order_by()
        .values("post_id")
        .annotate(
            inspections=Count("id"),
            total=Sum("score", output_field=_WHOLE),
            least=Min("score", output_field=_WHOLE),
            **{f"sum_of_{category}": Sum(category.value, output_field=_WHOLE) for category in _CATEGORIES},
        )
        .values_list("post_id", "inspections", "total", "least", *(f"sum_of_{category}" for category in _CATEGORIES))
    )
    return {post_id: tuple(map(int, sums)) for post_id, *sums in rows}


def _beside_sums(
    brigade_ids: Collection[int], month: Month, rules: Mapping[int, MonthRules]
) -> dict[int, dict[str, int]]:
    """Return per post the points of events and bonuses, the number of vetoes and of serious findings; one query."""
    events = (
        Event.objects.counted()
        .of_month(month)
        .filter(brigade__in=brigade_ids)
        .order_by()
        .values(row_post=F("post_id"), row_brigade=F("brigade_id"), row_kind=F("kind"))
        .annotate(
            row_points=Value(0, output_field=_WHOLE),
            row_times=Sum("count", output_field=_WHOLE),
            row_total=Sum(Cast("points", _WHOLE) * F("count"), output_field=_WHOLE),
        )
    )
    least_h = min((rule.serious_points_h for rule in rules.values()), default=0)
    findings = (
        Finding.objects.filter(
            inspection__month=month,
            inspection__status=Inspection.Status.SUBMITTED,
            inspection__brigade__in=brigade_ids,
        )
        .annotate(points_h=Cast("points", _WHOLE))
        .filter(points_h__gte=least_h)
        .order_by()
        .values(
            row_post=F("inspection__post_id"),
            row_brigade=F("inspection__brigade_id"),
            row_kind=Value(_SERIOUS, output_field=CharField()),
            row_points=F("points_h"),
        )
        .annotate(row_times=Sum("count", output_field=_WHOLE), row_total=Value(0, output_field=_WHOLE))
    )
    columns = ("row_post", "row_brigade", "row_kind", "row_points", "row_times", "row_total")
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for post, brigade, kind, points_h, times, total in events.values_list(*columns).union(
        findings.values_list(*columns), all=True
    ):
        if kind != _SERIOUS:
            found[post][kind] += int(times if kind == Item.Kind.VETO else total)
        elif points_h >= rules[brigade].serious_points_h:
            found[post][_SERIOUS] += int(times)
    return found


def _post_month(
    post: Mapping[str, Any], sums: tuple[int, ...], beside: Mapping[str, int], month: Month
) -> PostMonth:
    inspections, total, worst, *by_category = sums
    return PostMonth(
        code=post["code"],
        inspections=inspections,
        score_sum_h=total,
        worst_h=worst,
        category_sums_h=dict(zip(_CATEGORIES, by_category, strict=True)),
        serious=beside.get(_SERIOUS, 0),
        events_h=beside.get(Item.Kind.EVENT, 0),
        bonus_h=beside.get(Item.Kind.BONUS, 0),
        is_vetoed=beside.get(Item.Kind.VETO, 0) > 0,
        days=days_within(month, post["opened_on"], post["closed_on"]),
        difficulty_h=post["difficulty_h"],
    )
