from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from services.labels import AUDIT_ACTIONS, AUDIT_FIELDS


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Citizen services")
    default_auto_field = "django.db.models.BigAutoField"
    audit_actions = AUDIT_ACTIONS
    audit_covered = frozenset(
        {"services.accidentcase", "services.booking", "services.case", "services.leniency", "services.passagepermit"}
    )
    audit_fields = AUDIT_FIELDS
