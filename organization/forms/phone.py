"""Telephone numbers as people type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PHONE = r"^\+?[0-9][0-9 -]{4,18}$"


class PhoneField(forms.RegexField):
    """A number of digits; spaces and hyphens are dropped."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        messages = {"invalid": _("Write a telephone number, digits only.")}
        told: dict[str, Any] = {"label": _("Telephone"), "widget": widget, "error_messages": messages}
        super().__init__(PHONE, **told | kwargs)

    def clean(self, value: Any) -> str:
        cleaned: str = super().clean(value)
        return cleaned.replace(" ", "").replace("-", "")
