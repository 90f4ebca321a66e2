from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pledges.models import Pledge, PledgeItem, PublicTally
from pledges.models.kinds import ConclusionName, GradeName, MarkName
from pledges.rules.appraisal import Conclusion, Grade, Mark


class BallotForm(forms.Form):
    """One mark for every pledge but the own."""

    def __init__(self, data: Any, pledges: Sequence[Pledge]) -> None:
        super().__init__(data)
        self.pledges = pledges
        for pledge in pledges:
            self.fields[f"p{pledge.pk}"] = forms.ChoiceField(
                label=pledge.owner_name,
                choices=MarkName.choices,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"required": _("Choose a mark for %(name)s.") % {"name": pledge.owner_name}},
            )

    def marks(self) -> dict[int, Mark]:
        return {pledge.pk: Mark(self.cleaned_data[f"p{pledge.pk}"]) for pledge in self.pledges}

    def rows(self) -> list[tuple[Pledge, forms.BoundField]]:
        return [(pledge, self[f"p{pledge.pk}"]) for pledge in self.pledges]


class PublicTallyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PublicTally
        fields = ("collected_on", "place", "satisfied", "fairly", "dissatisfied")
        widgets = {"collected_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012 - Django's


class ConcludeForm(forms.Form):
    """The verdict on one pledge: promise by promise, the organization's mark, the grade."""

    def __init__(self, data: Any, *, items: Sequence[PledgeItem], has_grade: bool) -> None:
        super().__init__(data)
        self.items = items
        for item in items:
            self.fields[f"c{item.position}"] = forms.ChoiceField(
                label=str(item), choices=[("", _("Choose one")), *ConclusionName.choices], initial=item.conclusion
            )
            self.fields[f"r{item.position}"] = forms.CharField(
                label=_("Reason"), required=False, max_length=300, initial=item.conclusion_reason
            )
        self.fields["mark"] = forms.ChoiceField(label=_("The organization's mark"), choices=MarkName.choices)
        self.fields["mark_reason"] = forms.CharField(label=_("Reason"), required=False, max_length=300)
        if has_grade:
            self.fields["grade"] = forms.ChoiceField(label=_("Grade"), choices=GradeName.choices, initial="qualified")

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where one is owed, at its own field."""
        told = self.cleaned_data
        unowed = {None, Conclusion.FULFILLED.value}
        owed = [(f"r{item.position}", told.get(f"c{item.position}") not in unowed) for item in self.items]
        for name, is_owed in (*owed, ("mark_reason", told.get("mark") != Mark.SATISFIED)):
            if is_owed and not str(told.get(name, "")).strip():
                self.add_error(name, _("Say why."))
        return told

    def conclusions(self) -> list[tuple[PledgeItem, Conclusion, str]]:
        told = self.cleaned_data
        return [(item, Conclusion(told[f"c{item.position}"]), told[f"r{item.position}"].strip()) for item in self.items]

    def grade(self) -> Grade | None:
        return Grade(self.cleaned_data["grade"]) if "grade" in self.cleaned_data else None
