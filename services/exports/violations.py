from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from services.models import Ticket
from services.models.tickets import TicketQuerySet


def header() -> list[str]:
    return [
        _("Day"),
        _("Number"),
        _("Window"),
        _("State"),
        _("Outcome"),
        _("Called first because"),
        _("Case number"),
        _("Taken"),
        _("First called"),
        _("Finished"),
    ]


def rows_of(tickets: TicketQuerySet) -> Iterator[list[str]]:
    """Yield the tickets, the newest first; one query."""
    rows = tickets.order_by("-pk").select_related("window", "case")
    return (_row(ticket) for ticket in rows.iterator(chunk_size=1000))


def _row(ticket: Ticket) -> list[str]:
    moments = (ticket.taken_at, ticket.first_called_at, ticket.finished_at)
    return [
        ticket.taken_on.isoformat(),
        ticket.code,
        str(ticket.window or ""),
        ticket.get_state_display(),
        ticket.get_outcome_display(),
        ticket.get_priority_display(),
        ticket.case.number if ticket.case else "",
        *(f"{timezone.localtime(moment):%H:%M}" if moment else "" for moment in moments),
    ]
