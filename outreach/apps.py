from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from outreach.labels import AUDIT_ACTIONS, AUDIT_FIELDS


class OutreachConfig(AppConfig):
    name = "outreach"
    verbose_name = _("Outreach")
    default_auto_field = "django.db.models.BigAutoField"
    audit_actions = AUDIT_ACTIONS
    audit_covered = frozenset({"outreach.household", "outreach.lesson", "outreach.visit"})
    audit_fields = AUDIT_FIELDS
