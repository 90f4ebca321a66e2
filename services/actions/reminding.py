"""Tell of limits that are near or past, once a stage."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Unit
from services.models import Reminder
from services.queries.deadlines import Kind, Rows, near_or_past


def remind(at: dt.datetime) -> int:
    """Note every limit that came near or passed since; return how many. Repeating, and two at once, note no more."""
    today = beijing_date(at)
    return sum(
        _tell(kind, stage, near_or_past(kind, today).filter(**{f"day__{compared}": today}), at)
        for kind in Kind
        for stage, compared in ((Reminder.Stage.NEAR, "gte"), (Reminder.Stage.PAST, "lt"))
    )


def _tell(kind: Kind, stage: Reminder.Stage, rows: Rows, at: dt.datetime) -> int:
    told = Reminder.objects.filter(kind=kind, stage=stage, thing=OuterRef("pk"), due_on=OuterRef("day"))
    fresh = rows.exclude(Exists(told)).order_by("pk").values_list("pk", "day", "unit_key")
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={row[2] for row in fresh})}
    return sum(_store(kind, stage, pk, day, units[unit], at) for pk, day, unit in fresh)


def _store(kind: Kind, stage: Reminder.Stage, thing: int, due_on: dt.date, unit: Unit, at: dt.datetime) -> bool:
    with transaction.atomic():
        reminder, is_new = Reminder.objects.get_or_create(
            kind=kind, stage=stage, thing=thing, due_on=due_on, defaults={"unit": unit, "told_at": at}
        )
        if is_new:
            after = {"kind": kind.value, "stage": stage.value, "due_on": due_on.isoformat(), "thing": thing}
            record("services.limit_told", on=reminder, by=None, scope=unit.path, after=after)
    return is_new
