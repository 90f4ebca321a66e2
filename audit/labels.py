"""What the pages call the actions and kinds of the chain. Each app names its own in its `AppConfig.audit_actions`."""

from collections.abc import Mapping

from django.apps import AppConfig, apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# What is written without an action of its own is named after its kind: `organization.calendarday_changed`.
VERBS: Mapping[str, Promise] = {
    "added": _("added: %(kind)s"),
    "changed": _("changed: %(kind)s"),
    "deleted": _("deleted: %(kind)s"),
}


def action_name(code: str) -> str:
    """Return what an action is called; a code that nobody knows any more stands for itself."""
    for config in apps.get_app_configs():
        if code in actions_of(config):
            return str(actions_of(config)[code])
    kind, _mark, verb = code.rpartition("_")
    known = _verbose_name(kind)
    return str(VERBS[verb]) % {"kind": known} if known and verb in VERBS else code


def kind_name(label: str) -> str:
    return str(capfirst(_verbose_name(label))) or label


def actions_of(config: AppConfig) -> Mapping[str, Promise]:
    named: Mapping[str, Promise] = getattr(config, "audit_actions", {})
    return named


def _verbose_name(label: str) -> str:
    app, _dot, model = label.partition(".")
    known = apps.all_models.get(app, {}).get(model)
    return "" if known is None else str(known._meta.verbose_name)
