from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from organization.calendar import EARLIEST, LATEST

_BOUNDS = _("Write a day of the years 1900 to 2199.")


class DayField(forms.DateField):
    """A day that the browser's own calendar offers, in the form that it asks for in every language."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [MinValueValidator(EARLIEST, _BOUNDS), MaxValueValidator(LATEST, _BOUNDS)]  # noqa: RUF012
