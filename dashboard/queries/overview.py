"""The supervisor's page: figures beside a target, units side by side, posts by months."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dutyposts.facts import facts_for, latest_scores
from dutyposts.models import DutyPost, Inspection, Objection, PostScore
from dutyposts.queries.ranking_pages import average_of
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.models.units import within
from organization.queries import settings_of
from organization.rules.settings import Setting

YEAR = 12
HEAT_STEPS = ((Decimal(96), "h5x"), (Decimal(94), "h4x"), (Decimal(92), "h3x"), (Decimal(90), "h2x"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A post's month in the grid; the number is the content, the step only helps."""

    score: Decimal | None
    step: str
    wins_flag: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    code: str
    name: str
    cells: Sequence[Cell]
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    unit: Unit
    average: Decimal | None
    flags: int
    inspected: int
    needed: int


@dataclass(frozen=True, slots=True)
class Overview:
    months: Sequence[Month]
    heat: Sequence[HeatRow]
    units: Sequence[UnitRow]
    last: Month
    average: Decimal | None
    change: Decimal | None
    inspected: int
    needed: int
    objections: int
    published: int


def overview_of(officer: Officer, brigade: Unit, now: dt.datetime) -> Overview:
    """Return what the page shows, limited to the posts that the officer may see; a constant number of queries."""
    this_month = Month.of_moment(now)
    months = list(this_month.shift(-YEAR).until(this_month.shift(-1)))
    scope = _scope(officer, brigade)
    scores = [score for score in latest_scores(brigade, months) if _is_within(score.unit.path, scope)]
    posts = list(
        DutyPost.objects.in_service(this_month)
        .filter(within(scope, "unit__path"), brigade=brigade)
        .select_related("unit")
    )
    minimum = int(settings_of([brigade.pk], this_month)[brigade.pk][Setting.MIN_INSPECTIONS])
    inspected: dict[int, int] = defaultdict(int)
    rows = Inspection.objects.submitted().of_month(this_month).filter(post__in=posts)
    for post_id in rows.values_list("post_id", flat=True):
        inspected[post_id] += 1
    facts = facts_for(brigade, dt.date(this_month.year, 1, 1), this_month.last)
    last = [score for score in scores if score.ranking.month == months[-1]]
    before = average_of([score for score in scores if score.ranking.month == months[-2]])
    average = average_of(last)
    return Overview(
        months=months,
        heat=_heat(scores, months),
        units=_units(posts, last, facts.flags_won, inspected, minimum),
        last=months[-1],
        average=average,
        change=average - before if average is not None and before is not None else None,
        inspected=sum(min(minimum, inspected[post.pk]) for post in posts),
        needed=minimum * len(posts),
        objections=Objection.objects.open()
        .filter(within(scope, "finding__inspection__unit__path"), brigade=brigade)
        .count(),
        published=facts.months_published,
    )


def _scope(officer: Officer, brigade: Unit) -> list[str]:
    whole = officer.paths_of("dutyposts.view_standings")
    return [brigade.path] if _is_within(brigade.path, whole) else officer.paths_of("dashboard.view_overview")


def _is_within(path: str, scope: Sequence[str]) -> bool:
    return any(path.startswith(above) for above in scope)


def _heat(scores: Sequence[PostScore], months: Sequence[Month]) -> list[HeatRow]:
    by_post: dict[str, dict[Month, PostScore]] = defaultdict(dict)
    for score in scores:
        by_post[score.post_code][score.ranking.month] = score
    return [
        HeatRow(
            code,
            list(found.values())[-1].post_name,
            [_cell(found.get(month)) for month in months],
            average_of(list(found.values())),
        )
        for code, found in by_post.items()
    ]


def _cell(score: PostScore | None) -> Cell:
    if score is None or score.score is None:
        return Cell(None, "", wins_flag=False)
    value = score.score
    step = next((name for least, name in HEAT_STEPS if value >= least), "h1x")
    return Cell(value, step, score.wins_flag)


def _units(
    posts: Sequence[DutyPost], last: Sequence[PostScore], flags: dict[str, int], inspected: dict[int, int], minimum: int
) -> list[UnitRow]:
    units = {post.unit_id: post.unit for post in posts}
    return [
        UnitRow(
            unit,
            average_of([score for score in last if score.unit_id == unit.pk]),
            flags.get(unit.name, 0),
            sum(min(minimum, inspected[post.pk]) for post in posts if post.unit_id == unit.pk),
            minimum * sum(post.unit_id == unit.pk for post in posts),
        )
        for unit in sorted(units.values(), key=lambda unit: unit.path)
    ]
