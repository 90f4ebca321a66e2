from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.refusing import RefusingForm
from services.actions import ratings as checks
from services.models import Rating

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.RatedAlreadyError: (None, _("This service is rated already. Thank you.")),
    checks.RatingExpiredError: (None, _("The thirty days for a rating are over.")),
    checks.NotACallerError: (None, _("Supervisors call back.")),
    checks.NothingToCallError: (None, _("Somebody called back already. Read how it stands now.")),
    checks.TooFewToPassOnError: (
        "is_passed_on",
        _("Fewer than five people rated this window in that month: passed on, it would tell who it was."),
    ),
    checks.NotAskerError: (None, _("Who leads the window asks for a review.")),
    checks.NothingToReviewError: (None, _("A review was asked for already. Read how it stands now.")),
    checks.NotReviewerError: (None, _("Somebody decides who neither asked for the review nor served the applicant.")),
    checks.ReviewDecidedError: (None, _("The review is decided already. Read how it stands now.")),
}
REFUSED = tuple(REFUSALS)


class RatingForm(RefusingForm):
    """Five levels and, if one likes, words; no name is asked for."""

    refusals = REFUSALS
    level = forms.TypedChoiceField(
        label=_("How satisfied are you with this service?"),
        choices=Rating.Level.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What would you like to tell us?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave out names and telephone numbers."),
    )


class CallBackForm(RefusingForm):
    refusals = REFUSALS
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Rating.Outcome.choices)
    answer = forms.CharField(
        label=_("What was said and done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_passed_on = forms.BooleanField(
        label=_("Who leads the window may read level and words"),
        required=False,
        help_text=_("Only if the words do not tell who it was; a review can then be asked for."),
    )


class AskReviewForm(RefusingForm):
    step = "ask"
    refusals = REFUSALS
    reason = forms.CharField(
        label=_("Why is the rating mistaken or unfair?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave out names and telephone numbers."),
    )


class DecideReviewForm(RefusingForm):
    step = "decide"
    refusals = REFUSALS
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=(
            (Rating.Review.EXCLUDED, _("Exclude: it leaves the good rate")),
            (Rating.Review.KEPT, _("Keep: it counts as it is")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why so decided"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
