from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """What the slip says, and what only the applicant knows."""

    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=12,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    digits = forms.RegexField(
        r"^[0-9]{4}$",
        label=_("Last four digits of your telephone"),
        error_messages={"invalid": _("Write four digits.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.replace(" ", "").upper()

    def refuse(self) -> None:
        self.add_error(None, _("Code and digits do not belong together. Look at your slip again."))
