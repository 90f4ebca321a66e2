from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("told_at", "kind", "stage", "due_on", "unit")
    list_filter = ("kind", "stage")
    list_select_related = ("unit",)
