"""Pairs for Word: a brigade's list with its sums, and what one household was brought."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from organization.models import Unit
from organization.word import Line, Style, docx_of
from outreach.exports.pairs import value_of
from outreach.models import Helper, HouseholdVisit
from outreach.queries import pairs


def list_of(brigade: Unit, lines: Sequence[pairs.Line], *, made_at: dt.datetime) -> bytes:
    """Return the pairs in the order given, below what they come to together."""
    title, visits = _("One unit, one household"), sum(line.visits for line in lines)
    numbers = {"pairs": len(lines), "visits": visits, "value": _yuan(sum((line.value for line in lines), Decimal(0)))}
    sums = _("%(pairs)s pairs, %(visits)s visits, goods of %(value)s yuan.") % numbers
    blocks = [
        [Line(Style.TITLE, title), Line(Style.UNDER, brigade.name)],
        [Line(Style.BODY, sums)],
        *([Line(Style.BODY, _told(_pair(line)))] for line in lines),
    ]
    return docx_of(title, blocks, made_at=made_at)


def pair_of(
    line: pairs.Line, helpers: Iterable[Helper], visits: Sequence[HouseholdVisit], *, made_at: dt.datetime
) -> bytes:
    """Return one pair: since when, who helped, each visit with what was brought."""
    helped = [
        Line(Style.BODY, _told([helper.officer.name, _days(helper.started_on, helper.ended_on)])) for helper in helpers
    ]
    brought = [Line(Style.BODY, _told(_visit(visit))) for visit in visits] or [Line(Style.BODY, _("No visits yet."))]
    blocks = [
        [Line(Style.TITLE, f"{line.number} {line.name}".strip()), Line(Style.UNDER, line.unit)],
        [Line(Style.BODY, _told(_pair(line)))],
        [Line(Style.HEADING, _("Helpers")), *helped],
        [Line(Style.HEADING, _("Visits")), brought[0]],
        *([one] for one in brought[1:]),
    ]
    return docx_of(line.number, blocks, made_at=made_at)


def _pair(line: pairs.Line) -> list[str]:
    helper = _("needs a new helper") if line.needs_helper else line.helper
    numbers = _("%(visits)s visits, goods of %(value)s yuan") % {"visits": line.visits, "value": _yuan(line.value)}
    return [line.number, line.name, line.kind, line.unit, helper, _days(line.begun_on, line.ended_on), numbers]


def _visit(visit: HouseholdVisit) -> list[str]:
    goods = _(", ").join(map(str, visit.goods.all()))
    worth = _("goods of %(value)s yuan") % {"value": _yuan(value_of(visit))} if goods else ""
    signed = _("signed for") if visit.is_signed else ""
    return [visit.happened_on.isoformat(), visit.done, visit.result, goods, worth, signed]


def _days(first: dt.date, last: dt.date | None) -> str:
    if last is None:
        return _("since %(day)s") % {"day": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _told(parts: Iterable[str]) -> str:
    return _(", ").join(part for part in parts if part)


def _yuan(value: Decimal) -> str:
    return f"{value:.2f}"
