from collections.abc import Collection
from decimal import Decimal

from organization.calendar import Month
from organization.models import BrigadeSetting, Officer, Unit
from organization.rules.settings import DEFINITIONS, Setting, parse

Settings = dict[Setting, Decimal]


def settings_of(brigade_ids: Collection[int], month: Month) -> dict[int, Settings]:
    """Return for each brigade every setting as it stands in `month`, defaults filled in; one query."""
    found = {
        brigade_id: {name: definition.default for name, definition in DEFINITIONS.items()} for brigade_id in brigade_ids
    }
    rows = BrigadeSetting.objects.filter(brigade__in=brigade_ids, from_month__lte=month).order_by("from_month")
    for brigade_id, name, value in rows.values_list("brigade_id", "name", "value"):
        found[brigade_id][Setting(name)] = parse(Setting(name), value)
    return found


def brigade_for(officer: Officer, code: str | None = None) -> Unit:
    """Return the brigade named `code`, else the officer's own, else the first in scope; raises Unit.DoesNotExist."""
    own, brigades = officer.unit.brigade, Unit.objects.visible_to(officer).brigades()
    if own is not None and code in {None, "", own.code}:
        return own
    if code:
        return brigades.get(code=code)
    brigade = brigades.first()
    if brigade is None:
        raise Unit.DoesNotExist
    return brigade


def units_of(brigade: Unit) -> list[Unit]:
    """Return the units of a brigade, itself first, in the order of its tree."""
    return list(Unit.objects.filter(brigade=brigade).order_by("path"))
