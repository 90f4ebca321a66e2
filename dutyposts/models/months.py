from django.db import models
from django.utils.translation import gettext_lazy as _

from dutyposts.models.posts import DutyPost
from dutyposts.models.standards import Standard, StandardCategory
from dutyposts.rules.months import Decider, Reason
from organization.calendar import Month
from organization.fields import HundredthsField, MonthField
from organization.models import Officer, Unit
from organization.models.units import within


class RankingQuerySet(models.QuerySet["Ranking"]):
    def visible_to(self, officer: Officer) -> "RankingQuerySet":
        """Keep what is noticed or published for the brigade, drafts too for its supervisors."""
        own = models.Q(brigade=officer.unit.brigade_id) & ~models.Q(state=Ranking.State.COMPUTED)
        return self.filter(own | within(officer.paths_of("dutyposts.view_standings"), "brigade__path"))

    def latest_versions(self) -> "RankingQuerySet":
        return self.filter(is_latest=True)

    def closed(self) -> "RankingQuerySet":
        """Keep months that take no new entries."""
        return self.filter(is_latest=True, state__in=[Ranking.State.NOTICED, Ranking.State.PUBLISHED])


class Ranking(models.Model):
    """The result of one brigade's month in one version; a missing row means that the month is open."""

    class State(models.TextChoices):
        COMPUTED = "computed", _("computed")
        NOTICED = "noticed", _("on notice")
        PUBLISHED = "published", _("published")

    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="rankings")
    month = MonthField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_latest = models.BooleanField(_("latest version"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COMPUTED)
    standard = models.ForeignKey(Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(_("settings"))
    digest = models.CharField(_("fingerprint of the result"), max_length=64)
    computed_at = models.DateTimeField(_("computed at"))
    noticed_at = models.DateTimeField(_("notice began at"), null=True, blank=True)
    noticed_by = models.ForeignKey(
        Officer, verbose_name=_("noticed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notice_ends_on = models.DateField(_("last day of notice"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        Officer, verbose_name=_("published by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document_number = models.CharField(_("document number"), max_length=40, blank=True)
    review_meeting = models.CharField(_("review meeting"), max_length=80, blank=True)

    objects = RankingQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "brigade", "-version")
        verbose_name = _("monthly ranking")
        verbose_name_plural = _("monthly rankings")
        constraints = (
            models.UniqueConstraint(fields=["brigade", "month", "version"], name="ranking_version_is_unique"),
            models.UniqueConstraint(
                fields=["brigade", "month"], condition=models.Q(is_latest=True), name="ranking_has_one_latest_version"
            ),
            models.CheckConstraint(
                condition=models.Q(state="computed", noticed_at=None)
                | (~models.Q(state="computed") & models.Q(noticed_at__isnull=False, notice_ends_on__isnull=False)),
                name="ranking_is_noticed_before_it_is_published",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="published") & models.Q(published_at__isnull=False))
                | (~models.Q(state="published") & models.Q(published_at=None)),
                name="only_a_published_ranking_was_published",
            ),
        )

    def __str__(self) -> str:
        return f"{self.brigade} {self.month} v{self.version}"


# One row at most: a score can be chosen only by the decision of its own ranking.
AWARDED = models.Q(wins_flag=True) & (models.Q(ranking__flag_decision=None) | models.Q(flagdecision__isnull=False))


class PostScoreQuerySet(models.QuerySet["PostScore"]):
    def visible_to(self, officer: Officer) -> "PostScoreQuerySet":
        """Keep a post's own score at once, the others' with the notice."""
        shown = models.Q(ranking__brigade=officer.unit.brigade_id) & ~models.Q(ranking__state=Ranking.State.COMPUTED)
        standings = within(officer.paths_of("dutyposts.view_standings"), "ranking__brigade__path")
        return self.filter(shown | within(officer.scope, "unit__path") | standings)

    def awarded(self) -> "PostScoreQuerySet":
        """Keep those that get a flag: the rules' winners, of more winners than flags those decided upon."""
        return self.filter(AWARDED)

    def with_flags(self) -> "PostScoreQuerySet":
        """Add `has_flag`: whether the row is among the `awarded`."""
        return self.annotate(has_flag=models.ExpressionWrapper(AWARDED, models.BooleanField()))

    def in_place_order(self) -> "PostScoreQuerySet":
        return self.order_by(models.F("rank").asc(nulls_last=True), "post_code")


class PostScore(models.Model):
    """One post's line in a ranking, with everything that its explanation needs."""

    class UnrankedReason(models.TextChoices):
        VETO = Reason.VETO.value, _("one-vote veto")
        TOO_FEW_INSPECTIONS = Reason.TOO_FEW_INSPECTIONS.value, _("too few inspections")
        TOO_FEW_DAYS = Reason.TOO_FEW_DAYS.value, _("too few days in service")

    class DecidedBy(models.TextChoices):
        SCORE = Decider.SCORE.value, _("month score")
        SERIOUS = Decider.SERIOUS.value, _("serious findings")
        ENFORCEMENT = StandardCategory.Code.ENFORCEMENT.value, _("Duty and enforcement")
        PRESENCE = StandardCategory.Code.PRESENCE.value, _("Presence and performance")
        APPEARANCE = StandardCategory.Code.APPEARANCE.value, _("Appearance and bearing")
        STYLE = StandardCategory.Code.STYLE.value, _("Work style")
        WORST = Decider.WORST.value, _("worst inspection")
        SHARED = Decider.SHARED.value, _("equal in everything")

    ranking = models.ForeignKey(Ranking, verbose_name=_("ranking"), on_delete=models.CASCADE, related_name="scores")
    post = models.ForeignKey(DutyPost, verbose_name=_("duty post"), on_delete=models.PROTECT, related_name="scores")
    post_code = models.CharField(_("code"), max_length=20)
    post_name = models.CharField(_("name"), max_length=60)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_name = models.CharField(_("unit name"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("place"), null=True)
    unranked_reason = models.CharField(_("why unranked"), max_length=20, choices=UnrankedReason, blank=True)
    decided_by = models.CharField(_("deciding factor"), max_length=12, choices=DecidedBy, blank=True)
    wins_flag = models.BooleanField(_("wins a flag"), default=False)
    score = HundredthsField(_("month score"), null=True)
    mean = HundredthsField(_("mean of inspections"), null=True)
    worst = HundredthsField(_("worst inspection"), null=True)
    events = HundredthsField(_("events"))
    bonus = HundredthsField(_("bonus"))
    inspections = models.PositiveSmallIntegerField(_("number of inspections"))
    score_sum = HundredthsField(_("sum of inspection scores"))
    serious = models.PositiveSmallIntegerField(_("serious findings"))
    days = models.PositiveSmallIntegerField(_("days in service"))
    difficulty = HundredthsField(_("difficulty"))
    enforcement_sum = HundredthsField(_("sum of duty and enforcement"))
    presence_sum = HundredthsField(_("sum of presence and performance"))
    appearance_sum = HundredthsField(_("sum of appearance and bearing"))
    style_sum = HundredthsField(_("sum of work style"))

    objects = PostScoreQuerySet.as_manager()

    class Meta:
        ordering = ("ranking", "rank", "post_code")
        verbose_name = _("post score")
        verbose_name_plural = _("post scores")
        constraints = (
            models.UniqueConstraint(fields=["ranking", "post"], name="post_is_scored_once_in_a_ranking"),
            models.CheckConstraint(
                condition=models.Q(rank=None, wins_flag=False) & ~models.Q(unranked_reason="")
                | models.Q(rank__gte=1, unranked_reason="", score__isnull=False),
                name="post_is_ranked_or_says_why_not",
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_name} {self.score}"


class MonthRunQuerySet(models.QuerySet["MonthRun"]):
    def visible_to(self, officer: Officer) -> "MonthRunQuerySet":
        return self.filter(within(officer.paths_of("dutyposts.view_standings"), "brigade__path"))


class MonthRun(models.Model):
    """How the computing of one brigade's month in one version went: what the month-end job did and when."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="month_runs")
    month = MonthField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    started_at = models.DateTimeField(_("started at"))
    heartbeat_at = models.DateTimeField(_("last sign of life"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    digest = models.CharField(_("fingerprint of the result"), max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    objects = MonthRunQuerySet.as_manager()

    class Meta:
        ordering = ("-month", "brigade", "-version")
        verbose_name = _("month-end run")
        verbose_name_plural = _("month-end runs")
        constraints = (
            models.UniqueConstraint(fields=["brigade", "month", "version"], name="month_runs_once_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.brigade} {self.month} {self.get_state_display()}"


class FrozenMonth(models.Model):
    """Everything a published version was made from and what came out, under one digest, and its bulletin as issued."""

    ranking = models.OneToOneField(
        Ranking, verbose_name=_("ranking"), on_delete=models.PROTECT, primary_key=True, related_name="frozen"
    )
    content = models.JSONField(_("content"))
    paper = models.JSONField(_("bulletin as issued"))
    digest = models.CharField(_("fingerprint"), max_length=64)
    audit_number = models.BigIntegerField(_("head of the audit chain"))
    audit_digest = models.CharField(_("fingerprint of the head"), max_length=64)

    class Meta:
        verbose_name = _("frozen month")
        verbose_name_plural = _("frozen months")

    def __str__(self) -> str:
        return str(self.ranking)


class Reopening(models.Model):
    """One supervisor's wish to reopen a published month; another's confirmation starts the next version."""

    ranking = models.ForeignKey(Ranking, verbose_name=_("ranking"), on_delete=models.PROTECT, related_name="reopenings")
    asked_by = models.ForeignKey(Officer, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    reason = models.TextField(_("reason"), max_length=500)
    confirmed_by = models.ForeignKey(
        Officer, verbose_name=_("confirmed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints = (
            models.UniqueConstraint(fields=["ranking"], name="ranking_is_reopened_once"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="reopening_takes_two_people",
                violation_error_message=_("Another supervisor confirms the reopening."),
            ),
        )

    def __str__(self) -> str:
        return str(self.ranking)


def is_closed(brigade: Unit, month: Month) -> bool:
    """Tell whether the month takes no new entries: it is on notice or published."""
    return Ranking.objects.closed().filter(brigade=brigade, month=month).exists()
