from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import MonthField
from organization.models import Unit
from outreach.models.kinds import CategoryName


class VisitSum(models.Model):
    """What the done visits of one category come to in a month: of the brigade, or of those that a unit took part in.

    `total` is the sum of their quantities. Only `outreach.actions.sums` writes here, in the transaction that changes a
    visit.
    """

    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    month = MonthField(_("month"))
    category = models.CharField(_("category"), max_length=24, choices=CategoryName)
    records = models.PositiveIntegerField(_("visits"))
    total = models.PositiveBigIntegerField(_("quantity"))

    class Meta:
        ordering = ("brigade", "month", "id")
        verbose_name = _("sum of visits")
        verbose_name_plural = _("sums of visits")
        indexes = (
            # The figures of whole months read nothing but this.
            models.Index(
                fields=["brigade", "unit", "category", "month", "records", "total"],
                name="visit_sum_by_category",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["brigade", "month", "category"],
                condition=models.Q(unit=None),
                name="visits_of_a_brigade_are_summed_once",
            ),
            models.UniqueConstraint(fields=["unit", "month", "category"], name="visits_of_a_unit_are_summed_once"),
            models.CheckConstraint(
                condition=models.Q(records__gte=1, total__gte=models.F("records")), name="visit_sum_is_of_visits"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit or self.brigade} {self.month} {self.category}"
