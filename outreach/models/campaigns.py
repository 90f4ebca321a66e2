import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, officer: Officer) -> "CampaignQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "brigade__path"))

    def open(self) -> "CampaignQuerySet":
        return self.filter(closed_at=None)


class Campaign(models.Model):
    """Publicity or charity under one title for some time; days and closing tell its stage."""

    class Kind(models.TextChoices):
        CIVILISED_TRAFFIC = "civilised_traffic", _("civilised traffic action plan")
        CHARITY = "charity", _("public charity")
        OTHER = "other", _("other campaign")

    class Stage(models.TextChoices):
        RUNNING = "1", _("running")
        DRAFTED = "2", _("drafted")
        CLOSED = "3", _("closed")

    client_id = models.UUIDField(_("client id"), unique=True, null=True, editable=False)
    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="campaigns")
    unit = models.ForeignKey(Unit, verbose_name=_("responsible unit"), on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        Officer, verbose_name=_("responsible officer"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("name of the campaign"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    plan = models.TextField(_("aim and plan"), max_length=1000)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    begun_by = models.ForeignKey(Officer, verbose_name=_("begun by"), on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"))
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    closed_by = models.ForeignKey(
        Officer, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-first_on", "-id")
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="campaign_ends_after_it_begins",
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closed_by=None)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False) & ~models.Q(summary=""),
                name="closed_campaign_has_its_summary",
                violation_error_message=_("Close the campaign with a summary."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def stage_on(self, day: dt.date) -> Stage:
        """Return the stage; a campaign whose days are over runs until somebody closes it."""
        if self.closed_at:
            return self.Stage.CLOSED
        return self.Stage.RUNNING if self.first_on <= day else self.Stage.DRAFTED
