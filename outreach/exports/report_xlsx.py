"""The figures of the report as a table."""

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from organization.exports import workbook_of
from outreach.models.kinds import figure_name, figure_unit
from outreach.queries.programme import Programme


def figures_of(programme: Programme) -> IO[bytes]:
    """Return an open file: a row for each kind with its figure, what it counts, its records; the sentence below."""
    file, _count = workbook_of([_("Kind"), _("Figure"), _("counted in"), _("Records")], _rows(programme))
    return file


def _rows(programme: Programme) -> Iterator[list[str]]:
    for category, count in programme.figures.items():
        yield [figure_name(category), str(count), figure_unit(category), str(programme.records[category])]
    yield []
    yield [_("%(first)s to %(last)s") % {"first": programme.first, "last": programme.last}]
    yield [programme.sentence]
