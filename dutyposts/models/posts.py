import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.calendar import Month
from organization.fields import HundredthsField, MonthField
from organization.models import Officer, Unit
from organization.models.units import CODE, within


class DutyPostQuerySet(models.QuerySet["DutyPost"]):
    def visible_to(self, officer: Officer) -> "DutyPostQuerySet":
        return self.filter(within(officer.scope, "unit__path"))

    def in_service(self, month: Month) -> "DutyPostQuerySet":
        """Keep posts with at least one day of service in `month`."""
        open_still = models.Q(closed_on=None) | models.Q(closed_on__gte=month.first)
        return self.filter(open_still, opened_on__lte=month.last)

    def in_service_on(self, day: dt.date) -> "DutyPostQuerySet":
        return self.filter(models.Q(closed_on=None) | models.Q(closed_on__gte=day), opened_on__lte=day)


class DutyPost(models.Model):
    """One post on the road or at a window that a unit mans."""

    class Kind(models.TextChoices):
        ROAD = "road", _("road")
        WINDOW = "window", _("window")

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=60)
    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="duty_posts")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="unit_posts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    location = models.CharField(_("location"), max_length=120, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = DutyPostQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        verbose_name = _("duty post")
        verbose_name_plural = _("duty posts")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="post_closes_after_it_opened",
                violation_error_message=_("The post cannot close before it opened."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PostDifficulty(models.Model):
    """How hard a post is to keep without faults, from a month on, with the reason."""

    post = models.ForeignKey(
        DutyPost, verbose_name=_("duty post"), on_delete=models.PROTECT, related_name="difficulties"
    )
    from_month = MonthField(_("from month"))
    value = HundredthsField(_("difficulty"))
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(
        Officer, verbose_name=_("set by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("post", "-from_month")
        verbose_name = _("difficulty")
        verbose_name_plural = _("difficulties")
        constraints = (
            models.UniqueConstraint(fields=["post", "from_month"], name="difficulty_is_set_once_a_month"),
            models.CheckConstraint(
                condition=models.Q(value__gte="1.00", value__lte="1.30"),
                name="difficulty_is_1_to_1_30",
                violation_error_message=_("The difficulty lies between 1.00 and 1.30."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.post} {self.value}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def on(self, day: dt.date) -> "AssignmentQuerySet":
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gte=day), started_on__lte=day)

    def visible_to(self, officer: Officer) -> "AssignmentQuerySet":
        return self.filter(within(officer.scope, "post__unit__path"))


class Assignment(models.Model):
    """A person's service at a post, both ends included."""

    post = models.ForeignKey(
        DutyPost, verbose_name=_("duty post"), on_delete=models.PROTECT, related_name="assignments"
    )
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="assignments"
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    is_leader = models.BooleanField(_("leads the post"), default=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("post", "-is_leader", "started_on")
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(fields=["post", "officer", "started_on"], name="assignment_starts_once"),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="assignment_ends_after_it_started",
                violation_error_message=_("The assignment cannot end before it started."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer.police_number} {self.post}"
