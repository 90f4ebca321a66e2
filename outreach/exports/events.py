from collections.abc import Iterator

from django.utils.translation import gettext as _

from outreach.models import PublicityEvent
from outreach.models.publicity import NUMBERS, PublicityEventQuerySet
from outreach.queries.publicity import COUNTED, GOODS, amount_in, with_parts

CHUNK = 1000


def header() -> list[str]:
    return [
        _("Day"),
        _("Unit"),
        _("Kind"),
        _("Where"),
        _("Campaign"),
        _("Partner bodies"),
        _("Who took part"),
        *(str(COUNTED[name]) for name in NUMBERS),
        _("Goods"),
        str(COUNTED[GOODS]),
        _("State"),
        _("What was done"),
    ]


def rows_of(events: PublicityEventQuerySet) -> Iterator[list[str]]:
    """Yield the events newest first; five queries for each thousand."""
    return (_row(event) for event in with_parts(events).iterator(chunk_size=CHUNK))


def _row(event: PublicityEvent) -> list[str]:
    return [
        event.happened_on.isoformat(),
        "；".join(part.unit.name for part in event.units.all()),
        event.get_kind_display(),
        event.place,
        event.campaign.title if event.campaign else "",
        event.partners,
        "；".join(part.name for part in event.officers.all()),
        *(str(getattr(event, name)) for name in NUMBERS),
        "；".join(str(line) for line in event.goods.all()),
        str(amount_in(event, GOODS)),
        event.get_state_display(),
        event.content,
    ]
