"""outreach.csv: the visit log, a row per visit."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from organization.importers.cells import Column, choice, code, day, several, text, whole, yes_no
from organization.importers.officers import police_number
from organization.importers.people import People
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Unit
from outreach.actions import visits as checks
from outreach.actions.imports import insert_visits, replace_visit
from outreach.actions.sums import recount
from outreach.actions.visits import VisitInput, check_visit, unsaved_visit
from outreach.models import Visit
from outreach.rules.categories import Category

BATCH = 1000
_REFUSALS = {
    checks.FutureVisitError: ("happened_on", _("The day lies in the future.")),
    checks.PlaceMissingError: ("target", _("This category counts places: name the place.")),
    checks.NobodyWentError: ("participants", _("Name at least one officer who went.")),
    checks.StrangerError: ("participants", _("%(value)s belongs to another brigade.")),
}


def _load(rows: Iterator[Row], run: Run) -> None:
    people = People(run)
    units = {unit.code: unit for unit in Unit.objects.exclude(brigade=None).select_related("brigade")}
    unique = unique_rows(rows, run, "entry_no")
    days: set[tuple[int, dt.date]] = set()
    while batch := list(islice(unique, BATCH)):
        people.fetch_officers(number for row in batch for number in row["participants"])
        stored = _stored(batch)
        new = []
        for row in batch:
            told = _told(row, units, people)
            if told is None:
                continue
            visit = unsaved_visit(told, number=row["entry_no"], by=run.by, at=run.at)
            if visit.number in stored:
                days |= _change(row, visit, told, stored[visit.number], run)
            else:
                new.append((visit, told))
                run.created.add(visit.number)
        insert_visits(new)
        days |= {_day(visit) for visit, _told in new}
    recount(days)


def _stored(batch: Sequence[Row]) -> dict[str, Visit]:
    found = Visit.objects.filter(number__in=[row["entry_no"] for row in batch]).select_related("unit")
    return {visit.number: visit for visit in found.prefetch_related("visitors")}


def _told(row: Row, units: dict[str, Unit], people: People) -> VisitInput | None:
    """Return what a row says, or None where it names something unknown or breaks a rule."""
    run, unit, visitors = people.run, units.get(row["unit_code"]), people.people(row, "participants")
    if unit is None or not run.reaches(unit):
        run.refuse(row.line, "unit_code", _("There is no unit %(value)s."), value=row["unit_code"])
        return None
    run.brigades.add((unit.brigade or unit).path)
    if visitors is None:
        return None
    told = VisitInput(
        unit=unit,
        category=Category(row["category"]),
        happened_on=row["happened_on"],
        visitors=visitors,
        target=row["target"],
        quantity=row["quantity"],
        is_grassroots=row["grassroots"],
        content=row["content"],
    )
    try:
        check_visit(told, at=run.at)
    except checks.VisitError as error:
        column, reason = _REFUSALS[type(error)]
        run.refuse(row.line, column, reason, value=str(error))
        return None
    return told


def _day(visit: Visit) -> tuple[int, dt.date]:
    return visit.brigade_id, visit.happened_on


def _change(row: Row, visit: Visit, told: VisitInput, stored: Visit, run: Run) -> set[tuple[int, dt.date]]:
    """Bring a stored visit to what the file says; what the file does not know stays: cards, contact, topics.

    Returns the days, with the brigade, that count differently from now on.
    """
    if not run.reaches(stored.unit):
        run.refuse(row.line, "entry_no", _("%(value)s is the number of another record."), value=visit.number)
    elif _same(visit, told, stored):
        run.unchanged += 1
    elif stored.state in (Visit.State.CANCELLED, Visit.State.VOIDED):
        run.refuse(row.line, "entry_no", _("%(value)s is struck out and changes no more."), value=visit.number)
    else:
        visit.pk, visit.client_id = stored.pk, stored.client_id
        visit.entered_by, visit.entered_at = stored.entered_by, stored.entered_at
        visit.contact_cards, visit.notice_cards = stored.contact_cards, stored.notice_cards
        visit.followup_cards = stored.followup_cards
        visit.contact_name, visit.contact_phone = stored.contact_name, stored.contact_phone
        replace_visit(visit, told)
        run.changed.add(visit.number)
        return {_day(stored), _day(visit)}
    return set()


def _same(visit: Visit, told: VisitInput, stored: Visit) -> bool:
    names = ("unit_id", "category", "happened_on", "target", "quantity", "is_grassroots", "content")
    people = {visitor.officer_id for visitor in stored.visitors.all()}
    return (
        stored.state == Visit.State.DONE
        and people == {officer.pk for officer in told.visitors}
        and all(getattr(visit, name) == getattr(stored, name) for name in names)
    )


VISITS = Importer(
    kind="outreach",
    title=gettext_lazy("visit log"),
    right="outreach.import_records",
    columns=(
        Column("entry_no", code(40), "O00001", is_code=True),
        Column("unit_code", code(20), "DS-Z1", is_code=True),
        Column("category", choice(*Category), "school_visit"),
        Column("happened_on", day, "2026-10-14"),
        Column("target", text(80), "莲池小学", required=False, blank=""),
        Column("quantity", whole(1, 999_999), "1"),
        Column("participants", several(police_number), "012345;023456", is_code=True),
        Column("grassroots", yes_no, "no"),
        Column("content", text(200), "", required=False, blank=""),
    ),
    load=_load,
)
