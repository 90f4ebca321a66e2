"""Whom the rows of a file name, each read once a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from organization.importers.runs import Row, Run
from organization.models import Officer


@dataclass(slots=True)
class People:
    """Finds officers for one run; who is not found is refused with the row that names the number."""

    run: Run
    officers: dict[str, Officer] = field(default_factory=dict)

    def fetch_officers(self, numbers: Iterable[str]) -> None:
        missing = {number for number in numbers if number not in self.officers}
        if missing:
            found = Officer.objects.filter(police_number__in=missing).select_related("unit")
            self.officers |= {officer.police_number: officer for officer in found}

    def officer(self, row: Row, column: str, number: str) -> Officer | None:
        officer = self.officers.get(number)
        if officer is None:
            self.run.refuse(row.line, column, _("There is nobody with the police number %(value)s."), value=number)
        return officer

    def people(self, row: Row, column: str) -> list[Officer] | None:
        """Return those whom a cell names, or None where one of them is unknown."""
        found = [self.officer(row, column, number) for number in row[column]]
        people = [officer for officer in found if officer is not None]
        return people if len(people) == len(found) else None
