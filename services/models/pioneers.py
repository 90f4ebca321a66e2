from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer
from organization.models.units import within
from services.models.windows import WindowDuty
from services.rules.quarters import Quarter
from services.rules.ratings import Told, told_rate


class PioneerCheckQuerySet(models.QuerySet["PioneerCheck"]):
    def visible_to(self, officer: Officer, right: str) -> "PioneerCheckQuerySet":
        """Leave the checks of the units at which the officer holds `right`."""
        return self.filter(within(officer.paths_of(right), "duty__window__unit__path"))


class PioneerCheck(models.Model):
    """How a pioneer post stood in a quarter, in the figures of the moment of the check, and what follows."""

    class Verdict(models.TextChoices):
        KEEP = "keep", _("keeps the post")
        SUSPEND = "suspend", _("suspended")
        REVOKE = "revoke", _("revoked for good")

    duty = models.ForeignKey(
        WindowDuty, verbose_name=_("pioneer post"), on_delete=models.PROTECT, related_name="checks"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("quarter"))
    finished = models.PositiveIntegerField(_("services finished"))
    rated = models.PositiveIntegerField(_("rated"))
    excluded = models.PositiveIntegerField(_("excluded after a review"), default=0)
    good = models.PositiveIntegerField(_("rated well"))
    low = models.PositiveIntegerField(_("low ratings"))
    called_back = models.PositiveIntegerField(_("called back"))
    promised = models.PositiveIntegerField(_("cases with a promised day"))
    kept = models.PositiveIntegerField(_("done by the promised day"))
    called = models.PositiveIntegerField(_("tickets called"))
    wait_minutes = models.PositiveIntegerField(_("mean wait in minutes"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=200)
    checked_by = models.ForeignKey(Officer, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked at"))

    objects = PioneerCheckQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-number", "-id")
        verbose_name = _("check of a pioneer post")
        verbose_name_plural = _("checks of pioneer posts")
        constraints = (
            models.UniqueConstraint(fields=["duty", "year", "number"], name="pioneer_is_checked_once_a_quarter"),
            models.CheckConstraint(condition=models.Q(number__gte=1, number__lte=4), name="quarter_is_one_of_four"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="pioneer_check_says_why"),
            models.CheckConstraint(
                condition=models.Q(rated=models.F("good") + models.F("low") + models.F("excluded"))
                & models.Q(rated__lte=models.F("finished"), called_back__lte=models.F("low"))
                & models.Q(kept__lte=models.F("promised")),
                name="pioneer_figures_fit_each_other",
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty} {self.quarter}"

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.number)

    @property
    def good_rate(self) -> Told | None:
        return told_rate(self.good, self.rated - self.excluded)

    @property
    def tells_low(self) -> bool:
        return self.good_rate is not None and not self.good_rate.bound

    @property
    def kept_percent(self) -> str:
        """Return how many of a hundred were done by the promised day; empty where none was promised."""
        return f"{100 * self.kept / self.promised:.0f}" if self.promised else ""
