import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def in_force(self, day: dt.date) -> "RuleVersionQuerySet":
        has_begun = models.Q(in_force_from=None) | models.Q(in_force_from__lte=day)
        return self.filter(has_begun & (models.Q(in_force_until=None) | models.Q(in_force_until__gte=day)))


class RuleVersion(models.Model):
    """One state of the ministry's orders, named by its year; a brigade works by the one that its settings name."""

    name = models.CharField(_("version"), max_length=8, unique=True)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")

    def __str__(self) -> str:
        return self.name


class Matter(models.Model):
    """What a citizen can come for: a licence, a registration, a plate."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("matter"), max_length=60)
    has_exams = models.BooleanField(_("goes through examinations"), default=False)

    class Meta:
        ordering = ("code",)
        verbose_name = _("matter")
        verbose_name_plural = _("matters")

    def __str__(self) -> str:
        return self.name


class MatterRule(models.Model):
    """How a matter is handled under one version of the rules: the law's limit, the promised one, what blocks it."""

    class DayKind(models.TextChoices):
        WORKING = "working", _("working days")
        CALENDAR = "calendar", _("calendar days")

    matter = models.ForeignKey(Matter, verbose_name=_("matter"), on_delete=models.PROTECT, related_name="rules")
    version = models.ForeignKey(
        RuleVersion, verbose_name=_("version of the rules"), on_delete=models.PROTECT, related_name="rules"
    )
    statutory_days = models.PositiveSmallIntegerField(_("days by law"))
    day_kind = models.CharField(_("kind of days"), max_length=8, choices=DayKind, default=DayKind.WORKING)
    promised_days = models.PositiveSmallIntegerField(_("days promised"), help_text=_("0: on the same day"))
    is_blocked_by_violation = models.BooleanField(_("waits for open violations"), default=False)
    basis = models.CharField(_("legal basis"), max_length=100, blank=True)

    class Meta:
        ordering = ("version", "matter")
        verbose_name = _("rule of a matter")
        verbose_name_plural = _("rules of matters")
        constraints = (
            models.UniqueConstraint(fields=["version", "matter"], name="matter_has_one_rule_in_a_version"),
            models.CheckConstraint(condition=models.Q(statutory_days__gte=1), name="law_leaves_a_day_at_least"),
            models.CheckConstraint(
                condition=models.Q(promised_days__lte=models.F("statutory_days")),
                name="promise_is_no_longer_than_the_law",
                violation_error_message=_("What is promised cannot be longer than what the law allows."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter} ({self.version})"


class Material(models.Model):
    """One paper or thing that a matter asks for; with a condition, only of those to whom it applies."""

    rule = models.ForeignKey(
        MatterRule, verbose_name=_("rule of a matter"), on_delete=models.CASCADE, related_name="materials"
    )
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("material"), max_length=80)
    is_original = models.BooleanField(_("original"))
    copies = models.PositiveSmallIntegerField(_("copies"), default=0)
    condition = models.CharField(_("only if"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ("rule", "position")
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = (models.UniqueConstraint(fields=["rule", "code"], name="material_stands_once_in_a_rule"),)

    def __str__(self) -> str:
        return self.name
