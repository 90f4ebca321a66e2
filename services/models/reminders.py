from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Unit


class Reminder(models.Model):
    """That a limit came near or passed, and was told to whom it concerns; a limit that was moved is told of again."""

    class Kind(models.TextChoices):
        RELEASES = "releases", _("release to a hospital")
        ACCIDENTS = "accidents", _("accident case")
        CASES = "cases", _("case")
        CALLS = "calls", _("call back")
        TEAMS = "teams", _("appointment without a team")
        RESULTS = "results", _("appointment without results")

    class Stage(models.TextChoices):
        NEAR = "near", _("near")
        PAST = "past", _("passed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    thing = models.PositiveBigIntegerField(_("key"))
    stage = models.CharField(_("stage"), max_length=4, choices=Stage)
    due_on = models.DateField(_("due on"))
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        ordering = ("-told_at", "-id")
        verbose_name = _("reminder of a limit")
        verbose_name_plural = _("reminders of limits")
        constraints = (
            models.UniqueConstraint(fields=["kind", "thing", "stage", "due_on"], name="limit_is_told_once_a_stage"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"
