"""inspections.csv: a row per finding, the rows of an inspection one after the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override
from django.utils.translation import gettext_noop as _

from dutyposts.actions import inspections as checks
from dutyposts.actions.imports import insert_inspections, mark_used, replace_inspection
from dutyposts.actions.inspections import FindingInput, Visit, check_findings, check_visit, unsaved_inspection
from dutyposts.importers.lookups import Book, Lookups
from dutyposts.models import Inspection, Objection
from organization.calendar import Month
from organization.importers.cells import Column, choice, code, moment, several, text, whole
from organization.importers.officers import police_number
from organization.importers.runs import Importer, Row, Run
from organization.models import Officer

BATCH = 1000
LONGEST_NOTE = 500

_SAME_IN_ALL_ROWS = ("post_code", "inspected_at", "inspector", "second_inspector", "kind", "status")
_VISIT_REFUSALS = {
    checks.NotYetHappenedError: ("inspected_at", _("The moment lies in the future.")),
    checks.SameInspectorError: ("second_inspector", _("The second inspector is somebody else.")),
    checks.OwnUnitError: ("inspector", _("Nobody inspects a post of the own unit.")),
    checks.PostNotInServiceError: ("post_code", _("The post was not in service on that day.")),
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One inspection of the file: its rows, and what they name."""

    rows: Sequence[Row]
    visit: Visit
    book: Book

    @property
    def number(self) -> str:
        return str(self.rows[0]["inspection_no"])

    @property
    def status(self) -> Inspection.Status:
        return Inspection.Status(self.rows[0]["status"])


def _load(rows: Iterator[Row], run: Run) -> None:
    lookups = Lookups(run)
    groups = _groups(rows, run)
    with override(settings.LANGUAGE_CODE):
        void_reason = gettext("Voided when it was imported")
    while batch := list(islice(groups, BATCH)):
        _load_batch(batch, lookups, run, void_reason)
    mark_used([book.standard for book in lookups.books.values() if book is not None])


def _groups(rows: Iterable[Row], run: Run) -> Iterator[list[Row]]:
    """Yield the rows of one inspection after the other; what is remembered of each is a hash of its number."""
    seen: set[int] = set()
    for number, group in groupby(rows, key=itemgetter("inspection_no")):
        found = list(group)
        if hash(number) in seen:
            run.refuse(
                found[0].line,
                "inspection_no",
                _("The rows of inspection %(number)s are not together: sort the file by inspection_no."),
                number=number,
            )
        else:
            seen.add(hash(number))
            yield found


def _load_batch(batch: Sequence[list[Row]], lookups: Lookups, run: Run, void_reason: str) -> None:
    lookups.fetch_posts(rows[0]["post_code"] for rows in batch)
    lookups.fetch_officers(
        number
        for rows in batch
        for row in rows
        for number in (row["inspector"], row["second_inspector"], *row["officers"])
        if number
    )
    stored = _stored(batch)
    new = []
    for rows in batch:
        sheet = _sheet(rows, lookups, run)
        if sheet is None:
            continue
        if sheet.number in stored:
            _change(sheet, stored[sheet.number], lookups, void_reason)
        elif _is_allowed(sheet, run):
            new.append(sheet)
            run.created.add(sheet.number)
    insert_inspections(
        [(_row(sheet, run, void_reason), sheet.visit.findings) for sheet in new],
        [sheet.book.maxima_h for sheet in new],
    )


def _stored(batch: Sequence[list[Row]]) -> dict[str, Inspection]:
    numbers = [rows[0]["inspection_no"] for rows in batch]
    found = Inspection.objects.filter(number__in=numbers).select_related("unit", "brigade")
    return {inspection.number: inspection for inspection in found.prefetch_related("findings__people")}


def _sheet(rows: list[Row], lookups: Lookups, run: Run) -> _Sheet | None:
    """Return what an inspection's rows say, or None where they name something unknown or contradict each other."""
    first = rows[0]
    agree = _agree(rows, run)
    post = lookups.post(first)
    inspector = lookups.officer(first, "inspector", first["inspector"])
    second = (
        lookups.officer(first, "second_inspector", first["second_inspector"]) if first["second_inspector"] else None
    )
    month = Month.of_moment(first["inspected_at"])
    is_open = post is not None and lookups.is_open(first, "inspected_at", post.brigade, month)
    book = lookups.book(first, "inspected_at", month)
    if book is None:
        return None
    findings = _findings(rows, book, lookups, run)
    named_second = second is not None or not first["second_inspector"]
    if not (agree and is_open and named_second and post and inspector) or findings is None:
        return None
    visit = Visit(
        post=post,
        by=inspector,
        inspected_at=first["inspected_at"],
        kind=Inspection.Kind(first["kind"]),
        findings=findings,
        second_inspector=second,
        note=_note(rows),
    )
    return _Sheet(rows, visit, book)


def _agree(rows: Sequence[Row], run: Run) -> bool:
    first, count = rows[0], len(run.problems)
    for row in rows[1:]:
        for column in _SAME_IN_ALL_ROWS:
            if row[column] != first[column]:
                run.refuse(
                    row.line,
                    column,
                    _("The rows of inspection %(number)s contradict each other."),
                    number=row["inspection_no"],
                )
    if len(rows) > 1:
        for row in rows:
            if not row["item_code"]:
                run.refuse(
                    row.line, "item_code", _("A row without an item stands alone: full marks need no other row.")
                )
    if len(_note(rows)) > LONGEST_NOTE:
        run.refuse(
            first.line,
            "note",
            _("The notes of an inspection have at most %(most)s characters."),
            most=str(LONGEST_NOTE),
        )
    return len(run.problems) == count


