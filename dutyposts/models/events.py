from django.db import models
from django.utils.translation import gettext_lazy as _

from dutyposts.models.posts import DutyPost
from dutyposts.models.standards import Item
from organization.calendar import Month
from organization.fields import HundredthsField, MonthField
from organization.models import Officer, Unit
from organization.models.units import within


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, officer: Officer) -> "EventQuerySet":
        return self.filter(within(officer.scope, "unit__path"))

    def counted(self) -> "EventQuerySet":
        """Keep what enters a month score: events and vetoes at once, a bonus when somebody else approved it."""
        is_unapproved_bonus = models.Q(kind=Item.Kind.BONUS, approved_by=None)
        return self.filter(voided_at=None).exclude(is_unapproved_bonus)

    def of_month(self, month: Month) -> "EventQuerySet":
        return self.filter(month=month)


class Event(models.Model):
    """Something outside an inspection that counts for a post's month: an event, a bonus or a veto."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    post = models.ForeignKey(DutyPost, verbose_name=_("duty post"), on_delete=models.PROTECT, related_name="events")
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+")
    month = MonthField(_("month"))
    happened_on = models.DateField(_("happened on"))
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind"), max_length=10, choices=Item.Kind)
    text = models.CharField(_("text"), max_length=200)
    points = HundredthsField(_("points"))
    count = models.PositiveSmallIntegerField(_("times"), default=1)
    note = models.TextField(_("note"), blank=True, max_length=500)
    proposed_by = models.ForeignKey(Officer, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        Officer, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))
    is_late = models.BooleanField(_("entered after the month"), default=False)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    void_reason = models.CharField(_("why voided"), max_length=200, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-id")
        verbose_name = _("event, bonus or veto")
        verbose_name_plural = _("events, bonuses and vetoes")
        indexes = (models.Index(fields=["month", "post"], name="event_by_month_and_post"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("proposed_by")),
                name="event_approver_is_not_its_proposer",
                violation_error_message=_("A bonus is approved by somebody other than its proposer."),
            ),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="event_counts_at_least_once"),
            models.CheckConstraint(condition=~models.Q(kind="deduction"), name="event_is_no_deduction"),
        )

    def __str__(self) -> str:
        return self.number


class EventPerson(models.Model):
    """Somebody named in an event, with kind and unit as of that day."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="people")
    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="events")
    name = models.CharField(_("name at the time"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Officer.Kind)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("event", "id")
        verbose_name = _("person named")
        verbose_name_plural = _("people named")
        constraints = (models.UniqueConstraint(fields=["event", "officer"], name="person_is_named_once_in_an_event"),)

    def __str__(self) -> str:
        return self.name
