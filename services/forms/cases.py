from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.phone import PhoneField
from organization.forms.refusing import RefusingForm
from organization.models import Unit
from services.actions import cases as checks
from services.actions import slips, steps
from services.actions.cases import CaseInput
from services.models import Case, CaseMaterial, Matter, MatterRule, Window
from services.models.kinds import OutcomeName, StepName
from services.queries.cases import Wanted

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotAClerkError: (None, _("Clerks of the unit work on cases, with its leaders and supervisors.")),
    checks.MatterNotHandledError: (None, _("Your version of the rules does not know this matter.")),
    checks.StrangeConditionError: ("conditions", _("The questions have changed. Answer them again.")),
    checks.ReturnWithoutReasonError: (
        "return_reason",
        _("The applicant was here for this matter within 30 days (%(which)s). Choose why the applicant comes again."),
    ),
    checks.CaseClosedError: (None, _("This case is at its end and changes no more.")),
    checks.CaseStateError: (None, _("Somebody else took this step already. Read how it stands now.")),
    checks.NoSuchMaterialError: (None, _("The list has changed. Tick it again.")),
    checks.FaultMissingError: (None, _("Write what is wrong with “%(which)s” and how to mend it.")),
    checks.NotGrantedError: ("reason", _("Leaders and supervisors open the green channel.")),
    checks.WaitsAlreadyError: (None, _("Somebody else took this step already. Read how it stands now.")),
    slips.NothingMissingError: (None, _("Everything is there: accept the application.")),
    slips.StillMissingError: (None, _("Something is missing. Tick what was handed in, or print the notice.")),
    slips.NoticeOpenError: (None, _("A notice waits for the applicant already. Tick what is handed in now.")),
    slips.OldFaultError: (
        "reason",
        _("“%(which)s” should have been told the first time. A leader gives the reason for a second notice."),
    ),
    slips.WaitsForViolationsError: (None, _("The case waits for violations to be settled at their window.")),
    steps.StepNotDueError: (None, _("Another step comes first. Read how it stands now.")),
    steps.AttemptsUsedError: (None, _("The five attempts under this learner's certificate are used up.")),
    steps.LearnerMissingError: (None, _("Note the learner's certificate first; it holds for three years.")),
    steps.LearnerNotDueError: ("issued_on", _("The certificate follows the first subject, not earlier, once.")),
    steps.ReasonMissingError: ("reason", _("Write why it is not passed.")),
}
REFUSED = tuple(REFUSALS)


class CaseStepForm(RefusingForm):
    refusals = REFUSALS


class CaseForm(CaseStepForm):
    """Who comes for what; the questions are the conditions of the matter's materials."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    window = forms.ModelChoiceField(Window.objects.none(), label=_("Window"), empty_label=None)
    applicant_name = forms.CharField(
        label=_("Applicant"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )
    applicant_phone = PhoneField()
    conditions = forms.MultipleChoiceField(
        label=_("What applies to the applicant"), required=False, widget=forms.CheckboxSelectMultiple
    )
    return_reason = forms.ChoiceField(
        label=_("Why again, if the applicant was here within 30 days"),
        required=False,
        choices=[("", _("first time")), *Case.ReturnReason.choices],
    )

    def __init__(self, data: Any, *, rule: MatterRule, windows: list[Window]) -> None:
        super().__init__(data, initial={"client_id": uuid4(), "window": windows[0] if windows else None})
        self.matter = rule.matter
        self._field("window", forms.ModelChoiceField).queryset = Window.objects.filter(
            pk__in=[window.pk for window in windows]
        )
        told = dict.fromkeys(material.condition for material in rule.materials.all() if material.condition)
        if told:
            self._field("conditions", forms.MultipleChoiceField).choices = [(text, text) for text in told]
        else:
            del self.fields["conditions"]

    def told(self) -> CaseInput:
        data = self.cleaned_data
        return CaseInput(
            matter=self.matter,
            applicant_name=data["applicant_name"],
            applicant_phone=data["applicant_phone"],
            conditions=data.get("conditions", []),
            return_reason=data["return_reason"],
        )

    def _field(self, name: str, kind: type[Any]) -> Any:
        field = self.fields[name]
        assert isinstance(field, kind)  # noqa: S101 - for the type
        return field


class MaterialsForm(CaseStepForm):
    """The list that the clerk ticks; a fault in words makes a material not in order."""

    def __init__(self, data: Any, *, materials: list[CaseMaterial]) -> None:
        super().__init__(data)
        self.materials = materials
        fault = {"class": "form-control", "autocomplete": "off", "placeholder": _("What is wrong with it")}
        for material in materials:
            has = material.state != CaseMaterial.State.MISSING
            box = forms.CheckboxInput({"class": "form-check-input"})
            self.fields[f"has_{material.code}"] = forms.BooleanField(
                label=material.name, required=False, initial=has, widget=box
            )
            self.fields[f"fault_{material.code}"] = forms.CharField(
                label=_("What is wrong with it"),
                required=False,
                max_length=120,
                initial=material.fault,
                widget=forms.TextInput(fault),
            )

    def rows(self) -> list[tuple[CaseMaterial, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"has_{one.code}"], self[f"fault_{one.code}"]) for one in self.materials]

    def told(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        found: dict[str, tuple[str, str]] = {}
        for material in self.materials:
            has, fault = data[f"has_{material.code}"], data[f"fault_{material.code}"]
            state = CaseMaterial.State.BROUGHT if has else CaseMaterial.State.MISSING
            found[material.code] = (CaseMaterial.State.WRONG if has and fault else state, fault)
        return found


class NoticeForm(CaseStepForm):
    reason = forms.CharField(
        label=_("Why a second notice"), required=False, max_length=200, help_text=_("Only leaders, and only if late.")
    )


class PassForm(CaseStepForm):
    course = forms.ChoiceField(choices=StepName.choices, widget=forms.HiddenInput)


class FailForm(PassForm):
    reason = forms.CharField(label=_("Why not passed"), max_length=120)


class LearnerForm(CaseStepForm):
    number = forms.CharField(label=_("Number of the certificate"), max_length=20)
    issued_on = DayField(label=_("Issued on"))


class BlockForm(CaseStepForm):
    violations = forms.IntegerField(label=_("Open violations"), min_value=1, max_value=99, initial=1)


class GreenForm(CaseStepForm):
    reason = forms.CharField(label=_("Reason"), max_length=100)


class EndForm(CaseStepForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (one.value, one.label) for one in (OutcomeName.NOT_NEEDED, OutcomeName.ELSEWHERE, OutcomeName.REFUSED)
        ],
    )
    reason = forms.CharField(
        label=_("Reason, and where to go"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class CaseFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *Case.State.choices],
    )
    matter = forms.ChoiceField(label=_("Matter"), required=False)
    number = forms.CharField(label=_("Case number"), required=False, max_length=32)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)
    told = forms.ChoiceField(
        label=_("Reminders"), required=False, choices=[("", _("all")), ("on", _("What I am reminded of"))]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["matter"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *Matter.objects.values_list("code", "name")]

    def wanted(self, brigade: Unit) -> Wanted:
        self.is_valid()
        return Wanted(brigade=brigade, **{name: value for name, value in self.cleaned_data.items() if value})
