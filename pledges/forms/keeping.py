"""What a member did for a promise, and how it is mended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from pledges.actions.keeping import ProgressInput
from pledges.models import Evidence, Pledge, PledgeItem, Progress


class NoteForm(forms.Form):
    text = forms.CharField(label=_("What was done"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, help_text=_("Number of the record, or who can confirm it.")
    )
    happened_on = DayField(label=_("Day"))
    is_kept = forms.BooleanField(label=_("With this the promise is kept"), required=False)

    def told(self) -> ProgressInput:
        return ProgressInput(**{name: self.cleaned_data[name] for name in NoteForm.base_fields})


class ProgressForm(NoteForm):
    """A new note on one of the promises; its files come beside it."""

    item = forms.ModelChoiceField(PledgeItem.objects.none(), label=_("Which promise"), empty_label=None)
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("item",)

    def __init__(self, pledge: Pledge, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = PledgeItem.objects.filter(pledge=pledge)
            field.choices = [(item.pk, str(item)) for item in pledge.items.all()]


class CorrectionForm(NoteForm):
    """A note as it stands, to be changed with a reason; files that are ticked are removed."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    drop = forms.ModelMultipleChoiceField(
        Evidence.objects.none(), label=_("Remove files"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = (*NoteForm.base_fields, "drop", "reason")

    def __init__(self, progress: Progress, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(progress, name) for name in NoteForm.base_fields})
        files, field = progress.evidence_files.all(), self.fields["drop"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = files
        if not files:
            del self.fields["drop"]

    def dropped(self) -> list[int]:
        return [row.pk for row in self.cleaned_data.get("drop", [])]
