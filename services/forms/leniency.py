import datetime as dt
from dataclasses import fields
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.refusing import RefusingForm
from organization.models import Unit
from organization.queries import units_of
from services.actions import leniency as checks
from services.actions.leniency import LackError, LeniencyInput
from services.models import Leniency, RuleName
from services.queries.leniency import OVERDUE, UNCHECKED, WAIVED, Wanted, officers_of
from services.rules.leniency import Ground, Lack, Rule

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
GROUNDS = {
    Ground.DRINK_DRIVING: _("drink driving"),
    Ground.NO_LICENCE: _("no driving licence"),
    Ground.FALSE_PLATES: _("false or covered plates"),
    Ground.OVERLOADING: _("overloading"),
    Ground.SPEEDING: _("half as fast again as allowed, or faster"),
    Ground.FATIGUE: _("driving when tired"),
    Ground.RED_LIGHT: _("red light"),
    Ground.ACCIDENT: _("caused an accident"),
}
LACKS: dict[Lack, tuple[str, Any]] = {
    Lack.DRIVER_PRESENT: (
        "is_driver_present",
        _("W1 needs the driver at the vehicle. Without one, handle it as a violation."),
    ),
    Lack.CORRECTED: ("is_corrected", _("It ends with words only if it was corrected at once. Let it be corrected.")),
    Lack.FOREIGN_PLATE: ("plate", _("W2 is for plates from elsewhere. For a local one choose W1, or handle it.")),
    Lack.NO_HAZARD: ("is_hazardous", _("W2 is not for hazardous goods. Handle it as a violation.")),
    Lack.FREE_PASSAGE: (
        "is_passage_affected",
        _("Where safety or passage was affected, words are not enough. Handle it as a violation."),
    ),
    Lack.HOSPITAL: ("hospital", _("Name the hospital to which the patient is taken.")),
    Lack.PERMIT: ("permit", _("Write the number of the permit.")),
    Lack.ROUTE: ("route", _("Write the route of the passage.")),
    Lack.PASSAGE_TIME: ("passage_time", _("Write from when to when the passage is kept free.")),
    Lack.ESCORT: ("escort", _("Write who escorts.")),
}
REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NeverEligibleError: ("grounds", _("Such a violation is never let off. Handle it as a violation.")),
    checks.RepeatedError: (
        "plate",
        _("This vehicle had two spoken warnings within twelve months. Handle it as a violation."),
    ),
    checks.PlateError: ("plate", _("Write the whole plate, such as 湘J12345.")),
    checks.FutureLeniencyError: ("happened_at", _("The moment lies in the future.")),
    checks.NotAtWorkOnLeniencyError: (None, _("Who recorded an entry settles it, and who leads the unit.")),
    checks.NotCheckerError: (None, _("A supervisor other than the recording officer checks.")),
    checks.LeniencyVoidedError: (None, _("This entry was struck out and changes no more.")),
    checks.NotPermittedNowError: ("happened_at", _("The permit does not count at this moment. See days and hours.")),
    checks.LeniencyStepError: (None, _("Somebody else took this step already. Read how it stands now.")),
}
REFUSED: tuple[type[ValueError], ...] = (*REFUSALS, LackError)
# What each rule asks for; the first names stand in every form.
FIELDS = {
    Rule.W1: ("is_driver_present", "is_corrected", "is_passage_affected", "is_local", "points"),
    Rule.W2: ("is_corrected", "is_passage_affected", "is_hazardous", "is_local", "points"),
    Rule.W3: ("hospital", "patient_proof", "is_local"),
    Rule.W4: ("permit", "route", "passage_time", "escort", "is_local"),
}
_ALWAYS = ("client_id", "plate", "place", "happened_at", "grounds", "enterprise", "programme", "words", "evidence")


# What a permit says of a passage, so that an entry under one does not.
_OF_PERMIT = ("plate", "permit", "route", "passage_time", "enterprise", "programme")


class LeniencyStepForm(RefusingForm):
    refusals = REFUSALS

    def refuse(self, error: ValueError) -> None:
        if isinstance(error, LackError):
            self.tell(*LACKS[error.lack])
        else:
            super().refuse(error)


