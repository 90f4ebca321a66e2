import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.calendar import Month
from organization.models import Officer
from organization.models.units import within
from services.models.cases import LEAD, Case
from services.models.windows import Window

CALL_BACK = "services.call_back"
REVIEW = "services.review_ratings"


def random_key() -> int:
    """Return a key that tells nothing of the order in which cases were finished, which would tell whose it is."""
    return 1 + secrets.randbelow(2**53 - 1)


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, officer: Officer, right: str) -> "RatingQuerySet":
        """Leave the ratings of the units at which the officer holds `right`."""
        return self.filter(within(officer.paths_of(right), "window__unit__path"))

    def given(self) -> "RatingQuerySet":
        return self.filter(level__isnull=False)

    def waiting(self) -> "RatingQuerySet":
        """Leave the low ones that nobody called back about."""
        return self.filter(due_on__isnull=False, called_on=None)

    def low(self) -> "RatingQuerySet":
        return self.filter(level__lte=LOW)

    def open_to(self, officer: Officer) -> "RatingQuerySet":
        """Leave what was called back and may be reviewed: all for who decides, what was passed on for who leads."""
        decides = within(officer.paths_of(REVIEW), "window__unit__path")
        leads = within(officer.paths_of(LEAD), "window__unit__path") & models.Q(is_passed_on=True)
        return self.filter(decides | leads, called_on__isnull=False)


class Rating(models.Model):
    """One invitation to rate a finished case, and what came of it; the window never learns whose it is."""

    class Level(models.IntegerChoices):
        VERY_SATISFIED = 5, _("very satisfied")
        SATISFIED = 4, _("satisfied")
        FAIR = 3, _("fairly satisfied")
        DISSATISFIED = 2, _("dissatisfied")
        VERY_DISSATISFIED = 1, _("very dissatisfied")

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", _("explained")
        MENDED = "mended", _("put right")
        NOT_REACHED = "not_reached", _("not reached in three tries")

    class Review(models.TextChoices):
        ASKED = "asked", _("waits for a decision")
        EXCLUDED = "excluded", _("excluded")
        KEPT = "kept", _("kept in the rate")

    id = models.BigIntegerField(_("key"), primary_key=True, default=random_key, editable=False)
    token = models.CharField(_("token"), max_length=32, unique=True)
    case = models.OneToOneField(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="rating")
    window = models.ForeignKey(Window, verbose_name=_("window"), on_delete=models.PROTECT, related_name="ratings")
    invited_on = models.DateField(_("invited on"))
    expires_on = models.DateField(_("last day"))
    level = models.PositiveSmallIntegerField(_("level of satisfaction"), null=True, blank=True, choices=Level)
    words = models.CharField(_("words"), max_length=300, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    due_on = models.DateField(_("call back by"), null=True, blank=True)
    called_on = models.DateField(_("called back on"), null=True, blank=True)
    called_by = models.ForeignKey(
        Officer, verbose_name=_("called back by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    answer = models.CharField(_("what was said and done"), max_length=300, blank=True)
    is_passed_on = models.BooleanField(_("passed on to who leads the window"), default=False)
    review = models.CharField(_("review of the rating"), max_length=8, choices=Review, blank=True)
    review_asked_on = models.DateField(_("review asked for on"), null=True, blank=True)
    review_asked_by = models.ForeignKey(
        Officer,
        verbose_name=_("review asked for by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    review_reason = models.CharField(_("why a review"), max_length=300, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Officer, verbose_name=_("reviewed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review_answer = models.CharField(_("why so decided"), max_length=300, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_on", "-id")
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        indexes = (models.Index(fields=["window", "invited_on"], name="rating_by_window_and_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level=None, given_on=None, words="", due_on=None)
                | models.Q(level__gte=1, level__lte=5, given_on__isnull=False),
                name="rating_is_given_as_a_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(level=None)
                | models.Q(level__lte=2, due_on__isnull=False)
                | models.Q(level__gt=2, due_on=None),
                name="low_rating_is_called_back",
            ),
            models.CheckConstraint(
                condition=models.Q(called_on=None, called_by=None, outcome="", answer="")
                | models.Q(due_on__isnull=False, called_on__isnull=False, called_by__isnull=False)
                & ~models.Q(outcome="")
                & ~models.Q(answer=""),
                name="call_back_tells_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=models.Q(is_passed_on=False) | models.Q(called_on__isnull=False),
                name="rating_is_passed_on_by_who_called",
            ),
            models.CheckConstraint(
                condition=models.Q(review="", review_asked_on=None, review_asked_by=None, review_reason="")
                | models.Q(review__in=("asked", "excluded", "kept"), called_on__isnull=False)
                & models.Q(review_asked_on__isnull=False, review_asked_by__isnull=False)
                & ~models.Q(review_reason=""),
                name="review_follows_the_call_and_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(review__in=("", "asked"), reviewed_on=None, reviewed_by=None, review_answer="")
                | models.Q(review__in=("excluded", "kept"), reviewed_on__isnull=False, reviewed_by__isnull=False)
                & ~models.Q(review_answer="")
                & ~models.Q(reviewed_by=models.F("review_asked_by")),
                name="another_than_the_asker_decides_a_review",
            ),
        )

    def __str__(self) -> str:
        return f"{self.window} {Month.of(self.invited_on)}"

    @property
    def is_given(self) -> bool:
        return self.level is not None


LOW = Rating.Level.DISSATISFIED
EXCLUDED = models.Q(review=Rating.Review.EXCLUDED)
STANDING_LOW = models.Q(level__lte=LOW) & ~EXCLUDED
