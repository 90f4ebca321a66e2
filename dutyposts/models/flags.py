from django.db import models
from django.utils.translation import gettext_lazy as _

from dutyposts.models.months import PostScore, Ranking
from dutyposts.models.posts import DutyPost
from organization.fields import MonthField
from organization.models import Officer, Unit
from organization.models.units import within


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, officer: Officer) -> "FlagQuerySet":
        return self.filter(models.Q(brigade=officer.unit.brigade_id) | within(officer.scope, "brigade__path"))


class Flag(models.Model):
    """One numbered rotating red flag of a brigade."""

    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="flags")
    number = models.PositiveSmallIntegerField(_("number"))
    is_retired = models.BooleanField(_("out of use"), default=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ("brigade", "number")
        verbose_name = _("red flag")
        verbose_name_plural = _("red flags")
        constraints = (
            models.UniqueConstraint(fields=["brigade", "number"], name="flag_number_is_unique_in_a_brigade"),
        )

    def __str__(self) -> str:
        return f"{self.brigade} {self.number}"


class FlagHolding(models.Model):
    """Where a flag was from one moment to the next: at a post, or in store when `post` is empty."""

    flag = models.ForeignKey(Flag, verbose_name=_("red flag"), on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(
        DutyPost,
        verbose_name=_("duty post"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="flag_holdings",
    )
    ranking = models.ForeignKey(
        Ranking, verbose_name=_("won in"), null=True, blank=True, on_delete=models.PROTECT, related_name="flag_holdings"
    )
    month = MonthField(_("month"), null=True, blank=True)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)
    handed_over_by = models.ForeignKey(
        Officer, verbose_name=_("handed over by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_by = models.ForeignKey(
        Officer, verbose_name=_("received by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("flag", "-started_at", "-id")
        verbose_name = _("holding of a flag")
        verbose_name_plural = _("holdings of flags")
        constraints = (
            models.UniqueConstraint(fields=["flag"], condition=models.Q(ended_at=None), name="flag_is_at_one_place"),
            models.UniqueConstraint(
                fields=["post"],
                condition=models.Q(ended_at=None, post__isnull=False),
                name="post_holds_one_flag",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="holding_ends_after_it_started",
            ),
        )

    def __str__(self) -> str:
        return f"{self.flag} {self.post or ''}"


class FlagDecision(models.Model):
    """The recorded decision of who gets the flags when a month has more winners than flags."""

    ranking = models.OneToOneField(
        Ranking, verbose_name=_("ranking"), on_delete=models.PROTECT, primary_key=True, related_name="flag_decision"
    )
    scores = models.ManyToManyField(PostScore, verbose_name=_("posts that get a flag"))
    reason = models.TextField(_("reason"), max_length=500)
    decided_by = models.ForeignKey(Officer, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("decision on flags")
        verbose_name_plural = _("decisions on flags")

    def __str__(self) -> str:
        return str(self.ranking)
