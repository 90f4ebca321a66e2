from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from services.models import PioneerCheck


@admin.register(PioneerCheck)
class PioneerCheckAdmin(ScopedAdmin):
    """Checks of pioneer posts, as they were recorded."""

    scope_path = "duty__window__unit__path"
    list_display = ("duty", "year", "number", "verdict", "reason", "checked_by")
    list_filter = ("verdict", "year", "number")
    list_select_related = ("duty__officer", "checked_by")
    search_fields = ("duty__officer__name",)
