from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from outreach.models import Household
from outreach.models.pairs import COVERED


@admin.register(Household)
class HouseholdAdmin(ScopedAdmin):
    """Pairs by their numbers; who a household is stands on the pages of the pair, for the pair alone."""

    scope_path = "unit__path"
    list_display = ("number", "kind", "unit", "begun_on", "ended_on", "may_be_named")
    list_filter = ("kind",)
    list_select_related = ("unit",)
    search_fields = ("number",)
    exclude = COVERED
