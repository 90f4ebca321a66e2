import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.forms.refusing import RefusingForm
from organization.models import Unit
from organization.uploads import UploadTooLargeError, UploadUnreadableError
from outreach.actions import contests as steps
from outreach.actions import entries as checks
from outreach.actions.contests import ContestInput
from outreach.actions.entries import EntryInput
from outreach.forms.officers import OfficersField
from outreach.models import Campaign, Contest
from outreach.models.contests import Grade, WorkKind

_PRIZES: Mapping[str, Any] = {"min_value": 0, "max_value": 99}
REFUSALS: dict[type[ValueError], tuple[str | None, Any]] = {
    steps.NotManagerError: (None, _("Leaders and supervisors of the unit that runs a contest manage it.")),
    steps.ContestStepError: (None, _("Somebody else took this step already. Read how it stands now.")),
    steps.TitleTakenError: ("title", _("There is a contest of this title already.")),
    steps.OtherCampaignError: ("campaign", _("The campaign belongs to another brigade.")),
    steps.CampaignOverError: ("campaign", _("The campaign is closed and takes no more contests.")),
    steps.EntriesOpenError: (None, _("Entries are taken until the end of the announced day. Change the day first.")),
    steps.NoJudgeError: (None, _("Name at least one judge first.")),
    steps.StrangeJudgeError: ("judges", _("%(which)s belongs to another brigade.")),
    steps.JudgeHasMarkedError: ("judges", _("%(which)s has given marks already and stays a judge.")),
    steps.MarksMissingError: ("reason", _("%(which)s marks are missing. Wait for them, or write why not.")),
    checks.EntriesClosedError: (None, _("This contest takes no more entries.")),
    checks.KindNotInvitedError: ("kind", _("The contest does not ask for this kind of work.")),
    checks.GradeNotInvitedError: ("grade", _("The contest does not invite this grade.")),
    checks.FutureConsentError: ("consented_on", _("The day cannot be later than today.")),
    checks.PictureNeededError: ("work", _("Only an essay may be a PDF. Take a photo of the work.")),
    checks.AuthorNamedError: ("work", _("The PDF names its author. Save it without properties, or take a photo.")),
    checks.NotJudgeError: (None, _("You do not judge this entry.")),
    checks.WithdrawnError: (None, _("The work is withdrawn and judged no more.")),
    UploadTooLargeError: ("work", _("The file is larger than %(which)s MB or 50 million pixels.")),
    UploadUnreadableError: ("work", _("No whole picture, and no whole PDF without password and programs.")),
}
REFUSED = tuple(REFUSALS)


class ContestStepForm(RefusingForm):
    refusals = REFUSALS


class ContestForm(ContestStepForm):
    """What is announced of a contest."""

    title = forms.CharField(label=_("Title of the contest"), max_length=60)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that runs it"), empty_label=None)
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=_("no campaign")
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of work"), choices=WorkKind.choices, widget=forms.CheckboxSelectMultiple
    )
    first_grade = forms.TypedChoiceField(label=_("From grade"), choices=Grade.choices, coerce=int, initial=1)
    last_grade = forms.TypedChoiceField(label=_("To grade"), choices=Grade.choices, coerce=int, initial=9)
    entries_until = DayField(label=_("Entries until"))
    judged_until = DayField(label=_("Judged until"))
    first_prizes = forms.IntegerField(label=_("First prizes"), initial=1, **_PRIZES)
    second_prizes = forms.IntegerField(label=_("Second prizes"), initial=2, **_PRIZES)
    third_prizes = forms.IntegerField(label=_("Third prizes"), initial=3, **_PRIZES)

    def __init__(self, data: Any, *, units: Any, campaigns: Any, contest: Contest | None = None) -> None:
        super().__init__(data, initial=_told(contest) if contest else None)
        for name, offered in (("unit", units), ("campaign", campaigns)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = offered
        if contest:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("last_grade", 0) < told.get("first_grade", 0):
            self.add_error("last_grade", _("The last grade cannot come before the first."))
        first, last = told.get("entries_until"), told.get("judged_until")
        if first and last and last < first:
            self.add_error("judged_until", _("The last day cannot come before the first."))
        return told

    def told(self) -> ContestInput:
        told = {name: self.cleaned_data[name] for name in ContestInput.__dataclass_fields__}
        return ContestInput(**told | {"kinds": [WorkKind(kind) for kind in told["kinds"]]})


class JudgesForm(ContestStepForm):
    judges = OfficersField(label=_("Judges"))


class AwardForm(ContestStepForm):
    reason = forms.CharField(
        label=_("Why marks are missing"),
        required=False,
        max_length=200,
        help_text=_("Only where not all marks are in."),
    )


class MarkForm(ContestStepForm):
    points = forms.IntegerField(label=_("Your mark"), min_value=0, max_value=100, help_text=_("0 to 100"))


class WithdrawForm(ContestStepForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Without names."))


class EntryForm(ContestStepForm):
    """A work, and whose it is."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title of the work"), max_length=60)
    school = forms.CharField(label=_("School"), max_length=60)
    grade = forms.TypedChoiceField(label=_("School grade"), coerce=int)
    work = forms.FileField(
        label=_("The work"),
        help_text=_("A picture, or a PDF for essays; up to 10 MB. Cover name and school on it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    pupil = forms.CharField(
        label=_("Name of the pupil"), max_length=40, help_text=_("Seen by you and who manages the contest only.")
    )
    consented_on = DayField(label=_("Guardian's consent of"))

    def __init__(self, data: Any, files: Any, *, contest: Contest, today: dt.date) -> None:
        super().__init__(data, files, initial={"client_id": uuid4(), "consented_on": today})
        kinds = [(kind.value, kind.label) for kind in WorkKind if kind.value in contest.kinds]
        grades = [choice for choice in Grade.choices if contest.first_grade <= choice[0] <= contest.last_grade]
        for name, choices in (("kind", kinds), ("grade", grades)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def told(self) -> EntryInput:
        names = EntryInput.__dataclass_fields__
        told = {name: self.cleaned_data[name] for name in names}
        return EntryInput(**told | {"kind": WorkKind(told["kind"])})


def _told(contest: Contest) -> dict[str, Any]:
    names = ContestInput.__dataclass_fields__.keys() - {"campaign"}
    return {name: getattr(contest, name) for name in names} | {"campaign": contest.campaign_id or ""}
