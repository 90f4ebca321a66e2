"""posts.csv: duty posts with their present difficulty."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override
from django.utils.translation import gettext_noop as _

from dutyposts.actions.imports import store_post
from dutyposts.models import DutyPost, PostDifficulty, Ranking
from organization.calendar import Month
from organization.importers.cells import Column, choice, code, day, decimal, text
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Unit

NO_DIFFICULTY = Decimal(1)

_WATCHED = ("name", "brigade_id", "unit_id", "kind", "location", "opened_on", "closed_on")


def _load(rows: Iterator[Row], run: Run) -> None:
    units = {unit.code: unit for unit in Unit.objects.select_related("brigade")}
    for row in unique_rows(rows, run, "code"):
        unit = _unit(row, units, run)
        stored = DutyPost.objects.filter(code=row["code"]).select_related("unit", "brigade").first()
        if unit is not None and _is_good(row, unit, stored, run):
            _save(row, unit, stored, run)


def _unit(row: Row, units: dict[str, Unit], run: Run) -> Unit | None:
    """Return the unit that mans the post, which lies in the brigade named beside it."""
    unit, brigade = units.get(row["unit_code"]), units.get(row["brigade_code"])
    for column, found in (("brigade_code", brigade), ("unit_code", unit)):
        if found is None or not run.reaches(found):
            run.refuse(row.line, column, _("There is no unit %(value)s."), value=row[column])
            return None
    if brigade is None or brigade.kind != Unit.Kind.BRIGADE:
        run.refuse(row.line, "brigade_code", _("%(value)s is no brigade."), value=row["brigade_code"])
    elif unit is None or unit.brigade_id != brigade.pk:
        run.refuse(
            row.line,
            "unit_code",
            _("%(value)s is no unit of %(brigade)s."),
            value=row["unit_code"],
            brigade=row["brigade_code"],
        )
    else:
        return unit
    return None


def _is_good(row: Row, unit: Unit, stored: DutyPost | None, run: Run) -> bool:
    if stored is not None and not run.reaches(stored.unit):
        run.refuse(row.line, "code", _("%(value)s is the number of another record."), value=row["code"])
    elif row["closed_on"] is not None and row["closed_on"] < row["opened_on"]:
        run.refuse(row.line, "closed_on", _("The end lies before the beginning."))
    elif stored is not None and stored.brigade_id != unit.brigade_id and stored.inspections.exists():
        run.refuse(row.line, "brigade_code", _("A post with inspections stays in its brigade."))
    else:
        closed = _closed_month(row, unit, stored)
        if closed is None:
            return True
        run.refuse(
            row.line, "opened_on", _("%(month)s is on notice or published and takes no entries."), month=str(closed)
        )
    return False


def _closed_month(row: Row, unit: Unit, stored: DutyPost | None) -> Month | None:
    """Return the first closed month in which the row would change the days that the post was in service."""
    opened, closed = row["opened_on"], row["closed_on"] or dt.date.max
    if stored is None:
        spans = [(opened, closed)]
    else:
        ends = stored.closed_on or dt.date.max
        spans = [(min(opened, stored.opened_on), max(opened, stored.opened_on)), (min(closed, ends), max(closed, ends))]
    rankings = Ranking.objects.closed().filter(brigade=unit.brigade_id).order_by("month")
    for first, last in spans:
        if stored is not None and first == last:
            continue
        ranking = rankings.filter(month__gte=str(first)[:7], month__lte=str(last)[:7]).first()
        if ranking is not None:
            return Month.parse(str(ranking.month))
    return None


def _save(row: Row, unit: Unit, stored: DutyPost | None, run: Run) -> None:
    post = stored or DutyPost(code=row["code"])
    before = [getattr(post, name) for name in _WATCHED]
    post.name, post.kind, post.location = row["name"], row["kind"], row["location"]
    post.unit, post.brigade = unit, unit.brigade or unit
    post.opened_on, post.closed_on = row["opened_on"], row["closed_on"]
    difficulty = _difficulty(row, post, stored, run)
    if stored is not None and difficulty is None and before == [getattr(post, name) for name in _WATCHED]:
        run.unchanged += 1
        return
    store_post(post, difficulty)
    (run.created if stored is None else run.changed).add(post.code)
    if unit.brigade is not None:
        run.brigades.add(unit.brigade.path)


def _difficulty(row: Row, post: DutyPost, stored: DutyPost | None, run: Run) -> PostDifficulty | None:
    """Return the difficulty where it changes: a new post's from its opening, another's from the present month."""
    last = None if stored is None else stored.difficulties.order_by("-from_month").first()
    if row["difficulty"] == (last.value if last else NO_DIFFICULTY):
        return None
    opened, present = Month.of(row["opened_on"]), Month.of_moment(run.at)
    from_month: Any = opened if stored is None else max(opened, present, last.from_month if last else opened)
    with override(settings.LANGUAGE_CODE):
        reason = gettext("imported from %(file)s") % {"file": run.file[:120]}
    return PostDifficulty(post=post, from_month=from_month, value=row["difficulty"], reason=reason, set_by=run.by)


POSTS = Importer(
    kind="posts",
    title=gettext_lazy("duty posts"),
    right="dutyposts.import_records",
    columns=(
        Column("code", code(20), "DS-01", is_code=True),
        Column("name", text(60), "德山大道岗"),
        Column("brigade_code", code(20), "DS", is_code=True),
        Column("unit_code", code(20), "DS-Z1", is_code=True),
        Column("kind", choice(*DutyPost.Kind.values), "road"),
        Column("location", text(120), "", required=False, blank=""),
        Column("opened_on", day, "2024-01-01"),
        Column("closed_on", day, "", required=False),
        Column("difficulty", decimal("1.00", "1.30"), "1.00", required=False, blank=NO_DIFFICULTY),
    ),
    load=_load,
)
