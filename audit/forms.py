import datetime as dt
from zoneinfo import ZoneInfo

from django import forms
from django.apps import apps
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from audit.labels import VERBS, actions_of
from audit.queries import EntryFilter

_LARGEST = 2**63 - 1


def _kinds() -> list[tuple[str, str]]:
    """Return the kinds of objects that leave entries: the models of the portal's own apps."""
    own = [model._meta for model in apps.get_models() if not model.__module__.startswith("django.")]
    named = sorted((str(capfirst(meta.verbose_name)), meta.label_lower) for meta in own)
    return [("", ""), *((label, name) for name, label in named)]


def _actions() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the actions app by app, and the endings of those that are named after their kind."""
    named = [(config.verbose_name, actions_of(config)) for config in apps.get_app_configs()]
    groups = [(str(app), [(code, str(name)) for code, name in actions.items()]) for app, actions in named if actions]
    anything = [(f"_{verb}", str(name) % {"kind": _("anything")}) for verb, name in VERBS.items()]
    return [("", ""), *groups, (str(_("Any kind")), anything)]


class FilterForm(forms.Form):
    object_type = forms.ChoiceField(label=_("Kind"), choices=_kinds, required=False)
    object_id = forms.CharField(label=_("Identifier"), max_length=40, required=False)
    action = forms.ChoiceField(label=_("Action"), choices=_actions, required=False)
    officer = forms.CharField(label=_("Police number"), max_length=12, required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST, widget=forms.HiddenInput)

    def chosen(self) -> EntryFilter:
        """Return what was asked for; fields that cannot be read ask for nothing."""
        asked = self.cleaned_data
        start = None
        if asked.get("day"):
            start = dt.datetime.combine(asked["day"], dt.time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
        return EntryFilter(
            action=asked.get("action", ""),
            object_type=asked.get("object_type", ""),
            object_id=asked.get("object_id", ""),
            officer=asked.get("officer", ""),
            first_on=start,
            last_before=start + dt.timedelta(days=1) if start else None,
        )


class PrintForm(forms.Form):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=_LARGEST)
    digest = forms.CharField(
        label=_("Fingerprint, first 32 digits"),
        min_length=32,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
