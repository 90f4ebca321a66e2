from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import AccidentCase


@admin.register(AccidentCase)
class AccidentCaseAdmin(ScopedAdmin):
    """Accident cases without their parties, who are uncovered on the page of a case only."""

    scope_path = "unit__path"
    list_display = ("number", "kind", "place", "unit", "lead", "state", "is_priority", "next_due_on")
    list_filter = ("state", "kind", "is_priority")
    list_select_related = ("unit", "lead")
    search_fields = ("number", "place")
    date_hierarchy = "called_at"
