from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.models import Officer


class OfficersField(forms.CharField):
    """Officers by police number, with a blank or a comma between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=400, help_text=_("Police numbers with a blank between them."), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else " ".join(one.police_number for one in value)

    def clean(self, value: Any) -> list[Officer]:
        numbers = super().clean(value).replace("，", " ").replace(",", " ").split()
        found = list(Officer.objects.filter(police_number__in=numbers).select_related("unit"))
        missing = sorted(set(numbers) - {officer.police_number for officer in found})
        if missing:
            text = _("There is nobody with the police number %(numbers)s.")
            raise forms.ValidationError(text, params={"numbers": ", ".join(missing)})
        return found
