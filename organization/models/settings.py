from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import MonthField
from organization.models.officers import Officer
from organization.models.units import Unit, within
from organization.rules.settings import Setting


class BrigadeSettingQuerySet(models.QuerySet["BrigadeSetting"]):
    def visible_to(self, officer: Officer) -> "BrigadeSettingQuerySet":
        return self.filter(within(officer.scope, "brigade__path"))


class BrigadeSetting(models.Model):
    """What a brigade has set, from a month on; earlier rows are its history."""

    class Name(models.TextChoices):
        MIN_INSPECTIONS = Setting.MIN_INSPECTIONS.value, _("inspections a month needed for a place")
        MIN_DAYS = Setting.MIN_DAYS.value, _("days in service needed for a place")
        FLAG_PLACES = Setting.FLAG_PLACES.value, _("places that win a red flag")
        FLAG_MIN_SCORE = Setting.FLAG_MIN_SCORE.value, _("least month score for a red flag")
        SERIOUS_POINTS = Setting.SERIOUS_POINTS.value, _("points that make a finding serious")
        EVENTS_CAP = Setting.EVENTS_CAP.value, _("most points off for events of a month")
        BONUS_CAP = Setting.BONUS_CAP.value, _("most bonus points of a month")
        NOTICE_DAYS = Setting.NOTICE_DAYS.value, _("working days of notice")
        OBJECTION_DAYS = Setting.OBJECTION_DAYS.value, _("working days to answer an objection")
        PHOTO_POINTS = Setting.PHOTO_POINTS.value, _("points from which a finding needs a photo")
        CORRECTION_MINUTES = Setting.CORRECTION_MINUTES.value, _("minutes to correct an inspection")
        REVIEW_DAYS = Setting.REVIEW_DAYS.value, _("working days to review a pledge")
        PEER_WEIGHT = Setting.PEER_WEIGHT.value, _("percent that peers count in an appraisal")
        PUBLIC_WEIGHT = Setting.PUBLIC_WEIGHT.value, _("percent that the public counts in an appraisal")
        WALL_IS_PUBLIC = Setting.WALL_IS_PUBLIC.value, _("the pledge wall is open to the public (1 or 0)")
        HALL_IS_PUBLIC = (
            Setting.HALL_IS_PUBLIC.value,
            _("the citizens' hall is open to the public (1 or 0)"),
        )
        EVIDENCE_FILES = Setting.EVIDENCE_FILES.value, _("files of evidence with one note of progress")
        EVIDENCE_MEGABYTES = Setting.EVIDENCE_MEGABYTES.value, _("megabytes of one file of evidence")
        GRASSROOTS_LEAST = Setting.GRASSROOTS_LEAST.value, _("grassroots services of a squadron in a month")
        OPINION_DAYS = Setting.OPINION_DAYS.value, _("working days to answer an opinion raised on a visit")
        RULE_VERSION = Setting.RULE_VERSION.value, _("version of the rules that the windows work by (2010 or 2022)")

    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="settings")
    name = models.CharField(_("setting"), max_length=24, choices=Name)
    value = models.CharField(_("value"), max_length=12)
    from_month = MonthField(_("from month"))
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(Officer, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"))

    objects = BrigadeSettingQuerySet.as_manager()

    class Meta:
        ordering = ("brigade", "name", "-from_month")
        verbose_name = _("brigade setting")
        verbose_name_plural = _("brigade settings")
        constraints = (
            models.UniqueConstraint(
                fields=["brigade", "name", "from_month"],
                name="setting_has_one_value_from_a_month",
                violation_error_message=_("This setting has a value from that month already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.value}"
