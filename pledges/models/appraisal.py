"""How pledges are judged. A ballot is kept without its voter, in an order that tells nothing (SECURITY.md, Ballots)."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import HundredthsField
from organization.models import Officer
from pledges.models.cycles import Cycle
from pledges.models.kinds import GradeName, MarkName
from pledges.models.pledges import Pledge


class Voter(models.Model):
    """Who may cast a ballot in a cycle, and whether it is in; deliberately without when."""

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="voters")
    officer = models.ForeignKey(Officer, verbose_name=_("voter"), on_delete=models.PROTECT, related_name="+")
    has_voted = models.BooleanField(_("has voted"), default=False)

    class Meta:
        ordering = ("cycle", "officer__sort_key", "officer")
        verbose_name = _("voter")
        verbose_name_plural = _("voters")
        constraints = (models.UniqueConstraint(fields=["cycle", "officer"], name="officer_votes_once_in_a_cycle"),)

    def __str__(self) -> str:
        return str(self.officer)


class BallotMark(models.Model):
    """One mark of one secret ballot for one pledge; nothing joins the marks of a ballot to each other or to a voter.

    Every ballot that comes in, all marks of the cycle are written anew in a shuffled order under fresh random keys.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pledge = models.ForeignKey(Pledge, verbose_name=_("pledge"), on_delete=models.PROTECT, related_name="ballot_marks")
    mark = models.CharField(_("mark"), max_length=12, choices=MarkName)

    class Meta:
        ordering = ("id",)
        verbose_name = _("mark of a ballot")
        verbose_name_plural = _("marks of ballots")

    def __str__(self) -> str:
        return self.get_mark_display()


class PublicTally(models.Model):
    """What the public said of a pledge, counted from ballots collected at the hall or on visits."""

    pledge = models.ForeignKey(
        Pledge, verbose_name=_("pledge"), on_delete=models.PROTECT, related_name="public_tallies"
    )
    collected_on = models.DateField(_("collected on"))
    place = models.CharField(_("where"), max_length=80)
    satisfied = models.PositiveIntegerField(_("satisfied"), default=0)
    fairly = models.PositiveIntegerField(_("fairly satisfied"), default=0)
    dissatisfied = models.PositiveIntegerField(_("dissatisfied"), default=0)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ("pledge", "collected_on", "id")
        verbose_name = _("count of public ballots")
        verbose_name_plural = _("counts of public ballots")
        constraints = (
            models.UniqueConstraint(
                fields=["pledge", "collected_on", "place"],
                name="public_ballots_are_counted_once",
                violation_error_message=_("The ballots of this day and place are counted already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.collected_on} {self.place}"


class Appraisal(models.Model):
    """The verdict on one pledge: the parts, the whole, the grade."""

    pledge = models.OneToOneField(Pledge, verbose_name=_("pledge"), on_delete=models.PROTECT, related_name="appraisal")
    organization_mark = models.CharField(_("the organization's mark"), max_length=12, choices=MarkName, blank=True)
    organization_reason = models.CharField(_("reason"), max_length=300, blank=True)
    peers = HundredthsField(_("peers"), null=True, blank=True)
    public = HundredthsField(_("public"), null=True, blank=True)
    organization = HundredthsField(_("organization"), null=True, blank=True)
    overall = HundredthsField(_("overall"), null=True, blank=True)
    fulfilment = HundredthsField(_("fulfilment rate"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=12, choices=GradeName, blank=True)
    decided_by = models.ForeignKey(
        Officer, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ("pledge",)
        verbose_name = _("appraisal")
        verbose_name_plural = _("appraisals")

    def __str__(self) -> str:
        return str(self.pledge)
