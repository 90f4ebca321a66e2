import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import MonthField
from organization.models import Officer, Unit
from organization.models.units import within


class ExcuseQuerySet(models.QuerySet["Excuse"]):
    def visible_to(self, officer: Officer) -> "ExcuseQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def granted(self) -> "ExcuseQuerySet":
        return self.filter(state=Excuse.State.GRANTED)

    def touching(self, first: dt.date, last: dt.date) -> "ExcuseQuerySet":
        return self.filter(first_on__lte=last, last_on__gte=first)


class Excuse(models.Model):
    """Days on which other work left a squadron no time for grassroots services; somebody else grants it."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    unit = models.ForeignKey(Unit, verbose_name=_("squadron"), on_delete=models.PROTECT, related_name="excuses")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Officer, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        Officer, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ExcuseQuerySet.as_manager()

    class Meta:
        ordering = ("-first_on", "-id")
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="excuse_ends_after_it_begins",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="excuse_is_decided_by_somebody_else",
                violation_error_message=_("Somebody other than the one who asks decides."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", decided_by=None)
                | ~models.Q(state="asked") & models.Q(decided_by__isnull=False),
                name="excuse_decision_has_a_decider",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.first_on}"


class SquadronMonth(models.Model):
    """What a squadron owed and did in a month, as recorded when the month was over."""

    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("squadron"), on_delete=models.PROTECT, related_name="+")
    month = MonthField(_("month"))
    required = models.PositiveSmallIntegerField(_("owed"))
    done = models.PositiveSmallIntegerField(_("done"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ("-month", "unit")
        verbose_name = _("squadron's month")
        verbose_name_plural = _("squadrons' months")
        constraints = (
            models.UniqueConstraint(fields=["brigade", "month", "unit"], name="squadron_month_is_recorded_once"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.month}"


class ShortfallWarning(models.Model):
    """That a squadron was told of services neither done nor booked, on the twentieth or the twenty-fifth."""

    unit = models.ForeignKey(Unit, verbose_name=_("squadron"), on_delete=models.PROTECT, related_name="+")
    month = MonthField(_("month"))
    stage = models.PositiveSmallIntegerField(_("warning of the day"))
    required = models.PositiveSmallIntegerField(_("owed"))
    missing = models.PositiveSmallIntegerField(_("neither done nor booked"))
    warned_at = models.DateTimeField(_("warned at"))

    class Meta:
        ordering = ("-month", "unit", "stage")
        verbose_name = _("warning of a shortfall")
        verbose_name_plural = _("warnings of shortfalls")
        constraints = (
            models.UniqueConstraint(fields=["unit", "month", "stage"], name="squadron_is_warned_once_a_stage"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.month}"
