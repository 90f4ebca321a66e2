from django import forms
from django.utils.translation import gettext_lazy as _

from pledges.rules.wall import PAPERS


class WallForm(forms.Form):
    """What a visitor asks of the wall; what makes no sense is as if it had not been asked."""

    unit = forms.CharField(required=False, max_length=20)
    q = forms.CharField(
        label=_("Find by name"), required=False, max_length=40, widget=forms.TextInput({"type": "search"})
    )
    paper = forms.ChoiceField(required=False, choices=[("", ""), *((name, name.upper()) for name in PAPERS)])
    screen = forms.IntegerField(required=False, min_value=1)

    def asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
