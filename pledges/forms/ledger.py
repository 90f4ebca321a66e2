from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pledges.models import Cycle, Pledge
from pledges.queries.ledger import Late, Wanted, units_of


class LedgerForm(forms.Form):
    """What the list of a cycle is narrowed to."""

    cycle = forms.ChoiceField(label=_("Cycle"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Pledge.State.choices])
    late = forms.ChoiceField(label=_("Overdue"), required=False, choices=[("", _("all")), *Late.choices])
    q = forms.CharField(label=_("Name"), required=False, max_length=40)

    def __init__(self, data: Any, *, cycles: list[Cycle], cycle: Cycle) -> None:
        super().__init__(data)
        for name, choices in (
            ("cycle", [(str(one.pk), one.name) for one in cycles]),
            ("unit", [("", _("all")), *units_of(cycle).values_list("code", "name")]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def wanted(self) -> Wanted:
        """Return what was understood; a value that nobody offered narrows nothing."""
        self.is_valid()
        told = self.cleaned_data
        return Wanted(told.get("unit", ""), told.get("state", ""), told.get("q", ""), told.get("late", ""))
