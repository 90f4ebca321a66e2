"""leniency.csv: the register of leniency, a row per entry."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from organization.calendar import beijing_date
from organization.importers.cells import Column, choice, code, moment, text, yes_no
from organization.importers.officers import police_number
from organization.importers.people import People
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import CalendarDay, Officer
from services.actions import leniency as checks
from services.actions.imports import store_leniency
from services.actions.leniency import LeniencyInput, check_leniency, unsaved_leniency
from services.models import Leniency
from services.rules.leniency import Lack, Rule, settle_dates

_REFUSALS = {
    checks.FutureLeniencyError: ("happened_at", _("The moment lies in the future.")),
    checks.PlateError: ("plate", _("No number plate such as 湘J12345: %(value)s.")),
}
_LACKS: Mapping[Lack, tuple[str, str]] = {
    Lack.DRIVER_PRESENT: ("driver_present", _("W1 needs the driver at the vehicle.")),
    Lack.CORRECTED: ("corrected", _("W1 and W2 need that it was corrected at once.")),
    Lack.FOREIGN_PLATE: ("local", _("W2 is for plates from elsewhere.")),
}
# What the columns can say about a rule; of the rest the file is trusted.
_SAME = ("officer_id", "rule", "happened_at", "place", "plate", "is_local", "is_driver_present", "is_corrected")


def _load(rows: Iterator[Row], run: Run) -> None:
    people, overrides = People(run), CalendarDay.objects.as_overrides()
    for row in unique_rows(rows, run, "record_no"):
        people.fetch_officers([row["officer"]])
        officer = people.officer(row, "officer", row["officer"])
        if officer is None or not _is_good(row, officer, run):
            continue
        entry = unsaved_leniency(_told(row), number=row["record_no"], officer=officer, at=run.at)
        entry.is_imported, entry.state = True, Leniency.State(row["status"])
        if entry.rule == Rule.W3 and entry.state == Leniency.State.OPEN:
            entry.due_on, entry.leader_on = settle_dates(beijing_date(entry.happened_at), overrides)
        run.brigades.add(entry.brigade.path)
        _store(row, entry, run)


def _told(row: Row) -> LeniencyInput:
    """Return what a row says; what a file has no column for, hospital and permit, is told of the entry later."""
    return LeniencyInput(
        rule=Rule(row["rule"]),
        happened_at=row["happened_at"],
        place=row["place"],
        plate=row["plate"],
        is_local=row["local"],
        is_driver_present=row["driver_present"],
        is_corrected=row["corrected"],
        enterprise=row["enterprise"],
    )


def _is_good(row: Row, officer: Officer, run: Run) -> bool:
    if not run.reaches(officer.unit) or officer.unit.brigade_id is None:
        reason = _("There is nobody with the police number %(value)s.")
        run.refuse(row.line, "officer", reason, value=officer.police_number)
        return False
    try:
        check_leniency(_told(row), at=run.at)
    except checks.LackError as error:
        if error.lack not in _LACKS:
            return True
        run.refuse(row.line, *_LACKS[error.lack])
        return False
    except (checks.FutureLeniencyError, checks.PlateError) as error:
        column, reason = _REFUSALS[type(error)]
        run.refuse(row.line, column, reason, value=row["plate"])
        return False
    return True


def _store(row: Row, entry: Leniency, run: Run) -> None:
    """Store an entry; one that was settled, corrected or struck out in the portal keeps what the file does not know."""
    stored = Leniency.objects.filter(number=entry.number).select_related("unit").first()
    if stored is None:
        store_leniency(entry)
        run.created.add(entry.number)
    elif not stored.is_imported or not run.reaches(stored.unit):
        run.refuse(row.line, "record_no", _("%(value)s is the number of another record."), value=entry.number)
    elif stored.changed_by_id or _is_same(entry, stored):
        run.unchanged += 1
    elif stored.settled_by_id or stored.checked_by_id:
        run.refuse(row.line, "record_no", _("%(value)s is settled and changes no more."), value=entry.number)
    else:
        entry.pk, entry.entered_at = stored.pk, stored.entered_at
        store_leniency(entry)
        run.changed.add(entry.number)


def _is_same(entry: Leniency, stored: Leniency) -> bool:
    is_settled = stored.settled_by_id is not None or stored.state == entry.state
    return is_settled and all(getattr(entry, name) == getattr(stored, name) for name in (*_SAME, "enterprise"))


LENIENCY = Importer(
    kind="leniency",
    title=gettext_lazy("leniency register"),
    right="services.import_records",
    columns=(
        Column("record_no", code(40), "L00001", is_code=True),
        Column("happened_at", moment, "2026-10-15T18:30"),
        Column("place", text(80), "德山大道"),
        Column("plate", text(16), "湘J12345"),
        Column("rule", choice(*Rule), "W1"),
        Column("local", yes_no, "yes"),
        Column("driver_present", yes_no, "yes"),
        Column("corrected", yes_no, "yes"),
        Column("enterprise", text(60), "恒达机械厂", required=False, blank=""),
        Column("officer", police_number, "012345", is_code=True),
        Column("status", choice(Leniency.State.OPEN, Leniency.State.CLOSED), "closed"),
    ),
    load=_load,
)
