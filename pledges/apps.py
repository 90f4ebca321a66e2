from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from pledges.labels import AUDIT_ACTIONS, AUDIT_FIELDS


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = _("Pledges")
    default_auto_field = "django.db.models.BigAutoField"
    audit_actions = AUDIT_ACTIONS
    audit_fields = AUDIT_FIELDS
