from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import Leniency


@admin.register(Leniency)
class LeniencyAdmin(ScopedAdmin):
    """The register without plates and what tells of a patient, which are uncovered on their own pages only."""

    scope_path = "unit__path"
    exclude = ("plate", "words", "evidence", "patient_proof")
    list_display = ("number", "happened_at", "rule", "unit", "officer", "enterprise", "state", "outcome")
    list_filter = ("rule", "state")
    list_select_related = ("unit", "officer")
    search_fields = ("number", "enterprise")
    date_hierarchy = "happened_at"
