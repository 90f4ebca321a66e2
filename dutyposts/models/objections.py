from django.db import models
from django.utils.translation import gettext_lazy as _

from dutyposts.models.inspections import Finding
from organization.fields import MonthField
from organization.models import Officer, Unit
from organization.models.units import within


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, officer: Officer) -> "ObjectionQuerySet":
        return self.filter(within(officer.scope, "finding__inspection__unit__path") | models.Q(filed_by=officer))

    def open(self) -> "ObjectionQuerySet":
        return self.filter(state=Objection.State.OPEN)


class Objection(models.Model):
    """A claim that a finding is wrong, and its answer."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        REJECTED = "rejected", _("rejected")
        UPHELD = "upheld", _("upheld")

    finding = models.ForeignKey(Finding, verbose_name=_("finding"), on_delete=models.PROTECT, related_name="objections")
    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+")
    month = MonthField(_("month"))
    filed_by = models.ForeignKey(Officer, verbose_name=_("filed by"), on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("filed at"))
    claim = models.TextField(_("claim"), max_length=500)
    due_on = models.DateField(_("answer due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        Officer, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    new_count = models.PositiveSmallIntegerField(_("times that remain"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=500)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ("filed_at", "id")
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        indexes = (models.Index(fields=["brigade", "month", "state"], name="objection_by_brigade_and_month"),)
        constraints = (
            models.UniqueConstraint(
                fields=["finding"],
                condition=models.Q(state="open"),
                name="finding_has_one_open_objection",
                violation_error_message=_("An objection to this finding is open already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", decided_by=None, decided_at=None)
                | (~models.Q(state="open") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="objection_is_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding} {self.get_state_display()}"
