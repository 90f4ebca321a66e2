from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from services.models import Leniency
from services.models.leniency import LeniencyQuerySet


def header() -> list[str]:
    return [
        _("Number"),
        _("When"),
        _("Location"),
        _("Plate"),
        _("Rule"),
        _("Legal basis"),
        _("What was done"),
        _("Unit"),
        _("Officer"),
        _("Enterprise"),
        _("Demerit points"),
        _("State"),
        _("How it was settled"),
        _("Why changed or struck out"),
    ]


def rows_of(entries: LeniencyQuerySet) -> Iterator[list[str]]:
    """Yield the entries, the latest first; plates stay masked. One query."""
    rows = entries.order_by("-happened_at", "-pk").select_related("unit", "officer")
    return (_row(entry) for entry in rows.iterator(chunk_size=1000))


def _row(entry: Leniency) -> list[str]:
    return [
        entry.number,
        f"{timezone.localtime(entry.happened_at):%Y-%m-%d %H:%M}",
        entry.place,
        entry.masked_plate,
        entry.get_rule_display(),
        entry.article,
        entry.disposal,
        entry.unit.name,
        entry.officer.name,
        entry.enterprise,
        str(entry.points),
        entry.get_state_display(),
        entry.get_outcome_display(),
        entry.change_reason,
    ]
