from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dutyposts.models import Objection


class ObjectionForm(forms.Form):
    claim = forms.CharField(
        label=_("What is wrong with the finding"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what happened and what proves it."),
    )


class AnswerForm(forms.Form):
    """Reject, or uphold with the number of times that remain."""

    REJECT = "reject"

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    answer = forms.CharField(label=_("Answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, objection: Objection, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lowered = [
            (str(count), _("uphold, %(count)s times remain") % {"count": count})
            for count in range(objection.finding.count)
        ]
        field = self.fields["decision"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(self.REJECT, _("reject, the finding stands")), *lowered]
