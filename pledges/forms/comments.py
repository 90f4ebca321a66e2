import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organization.forms.days import DayField
from organization.models import Officer
from pledges.actions.keeping import CommentInput
from pledges.models import Comment
from pledges.queries.comment_pages import led_by

_AREA = {"rows": 2}


class SubjectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit.name} {obj.name}"


class CommentForm(forms.Form):
    """A leader's comment on one of those led."""

    subject = SubjectField(Officer.objects.none(), label=_("On whom"))
    form = forms.ChoiceField(label=_("How it was given"), choices=Comment.Form.choices)
    given_on = DayField(label=_("Day"))
    achievements = forms.CharField(label=_("What went well"), max_length=300, widget=forms.Textarea(attrs=_AREA))
    problems = forms.CharField(label=_("What did not"), max_length=300, widget=forms.Textarea(attrs=_AREA))
    advice = forms.CharField(label=_("What to do"), max_length=300, widget=forms.Textarea(attrs=_AREA))
    due_on = DayField(label=_("Mended by"), required=False)

    def __init__(self, data: Any, *, by: Officer, today: dt.date, subject: str = "") -> None:
        led = led_by(by)
        chosen = led.filter(police_number=subject).first() if subject else None
        super().__init__(data, initial={"given_on": today, "subject": chosen})
        self.today = today
        field = self.fields["subject"]
        if isinstance(field, SubjectField):
            field.queryset = led

    def clean_given_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["given_on"]
        if day > self.today:
            raise forms.ValidationError(_("The day cannot be later than today."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a time to mend that lies before the comment."""
        given, due = self.cleaned_data.get("given_on"), self.cleaned_data.get("due_on")
        if given and due and due < given:
            self.add_error("due_on", _("Choose a day after the comment."))
        return self.cleaned_data

    def words(self) -> CommentInput:
        told = self.cleaned_data
        return CommentInput(
            form=Comment.Form(told["form"]),
            given_on=told["given_on"],
            achievements=told["achievements"],
            problems=told["problems"],
            advice=told["advice"],
            due_on=told["due_on"],
        )
