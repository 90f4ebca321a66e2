"""What the pages call the actions, kinds and fields of the chain.

Each app names its own: `AppConfig.audit_actions` its actions, `AppConfig.audit_fields` what it records under a key that
is no column of the entry's model (`dutyposts.objection.code`), in words or as the column of another model.
"""

from collections.abc import Mapping

from django.apps import AppConfig, apps
from django.db import models
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


def named_field(label: str, key: str) -> Promise | str | None:
    """Return words for a key of an entry about a `label`, or the column it stands for; None where no app says it."""
    app, _dot, _model = label.partition(".")
    config = apps.app_configs.get(app)
    named: Mapping[str, Promise | str] = getattr(config, "audit_fields", {})
    return named.get(f"{label}.{key}")


def is_covered(label: str) -> bool:
    """Tell whether an app keeps the personal parts about `label` from auditors: `AppConfig.audit_covered`."""
    config = apps.app_configs.get(label.partition(".")[0])
    return label in getattr(config, "audit_covered", frozenset())


def model_of(label: str) -> type[models.Model] | None:
    app, _dot, model = label.partition(".")
    return apps.all_models.get(app, {}).get(model)


def _verbose_name(label: str) -> str:
    known = model_of(label)
    return "" if known is None else str(known._meta.verbose_name)