def _note(rows: Sequence[Row]) -> str:
    return "；".join(dict.fromkeys(row["note"] for row in rows if row["note"]))


def _findings(rows: Sequence[Row], book: Book, lookups: Lookups, run: Run) -> list[FindingInput] | None:
    """Return the findings, or None where a row is wrong."""
    findings, count, seen = [], len(run.problems), set()
    for row in rows:
        item_code, people = row["item_code"], lookups.people(row, "officers")
        if not item_code:
            if row["count"] is not None or row["officers"]:
                run.refuse(row.line, "item_code", _("Name the item, or leave count and officers empty."))
            continue
        item = book.items.get(item_code)
        if item is None:
            _refuse_item(row, book, run)
        elif item_code in seen:
            run.refuse(
                row.line, "item_code", _("%(value)s stands here twice: raise its count instead."), value=item_code
            )
        elif row["count"] is None:
            run.refuse(row.line, "count", _("Fill in this cell."))
        elif people is not None:
            findings.append(FindingInput(item, row["count"], people))
        seen.add(item_code)
    return findings if len(run.problems) == count else None


def _refuse_item(row: Row, book: Book, run: Run) -> None:
    run.refuse(
        row.line,
        "item_code",
        _("%(value)s is no deduction of standard %(version)s."),
        value=row["item_code"],
        version=book.standard.version,
    )


def _is_allowed(sheet: _Sheet, run: Run) -> bool:
    """Hold the inspection to the rules that hold for one recorded in the portal."""
    is_allowed = True
    try:
        check_visit(sheet.visit, at=run.at)
    except checks.InspectionError as error:
        column, reason = _VISIT_REFUSALS[type(error)]
        run.refuse(sheet.rows[0].line, column, reason)
        is_allowed = False
    for row, found in zip(sheet.rows, sheet.visit.findings, strict=False):
        try:
            check_findings([found], sheet.book.standard)
        except checks.WrongItemError:
            _refuse_item(row, sheet.book, run)
            is_allowed = False
        except checks.WrongPersonError as error:
            run.refuse(row.line, "officers", _("The item does not apply to %(value)s."), value=str(error))
            is_allowed = False
    return is_allowed


def _row(sheet: _Sheet, run: Run, void_reason: str) -> Inspection:
    inspection = unsaved_inspection(
        sheet.visit, sheet.book.standard, number=sheet.number, status=sheet.status, at=run.at
    )
    if sheet.status == Inspection.Status.VOIDED:
        inspection.voided_at, inspection.voided_by, inspection.void_reason = run.at, run.by, void_reason
    return inspection


def _change(sheet: _Sheet, stored: Inspection, lookups: Lookups, void_reason: str) -> None:
    """Bring a stored inspection to what the file says, as far as the portal itself would change it."""
    run, first = lookups.run, sheet.rows[0]
    if not run.reaches(stored.unit):
        run.refuse(first.line, "inspection_no", _("%(value)s is the number of another record."), value=sheet.number)
    elif _same(sheet, stored):
        run.unchanged += 1
    elif stored.status == Inspection.Status.DRAFT:
        run.refuse(first.line, "inspection_no", _("%(value)s is still a draft in the portal."), value=sheet.number)
    elif stored.status == Inspection.Status.VOIDED:
        run.refuse(first.line, "inspection_no", _("%(value)s is voided and changes no more."), value=sheet.number)
    elif Objection.objects.filter(finding__inspection=stored).exists():
        run.refuse(
            first.line, "inspection_no", _("%(value)s has an objection and changes only by it."), value=sheet.number
        )
    elif lookups.is_open(first, "inspected_at", stored.brigade, stored.month) and _is_allowed(sheet, run):
        changed = _row(sheet, run, void_reason)
        changed.pk, changed.client_id = stored.pk, stored.client_id
        changed.entered_at, changed.is_late = stored.entered_at, stored.is_late
        replace_inspection(changed, sheet.visit.findings)
        run.changed.add(sheet.number)


def _same(sheet: _Sheet, stored: Inspection) -> bool:
    """Compare the file with what was recorded then; an upheld objection or a transfer since changes nothing."""
    visit = sheet.visit
    told = (
        visit.post.pk,
        visit.inspected_at,
        visit.by.pk,
        visit.second_inspector.pk if visit.second_inspector else None,
        visit.kind,
        sheet.status,
        visit.note,
        {found.item.code: (found.count, _keys(found.people)) for found in visit.findings},
    )
    kept = (
        stored.post_id,
        stored.inspected_at,
        stored.inspector_id,
        stored.second_inspector_id,
        stored.kind,
        stored.status,
        stored.note,
        {
            row.code: (row.recorded_count, {person.officer_id for person in row.people.all()})
            for row in stored.findings.all()
        },
    )
    return told == kept


def _keys(people: Iterable[Officer]) -> set[int]:
    return {person.pk for person in people}


INSPECTIONS = Importer(
    kind="inspections",
    title=gettext_lazy("inspections"),
    right="dutyposts.import_records",
    columns=(
        Column("inspection_no", code(40), "I000001", is_code=True),
        Column("post_code", code(20), "DS-01", is_code=True),
        Column("inspected_at", moment, "2026-10-14T08:15"),
        Column("inspector", police_number, "012345", is_code=True),
        Column("second_inspector", police_number, "", required=False, is_code=True),
        Column("kind", choice(*Inspection.Kind.values), "covert"),
        Column("status", choice("submitted", "voided"), "submitted"),
        Column("item_code", code(10), "A1", required=False, blank="", is_code=True),
        Column("count", whole(1, 999), "1", required=False),
        Column("officers", several(police_number), "023456;034567", required=False, blank=(), is_code=True),
        Column("note", text(LONGEST_NOTE), "", required=False, blank=""),
    ),
    load=_load,
)
