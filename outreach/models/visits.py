import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from outreach.models.kinds import CategoryName, TopicName
from outreach.rules.categories import KEY_KEPT, WORDS_KEPT, place_key, words_of


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, officer: Officer) -> "VisitQuerySet":
        """Return the visits of the officer's own brigade and of every unit within reach."""
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def done(self) -> "VisitQuerySet":
        return self.filter(state=Visit.State.DONE)

    def standing(self) -> "VisitQuerySet":
        """Leave out what was cancelled or voided."""
        return self.filter(state__in=(Visit.State.BOOKED, Visit.State.DONE))

    def between(self, first: dt.date, last: dt.date) -> "VisitQuerySet":
        return self.filter(happened_on__gte=first, happened_on__lte=last)

    def with_unit(self, unit: Unit) -> "VisitQuerySet":
        """Keep those in which somebody of `unit` took part; a joint visit belongs to each of its units."""
        taking_part = VisitUnit.objects.filter(unit=unit, visit=models.OuterRef("pk"))
        return self.filter(models.Exists(taking_part))


class Visit(models.Model):
    """One entry of the visit log: booked, done, or struck out with a reason."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        VOIDED = "voided", _("voided")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(_("client id"), unique=True, null=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="visits")
    category = models.CharField(_("category"), max_length=24, choices=CategoryName)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DONE)
    happened_on = models.DateField(_("day"))
    target = models.CharField(_("whom or where"), max_length=80, blank=True)
    target_key = models.CharField(max_length=KEY_KEPT, blank=True, editable=False)
    words = models.CharField(max_length=WORDS_KEPT, blank=True, editable=False)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    is_grassroots = models.BooleanField(_("grassroots service"), default=False)
    content = models.CharField(_("what was done"), max_length=200, blank=True)
    contact_cards = models.PositiveSmallIntegerField(_("contact cards"), default=0)
    notice_cards = models.PositiveSmallIntegerField(_("notice cards"), default=0)
    followup_cards = models.PositiveSmallIntegerField(_("follow-up cards"), default=0)
    contact_name = models.CharField(_("whom to reach"), max_length=40, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    entered_by = models.ForeignKey(
        Officer, verbose_name=_("entered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))
    reason = models.CharField(_("why struck out"), max_length=200, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-id")
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = (
            # Unit and words let a search for words read nothing but the index.
            models.Index(fields=["brigade", "-happened_on", "-id", "unit", "words"], name="visit_by_brigade_and_day"),
            models.Index(fields=["brigade", "category", "-happened_on", "-id"], name="visit_by_category_and_day"),
            models.Index(
                fields=["brigade", "category", "target_key", "state", "happened_on"], name="visit_by_place_and_day"
            ),
            # The figures of a period read nothing but this.
            models.Index(
                fields=["brigade", "category", "state", "happened_on", "quantity"], name="visit_by_figure_and_day"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("booked", "done")) | ~models.Q(reason=""),
                name="visit_struck_out_says_why",
                violation_error_message=_("Say why the visit is struck out."),
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="visit_counts_at_least_one"),
        )

    def __str__(self) -> str:
        return self.number

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fold(self) -> None:
        """Fill in under what place and words the visit is found; whoever stores rows without `save` calls it."""
        self.target_key, self.words = place_key(self.target), words_of(self.target, self.content)


class VisitUnit(models.Model):
    """A unit that took part; the visit counts once for each of them and once for the brigade.

    Brigade and day are those of the visit, so that a unit's log is read from an index.
    """

    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    happened_on = models.DateField(_("day"), editable=False)

    class Meta:
        ordering = ("visit", "id")
        verbose_name = _("unit that took part")
        verbose_name_plural = _("units that took part")
        indexes = (models.Index(fields=["brigade", "unit", "-happened_on", "-visit"], name="visit_by_unit_and_day"),)
        constraints = (models.UniqueConstraint(fields=["visit", "unit"], name="unit_takes_part_once_in_a_visit"),)

    def __str__(self) -> str:
        return str(self.unit)


class Visitor(models.Model):
    """Somebody who went, with name and unit as of that day."""

    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="visitors")
    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="visits")
    name = models.CharField(_("name at the time"), max_length=40)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("visit", "id")
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        constraints = (models.UniqueConstraint(fields=["visit", "officer"], name="officer_goes_once_on_a_visit"),)

    def __str__(self) -> str:
        return self.name


class VisitTopic(models.Model):
    """Something that was spoken of on a visit."""

    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="topics")
    topic = models.CharField(_("topic"), max_length=20, choices=TopicName)

    class Meta:
        ordering = ("visit", "id")
        verbose_name = _("topic of a visit")
        verbose_name_plural = _("topics of visits")
        constraints = (models.UniqueConstraint(fields=["visit", "topic"], name="topic_stands_once_on_a_visit"),)

    def __str__(self) -> str:
        return self.get_topic_display()
