from django import forms


class DayField(forms.DateField):
    """A day that the browser's own calendar offers, in the form that it asks for in every language."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
