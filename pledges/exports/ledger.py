import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from organization.calendar import beijing_date
from pledges.models import Pledge
from pledges.models.pledges import PledgeQuerySet
from pledges.queries.ledger import in_order

CHUNK = 1000


def header() -> list[str]:
    return [
        _("Whose"),
        _("Kind of owner"),
        _("Unit"),
        _("State"),
        _("Version"),
        _("Now with"),
        _("Level"),
        _("Review due on"),
        _("Posted"),
        _("Fulfilment rate"),
        _("Overdue promises"),
    ]


def rows_of(pledges: PledgeQuerySet, on: dt.date) -> Iterator[list[str]]:
    """Yield the pledges in the order of the page; one query for any number of them."""
    return (_row(pledge) for pledge in in_order(pledges, on).iterator(chunk_size=CHUNK))


def _row(pledge: Any) -> list[str]:
    return [
        pledge.owner_name,
        pledge.get_owner_kind_display(),
        pledge.unit.name,
        pledge.get_state_display(),
        str(pledge.version),
        pledge.reviewer_name or "",
        pledge.get_level_display(),
        str(pledge.review_due_on or ""),
        str(beijing_date(pledge.posted_at)) if pledge.posted_at else "",
        _percent(pledge),
        str(pledge.overdue or ""),
    ]


def _percent(pledge: Pledge) -> str:
    appraisal = getattr(pledge, "appraisal", None)
    return "" if appraisal is None or appraisal.fulfilment is None else f"{appraisal.fulfilment:.2f}%"