class LeniencyForm(LeniencyStepForm):
    """What an officer fills in on the road: only what the rule asks for."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    plate = forms.CharField(
        label=_("Plate"),
        max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "湘J12345"}),
    )
    place = forms.CharField(label=_("Location"), max_length=80)
    happened_at = forms.DateTimeField(label=_("When"), widget=_MOMENT)
    is_local = forms.BooleanField(label=_("Local plate"), required=False)
    is_driver_present = forms.BooleanField(label=_("The driver was there"), required=False)
    is_corrected = forms.BooleanField(label=_("Left or corrected it at once"), required=False)
    is_passage_affected = forms.BooleanField(label=_("Safety or passage was affected"), required=False)
    is_hazardous = forms.BooleanField(label=_("Carries hazardous goods"), required=False)
    hospital = forms.CharField(label=_("Hospital"), max_length=60, required=False)
    patient_proof = forms.CharField(
        label=_("Proof of the patient"), max_length=120, required=False, help_text=_("It may follow.")
    )
    permit = forms.CharField(label=_("Permit"), max_length=60, required=False)
    route = forms.CharField(label=_("Route"), max_length=120, required=False)
    passage_time = forms.CharField(label=_("Time of passage"), max_length=60, required=False)
    escort = forms.CharField(label=_("Escort"), max_length=60, required=False)
    points = forms.IntegerField(
        label=_("Demerit points"),
        min_value=0,
        max_value=12,
        required=False,
        help_text=_("With points a supervisor checks the entry."),
    )
    grounds = forms.MultipleChoiceField(
        label=_("Never let off: tick what applies"),
        choices=[(ground.value, name) for ground, name in GROUNDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    enterprise = forms.CharField(label=_("Enterprise"), max_length=60, required=False)
    programme = forms.CharField(label=_("Programme"), max_length=60, required=False)
    words = forms.CharField(label=_("Words used"), max_length=200, required=False)
    evidence = forms.CharField(label=_("Evidence"), max_length=200, required=False)

    def __init__(self, data: Any, *, rule: Rule, now: dt.datetime) -> None:
        first = {"client_id": uuid4(), "happened_at": now, "is_local": rule != Rule.W2, "points": 0}
        super().__init__(data, initial=first)
        self.rule = rule
        for name in set(self.fields) - {*_ALWAYS, *FIELDS[rule], "reason"}:
            del self.fields[name]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields of the rule, in order."""
        return [self[name] for name in FIELDS[self.rule]]

    def told(self) -> LeniencyInput:
        told = {name: value for name, value in self.cleaned_data.items() if name not in ("client_id", "grounds")}
        return LeniencyInput(**told | {"rule": self.rule, "points": told.get("points") or 0})

    def ticked(self) -> list[Ground]:
        return [Ground(value) for value in self.cleaned_data["grounds"]]


class CorrectionForm(LeniencyForm):
    """What is changed of an entry; the plate stays where none is written, and what a permit says stays."""

    reason = forms.CharField(label=_("Why it is changed"), max_length=200)

    def __init__(self, data: Any, *, entry: Leniency, now: dt.datetime) -> None:
        super().__init__(data, rule=Rule(entry.rule), now=now)
        for name in {"client_id", *(_OF_PERMIT if entry.passage_id else ())}:
            del self.fields[name]
        self.entry = entry
        self.initial = {
            name: getattr(entry, name) for name in self.fields if name not in ("reason", "grounds", "plate")
        }
        if "plate" in self.fields:
            self.fields["plate"].required = False
            self.fields["plate"].help_text = _("Leave it empty where it stays as it is.")

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS[self.rule] if name in self.fields]

    def told(self) -> LeniencyInput:
        told = {field.name: getattr(self.entry, field.name) for field in fields(LeniencyInput)}
        told |= {name: value for name, value in self.cleaned_data.items() if name not in ("grounds", "reason")}
        told |= {"rule": self.rule, "plate": told["plate"] or self.entry.plate, "points": told["points"] or 0}
        return LeniencyInput(**told)


class StrikeOutForm(LeniencyStepForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Write why it is struck out.")}
    )


class SettleForm(LeniencyStepForm):
    outcome = forms.ChoiceField(label=_("How it was settled"), choices=Leniency.Outcome.choices)
    proof = forms.CharField(label=_("Proof of the patient"), max_length=120)


class CheckForm(LeniencyStepForm):
    note = forms.CharField(label=_("Note of the check"), max_length=200)


class LeniencyFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    rule = forms.ChoiceField(
        label=_("Rule"), required=False, choices=[("", _("all")), (WAIVED, _("W1 and W2")), *RuleName.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            *Leniency.State.choices,
            (OVERDUE, _("overdue")),
            (UNCHECKED, _("waits for a check")),
        ],
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    officer = forms.ChoiceField(label=_("Officer"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    enterprise = forms.CharField(label=_("Enterprise"), required=False, max_length=60)
    of_enterprises = forms.ChoiceField(
        label=_("Vehicles"), required=False, choices=[("", _("all")), ("on", _("Only enterprises' vehicles"))]
    )
    told = forms.ChoiceField(
        label=_("Reminders"), required=False, choices=[("", _("all")), ("on", _("What I am reminded of"))]
    )

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        units = [(unit.code, unit.name) for unit in units_of(brigade)]
        for name, choices in (("unit", units), ("officer", officers_of(brigade))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("all")), *choices]

    def wanted(self) -> Wanted:
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**told | {"of_enterprises": "of_enterprises" in told})
