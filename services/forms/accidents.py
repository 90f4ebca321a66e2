import datetime as dt
from dataclasses import fields
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.refusing import RefusingForm
from organization.models import Officer, Unit
from organization.queries import units_of
from services.actions import accidents as checks
from services.actions.accidents import AccidentInput, MarkOrderError, facts_of, marks_of
from services.actions.reclassing import Nature
from services.models import AccidentCase
from services.models.accidents import KindName, MarkName
from services.queries.accidents import AMBER, FAST, GREEN, LATE, NONE, RED, SLOWER, Wanted
from services.rules.accidents import AFTER, Kind, Mark, is_known

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_YES_NO = [("yes", _("yes")), ("no", _("no"))]
REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotSimpleError: (
        "is_simple",
        _("The simple procedure is for damage and slight injuries, without a test and with everybody there."),
    ),
    checks.SecondMissingError: ("second", _("The ordinary procedure takes two officers: name another one.")),
    checks.StrangerToBrigadeError: ("lead", _("Both officers belong to the brigade.")),
    checks.PriorityReasonError: ("priority_reason", _("Say why the case has priority.")),
    checks.AccidentDayError: (None, _("The day lies in the future, or does not fit the other days of the case.")),
    checks.ReasonMissingError: ("reason", _("Say why.")),
    checks.NotGranterError: ("mark", _("Only those who lead the unit stop the clock or grant a longer test.")),
    checks.NotAtWorkOnCaseError: (None, _("The officers of the case work on it, and those who lead the unit.")),
    checks.CaseClosedError: (None, _("The case is closed: kind and priority stay.")),
    checks.MarkNotKnownError: ("mark", _("The rules by which this case is handled do not know this.")),
}
REFUSED: tuple[type[ValueError], ...] = (*REFUSALS, MarkOrderError)


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} {obj.police_number}"


class AccidentStepForm(RefusingForm):
    refusals = REFUSALS

    def refuse(self, error: ValueError) -> None:
        if isinstance(error, MarkOrderError):
            self.tell("mark", _("First note: %(what)s.") % {"what": MarkName(str(error)).label})
        else:
            super().refuse(error)


