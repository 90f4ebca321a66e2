from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import Booking


@admin.register(Booking)
class BookingAdmin(ScopedAdmin):
    """Appointments without who asked for them, which is uncovered on their own pages only."""

    scope_path = "brigade__path"
    exclude = ("applicant_name", "applicant_phone", "code")
    list_display = ("number", "slot", "brigade", "vehicle_count", "state")
    list_filter = ("state",)
    list_select_related = ("slot", "brigade")
    search_fields = ("number",)
