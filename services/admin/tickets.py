from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import Ticket


@admin.register(Ticket)
class TicketAdmin(ScopedAdmin):
    scope_path = "brigade__path"
    list_display = ("taken_on", "code", "kind", "state", "window", "priority", "outcome", "called_at", "finished_at")
    list_filter = ("kind", "state", "outcome")
    list_select_related = ("window",)
    date_hierarchy = "taken_on"
