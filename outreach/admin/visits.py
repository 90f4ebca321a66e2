from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from outreach.models import Donation, Drive, Excuse, Opinion, Place, ShortfallWarning, SquadronMonth, Visit


@admin.register(Visit)
class VisitAdmin(ScopedAdmin):
    """The log as it stands; visits are entered, changed and struck out on its own pages."""

    scope_path = "unit__path"
    list_display = ("number", "happened_on", "unit", "category", "target", "quantity", "is_grassroots", "state")
    list_filter = ("state", "is_grassroots", ("category", admin.ChoicesFieldListFilter))
    list_select_related = ("unit",)
    search_fields = ("number", "target")
    date_hierarchy = "happened_on"
    exclude = ("contact_name", "contact_phone")
    show_full_result_count = False


@admin.register(Place)
class PlaceAdmin(ScopedAdmin):
    scope_path = "brigade__path"
    list_display = ("name", "category", "brigade", "is_left_out")
    list_filter = ("category", "is_left_out")
    list_select_related = ("brigade",)
    search_fields = ("name",)


@admin.register(Opinion)
class OpinionAdmin(ScopedAdmin):
    scope_path = "visit__unit__path"
    list_display = ("due_on", "kind", "text", "owner", "state", "answered_by", "told_on")
    list_filter = ("state", "kind")
    list_select_related = ("owner", "answered_by")
    search_fields = ("text",)


@admin.register(Excuse)
class ExcuseAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("unit", "first_on", "last_on", "state", "asked_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("unit", "asked_by", "decided_by")


@admin.register(SquadronMonth)
class SquadronMonthAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("month", "unit", "required", "done", "recorded_at")
    list_select_related = ("unit",)


@admin.register(ShortfallWarning)
class ShortfallWarningAdmin(ScopedAdmin):
    scope_path = "unit__path"
    list_display = ("month", "unit", "stage", "required", "missing", "warned_at")
    list_select_related = ("unit",)


@admin.register(Drive)
class DriveAdmin(ScopedAdmin):
    scope_path = "brigade__path"
    list_display = ("name", "brigade")
    list_select_related = ("brigade",)
    search_fields = ("name",)


@admin.register(Donation)
class DonationAdmin(ScopedAdmin):
    scope_path = "drive__brigade__path"
    list_display = ("drive", "officer", "amount", "is_special_dues", "given_on", "receipt_number")
    list_filter = ("is_special_dues",)
    list_select_related = ("drive", "officer")
    search_fields = ("officer__name", "officer__police_number", "receipt_number")
