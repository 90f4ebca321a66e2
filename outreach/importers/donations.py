"""donations.csv: who gave what to which drive."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from organization.calendar import beijing_date
from organization.importers.cells import Column, day, decimal, text, yes_no
from organization.importers.officers import police_number
from organization.importers.people import People
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Officer, Unit
from outreach.actions.imports import store_donation, store_drive
from outreach.models import Donation, Drive


def _load(rows: Iterator[Row], run: Run) -> None:
    people = People(run)
    drives: dict[tuple[int, str], Drive] = {}
    for row in unique_rows(rows, run, "drive", "police_number", "given_on", "special_dues"):
        people.fetch_officers([row["police_number"]])
        officer = people.officer(row, "police_number", row["police_number"])
        if officer is None or not _is_good(row, officer, run):
            continue
        brigade = officer.unit.brigade or officer.unit
        run.brigades.add(brigade.path)
        _store(row, officer, _drive(row["drive"], brigade, drives), run)


def _is_good(row: Row, officer: Officer, run: Run) -> bool:
    if not run.reaches(officer.unit):
        run.refuse(
            row.line,
            "police_number",
            _("There is nobody with the police number %(value)s."),
            value=officer.police_number,
        )
    elif row["given_on"] > beijing_date(run.at):
        run.refuse(row.line, "given_on", _("The day lies in the future."))
    elif row["special_dues"] and officer.party_standing == Officer.PartyStanding.NONE:
        run.refuse(row.line, "special_dues", _("Only Party members give special Party dues."))
    else:
        return True
    return False


def _drive(name: str, brigade: Unit, drives: dict[tuple[int, str], Drive]) -> Drive:
    if (brigade.pk, name) not in drives:
        drives[brigade.pk, name] = Drive.objects.filter(brigade=brigade, name=name).first() or store_drive(
            Drive(brigade=brigade, name=name)
        )
    return drives[brigade.pk, name]


def _store(row: Row, officer: Officer, drive: Drive, run: Run) -> None:
    """Store a gift; one of the same drive, giver, day and kind takes the amount of the file unless it has a receipt."""
    key = {"drive": drive, "officer": officer, "given_on": row["given_on"], "is_special_dues": row["special_dues"]}
    stored = Donation.objects.filter(**key).first()
    number = f"{drive.name} {officer.police_number} {row['given_on']}"
    if stored is None:
        store_donation(Donation(**key, amount=row["amount"], entered_by=run.by, entered_at=run.at))
        run.created.add(number)
    elif stored.amount == row["amount"]:
        run.unchanged += 1
    elif stored.receipt_number:
        run.refuse(row.line, "amount", _("A receipt is issued for %(value)s yuan already."), value=str(stored.amount))
    else:
        stored.amount = row["amount"]
        store_donation(stored)
        run.changed.add(number)


DONATIONS = Importer(
    kind="donations",
    title=gettext_lazy("donations"),
    right="outreach.import_records",
    columns=(
        Column("drive", text(60), "抗震救灾"),
        Column("police_number", police_number, "012345", is_code=True),
        Column("amount", decimal("0.01", "9999999.99"), "200.00"),
        Column("special_dues", yes_no, "no"),
        Column("given_on", day, "2026-04-20"),
    ),
    load=_load,
)
