import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from services.models.matters import Matter

NUMBER = RegexValidator(r"^[0-9A-Z]{1,4}$", _("Use up to 4 digits and capital letters."))


class WindowQuerySet(models.QuerySet["Window"]):
    def visible_to(self, officer: Officer) -> "WindowQuerySet":
        """Leave the windows of the officer's brigade and of all units in scope."""
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def existing(self, day: dt.date) -> "WindowQuerySet":
        return self.filter(opened_on__lte=day).filter(models.Q(closed_on=None) | models.Q(closed_on__gte=day))


class Window(models.Model):
    """One window of a hall, with what is handled there."""

    class Kind(models.TextChoices):
        LICENCES = "licences", _("driving licences")
        VEHICLES = "vehicles", _("vehicle registration")
        VIOLATIONS = "violations", _("violations")
        GENERAL = "general", _("advice and all else")

    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="windows")
    number = models.CharField(_("number"), max_length=4, validators=[NUMBER])
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    place = models.CharField(_("where it is"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    matters = models.ManyToManyField(Matter, verbose_name=_("matters"), related_name="windows", blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        ordering = ("brigade", "number")
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        constraints = (
            models.UniqueConstraint(
                fields=["brigade", "number"],
                condition=models.Q(closed_on=None),
                name="open_window_has_its_own_number",
                violation_error_message=_("Another open window has this number."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="window_closes_after_it_opened",
                violation_error_message=_("The window cannot close before it opened."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class WindowHours(models.Model):
    """A span of the day in which a window is open, on working days or on days off; two spans leave a break."""

    class Days(models.TextChoices):
        WORKING = "working", _("working days")
        OFF = "off", _("days off")

    window = models.ForeignKey(Window, verbose_name=_("window"), on_delete=models.CASCADE, related_name="hours")
    days = models.CharField(_("days"), max_length=8, choices=Days, default=Days.WORKING)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        ordering = ("window", "-days", "opens_at")
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = (
            models.UniqueConstraint(fields=["window", "days", "opens_at"], name="span_of_hours_begins_once"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="hours_close_after_they_open",
                violation_error_message=_("A window closes later than it opens."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class WindowDuty(models.Model):
    """Who serves at a window, from a day to a day; as a pioneer, with name and promise shown to the public."""

    class Pioneer(models.TextChoices):
        """What the latest check left of a pioneer post."""

        SHOWN = "shown", _("shown in the hall")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked for good")

    window = models.ForeignKey(Window, verbose_name=_("window"), on_delete=models.PROTECT, related_name="duties")
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="window_duties"
    )
    is_pioneer = models.BooleanField(_("pioneer post of a Party member"), default=False)
    pioneer_state = models.CharField(
        _("state of the pioneer post"), max_length=10, choices=Pioneer, default=Pioneer.SHOWN, editable=False
    )
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        ordering = ("window", "-started_on")
        verbose_name = _("duty at a window")
        verbose_name_plural = _("duties at windows")
        constraints = (
            models.UniqueConstraint(
                fields=["window", "officer"],
                condition=models.Q(ended_on=None),
                name="officer_serves_once_at_a_window",
                violation_error_message=_("This officer serves at the window already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="window_duty_ends_after_it_started",
                violation_error_message=_("A duty cannot end before it started."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer}"

    @property
    def is_shown(self) -> bool:
        """Whether the post is presented as a pioneer's: marked as one, neither suspended nor revoked."""
        return self.is_pioneer and self.pioneer_state == self.Pioneer.SHOWN
