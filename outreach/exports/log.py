from collections.abc import Iterator

from django.utils.translation import gettext as _

from outreach.models import Visit
from outreach.models.visits import VisitQuerySet

CHUNK = 1000


def header() -> list[str]:
    return [
        _("Number"),
        _("Day"),
        _("Unit"),
        _("Kind"),
        _("Where, or whom"),
        _("Quantity"),
        _("Who went"),
        _("Grassroots service"),
        _("State"),
        _("What was done"),
        _("Contact cards"),
        _("Notice cards"),
        _("Follow-up cards"),
    ]


def rows_of(visits: VisitQuerySet) -> Iterator[list[str]]:
    """Yield the visits newest first; two queries for each thousand."""
    rows = visits.order_by("-happened_on", "-pk").select_related("unit").prefetch_related("visitors")
    return (_row(visit) for visit in rows.iterator(chunk_size=CHUNK))


def _row(visit: Visit) -> list[str]:
    return [
        visit.number,
        visit.happened_on.isoformat(),
        visit.unit.name,
        visit.get_category_display(),
        visit.target,
        str(visit.quantity),
        "；".join(visitor.name for visitor in visit.visitors.all()),
        _("yes") if visit.is_grassroots else _("no"),
        visit.get_state_display(),
        visit.content,
        str(visit.contact_cards),
        str(visit.notice_cards),
        str(visit.followup_cards),
    ]
