"""The report's sentence and its figures for Word."""

import datetime as dt

from django.utils.translation import gettext as _

from organization.models import Unit
from organization.word import Line, Style, docx_of
from outreach.models.kinds import figure_name, figure_unit
from outreach.queries.programme import Programme


def report_of(programme: Programme, unit: Unit | None, *, made_at: dt.datetime) -> bytes:
    """Return the file: whose report for which days, the sentence, and every figure with its records."""
    whose = unit.name if unit else programme.brigade.name
    days = _("%(first)s to %(last)s") % {"first": programme.first, "last": programme.last}
    figures = [Line(Style.BODY, _figure(programme, category)) for category in programme.figures]
    blocks = [
        [Line(Style.TITLE, _("Report of visits")), Line(Style.UNDER, f"{whose}　{days}")],
        [Line(Style.BODY, programme.sentence)],
        [Line(Style.HEADING, _("Figures")), figures[0]],
        *([line] for line in figures[1:]),
    ]
    return docx_of(_("Report of visits"), blocks, made_at=made_at)


def _figure(programme: Programme, category: str) -> str:
    return _("%(name)s: %(count)s %(counted_in)s (%(records)s records)") % {
        "name": figure_name(category),
        "count": programme.figures[category],
        "counted_in": figure_unit(category),
        "records": programme.records[category],
    }
