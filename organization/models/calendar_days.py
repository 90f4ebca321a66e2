import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def as_overrides(self) -> dict[dt.date, bool]:
        return dict(self.values_list("day", "is_working"))


class CalendarDay(models.Model):
    """A day on which the brigade's calendar differs from the national one: an extra holiday or a make-up day."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ("-day",)
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return str(self.day)