class OfficersForm(AccidentStepForm):
    """Who handles a case."""

    lead = OfficerField(Officer.objects.none(), label=_("Officer in charge"), empty_label=None)
    second = OfficerField(Officer.objects.none(), label=_("Second officer"), required=False, empty_label=_("nobody"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any, *, brigade: Unit, today: dt.date, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        officers = Officer.objects.filter(unit__brigade=brigade, kind=Officer.Kind.OFFICER).serving(today)
        for name in ("lead", "second"):
            field = self.fields[name]
            if isinstance(field, OfficerField):
                field.queryset = officers.order_by("sort_key")


class AccidentForm(OfficersForm):
    """A new case."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=KindName.choices)
    is_slight = forms.BooleanField(label=_("Slight injury"), required=False)
    is_simple = forms.BooleanField(label=_("Simple procedure"), required=False)
    has_test = forms.BooleanField(label=_("Needs an expert test"), required=False)
    is_hit_and_run = forms.BooleanField(label=_("Hit and run"), required=False)
    is_reported_later = forms.BooleanField(label=_("Reported after leaving the scene"), required=False)
    place = forms.CharField(label=_("Location"), max_length=80)
    called_at = forms.DateTimeField(label=_("Call"), widget=_MOMENT)
    arrived_at = forms.DateTimeField(label=_("Arrival"), required=False, widget=_MOMENT)
    responsibility = forms.CharField(label=_("Who answers for what"), max_length=200)
    is_priority = forms.BooleanField(label=_("Priority"), required=False)
    priority_reason = forms.CharField(
        label=_("Why it has priority"),
        max_length=200,
        required=False,
        help_text=_("It changes the order and our own target, never the limits of the law."),
    )

    def __init__(self, data: Any, *, by: Officer, brigade: Unit, now: dt.datetime, today: dt.date) -> None:
        super().__init__(data, brigade=brigade, today=today, client_id=uuid4(), lead=by.pk, called_at=now)
        del self.fields["reason"]

    def told(self) -> AccidentInput:
        told = {name: self.cleaned_data[name] for name in AccidentInput.__dataclass_fields__}
        return AccidentInput(**told | {"kind": Kind(told["kind"])})


class MarkForm(AccidentStepForm):
    """What happened on a day; a day that stands already is corrected with a reason."""

    mark = forms.ChoiceField(label=_("What happened"))
    happened_on = DayField(label=_("Day"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("For corrections, for stopping the clock and for a longer test."),
    )

    def __init__(self, data: Any, *, case: AccidentCase, today: dt.date) -> None:
        super().__init__(data, initial={"happened_on": today}, auto_id="mark_%s")
        marks = marks_of(case)
        facts = facts_of(case, marks)
        offered = [
            mark
            for mark in Mark
            if mark != Mark.CALLED_BACK
            and AFTER.get(mark, mark) in {mark, *marks}
            and is_known(mark, facts, case.rule_version)
        ]
        field = self.fields["mark"]
        if isinstance(field, forms.ChoiceField):
            offered.sort(key=lambda mark: mark in marks)
            field.choices = [("", _("choose")), *((mark.value, _label(mark, marks)) for mark in offered)]


class KindForm(AccidentStepForm):
    """What kind of case it turned out to be; the limits follow."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KindName.choices)
    is_slight = forms.BooleanField(label=_("Slight injury"), required=False)
    is_simple = forms.BooleanField(label=_("Simple procedure"), required=False)
    has_test = forms.BooleanField(label=_("Needs an expert test"), required=False)
    is_hit_and_run = forms.BooleanField(label=_("Hit and run"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any, *, case: AccidentCase) -> None:
        names = [field.name for field in fields(Nature)]
        super().__init__(data, initial={name: getattr(case, name) for name in names}, auto_id="kind_%s")

    def told(self) -> Nature:
        told = {field.name: self.cleaned_data[field.name] for field in fields(Nature)}
        return Nature(**told | {"kind": Kind(told["kind"])})


class PriorityForm(AccidentStepForm):
    is_priority = forms.BooleanField(
        label=_("Priority"),
        required=False,
        help_text=_("It changes the order and our own target, never the limits of the law."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any, *, case: AccidentCase) -> None:
        super().__init__(data, initial={"is_priority": case.is_priority}, auto_id="priority_%s")


class PartyForm(AccidentStepForm):
    name = forms.CharField(label=_("Name"), max_length=40)
    phone = forms.RegexField(
        r"^[0-9+-]{5,20}$",
        label=_("Telephone"),
        error_messages={"invalid": _("Write a telephone number, digits only.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class CardForm(AccidentStepForm):
    given_on = DayField(label=_("Handed out on"))


class ReturnCallForm(AccidentStepForm):
    """What the parties say after the case is closed."""

    called_on = DayField(label=_("Called on"))
    is_clear = forms.ChoiceField(label=_("Was the procedure clear?"), choices=_YES_NO)
    is_fair = forms.ChoiceField(label=_("Were they treated fairly?"), choices=_YES_NO)
    is_paid = forms.ChoiceField(label=_("Were the damages paid?"), choices=_YES_NO)

    def told(self) -> dict[str, Any]:
        answers = {name: value == "yes" for name, value in self.cleaned_data.items() if name != "called_on"}
        return answers | {"called_on": self.cleaned_data["called_on"]}


class AccidentFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *AccidentCase.State.choices])
    colour = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[
            ("", _("all")),
            (RED, _("overdue")),
            (AMBER, _("within three working days")),
            (GREEN, _("later")),
            (NONE, _("nothing due")),
        ],
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *KindName.choices])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    arrival = forms.ChoiceField(
        label=_("Arrival"),
        required=False,
        choices=[
            ("", _("all")),
            (str(FAST), _("in less than 5 minutes")),
            (str(SLOWER), _("in less than 10 minutes")),
            (LATE, _("in 10 minutes or more")),
        ],
    )
    told = forms.ChoiceField(
        label=_("Reminders"), required=False, choices=[("", _("all")), ("on", _("What I am reminded of"))]
    )

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((unit.code, unit.name) for unit in units_of(brigade))]

    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


def _label(mark: Mark, marks: dict[Mark, dt.date]) -> str:
    name = str(MarkName(mark).label)
    return _("Correct: %(what)s") % {"what": name} if mark in marks else name
