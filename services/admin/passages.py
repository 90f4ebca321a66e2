from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import PassagePermit


@admin.register(PassagePermit)
class PassagePermitAdmin(ScopedAdmin):
    """Permits without their plates and check code, which stand on their own pages only."""

    scope_path = "brigade__path"
    exclude = ("code",)
    list_display = ("number", "kind", "organisation", "brigade", "starts_at", "ends_at", "revoked_at")
    list_filter = ("kind",)
    list_select_related = ("brigade",)
    search_fields = ("number", "organisation", "occasion")
