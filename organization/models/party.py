from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.officers import Officer
from organization.models.units import Unit, within


class PartyBranchQuerySet(models.QuerySet["PartyBranch"]):
    def visible_to(self, officer: Officer) -> "PartyBranchQuerySet":
        return self.filter(within(officer.scope, "unit__path"))


class PartyBranch(models.Model):
    """The Party branch of a brigade."""

    unit = models.OneToOneField(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="party_branch")
    name = models.CharField(_("name"), max_length=60)

    objects = PartyBranchQuerySet.as_manager()

    class Meta:
        ordering = ("unit__path",)
        verbose_name = _("Party branch")
        verbose_name_plural = _("Party branches")

    def __str__(self) -> str:
        return self.name


class PartyGroup(models.Model):
    """One Party group of a branch."""

    branch = models.ForeignKey(
        PartyBranch, verbose_name=_("Party branch"), on_delete=models.PROTECT, related_name="groups"
    )
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ("branch", "name")
        verbose_name = _("Party group")
        verbose_name_plural = _("Party groups")
        constraints = (models.UniqueConstraint(fields=["branch", "name"], name="party_group_name_is_unique_in_branch"),)

    def __str__(self) -> str:
        return self.name


class CommitteeSeat(models.Model):
    """One person's seat on the branch committee for a period."""

    class Position(models.TextChoices):
        SECRETARY = "secretary", _("secretary")
        DEPUTY = "deputy", _("deputy secretary")
        ORGANIZATION = "organization", _("organization")
        PUBLICITY = "publicity", _("publicity")
        DISCIPLINE = "discipline", _("discipline")
        MEMBER = "member", _("member")

    branch = models.ForeignKey(
        PartyBranch, verbose_name=_("Party branch"), on_delete=models.PROTECT, related_name="seats"
    )
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="committee_seats"
    )
    position = models.CharField(_("position"), max_length=12, choices=Position)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("branch", "-started_on")
        verbose_name = _("committee seat")
        verbose_name_plural = _("committee seats")
        constraints = (
            models.UniqueConstraint(
                fields=["branch", "officer"], condition=models.Q(ended_on=None), name="one_open_committee_seat_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="committee_seat_ends_after_it_started",
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer.police_number} {self.get_position_display()}"


class LeadingGroup(models.Model):
    """The group that leads the campaign in a brigade; its office is the seats with an office role."""

    unit = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="leading_groups")
    name = models.CharField(_("name"), max_length=80)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("unit", "-started_on")
        verbose_name = _("leading group")
        verbose_name_plural = _("leading groups")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="leading_group_ends_after_it_started",
            ),
        )

    def __str__(self) -> str:
        return self.name


class LeadingGroupSeat(models.Model):
    """Who has which part in the leading group or its office, and is responsible for what."""

    class Part(models.TextChoices):
        LEADER = "leader", _("head")
        DEPUTY = "deputy", _("deputy head")
        MEMBER = "member", _("member")
        OFFICE_HEAD = "office_head", _("head of office")
        OFFICE_MEMBER = "office_member", _("office staff")

    group = models.ForeignKey(
        LeadingGroup, verbose_name=_("leading group"), on_delete=models.PROTECT, related_name="seats"
    )
    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="leading_seats"
    )
    part = models.CharField(_("part"), max_length=14, choices=Part)
    responsibility = models.CharField(_("responsible for"), max_length=200, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("group", "-started_on")
        verbose_name = _("seat in a leading group")
        verbose_name_plural = _("seats in leading groups")
        constraints = (
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(ended_on=None, part="leader"),
                name="leading_group_has_one_head",
                violation_error_message=_("The leading group has a head already; end that seat first."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="leading_seat_ends_after_it_started",
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer.police_number} {self.get_part_display()}"
