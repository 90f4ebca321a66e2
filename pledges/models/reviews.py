from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer
from pledges.models.kinds import DecisionName, LevelName
from pledges.models.pledges import Pledge


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, officer: Officer) -> "ReviewQuerySet":
        return self.filter(models.Q(reviewer=officer) | models.Q(pledge__author=officer))

    def open(self) -> "ReviewQuerySet":
        return self.filter(outcome=Review.Outcome.OPEN)


class Review(models.Model):
    """One reviewer's turn with a pledge: at a level, in a round."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("under review")
        PASSED = "passed", _("passed")
        RETURNED = "returned", _("returned")
        HANDED_OVER = "handed_over", _("handed over")
        TAKEN_BACK = "taken_back", _("taken back")

    pledge = models.ForeignKey(Pledge, verbose_name=_("pledge"), on_delete=models.PROTECT, related_name="reviews")
    level = models.CharField(_("level"), max_length=8, choices=LevelName)
    round = models.PositiveSmallIntegerField(_("round"))
    reviewer = models.ForeignKey(
        Officer, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="pledge_reviews"
    )
    opened_at = models.DateTimeField(_("since"))
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Officer, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "opened_at", "id")
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = (models.Index(fields=["reviewer", "outcome", "due_on"], name="review_by_reviewer"),)
        constraints = (
            models.UniqueConstraint(
                fields=["pledge"],
                condition=models.Q(outcome="open"),
                name="pledge_has_one_open_review",
                violation_error_message=_("The pledge is under review already."),
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="open", closed_at=None)
                | ~models.Q(outcome="open") & models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="review_is_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="handed_over") | ~models.Q(reason=""),
                name="handing_over_a_review_needs_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pledge} {self.get_level_display()} {self.round}"


class ItemReview(models.Model):
    """What a reviewer said of one promise, with the text as it stood."""

    review = models.ForeignKey(Review, verbose_name=_("review"), on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("promise"), max_length=120)
    digest = models.CharField(_("digest"), max_length=64)
    decision = models.CharField(_("decision"), max_length=6, choices=DecisionName)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("review", "position")
        verbose_name = _("review of a promise")
        verbose_name_plural = _("reviews of promises")
        constraints = (
            models.UniqueConstraint(fields=["review", "position"], name="promise_is_reviewed_once_in_a_review"),
            models.CheckConstraint(
                condition=models.Q(decision="pass") | ~models.Q(reason=""),
                name="returned_promise_says_why",
                violation_error_message=_("Say what is to change."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.get_decision_display()}"
