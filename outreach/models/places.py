from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from outreach.models.kinds import CategoryName
from outreach.rules.categories import KEY_KEPT, PLACES, place_key


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, officer: Officer) -> "PlaceQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "brigade__path"))


class Place(models.Model):
    """A community, village, school or firm that the brigade looks after: named on a visit, or listed beforehand."""

    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.CharField(
        _("category"), max_length=24, choices=[(kind.value, CategoryName(kind).label) for kind in sorted(PLACES)]
    )
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=KEY_KEPT, editable=False)
    is_left_out = models.BooleanField(_("no longer looked after"), default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("category", "name", "id")
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = (models.Index(fields=["brigade", "name", "id"], name="place_by_brigade_and_name"),)
        constraints = (
            models.UniqueConstraint(
                fields=["brigade", "category", "key"],
                name="place_stands_once_in_a_brigade",
                violation_error_message=_("The place is in the list already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = place_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
