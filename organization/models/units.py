import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from organization.models.officers import Officer

CODE = RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z-]{0,19}$", _("Use up to 20 letters, digits and hyphens."))


def within(paths: Iterable[str], field: str = "path") -> models.Q:
    """Return the condition that `field`, a unit path, lies at or below one of `paths`; nothing matches no paths."""
    outermost: list[str] = []
    for path in sorted(set(paths)):
        if not outermost or not path.startswith(outermost[-1]):
            outermost.append(path)
    if not outermost:
        return models.Q(pk__in=[])
    return models.Q(*((f"{field}__startswith", path) for path in outermost), _connector=models.Q.OR)


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, officer: "Officer") -> "UnitQuerySet":
        return self.filter(within(officer.scope))

    def brigades(self) -> "UnitQuerySet":
        return self.filter(kind=Unit.Kind.BRIGADE)

    def existing(self, day: dt.date) -> "UnitQuerySet":
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gte=day))


class Unit(models.Model):
    """One place in the tree: detachment, brigade, and the brigade's section offices and squadrons."""

    class Kind(models.TextChoices):
        DETACHMENT = "detachment", _("detachment")
        BRIGADE = "brigade", _("brigade")
        SECTION = "section", _("section office")
        SQUADRON = "squadron", _("squadron")

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("superior unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    brigade = models.ForeignKey(
        "self",
        verbose_name=_("brigade"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="members",
    )
    path = models.CharField(_("path"), max_length=200, unique=True, editable=False)
    is_rural = models.BooleanField(_("township squadron"), default=False)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closed_on=None)
                | models.Q(opened_on=None)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="unit_closes_after_it_opened",
                violation_error_message=_("The unit cannot close before it opened."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["section", "squadron"]) | models.Q(brigade__isnull=False),
                name="unit_below_a_brigade_knows_it",
                violation_error_message=_("A section office or squadron belongs to a brigade."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def place(self) -> None:
        """Set path and brigade from the superior unit; the caller saves, and re-places what lies below."""
        above = self.parent.path if self.parent else ""
        self.path = f"{above}{self.code}/"
        if self.kind == self.Kind.BRIGADE:
            self.brigade = self if self.pk else None
        else:
            self.brigade = self.parent.brigade if self.parent else None

    def is_within(self, other: "Unit") -> bool:
        return self.path.startswith(other.path)
