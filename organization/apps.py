from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from organization.labels import AUDIT_ACTIONS, AUDIT_FIELDS


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = _("Organization")
    default_auto_field = "django.db.models.BigAutoField"
    audit_actions = AUDIT_ACTIONS
    audit_fields = AUDIT_FIELDS
