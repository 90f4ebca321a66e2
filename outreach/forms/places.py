import datetime as dt

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from outreach.models.kinds import CategoryName
from outreach.queries.places import KINDS, LEFT_OUT, SEEN, UNSEEN, Wanted
from outreach.rules.categories import Category

_KINDS = [(kind.value, CategoryName(kind).label) for kind in KINDS]
_LONGEST = 80
_MOST = 500


class PlaceFilterForm(forms.Form):
    """What the table is narrowed to; a value that nobody offered narrows nothing."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)
    category = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *_KINDS])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            (UNSEEN, _("not visited this year")),
            (SEEN, _("visited this year")),
            (LEFT_OUT, _("no longer looked after")),
        ],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, today: dt.date) -> None:
        self.today = today
        super().__init__({"year": today.year} | data.dict())

    def wanted(self) -> Wanted:
        self.is_valid()
        told = self.cleaned_data
        return Wanted(
            year=told.get("year") or self.today.year,
            category=told.get("category", ""),
            state=told.get("state", ""),
            page=told.get("page") or 1,
        )


class PlacesForm(forms.Form):
    """Places to look after, a name on each line."""

    category = forms.ChoiceField(label=_("Kind"), choices=_KINDS)
    names = forms.CharField(
        label=_("Names, one on each line"), widget=forms.Textarea(attrs={"rows": 4}), max_length=_MOST * (_LONGEST + 2)
    )

    def clean_names(self) -> list[str]:
        names: list[str] = self.cleaned_data["names"].splitlines()
        if any(len(name.strip()) > _LONGEST for name in names):
            raise forms.ValidationError(_("A name has at most 80 characters. Write one name on each line."))
        return names

    @property
    def chosen(self) -> Category:
        return Category(self.cleaned_data["category"])
