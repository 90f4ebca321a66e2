"""A case that turns out to be another one: its kind, with the limits that follow, or its priority, with none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.db import transaction

from audit.actions import record
from organization.models import Officer
from services.actions.accidents import (
    CaseClosedError,
    NotSimpleError,
    ReasonMissingError,
    check_officers,
    date_case,
    hold_case,
    keep_change,
    marks_of,
)
from services.models import AccidentCase
from services.models.accidents import DUE, NO, YES
from services.rules.accidents import Kind, Mark, may_be_simple

_NOT_SIMPLE = frozenset({Mark.TEST_ORDERED, Mark.PAUSED, Mark.QUICK_ASKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What kind of case it is: what its limits follow from."""

    kind: Kind
    is_slight: bool = False
    is_simple: bool = False
    has_test: bool = False
    is_hit_and_run: bool = False


def change_kind(case: AccidentCase, told: Nature, *, reason: str, by: Officer, at: dt.datetime) -> None:
    """Change the kind with a reason and compute every limit anew; which ones moved stays in the history."""
    with transaction.atomic():
        case = _open_case(case, reason, by)
        marks = marks_of(case)
        was = Nature(**{field.name: getattr(case, field.name) for field in fields(Nature)})
        told = replace(told, has_test=told.has_test or Mark.TEST_ORDERED in marks)
        if told == was:
            return
        _check(case, told, _NOT_SIMPLE & marks.keys())
        changes = {name: (value, getattr(told, name)) for name, value in asdict(was).items()}
        changes = {name: values for name, values in changes.items() if values[0] != values[1]}
        for name, (_before, after) in changes.items():
            setattr(case, name, after)
        case.save(update_fields=list(changes))
        before = _dues_of(case)
        date_case(case)
        moved = _moved(before, _dues_of(case))
        _keep_all(case, changes, moved, reason, by=by, at=at)
        old = {name: values[0] for name, values in changes.items()}
        old["dues"] = [f"{step} {days[0]}".strip() for step, days in moved.items()]
        new = {name: values[1] for name, values in changes.items()} | {"reason": reason}
        new["dues"] = [f"{step} {days[1]}".strip() for step, days in moved.items()]
        record("services.accident_kind_changed", on=case, by=by, scope=case.unit.path, before=old, after=new)


def change_priority(case: AccidentCase, *, is_priority: bool, reason: str, by: Officer, at: dt.datetime) -> None:
    """Give or take priority with a reason: the place in the list changes, no limit of the law does."""
    with transaction.atomic():
        case = _open_case(case, reason, by)
        was = case.is_priority
        if was == is_priority:
            return
        case.is_priority, case.priority_reason = is_priority, reason if is_priority else ""
        case.order_on = (case.amber_on if is_priority else case.next_due_on) or dt.date.max
        case.save(update_fields=["is_priority", "priority_reason", "order_on"])
        keep_change(case, "is_priority", _written(was), _written(is_priority), reason, by=by, at=at)
        after = {"is_priority": is_priority, "reason": reason}
        record(
            "services.accident_priority_changed",
            on=case,
            by=by,
            scope=case.unit.path,
            before={"is_priority": was},
            after=after,
        )


def _open_case(case: AccidentCase, reason: str, by: Officer) -> AccidentCase:
    case = hold_case(case, by)
    if case.state == AccidentCase.State.CLOSED:
        raise CaseClosedError
    if not reason.strip():
        raise ReasonMissingError
    return case


def _keep_all(
    case: AccidentCase,
    changes: Mapping[str, tuple[object, object]],
    moved: Mapping[str, tuple[str, str]],
    reason: str,
    *,
    by: Officer,
    at: dt.datetime,
) -> None:
    for name, (was, now) in changes.items():
        keep_change(case, name, _written(was), _written(now), reason, by=by, at=at)
    for step, days in moved.items():
        keep_change(case, f"{DUE}{step}", *days, reason, by=by, at=at)


def _check(case: AccidentCase, told: Nature, hindering: frozenset[Mark]) -> None:
    is_small = may_be_simple(
        told.kind, is_slight=told.is_slight, has_test=told.has_test, is_hit_and_run=told.is_hit_and_run
    )
    if told.is_simple and (hindering or not is_small):
        raise NotSimpleError
    check_officers(told.is_simple, case.lead, case.second, case.brigade_id)


def _dues_of(case: AccidentCase) -> dict[str, str]:
    """Return the day of every step as it is stored, by step; empty where its clock does not run."""
    rows = case.dues.values_list("step", "due_on")
    return {step: due_on.isoformat() if due_on else "" for step, due_on in rows}


def _moved(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    steps = dict.fromkeys([*before, *after])
    told = {step: (before.get(step, ""), after.get(step, "")) for step in steps}
    return {step: days for step, days in told.items() if days[0] != days[1]}


def _written(value: object) -> str:
    return {True: YES, False: NO}[value] if isinstance(value, bool) else str(value)
