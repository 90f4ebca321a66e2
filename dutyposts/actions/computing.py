"""Computing months: what the month-end job, the button and the command all do."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.db.utils import DatabaseError

from audit.actions import Change, record_all
from dutyposts.actions.score_rows import insert_scores
from dutyposts.faults import reach
from dutyposts.locks import hold_months
from dutyposts.models import FlagDecision, MonthRun, PostScore, Ranking
from dutyposts.queries.results import Result, basis_of, work_out
from organization.calendar import Month
from organization.models import Officer, Unit

CHUNK = 1000
FAILURES = (DatabaseError, ValueError, ArithmeticError)


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
    latest = (
        Ranking.objects.latest_versions().select_related("standard", "brigade").filter(brigade=brigade, month=month)
    )
    if latest.filter(state=Ranking.State.PUBLISHED).exists():
        raise MonthClosedError(str(month))
    _claim([brigade.pk], month, at)
    try:
        with transaction.atomic():
            _compute([brigade], month, by=by, at=at)
    except FAILURES as error:
        _mark_failed(brigade, month, error, at)
        raise
    return latest.get()


def compute_months(
    brigades: Sequence[Unit], month: Month, *, at: dt.datetime, by: Officer | None = None
) -> list[Failure]:
    """Compute the month of many brigades, published ones left alone; return those that failed.

    A chunk of brigades is one transaction; when it fails, each half of it is computed by itself, and so on, until the
    failing brigade is alone: it is named in its run and stops nobody else. Safe to repeat, at once or later.
    """
    failures: list[Failure] = []
    for start in range(0, len(brigades), CHUNK):
        chunk = brigades[start : start + CHUNK]
        _claim([brigade.pk for brigade in chunk], month, at)
        reach("claimed")
        failures += _compute_chunk(chunk, month, by=by, at=at)
    return failures


def _compute_chunk(brigades: Sequence[Unit], month: Month, *, by: Officer | None, at: dt.datetime) -> list[Failure]:
    try:
        with transaction.atomic():
            _compute(brigades, month, by=by, at=at)
    except FAILURES as error:
        if len(brigades) == 1:
            return [_mark_failed(brigades[0], month, error, at)]
        middle = len(brigades) // 2
        return [
            failure
            for half in (brigades[:middle], brigades[middle:])
            for failure in _compute_chunk(half, month, by=by, at=at)
        ]
    reach("committed")
    return []


def _mark_failed(brigade: Unit, month: Month, error: Exception, at: dt.datetime) -> Failure:
    reason = f"{type(error).__name__}: {error}"[:300]
    runs = MonthRun.objects.filter(brigade=brigade, month=month).exclude(state=MonthRun.State.DONE)
    runs.update(state=MonthRun.State.FAILED, finished_at=at, outcome=reason)
    return Failure(brigade, reason)


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
    reach("locked")
    basis = basis_of(ids, month)
    if basis is None:
        raise NoStandardInForceError(str(month))
    drafts = {
        ranking.brigade_id: ranking
        for ranking in Ranking.objects.latest_versions().filter(brigade__in=ids, month=month)
    }
    reach("drafts_read")
    open_ones = [brigade for brigade in brigades if not _is_published(drafts.get(brigade.pk))]
    results = work_out(open_ones, basis, {brigade_id: draft.version for brigade_id, draft in drafts.items()})
    reach("worked_out")
    changed = _store(results, drafts, at)
    reach("scores_stored")
    record_all([_change(result, ranking) for result, ranking in changed], by=by)
    reach("audited")
    _mark_done(ids, month, at)
    reach("before_commit")


def _mark_done(brigade_ids: Collection[int], month: Month, at: dt.datetime) -> None:
    latest = Ranking.objects.latest_versions().filter(brigade=OuterRef("brigade"), month=OuterRef("month"))
    MonthRun.objects.filter(
        brigade__in=brigade_ids, month=month, version=Subquery(latest.values("version")[:1])
    ).update(
        state=MonthRun.State.DONE,
        digest=Subquery(latest.values("digest")[:1]),
        outcome="",
        heartbeat_at=at,
        finished_at=at,
    )


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
        _clear([draft for _, draft in altered])
    reach("rankings_stored")
    changed = fresh + altered
    if changed:
        insert_scores(row for result, ranking in changed for row in result.score_rows(ranking.pk))
    return changed


def _clear(drafts: Sequence[Ranking]) -> None:
    """Make room for other scores; a decision about the flags of the old ones no longer stands."""
    Ranking.objects.bulk_update(drafts, ["standard", "settings", "digest", "computed_at"])
    FlagDecision.objects.filter(ranking__in=drafts).delete()
    PostScore.objects.filter(ranking__in=drafts).delete()


def _change(result: Result, ranking: Ranking) -> Change:
    return Change(
        action="dutyposts.month_computed",
        on=ranking,
        scope=result.brigade.path,
        after={"version": ranking.version, "digest": ranking.digest, "posts": len(result.rows)},
    )
