"""units.csv: the tree of units, superior units anywhere in the file."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from organization.actions.units import UnitInsideItselfError, save_unit
from organization.importers.cells import Column, choice, code, text, yes_no
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Unit

_ABOVE = {
    Unit.Kind.DETACHMENT: {Unit.Kind.DETACHMENT},
    Unit.Kind.BRIGADE: {Unit.Kind.DETACHMENT},
    Unit.Kind.SECTION: {Unit.Kind.BRIGADE, Unit.Kind.SECTION, Unit.Kind.SQUADRON},
    Unit.Kind.SQUADRON: {Unit.Kind.BRIGADE, Unit.Kind.SECTION, Unit.Kind.SQUADRON},
}
_NEEDS_SUPERIOR = {Unit.Kind.SECTION, Unit.Kind.SQUADRON}


def _load(rows: Iterator[Row], run: Run) -> None:
    good = list(unique_rows(rows, run, "code"))
    for row in _from_above(good, run):
        _save(row, run)


def _from_above(rows: Iterable[Row], run: Run) -> Iterator[Row]:
    """Yield every row after the row of its superior unit; refuse circles."""
    waiting = {row["code"]: row for row in rows}
    while waiting:
        ready = [row for row in waiting.values() if row["parent_code"] not in waiting]
        if not ready:
            for row in waiting.values():
                run.refuse(row.line, "parent_code", _("The unit would lie below itself."))
            return
        yield from ready
        for row in ready:
            del waiting[row["code"]]


def _save(row: Row, run: Run) -> None:
    stored = Unit.objects.select_related("parent").filter(code=row["code"]).first()
    parent = Unit.objects.filter(code=row["parent_code"]).select_related("brigade").first()
    if not _fits(row, parent, run) or not _is_reached(row, stored, parent, run):
        return
    unit = stored or Unit(code=row["code"])
    wanted = {"name": row["name"], "kind": row["kind"], "parent": parent, "is_rural": row["rural"]}
    if stored is not None and all(getattr(stored, name) == value for name, value in wanted.items()):
        run.unchanged += 1
        return
    for name, value in wanted.items():
        setattr(unit, name, value)
    try:
        save_unit(unit, by=run.by)
    except UnitInsideItselfError:
        run.refuse(row.line, "parent_code", _("The unit would lie below itself."))
        return
    (run.created if stored is None else run.changed).add(unit.code)
    if unit.brigade is not None:
        run.brigades.add(unit.brigade.path)


def _fits(row: Row, parent: Unit | None, run: Run) -> bool:
    kind = Unit.Kind(row["kind"])
    if row["parent_code"] and parent is None:
        run.refuse(row.line, "parent_code", _("There is no unit %(value)s."), value=row["parent_code"])
    elif parent is None and kind in _NEEDS_SUPERIOR:
        run.refuse(row.line, "parent_code", _("A section office or squadron belongs to a brigade."))
    elif parent is not None and parent.kind not in _ABOVE[kind]:
        run.refuse(
            row.line, "parent_code", _("A %(kind)s does not lie below a %(above)s."), kind=kind.value, above=parent.kind
        )
    elif row["rural"] and kind != Unit.Kind.SQUADRON:
        run.refuse(row.line, "rural", _("Only a squadron is a township squadron."))
    else:
        return True
    return False


def _is_reached(row: Row, stored: Unit | None, parent: Unit | None, run: Run) -> bool:
    """Hold an importer to the own units: the one that is there, and the one that it comes to lie below."""
    touched = [unit for unit in (stored, parent) if unit is not None]
    if run.by is None or (touched and all(run.reaches(unit) for unit in touched)):
        return True
    run.refuse(row.line, "code", _("The unit %(value)s is not among those you may import for."), value=row["code"])
    return False


UNITS = Importer(
    kind="units",
    title=gettext_lazy("units"),
    right="organization.import_records",
    columns=(
        Column("code", code(20), "DS-Z1", is_code=True),
        Column("name", text(60), "一中队"),
        Column("kind", choice(*Unit.Kind.values), "squadron"),
        Column("parent_code", code(20), "DS", required=False, blank="", is_code=True),
        Column("rural", yes_no, "no"),
    ),
    load=_load,
)
