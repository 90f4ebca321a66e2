from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dutyposts.actions.closing import LEAST_REASON
from dutyposts.models import PostScore, Ranking
from organization.forms.own_password import OwnPasswordForm


class PublishForm(OwnPasswordForm):
    document_number = forms.CharField(label=_("Document number"), max_length=40, required=False)
    review_meeting = forms.CharField(label=_("Review meeting"), max_length=80, required=False)


class ReopenForm(OwnPasswordForm):
    reason = forms.CharField(
        label=_("Why the month has to be corrected"),
        min_length=LEAST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least ten characters; it is printed on the corrigendum."),
    )


class FlagDecisionForm(forms.Form):
    """Who of the winners gets a flag when there are more winners than flags."""

    scores = forms.ModelMultipleChoiceField(
        label=_("Posts that get a flag"), queryset=PostScore.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, ranking: Ranking, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scores"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = ranking.scores.filter(wins_flag=True).in_place_order()


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why the flag is withdrawn"), max_length=200)
