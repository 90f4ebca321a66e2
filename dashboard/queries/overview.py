"""The supervisor's page: figures beside a target, units side by side, posts by months."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from dutyposts.facts import facts_for, latest_scores
from dutyposts.models import DutyPost, Inspection, PostScore, Ranking
from dutyposts.queries.ranking_pages import average_of
from organization.calendar import Month, beijing_date
from organization.models import Officer, Unit
from organization.models.units import within
from organization.queries import settings_of
from organization.rules.settings import Setting
from outreach.facts import services_of
from outreach.queries.minimum import Standing
from pledges.facts import CycleFulfilment, newest_fulfilment
from pledges.rules.appraisal import Fulfilment

YEAR = 12
SUBMITTED = Inspection.Status.SUBMITTED
HISTORY = 6
# A post below it is named beside its unit; the lowest step of the grid.
WEAK = Decimal(90)
HEAT_STEPS = ((Decimal(96), "h5x"), (Decimal(94), "h4x"), (Decimal(92), "h3x"), (WEAK, "h2x"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A post's month in the grid; the number is the content, the step only helps. A draft month shows no flag."""

    score: Decimal | None
    step: str
    wins_flag: bool = False
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    code: str
    name: str
    cells: Sequence[Cell]
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's figures; one without posts has none, `weak` are its posts below 90 in the last month.

    `kept` is what became of its promises in the newest concluded cycle, `services` how its grassroots services stand.
    """

    unit: Unit
    posts: int
    average: Decimal | None
    flags: int
    inspected: int
    needed: int
    weak: Sequence[PostScore]
    kept: Fulfilment | None
    services: Standing | None


@dataclass(frozen=True, slots=True)
class Overview:
    months: Sequence[Month]
    heat: Sequence[HeatRow]
    units: Sequence[UnitRow]
    last: Month
    average: Decimal | None
    change: Decimal | None
    history: Sequence[Decimal | None]
    inspected: int
    needed: int
    expected: int
    services: Sequence[Standing]
    published: int
    months_over: int
    pledges: CycleFulfilment | None

    @property
    def sure(self) -> int:
        """How many squadrons have done or booked what they owe this month."""
        return sum(row.minimum.missing == 0 for row in self.services)

    @property
    def late(self) -> Sequence[Standing]:
        """The squadrons that still have services to plan."""
        return [row for row in self.services if row.minimum.missing]


def overview_of(officer: Officer, brigade: Unit, now: dt.datetime) -> Overview:
    """Return what the page shows, limited to the posts that the officer may see; a constant number of queries."""
    today, this_month = beijing_date(now), Month.of_moment(now)
    months = list(this_month.shift(-YEAR).until(this_month.shift(-1)))
    scope = _scope(officer, brigade)
    scores = [score for score in latest_scores(brigade, months) if _is_within(score.unit.path, scope)]
    done = Count("inspections", filter=Q(inspections__month=this_month, inspections__status=SUBMITTED))
    posts = list(
        DutyPost.objects.in_service(this_month)
        .filter(within(scope, "unit__path"), brigade=brigade)
        .select_related("unit")
        .annotate(times=done)
    )
    inspected = {post.pk: int(vars(post)["times"]) for post in posts}
    settings = settings_of([brigade.pk], this_month)[brigade.pk]
    minimum = int(settings[Setting.MIN_INSPECTIONS])
    facts = facts_for(brigade, dt.date(this_month.year, 1, 1), this_month.last)
    last = [score for score in scores if score.ranking.month == months[-1]]
    history = [average_of([row for row in scores if row.ranking.month == month]) for month in months[-HISTORY:]]
    before, average = history[-2:]
    units = list(Unit.objects.filter(within(scope), brigade=brigade).existing(today).exclude(kind=Unit.Kind.BRIGADE))
    services = services_of(brigade, units, int(settings[Setting.GRASSROOTS_LEAST]), today)
    needed, pledges = minimum * len(posts), newest_fulfilment(brigade)
    kept = pledges.units if pledges else {}
    return Overview(
        months=months,
        heat=_heat(scores, months),
        units=_units(
            [*units, *(post.unit for post in posts)],
            posts,
            last,
            facts.flags_won,
            inspected,
            minimum,
            kept=kept,
            services=services,
        ),
        last=months[-1],
        average=average,
        change=average - before if average is not None and before is not None else None,
        history=history,
        inspected=sum(min(minimum, inspected[post.pk]) for post in posts),
        needed=needed,
        expected=needed * today.day // this_month.last.day,
        services=list(services.values()),
        published=facts.months_published,
        months_over=this_month.number - 1,
        pledges=pledges,
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
        return Cell(None, "")
    value, has_flag = score.score, bool(vars(score)["has_flag"])
    step = next((name for least, name in HEAT_STEPS if value >= least), "h1x")
    state = score.ranking.state
    return Cell(
        value,
        step,
        wins_flag=has_flag and state == Ranking.State.PUBLISHED,
        is_pending=has_flag and state == Ranking.State.NOTICED,
    )


def _units(
    units: Sequence[Unit],
    posts: Sequence[DutyPost],
    last: Sequence[PostScore],
    flags: dict[str, int],
    inspected: dict[int, int],
    minimum: int,
    *,
    kept: dict[str, Fulfilment],
    services: dict[str, Standing],
) -> list[UnitRow]:
    rows = []
    for unit in sorted({unit.pk: unit for unit in units}.values(), key=lambda unit: unit.path):
        own = [post for post in posts if post.unit_id == unit.pk]
        scores = [score for score in last if score.unit_id == unit.pk]
        rows.append(
            UnitRow(
                unit=unit,
                posts=len(own),
                average=average_of(scores),
                flags=flags.get(unit.code, 0),
                inspected=sum(min(minimum, inspected[post.pk]) for post in own),
                needed=minimum * len(own),
                weak=[score for score in scores if score.score is not None and score.score < WEAK],
                kept=kept.get(unit.code),
                services=services.get(unit.code),
            )
        )
    return rows
