from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organization.models import Officer
from pledges.actions.reviewing import Verdict
from pledges.models import PledgeItem
from pledges.rules.reviews import Decision

DECISIONS = (
    (Decision.PASS.value, _("Pass")),
    (Decision.AMEND.value, _("Amend")),
    (Decision.REDO.value, _("Redo")),
)


class ReviewForm(forms.Form):
    """A decision on every open promise; whatever goes back says why."""

    def __init__(self, items: Sequence[PledgeItem], data: Any = None) -> None:
        super().__init__(data)
        self.items = items
        for item in items:
            number = {"number": item.position}
            self.fields[f"decision-{item.position}"] = forms.ChoiceField(
                label=_("Decision"),
                choices=DECISIONS,
                widget=forms.RadioSelect(
                    attrs={"class": "form-check-input", "data-verdict": f"reason-{item.position}"}
                ),
                error_messages={"required": _("Promise %(number)s: choose what happens to it.") % number},
            )
            self.fields[f"reason-{item.position}"] = forms.CharField(
                label=_("What is to change"),
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Needed unless it passes. Say how far it should go. Example: once a month."),
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for item in self.items:
            decision = told.get(f"decision-{item.position}", Decision.PASS.value)
            if decision != Decision.PASS and not told.get(f"reason-{item.position}", "").strip():
                self.add_error(
                    f"reason-{item.position}",
                    gettext("Promise %(number)s: write what is to change.") % {"number": item.position},
                )
        return told

    def verdicts(self) -> Mapping[int, Verdict]:
        told = self.cleaned_data
        return {
            item.position: Verdict(Decision(told[f"decision-{item.position}"]), told[f"reason-{item.position}"])
            for item in self.items
        }


class HandOverForm(forms.Form):
    to = forms.ChoiceField(label=_("Who reviews instead"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, officers: Sequence[Officer], data: Any = None) -> None:
        super().__init__(data)
        self.officers = {str(officer.pk): officer for officer in officers}
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, f"{officer.name} {officer.title}".strip()) for key, officer in self.officers.items()]

    def chosen(self) -> Officer:
        return self.officers[self.cleaned_data["to"]]
