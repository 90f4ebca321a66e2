from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from services.models import AccidentCase
from services.models.accidents import AccidentQuerySet


def header() -> list[str]:
    return [
        _("Number"),
        _("Kind"),
        _("Location"),
        _("Call"),
        _("Arrival"),
        _("Unit"),
        _("Officer in charge"),
        _("Second officer"),
        _("Who answers for what"),
        _("Priority"),
        _("State"),
        _("Next day due"),
        _("Contact card"),
    ]


def rows_of(cases: AccidentQuerySet) -> Iterator[list[str]]:
    """Yield the cases, the most urgent first, without the parties. One query."""
    rows = cases.order_by("order_on", "pk").select_related("unit", "lead", "second")
    return (_row(case) for case in rows.iterator(chunk_size=1000))


def _row(case: AccidentCase) -> list[str]:
    return [
        case.number,
        case.get_kind_display(),
        case.place,
        f"{timezone.localtime(case.called_at):%Y-%m-%d %H:%M}",
        f"{timezone.localtime(case.arrived_at):%Y-%m-%d %H:%M}" if case.arrived_at else "",
        case.unit.name,
        case.lead.name,
        case.second.name if case.second else "",
        case.responsibility,
        case.priority_reason if case.is_priority else "",
        case.get_state_display(),
        case.next_due_on.isoformat() if case.next_due_on else "",
        case.card_given_on.isoformat() if case.card_given_on else "",
    ]
