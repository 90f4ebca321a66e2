from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organization.fields import HundredthsField, to_hundredths
from organization.models import Officer, PartyBranch, PartyGroup, Unit
from organization.models.units import within
from pledges.measures import MEASURES
from pledges.models.cycles import Cycle
from pledges.models.kinds import ConclusionName, CriterionName, ItemKind, LevelName, OwnerKind
from pledges.rules.criteria import Owner
from pledges.rules.digests import Promise, pledge_digest, promise_digest


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def visible_to(self, officer: Officer) -> "PledgeQuerySet":
        """Return the own ones, those to be reviewed or reviewed by the officer, and the posted ones within reach.

        Nobody else reads a draft: being its reviewer is what lets one. What was taken off the wall stays readable to
        whoever may take it off.
        """
        reach = within([*officer.scope, (officer.unit.brigade or officer.unit).path], "unit__path")
        leads = within(officer.paths_of("pledges.take_down"), "unit__path")
        reviewed = models.Q(pk__in=officer.pledge_reviews.values("pledge"))
        posted = models.Q(posted_at__isnull=False) & reach & (~models.Q(state=Pledge.State.WITHDRAWN) | leads)
        return self.filter(models.Q(author=officer) | reviewed | posted)

    def of_owner(self, pledge: "Pledge") -> "PledgeQuerySet":
        """Return all versions of what the owner of `pledge` promised in its cycle."""
        whose = {
            OwnerKind.MEMBER: models.Q(author=pledge.author_id),
            OwnerKind.GROUP: models.Q(group=pledge.group_id),
            OwnerKind.BRANCH: models.Q(branch=pledge.branch_id),
        }[OwnerKind(pledge.owner_kind)]
        return self.filter(whose, cycle=pledge.cycle_id, owner_kind=pledge.owner_kind)

    def posted(self) -> "PledgeQuerySet":
        return self.filter(state__in=[Pledge.State.POSTED, Pledge.State.CONCLUDED])

    def with_items(self) -> "PledgeQuerySet":
        return self.prefetch_related(models.Prefetch("items", PledgeItem.objects.order_by("position")))


class Pledge(models.Model):
    """One version of what a member, a Party group or the branch promises in a cycle."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("under review")
        POSTED = "posted", _("posted")
        CONCLUDED = "concluded", _("concluded")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="pledges")
    owner_kind = models.CharField(_("whose"), max_length=8, choices=OwnerKind)
    author = models.ForeignKey(
        Officer, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="pledges_written"
    )
    group = models.ForeignKey(
        PartyGroup, verbose_name=_("Party group"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    branch = models.ForeignKey(PartyBranch, verbose_name=_("Party branch"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="pledges")
    owner_name = models.CharField(_("name"), max_length=60)
    owner_title = models.CharField(_("title"), max_length=80, blank=True)
    sort_key = models.CharField(_("pinyin"), max_length=120, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_latest = models.BooleanField(_("latest version"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    level = models.CharField(_("now with"), max_length=8, choices=LevelName, blank=True)
    round = models.PositiveSmallIntegerField(_("times handed in"), default=0)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("begun at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ("cycle", "sort_key", "id")
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        indexes = (
            models.Index(fields=["cycle", "state", "sort_key", "id"], name="pledge_by_cycle_and_state"),
            models.Index(fields=["unit", "state"], name="pledge_by_unit_and_state"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["cycle", "author", "version"],
                condition=models.Q(owner_kind="member"),
                name="member_pledges_once_a_cycle",
            ),
            models.UniqueConstraint(
                fields=["cycle", "group", "version"],
                condition=models.Q(owner_kind="group"),
                name="group_pledges_once_a_cycle",
            ),
            models.UniqueConstraint(
                fields=["cycle", "branch", "version"],
                condition=models.Q(owner_kind="branch"),
                name="branch_pledges_once_a_cycle",
            ),
            models.CheckConstraint(
                condition=~models.Q(owner_kind="group") | models.Q(group__isnull=False),
                name="pledge_of_a_group_names_it",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["posted", "concluded", "superseded"])
                | models.Q(posted_at__isnull=False, signed_at__isnull=False) & ~models.Q(digest=""),
                name="posted_pledge_is_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(state="review") & ~models.Q(level="")
                | ~models.Q(state="review") & models.Q(level=""),
                name="pledge_under_review_is_with_a_level",
            ),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn", withdrawn_at__isnull=False)
                | ~models.Q(state="withdrawn") & models.Q(withdrawn_at=None),
                name="only_a_withdrawn_pledge_was_withdrawn",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(posted_at=None) | ~models.Q(withdrawal_reason=""),
                name="pledge_taken_off_the_wall_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.owner_name

    def digest_now(self) -> str:
        """Return the digest of the promises as they stand; a signature holds while it is `digest`."""
        promises = [item.promise for item in sorted(self.items.all(), key=lambda item: item.position)]
        return pledge_digest(Owner(self.owner_kind), self.owner_name, self.cycle.name, self.version, promises)

    @property
    def is_as_signed(self) -> bool:
        return bool(self.digest) and self.digest_now() == self.digest


class PledgeItem(models.Model):
    """One promise of a pledge."""

    pledge = models.ForeignKey(Pledge, verbose_name=_("pledge"), on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=ItemKind)
    criterion = models.CharField(_("criterion"), max_length=16, choices=CriterionName)
    text = models.CharField(_("promise"), max_length=120)
    shown_by = models.CharField(_("how it is shown kept"), max_length=80, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    measure = models.CharField(_("figure of the portal"), max_length=40, blank=True)
    target = HundredthsField(_("target"), null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=12, choices=ConclusionName, blank=True)
    conclusion_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("pledge", "position")
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = (
            models.UniqueConstraint(fields=["pledge", "position"], name="promise_has_its_own_number"),
            models.CheckConstraint(condition=models.Q(position__range=(1, 5)), name="pledge_has_at_most_five_promises"),
            models.CheckConstraint(
                condition=~models.Q(conclusion="excused") | ~models.Q(conclusion_reason=""),
                name="excused_promise_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"

    @property
    def goal(self) -> str:
        """What the figure of a bound promise is to come to, in words; empty without a figure."""
        measure = MEASURES.get(self.measure)
        return measure.promised(self.target) if measure is not None and self.target is not None else ""

    @property
    def wording(self) -> str:
        """The promise with the figure that it is bound to, which is signed with it."""
        return gettext("%(text)s (%(goal)s)") % {"text": self.text, "goal": self.goal} if self.goal else self.text

    @property
    def promise(self) -> Promise:
        return Promise(
            kind=self.kind,
            criterion=self.criterion,
            text=self.text,
            shown_by=self.shown_by,
            due_on=self.due_on,
            measure=self.measure,
            target_h=None if self.target is None else to_hundredths(self.target),
        )

    @property
    def digest(self) -> str:
        return promise_digest(self.promise)
