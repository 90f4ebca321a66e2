from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import HundredthsField
from organization.models import Officer, RoleHolding, Unit
from organization.models.units import within
from organization.rules.permissions import Role

LEAD, STAND_IN = "outreach.lead_pairs", "outreach.stand_in_for_leader"


def led_by(officer: Officer) -> models.QuerySet[Unit]:
    """Return the units whose pairs the officer leads: as their leader, or for the brigade where nobody leads them."""
    own = officer.unit.brigade_id or officer.unit_id
    leaders = RoleHolding.objects.current().filter(
        models.Q(unit=models.OuterRef("pk")) | models.Q(unit=own), role=Role.UNIT_LEADER, officer__is_active=True
    )
    of_brigade = (models.Q(brigade=own) | models.Q(pk=own)) & ~models.Q(kind=Unit.Kind.DETACHMENT)
    standing_in = within(officer.paths_of(STAND_IN)) & of_brigade & ~models.Exists(leaders)
    return Unit.objects.filter(within(officer.paths_of(LEAD)) | standing_in)


def helping() -> models.QuerySet["Helper"]:
    """Return who helps the outer query's household today: nobody who left its brigade or the force."""
    own = models.OuterRef("brigade")
    of_brigade = models.Q(officer__unit__brigade=own) | models.Q(officer__unit=own)
    return Helper.objects.filter(of_brigade, household=models.OuterRef("pk"), ended_on=None, officer__is_active=True)


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, officer: Officer) -> "HouseholdQuerySet":
        """Return the pairs of the officer's brigade; who the households are is for `opened_to` alone."""
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def opened_to(self, officer: Officer) -> "HouseholdQuerySet":
        """Keep those whose name, address and needs the officer may read: as helper today, or as leader of the unit.

        A helper who moved to another brigade helps no more, whether or not another one is named by now.
        """
        own = officer.unit.brigade_id or officer.unit_id
        helping = Helper.objects.filter(
            household=models.OuterRef("pk"), household__brigade=own, officer=officer, ended_on=None
        )
        return self.filter(models.Exists(helping) | models.Q(unit__in=led_by(officer)))

    def open(self) -> "HouseholdQuerySet":
        return self.filter(ended_on=None)

    def unhelped(self) -> "HouseholdQuerySet":
        """Keep the open pairs whose helper left and has no successor yet."""
        return self.open().filter(~models.Exists(helping()))


class Household(models.Model):
    """A household that a unit helps. What says who it is stays with the pair and its leaders, and is emptied later."""

    class Kind(models.TextChoices):
        POOR = "poor", _("household in need")
        ELDERLY = "elderly", _("elderly person alone")
        HARDSHIP = "hardship", _("family in special hardship")
        CHILD = "child", _("child left behind or of migrant workers")

    number = models.CharField(_("number"), max_length=30, unique=True)
    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit that helps"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    begun_on = models.DateField(_("helped since"))
    ended_on = models.DateField(_("helped until"), null=True, blank=True)
    consented_on = models.DateField(_("agreed to be recorded on"))
    is_minor = models.BooleanField(_("under 14"), default=False)
    may_be_named = models.BooleanField(_("agreed to be named in public"), default=False)
    name = models.CharField(_("name"), max_length=40, blank=True)
    guardian = models.CharField(_("guardian who agreed"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    needs = models.CharField(_("needs"), max_length=300, blank=True)
    conclusion = models.CharField(_("what the help came to"), max_length=300, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = (models.Index(fields=["brigade", "-id"], name="household_by_brigade"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("begun_on")),
                name="help_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=False) | ~models.Q(name=""),
                name="helped_household_has_a_name",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="child") | ~models.Q(guardian="") | models.Q(ended_on__isnull=False),
                name="guardian_agrees_for_a_child",
            ),
            models.CheckConstraint(
                condition=models.Q(is_minor=False)
                | models.Q(may_be_named=False) & (~models.Q(guardian="") | models.Q(ended_on__isnull=False)),
                name="minor_has_a_guardian_and_is_never_named",
            ),
        )

    def __str__(self) -> str:
        return self.number


PROTECTED = ("name", "guardian", "address", "phone", "needs", "conclusion")
"""What says who a household is; for the pair and its leaders only."""
COVERED = (*PROTECTED, "is_minor")


class Helper(models.Model):
    """Who helps a household from one day to another."""

    household = models.ForeignKey(
        Household, verbose_name=_("household"), on_delete=models.PROTECT, related_name="helpers"
    )
    officer = models.ForeignKey(Officer, verbose_name=_("helper"), on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("household", "started_on", "id")
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        constraints = (
            models.UniqueConstraint(
                fields=["household"], condition=models.Q(ended_on=None), name="household_has_one_helper_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="helper_ends_after_starting",
            ),
        )

    def __str__(self) -> str:
        return str(self.officer_id)


class HouseholdVisit(models.Model):
    """A visit to a household with what was brought; one that was entered by mistake is struck out with a reason."""

    household = models.ForeignKey(
        Household, verbose_name=_("household"), on_delete=models.PROTECT, related_name="visits"
    )
    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    happened_on = models.DateField(_("day"))
    done = models.CharField(_("what was done"), max_length=200)
    result = models.CharField(_("result of the visit"), max_length=200, blank=True)
    is_signed = models.BooleanField(_("the household signed for the goods"), default=False)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    reason = models.CharField(_("why struck out"), max_length=200, blank=True)

    class Meta:
        ordering = ("-happened_on", "-id")
        verbose_name = _("visit to a household")
        verbose_name_plural = _("visits to households")
        indexes = (models.Index(fields=["household", "-happened_on", "-id"], name="household_visit_by_day"),)

    def __str__(self) -> str:
        return f"{self.household} {self.happened_on}"


class HouseholdGoods(models.Model):
    """One line of what was brought; `value` is that of the whole line."""

    visit = models.ForeignKey(
        HouseholdVisit, verbose_name=_("visit to a household"), on_delete=models.CASCADE, related_name="goods"
    )
    item = models.CharField(_("what was given"), max_length=40)
    quantity = models.PositiveIntegerField(_("quantity"))
    measure = models.CharField(_("unit of quantity"), max_length=10)
    value = HundredthsField(_("value in yuan"))

    class Meta:
        ordering = ("visit", "id")
        verbose_name = _("goods for a household")
        verbose_name_plural = _("goods for households")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, value__gt=0), name="household_goods_are_more_than_nothing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}{self.measure}"
