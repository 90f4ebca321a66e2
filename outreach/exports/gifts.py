from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from outreach.models import Donation


def header() -> list[str]:
    return [
        _("Police number"),
        _("Name"),
        _("Unit"),
        _("Amount in yuan"),
        _("Special Party dues"),
        _("Given on"),
        _("Receipt number"),
        _("Handed over on"),
    ]


def rows_of(gifts: QuerySet[Donation]) -> Iterator[list[str]]:
    return (_row(gift) for gift in gifts.iterator(chunk_size=1000))


def _row(gift: Donation) -> list[str]:
    return [
        gift.officer.police_number,
        gift.officer.name,
        gift.officer.unit.name,
        str(gift.amount),
        _("yes") if gift.is_special_dues else _("no"),
        gift.given_on.isoformat(),
        gift.receipt_number,
        gift.receipt_on.isoformat() if gift.receipt_on else "",
    ]
