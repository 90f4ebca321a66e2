from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from dutyposts.labels import AUDIT_ACTIONS, AUDIT_FIELDS


class DutypostsConfig(AppConfig):
    name = "dutyposts"
    verbose_name = _("Duty posts")
    default_auto_field = "django.db.models.BigAutoField"
    audit_actions = AUDIT_ACTIONS
    audit_fields = AUDIT_FIELDS
