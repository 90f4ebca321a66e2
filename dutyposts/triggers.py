"""What the actions check about closed months, kept by the database as well; closed is on notice or published.

A published version is final, but that a confirmed reopening ends its being the latest. The records of a closed month
stay as they are, but that an upheld objection lowers its finding, and with it the inspection's scores, in the notice.
"""

from collections.abc import Callable

from audit.guards import Guard

_Condition = Callable[[str], str]

_FINAL = "a published version is final"
_CLOSED = "the records of a month on notice or published stay as they are"
_LATEST = "only a confirmed reopening ends a version"
_BACK = "a notice is not taken back"

_RANKING = (
    "id, brigade_id, month, version, state, standard_id, settings, digest, computed_at, noticed_at, noticed_by_id, "
    "notice_ends_on, published_at, published_by_id, document_number, review_meeting"
)
_INSPECTION = (
    "id, number, client_id, post_id, post_name, brigade_id, unit_id, unit_name, month, inspected_at, entered_at, "
    "is_late, kind, inspector_id, second_inspector_id, standard_id, status, note, voided_at, voided_by_id, void_reason"
)
_SCORES = "score, enforcement, presence, appearance, style"
_FINDING = "id, inspection_id, item_id, code, category, text, points, recorded_count"


def _is_published(ranking: str) -> str:
    return f"{ranking}.state = 'published'"


def _in_month(*states: str) -> _Condition:
    """Return the condition that the latest version of the row's month is in one of the states."""
    named = ", ".join(f"'{state}'" for state in states)
    return lambda row: (
        "EXISTS (SELECT 1 FROM dutyposts_ranking"  # noqa: S608 - nothing from outside is formatted in
        f" WHERE dutyposts_ranking.brigade_id = {row}.brigade_id AND dutyposts_ranking.month = {row}.month"
        f" AND dutyposts_ranking.is_latest AND dutyposts_ranking.state IN ({named}))"
    )


def _of(table: str, key: str, condition: _Condition) -> _Condition:
    """Return the condition that the row of `table` to which a row points fulfils one."""
    return lambda row: f"EXISTS (SELECT 1 FROM {table} WHERE {table}.id = {row}.{key} AND {condition(table)})"  # noqa: S608


_in_closed, _on_notice = _in_month("noticed", "published"), _in_month("noticed")
_inspected_in_closed = _of("dutyposts_inspection", "inspection_id", _in_closed)
_inspected_on_notice = _of("dutyposts_inspection", "inspection_id", _on_notice)
_LOWERED = (
    'NEW."count" < OLD."count" AND EXISTS (SELECT 1 FROM dutyposts_objection o'
    " WHERE o.finding_id = OLD.id AND o.state = 'upheld' AND o.new_count = NEW.\"count\")"
)
_SCORED_ANEW = (
    "EXISTS (SELECT 1 FROM dutyposts_finding f JOIN dutyposts_objection o ON o.finding_id = f.id"
    " WHERE f.inspection_id = OLD.id AND o.state = 'upheld')"
)
_REOPENED = "EXISTS (SELECT 1 FROM dutyposts_reopening o WHERE o.ranking_id = OLD.id AND o.confirmed_by_id IS NOT NULL)"


_ANY_CLOSED = "EXISTS (SELECT 1 FROM dutyposts_ranking WHERE state <> 'computed')"


def _kept(table: str, message: str, condition: _Condition, *, columns: str = "") -> tuple[Guard, ...]:
    """Refuse to add, remove or change a row that fulfils the condition before or after; a change in `columns` only."""
    update = f"UPDATE OF {columns}" if columns else "UPDATE"
    return (
        Guard(f"{table}_is_not_added", table, "INSERT", message, condition("NEW")),
        Guard(f"{table}_is_not_changed", table, update, message, f"{condition('OLD')} OR {condition('NEW')}"),
        Guard(f"{table}_is_not_removed", table, "DELETE", message, condition("OLD")),
        Guard(f"{table}_is_not_truncated", table, "TRUNCATE", message, _ANY_CLOSED),
    )


def _changed(name: str, table: str, columns: str, message: str, condition: str) -> Guard:
    return Guard(f"{table}_{name}", table, f"UPDATE OF {columns}", message, condition)


GUARDS = (
    _changed("is_final", "dutyposts_ranking", _RANKING, _FINAL, _is_published("OLD")),
    _changed(
        "stays_latest",
        "dutyposts_ranking",
        "is_latest",
        _LATEST,
        f"OLD.state <> 'computed' AND NEW.is_latest <> OLD.is_latest AND (NEW.is_latest OR NOT {_REOPENED})",
    ),
    _changed("stays_closed", "dutyposts_ranking", "state", _BACK, "OLD.state = 'noticed' AND NEW.state = 'computed'"),
    Guard("dutyposts_ranking_is_not_removed", "dutyposts_ranking", "DELETE", _FINAL, "OLD.state <> 'computed'"),
    Guard("dutyposts_ranking_is_not_truncated", "dutyposts_ranking", "TRUNCATE", _FINAL, _ANY_CLOSED),
    Guard("dutyposts_frozenmonth_is_not_changed", "dutyposts_frozenmonth", "UPDATE", _FINAL),
    Guard("dutyposts_frozenmonth_is_not_removed", "dutyposts_frozenmonth", "DELETE", _FINAL),
    Guard("dutyposts_frozenmonth_is_not_truncated", "dutyposts_frozenmonth", "TRUNCATE", _FINAL, _ANY_CLOSED),
    *_kept("dutyposts_postscore", _FINAL, _of("dutyposts_ranking", "ranking_id", _is_published)),
    *_kept("dutyposts_flagdecision", _FINAL, _of("dutyposts_ranking", "ranking_id", _is_published)),
    *_kept("dutyposts_flagdecision_scores", _FINAL, _of("dutyposts_ranking", "flagdecision_id", _is_published)),
    *_kept("dutyposts_inspection", _CLOSED, _in_closed, columns=_INSPECTION),
    _changed(
        "keeps_its_score",
        "dutyposts_inspection",
        _SCORES,
        _CLOSED,
        f"{_in_closed('OLD')} AND NOT ({_on_notice('OLD')} AND {_SCORED_ANEW})",
    ),
    *_kept("dutyposts_finding", _CLOSED, _inspected_in_closed, columns=_FINDING),
    _changed(
        "keeps_its_count",
        "dutyposts_finding",
        '"count"',
        _CLOSED,
        f"{_inspected_in_closed('OLD')} AND NOT ({_inspected_on_notice('OLD')} AND {_LOWERED})",
    ),
    *_kept("dutyposts_findingperson", _CLOSED, _of("dutyposts_finding", "finding_id", _inspected_in_closed)),
    *_kept("dutyposts_photo", _CLOSED, _inspected_in_closed),
    *_kept("dutyposts_event", _CLOSED, _in_closed),
    *_kept("dutyposts_eventperson", _CLOSED, _of("dutyposts_event", "event_id", _in_closed)),
)
