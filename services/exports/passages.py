import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from services.models.passages import PassagePermitQuerySet, StandingName
from services.queries.passages import whole


def header() -> list[str]:
    return [
        _("Number"),
        _("What for"),
        _("Organisation"),
        _("Project or event"),
        _("Purpose"),
        _("Legal basis"),
        _("Route"),
        _("Vehicles"),
        _("Valid"),
        _("State"),
        _("Issued by"),
        _("Issued on"),
        _("Passages"),
        _("Why revoked"),
    ]


def rows_of(permits: PassagePermitQuerySet, at: dt.datetime) -> Iterator[list[str]]:
    """Yield the permits, the latest first; plates stay masked."""
    return (_row(permit, at) for permit in whole(permits).iterator(chunk_size=500))


def _row(permit: Any, at: dt.datetime) -> list[str]:
    return [
        permit.number,
        permit.get_kind_display(),
        permit.organisation,
        permit.occasion,
        permit.purpose,
        permit.basis,
        permit.route,
        "; ".join(str(vehicle) for vehicle in permit.vehicles.all()),
        permit.period,
        str(StandingName(permit.span.standing(at)).label),
        permit.issued_by.name,
        permit.issued_on.isoformat(),
        str(permit.passage_count),
        permit.revoked_reason,
    ]
