"""How the rows of an imported file are stored: unaudited one by one, since the file's entry names them all."""

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass

from services.models import Leniency, Material, Matter, MatterRule, RuleVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """What a file says of a matter under one version."""

    version: str
    matter: str
    name: str
    statutory_days: int
    day_kind: str
    promised_days: int
    is_blocked_by_violation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRow:
    """One material of a rule, in the order of the file."""

    code: str
    name: str
    is_original: bool
    copies: int
    condition: str
    position: int


def store_rule(told: RuleRow, materials: Sequence[MaterialRow]) -> bool | None:
    """Bring a rule to what a file says, with exactly these materials: True when it is new, None when nothing changed.

    Cases keep the list that they were taken in with.
    """
    version, _created = RuleVersion.objects.get_or_create(name=told.version)
    matter, _created = Matter.objects.get_or_create(code=told.matter, defaults={"name": told.name})
    limits = ("statutory_days", "day_kind", "promised_days", "is_blocked_by_violation")
    wanted = {name: getattr(told, name) for name in limits}
    rule = MatterRule.objects.filter(version=version, matter=matter).prefetch_related("materials").first()
    if rule is not None:
        same = (matter.name, *(getattr(rule, name) for name in limits)) == (told.name, *wanted.values())
        if same and [_told(material) for material in rule.materials.all()] == [astuple(row) for row in materials]:
            return None
    is_new = rule is None
    rule = rule or MatterRule(version=version, matter=matter)
    for name, value in wanted.items():
        setattr(rule, name, value)
    rule.save()
    Matter.objects.filter(pk=matter.pk).update(name=told.name)
    rule.materials.all().delete()
    Material.objects.bulk_create(Material(rule=rule, **asdict(row)) for row in materials)
    return is_new


def _told(material: Material) -> tuple[object, ...]:
    names = MaterialRow.__dataclass_fields__
    return tuple(getattr(material, name) for name in names)


def store_leniency(entry: Leniency) -> None:
    entry.save()
