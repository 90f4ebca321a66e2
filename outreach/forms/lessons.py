import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.phone import PHONE
from organization.forms.refusing import RefusingForm
from organization.models import Officer, Unit
from organization.queries import units_of
from outreach.actions import lessons as checks
from outreach.actions.lessons import LessonReport, LessonRequest
from outreach.forms.officers import OfficersField
from outreach.forms.opinions import UnitField
from outreach.models import Lesson
from outreach.queries.lessons import OVERDUE, Wanted

REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    checks.NotAgreerError: (None, _("Leaders and supervisors of the unit agree to lessons, decline and cancel them.")),
    checks.NotAtWorkOnItError: (None, _("Officers of the unit and those who teach report a lesson.")),
    checks.LessonStepError: (None, _("Somebody else took this step already. Read how it stands now.")),
    checks.AskedLaterError: ("asked_on", _("The day cannot be later than today.")),
    checks.LessonDayError: ("happens_on", _("The lesson lies after the request; a held one not after today.")),
    checks.NobodyTeachesError: ("teachers", _("Name at least one officer who teaches.")),
    checks.StrangeTeacherError: ("teachers", _("%(which)s belongs to another brigade.")),
}
REFUSED = tuple(REFUSALS)


class LessonStepForm(RefusingForm):
    refusals = REFUSALS


class LessonForm(LessonStepForm):
    """What somebody asks for."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Lesson.Kind.choices)
    body = forms.CharField(label=_("Who asks"), max_length=60, help_text=_("Name of the firm, school or village"))
    contact_name = forms.CharField(label=_("Contact person"), max_length=40)
    contact_phone = forms.RegexField(
        PHONE,
        label=_("Telephone"),
        error_messages={"invalid": _("Write a telephone number, digits only.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    topic = forms.CharField(label=_("Topic"), max_length=80)
    place = forms.CharField(label=_("Where it is held"), max_length=80)
    audience = forms.IntegerField(label=_("People expected"), min_value=1, max_value=9999)
    wished_on = DayField(label=_("Wished for"))
    asked_on = DayField(label=_("Asked on"))

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"client_id": uuid4(), "asked_on": today})

    def told(self) -> LessonRequest:
        told = {name: self.cleaned_data[name] for name in LessonRequest.__dataclass_fields__}
        return LessonRequest(**told | {"kind": Lesson.Kind(told["kind"])})


class AgreeForm(LessonStepForm):
    unit = UnitField(Unit.objects.none(), label=_("Unit"), empty_label=None)
    teachers = OfficersField(label=_("Who teaches"))
    happens_on = DayField(label=_("Day"))
    begins_at = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, data: Any, *, lesson: Lesson, by: Officer) -> None:
        first = {"happens_on": lesson.happens_on or lesson.wished_on, "begins_at": lesson.begins_at or dt.time(9)}
        super().__init__(
            data, initial=first | {"unit": lesson.unit_id, "teachers": list(lesson.teachers.all()) or [by]}
        )
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.queryset = Unit.objects.filter(brigade=lesson.brigade).order_by("path")


class DropForm(LessonStepForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ReportForm(LessonStepForm):
    """What came of a lesson."""

    happens_on = DayField(label=_("Held on"))
    attendance = forms.IntegerField(label=_("People who came"), min_value=1, max_value=9999)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600)
    taught = forms.CharField(label=_("What was taught"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    material = forms.CharField(label=_("Material handed out"), required=False, max_length=120)
    feedback = forms.CharField(
        label=_("What the audience said"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, lesson: Lesson) -> None:
        super().__init__(data, initial={name: getattr(lesson, name) for name in self.base_fields}, auto_id="report_%s")

    def told(self) -> LessonReport:
        return LessonReport(**self.cleaned_data)


class LessonFilterForm(forms.Form):
    """What the list is narrowed to; a value that nobody offered narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), (OVERDUE, _("overdue")), *Lesson.State.choices],
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, data: Any, *, brigade: Unit) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((unit.code, unit.name) for unit in units_of(brigade))]

    def wanted(self) -> Wanted:
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})
