from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import HundredthsField
from organization.models import Officer, Unit
from organization.models.units import within
from outreach.models.campaigns import Campaign
from outreach.models.visits import Visit
from outreach.rules.categories import Category


class PublicityEventQuerySet(models.QuerySet["PublicityEvent"]):
    def visible_to(self, officer: Officer) -> "PublicityEventQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "brigade__path"))

    def held(self) -> "PublicityEventQuerySet":
        return self.filter(state=PublicityEvent.State.HELD)

    def standing(self) -> "PublicityEventQuerySet":
        """Leave out what was cancelled."""
        return self.exclude(state=PublicityEvent.State.CANCELLED)

    def with_unit(self, code: str) -> "PublicityEventQuerySet":
        """Keep those in which somebody of the unit took part; a joint event belongs to each of its units."""
        taking_part = EventUnit.objects.filter(unit__code=code, event=models.OuterRef("pk"))
        return self.filter(models.Exists(taking_part))


class PublicityEvent(models.Model):
    """One publicity or charity event, of a campaign or alone: planned, held, or cancelled with a reason.

    Of those who received something only numbers are kept.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("in an enterprise")
        SCHOOL = "school", _("in a school")
        COMMUNITY = "community", _("in a community")
        VILLAGE = "village", _("in a village")
        SQUARE = "square", _("on a square or in a commercial centre")
        TRANSPORT_FIRM = "transport_firm", _("in a transport firm")
        CHARITY = "charity", _("charity")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    client_id = models.UUIDField(_("client id"), unique=True, null=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(
        Campaign,
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        db_index=False,
    )
    visit = models.OneToOneField(
        Visit,
        verbose_name=_("entered as the visit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="event",
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.HELD)
    happened_on = models.DateField(_("day"))
    place = models.CharField(_("where"), max_length=80)
    partners = models.CharField(_("partner bodies"), max_length=200, blank=True)
    content = models.CharField(_("what was done"), max_length=500, blank=True)
    audience = models.PositiveIntegerField(_("people reached"), default=0)
    leaflets = models.PositiveIntegerField(_("leaflets given"), default=0)
    boards = models.PositiveIntegerField(_("boards shown"), default=0)
    films = models.PositiveIntegerField(_("films shown"), default=0)
    vehicles = models.PositiveIntegerField(_("publicity vehicle outings"), default=0)
    advised = models.PositiveIntegerField(_("persons advised"), default=0)
    volunteers = models.PositiveIntegerField(_("volunteers"), default=0)
    children = models.PositiveIntegerField(_("children who received"), default=0)
    elderly = models.PositiveIntegerField(_("elderly who received"), default=0)
    households = models.PositiveIntegerField(_("households that received"), default=0)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    reason = models.CharField(_("why cancelled"), max_length=200, blank=True)

    objects = PublicityEventQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-id")
        verbose_name = _("publicity event")
        verbose_name_plural = _("publicity events")
        indexes = (
            models.Index(fields=["brigade", "-happened_on", "-id"], name="publicity_by_brigade_and_day"),
            models.Index(fields=["campaign", "-happened_on", "-id"], name="publicity_by_campaign_and_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("planned", "held")) | ~models.Q(reason=""),
                name="cancelled_event_says_why",
                violation_error_message=_("Say why the event is cancelled."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.happened_on} {self.place}"

    @property
    def category(self) -> Category | None:
        """The kind of visit that an event of this kind may be entered as, None where there is none."""
        return AS_VISIT.get(self.Kind(self.kind))

    @property
    def is_entered(self) -> bool:
        """Tell whether it stands in the visit log too."""
        return self.visit is not None and self.visit.state in (Visit.State.BOOKED, Visit.State.DONE)


PUBLICITY = ("audience", "leaflets", "boards", "films", "vehicles", "advised")
RECIPIENTS = ("children", "elderly", "households")
NUMBERS = (*PUBLICITY, "volunteers", *RECIPIENTS)
"""What an event counts, in the order of forms, sums and exports."""

AS_VISIT = {
    PublicityEvent.Kind.ENTERPRISE: Category.ENTERPRISE_VISIT,
    PublicityEvent.Kind.SCHOOL: Category.SCHOOL_VISIT,
    PublicityEvent.Kind.COMMUNITY: Category.COMMUNITY_VISIT,
    PublicityEvent.Kind.VILLAGE: Category.VILLAGE_VISIT,
    PublicityEvent.Kind.TRANSPORT_FIRM: Category.TRANSPORT_FIRM_VISIT,
}


class EventUnit(models.Model):
    """A unit that took part; the event counts once for each of them and once for the brigade."""

    event = models.ForeignKey(
        PublicityEvent, verbose_name=_("publicity event"), on_delete=models.CASCADE, related_name="units"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("event", "id")
        verbose_name = _("unit that took part")
        verbose_name_plural = _("units that took part")
        constraints = (models.UniqueConstraint(fields=["event", "unit"], name="unit_takes_part_once_in_an_event"),)

    def __str__(self) -> str:
        return str(self.unit)


class EventOfficer(models.Model):
    """Somebody who took part, with name and unit as of that day."""

    event = models.ForeignKey(
        PublicityEvent, verbose_name=_("publicity event"), on_delete=models.CASCADE, related_name="officers"
    )
    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name at the time"), max_length=40)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("event", "id")
        verbose_name = _("officer who took part")
        verbose_name_plural = _("officers who took part")
        constraints = (models.UniqueConstraint(fields=["event", "officer"], name="officer_goes_once_to_an_event"),)

    def __str__(self) -> str:
        return self.name


class Goods(models.Model):
    """One line of what was given away; `value` is that of the whole line."""

    event = models.ForeignKey(
        PublicityEvent, verbose_name=_("publicity event"), on_delete=models.CASCADE, related_name="goods"
    )
    item = models.CharField(_("what was given"), max_length=40)
    quantity = models.PositiveIntegerField(_("quantity"))
    measure = models.CharField(_("unit of quantity"), max_length=10)
    value = HundredthsField(_("value in yuan"))

    class Meta:
        ordering = ("event", "id")
        verbose_name = _("goods")
        verbose_name_plural = _("goods")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, value__gt=0), name="goods_are_more_than_nothing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}{self.measure}"
