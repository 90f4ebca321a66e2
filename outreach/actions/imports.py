"""How the rows of an imported file are stored: unaudited one by one, since the file's entry names them all."""

from collections.abc import Sequence

from organization.copying import insert_all
from outreach.actions.places import note_places
from outreach.actions.visits import VisitInput, unit_rows, visitor_rows
from outreach.models import Donation, Drive, Visit


def insert_visits(new: Sequence[tuple[Visit, VisitInput]]) -> None:
    """Store visits that are not there yet, with the units and people that took part."""
    insert_all([visit for visit, _told in new])
    insert_all([row for visit, told in new for row in unit_rows(visit, told)])
    insert_all([row for visit, told in new for row in visitor_rows(visit, told)])
    note_places(visit for visit, _told in new)


def replace_visit(visit: Visit, told: VisitInput) -> None:
    """Store a changed visit with other people in the place of its own."""
    visit.save()
    visit.visitors.all().delete()
    visit.units.all().delete()
    insert_all(unit_rows(visit, told))
    insert_all(visitor_rows(visit, told))
    note_places([visit])


def store_donation(donation: Donation) -> None:
    donation.save()


def store_drive(drive: Drive) -> Drive:
    drive.save()
    return drive
