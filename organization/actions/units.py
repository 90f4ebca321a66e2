from django.db import transaction

from audit.actions import record
from organization.models import Officer, Unit

_WATCHED = ("code", "name", "kind", "parent_id", "is_rural", "opened_on", "closed_on")


class UnitInsideItselfError(ValueError):
    """A unit cannot be placed below itself."""


def save_unit(unit: Unit, *, by: Officer | None) -> Unit:
    """Create or change a unit and keep the paths of everything below it right."""
    with transaction.atomic():
        before = Unit.objects.filter(pk=unit.pk).values(*_WATCHED, "path").first() if unit.pk else None
        if before is not None and unit.parent is not None and unit.parent.path.startswith(before["path"]):
            raise UnitInsideItselfError(unit.code)
        unit.place()
        unit.save()
        if unit.kind == Unit.Kind.BRIGADE and unit.brigade_id != unit.pk:
            unit.brigade = unit
            unit.save(update_fields=["brigade"])
        if before is not None and before.pop("path") != unit.path:
            _place_below(unit)
        after = {name: getattr(unit, name) for name in _WATCHED}
        record("organization.unit_saved", on=unit, by=by, scope=unit.path, before=before, after=after)
    return unit


def _place_below(unit: Unit) -> None:
    for child in unit.children.select_related("parent", "parent__brigade"):
        child.parent = unit
        child.place()
        child.save(update_fields=["path", "brigade"])
        _place_below(child)
