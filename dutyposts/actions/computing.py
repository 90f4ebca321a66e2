"""Computing months: what the month-end job, the button and the command all do."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.utils import DatabaseError

from audit.actions import Change, record_all
from dutyposts.locks import hold_months
from dutyposts.models import MonthRun, PostScore, Ranking, Standard
from dutyposts.queries.results import Result
from dutyposts.queries.totals import month_rules, totals_of
from dutyposts.rules.categories import Category
from dutyposts.rules.months import standings
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.queries import Settings, settings_of

CHUNK = 500


class NoStandardInForceError(ValueError):
    """No version of the appraisal standard is in force in the month."""


class MonthClosedError(ValueError):
    """The month is on notice or published; what counts in it no longer changes."""


@dataclass(frozen=True, slots=True)
class Failure:
    brigade: Unit
    reason: str


def compute_month(brigade: Unit, month: Month, *, by: Officer | None, at: dt.datetime) -> Ranking:
    """Compute one brigade's month again and return its latest version.

    The result replaces the draft; with nothing changed no row is written. A month on notice is computed again too,
    since objections may change it; a published one is refused.
    """
    _claim([brigade.pk], month, at)
    with transaction.atomic():
        if Ranking.objects.latest().filter(brigade=brigade, month=month, state=Ranking.State.PUBLISHED).exists():
            raise MonthClosedError(str(month))
        _compute([brigade], month, by=by, at=at)
    return Ranking.objects.latest().select_related("standard", "brigade").get(brigade=brigade, month=month)


def compute_months(
    brigades: Sequence[Unit], month: Month, *, at: dt.datetime, by: Officer | None = None
) -> list[Failure]:
    """Compute the month of many brigades, published ones left alone; return those that failed.

    A chunk of brigades is one transaction; when it fails, its brigades are computed one by one, so that a failing one
    is named in its run and stops nobody else. Safe to repeat, at once or later.
    """
    failures: list[Failure] = []
    for start in range(0, len(brigades), CHUNK):
        failures += _compute_chunk(brigades[start : start + CHUNK], month, by=by, at=at)
    return failures


def _compute_chunk(brigades: Sequence[Unit], month: Month, *, by: Officer | None, at: dt.datetime) -> list[Failure]:
    _claim([brigade.pk for brigade in brigades], month, at)
    try:
        with transaction.atomic():
            _compute(brigades, month, by=by, at=at)
    except (DatabaseError, ValueError, ArithmeticError) as error:
        if len(brigades) == 1:
            reason = f"{type(error).__name__}: {error}"[:300]
            MonthRun.objects.filter(brigade=brigades[0], month=month).exclude(state=MonthRun.State.DONE).update(
                state=MonthRun.State.FAILED, finished_at=at, outcome=reason
            )
            return [Failure(brigades[0], reason)]
        return [failure for brigade in brigades for failure in _compute_chunk([brigade], month, by=by, at=at)]
    return []


def _claim(brigade_ids: Collection[int], month: Month, at: dt.datetime) -> None:
    """Say before the work that it has begun, so that a killed worker leaves a trace with a count of attempts."""
    state = MonthRun.State.RUNNING
    with transaction.atomic(), connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(brigade_ids))
        cursor.execute(
            f"""
            INSERT INTO dutyposts_monthrun
                (brigade_id, month, version, state, attempts, started_at, heartbeat_at, digest, outcome)
            SELECT unit.id, %s, COALESCE(MAX(ranking.version), 1), %s, 1, %s, %s, '', ''
            FROM organization_unit unit
            LEFT JOIN dutyposts_ranking ranking ON ranking.brigade_id = unit.id AND ranking.month = %s
            WHERE unit.id IN ({marks})
            GROUP BY unit.id
            ON CONFLICT (brigade_id, month, version) DO UPDATE SET
                attempts = CASE WHEN dutyposts_monthrun.state = 'done' THEN 1 ELSE dutyposts_monthrun.attempts + 1 END,
                state = excluded.state, heartbeat_at = excluded.heartbeat_at, finished_at = NULL
            """,  # noqa: S608 - only placeholders are formatted in
            [str(month), state, at, at, str(month), *brigade_ids],
        )


def _compute(brigades: Sequence[Unit], month: Month, *, by: Officer | None, at: dt.datetime) -> None:
    ids = [brigade.pk for brigade in brigades]
    hold_months(ids, month)
    standard = Standard.objects.in_force(month).prefetch_related("categories").first()
    if standard is None:
        raise NoStandardInForceError(str(month))
    drafts = {ranking.brigade_id: ranking for ranking in Ranking.objects.latest().filter(brigade__in=ids, month=month)}
    settings = settings_of(ids, month)
    results = _results(brigades, drafts, standard, settings, month)
    changed = _store(results, drafts, at)
    record_all([_change(result, ranking) for result, ranking in changed], by=by)
    digest = Subquery(
        Ranking.objects.latest().filter(brigade=OuterRef("brigade"), month=OuterRef("month")).values("digest")[:1]
    )
    MonthRun.objects.filter(brigade__in=ids, month=month, state=MonthRun.State.RUNNING).update(
        state=MonthRun.State.DONE, digest=Coalesce(digest, Value("")), outcome="", heartbeat_at=at, finished_at=at
    )


def _results(
    brigades: Sequence[Unit], drafts: Mapping[int, Ranking], standard: Standard, settings: Mapping[int, Settings], month: Month
) -> list[Result]:
    """Work out every brigade whose month is not published."""
    open_ones = [brigade for brigade in brigades if not _is_published(drafts.get(brigade.pk))]
    rules = {brigade.pk: month_rules(settings[brigade.pk]) for brigade in open_ones}
    totals = totals_of(rules, month) if rules else {}
    tie_order = [Category(category.code) for category in standard.categories.all()]
    return [
        Result(
            brigade=brigade,
            month=month,
            version=drafts[brigade.pk].version if brigade.pk in drafts else 1,
            standard=standard,
            settings={name.value: str(value) for name, value in settings[brigade.pk].items()},
            totals={row.sums.code: row for row in totals[brigade.pk]},
            rows=standings([row.sums for row in totals[brigade.pk]], rules[brigade.pk], tie_order),
        )
        for brigade in open_ones
    ]


def _is_published(ranking: Ranking | None) -> bool:
    return ranking is not None and ranking.state == Ranking.State.PUBLISHED


def _store(results: Sequence[Result], drafts: Mapping[int, Ranking], at: dt.datetime) -> list[tuple[Result, Ranking]]:
    """Write what differs from the stored drafts and return it; an unchanged result writes no row."""
    fresh = [(result, result.ranking(at)) for result in results if result.brigade.pk not in drafts]
    again = [(result, drafts[result.brigade.pk]) for result in results if result.brigade.pk in drafts]
    altered = [(result, draft) for result, draft in again if draft.digest != result.digest]
    for result, draft in altered:
        draft.standard, draft.settings = result.standard, result.settings
        draft.digest, draft.computed_at = result.digest, at
    Ranking.objects.bulk_create([ranking for _, ranking in fresh])
    if altered:
        drafted = [draft for _, draft in altered]
        Ranking.objects.bulk_update(drafted, ["standard", "settings", "digest", "computed_at"])
        PostScore.objects.filter(ranking__in=drafted).delete()
    changed = fresh + altered
    PostScore.objects.bulk_create([score for result, ranking in changed for score in result.scores(ranking)])
    return changed


def _change(result: Result, ranking: Ranking) -> Change:
    return Change(
        action="dutyposts.month_computed",
        on=ranking,
        scope=result.brigade.path,
        after={"version": ranking.version, "digest": ranking.digest, "posts": len(result.rows)},
    )
