from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from outreach.models import Campaign, PublicityEvent


@admin.register(Campaign)
class CampaignAdmin(ScopedAdmin):
    scope_path = "brigade__path"
    list_display = ("title", "kind", "unit", "officer", "first_on", "last_on", "closed_at")
    list_filter = ("kind",)
    list_select_related = ("unit", "officer")
    search_fields = ("title",)


@admin.register(PublicityEvent)
class PublicityEventAdmin(ScopedAdmin):
    scope_path = "brigade__path"
    list_display = ("happened_on", "unit", "kind", "place", "campaign", "audience", "state")
    list_filter = ("state", "kind")
    list_select_related = ("unit", "campaign")
    search_fields = ("place",)
    date_hierarchy = "happened_on"
    show_full_result_count = False
