from django.contrib import admin

from organization.admin.scoped import ScopedAdmin
from organization.models import CalendarDay


@admin.register(CalendarDay)
class CalendarDayAdmin(ScopedAdmin):
    may_delete = True
    list_display = ("day", "is_working", "note")
    list_filter = ("is_working",)
    date_hierarchy = "day"
    search_fields = ("note",)
