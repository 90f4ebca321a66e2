import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Unit
from organization.queries import units_of
from outreach.actions import opinions as checks
from outreach.models import Opinion
from outreach.queries.opinions import OVERDUE

REFUSALS: dict[type[ValueError], Any] = {
    checks.NotOwnerError: _("Officers of the unit that owns it answer, and those who lead the unit."),
    checks.WrongStepError: _("Somebody else took this step already. Read how it stands now."),
    checks.OtherBrigadeUnitError: _("The unit belongs to another brigade."),
    checks.DayError: _("The return visit lies between the opinion and today."),
}


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OpinionForm(forms.Form):
    """What somebody said on a visit."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Opinion.Kind.choices)
    text = forms.CharField(
        label=_("What was said"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Without names and telephone numbers."),
    )
    owner = UnitField(Unit.objects.none(), label=_("Unit that answers"), empty_label=None)

    def __init__(self, data: Any, *, brigade: Unit, owner: Unit) -> None:
        super().__init__(data, initial={"owner": owner.pk})
        _offer(self, brigade)


class HandOverForm(forms.Form):
    owner = UnitField(Unit.objects.none(), label=_("Unit that answers"), empty_label=None)

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        _offer(self, brigade)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    told_on = DayField(label=_("Told back on"))
    satisfaction = forms.ChoiceField(label=_("How it was taken"), choices=Opinion.Satisfaction.choices)

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"told_on": today})


class OpinionFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("not closed")), (OVERDUE, _("overdue")), *Opinion.State.choices],
    )
    unit = forms.ChoiceField(label=_("Unit that answers"), required=False)

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((unit.code, unit.name) for unit in units_of(brigade))]


def _offer(form: forms.Form, brigade: Unit) -> None:
    field = form.fields["owner"]
    if isinstance(field, UnitField):
        field.queryset = Unit.objects.filter(brigade=brigade).order_by("path")
