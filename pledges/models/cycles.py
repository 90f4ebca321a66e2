from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from pledges.models.kinds import CriterionName, ItemKind


class CycleQuerySet(models.QuerySet["Cycle"]):
    def visible_to(self, officer: Officer) -> "CycleQuerySet":
        """Return the cycles of the officer's own brigade and of every brigade within reach."""
        return self.filter(within(officer.scope, "brigade__path") | models.Q(brigade=officer.unit.brigade_id))


class Cycle(models.Model):
    """A round of pledges of one brigade: a year, or an immediate one for a task at hand."""

    class Kind(models.TextChoices):
        YEAR = "year", _("year")
        IMMEDIATE = "immediate", _("immediate")

    class State(models.TextChoices):
        OPEN = "open", _("pledging and keeping")
        APPRAISING = "appraising", _("secret ballot")
        JUDGING = "judging", _("conclusions and grades")
        CONCLUDED = "concluded", _("concluded")

    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="pledge_cycles")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.YEAR)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    submit_by = models.DateField(_("pledges are handed in by"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    ballots_open_at = models.DateTimeField(_("ballots since"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ("brigade", "-starts_on", "name")
        verbose_name = _("pledge cycle")
        verbose_name_plural = _("pledge cycles")
        constraints = (
            models.UniqueConstraint(
                fields=["brigade", "name"],
                name="cycle_name_is_unique_in_brigade",
                violation_error_message=_("The brigade has a cycle of this name already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on"))
                & models.Q(submit_by__lte=models.F("ends_on"))
                & models.Q(submit_by__gte=models.F("starts_on")),
                name="cycle_dates_are_in_order",
                violation_error_message=_("A cycle starts, pledges are handed in, and it ends, in this order."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="concluded") | models.Q(concluded_at__isnull=False),
                name="concluded_cycle_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PledgeTemplate(models.Model):
    """A text to start a promise from; copies of it are no near-copies."""

    brigade = models.ForeignKey(
        Unit,
        verbose_name=_("brigade"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: for every brigade."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ItemKind)
    criterion = models.CharField(_("criterion"), max_length=16, choices=CriterionName)
    text = models.CharField(_("text"), max_length=120)
    shown_by = models.CharField(_("how it is shown kept"), max_length=80)
    is_offered = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("kind", "criterion", "id")
        verbose_name = _("pledge template")
        verbose_name_plural = _("pledge templates")
        constraints = (models.UniqueConstraint(fields=["brigade", "text"], name="template_text_is_unique_in_brigade"),)

    def __str__(self) -> str:
        return self.text
