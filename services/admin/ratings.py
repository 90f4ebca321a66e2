from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organization.admin.scoped import ScopedAdmin
from organization.calendar import Month
from services.models import Rating


@admin.register(Rating)
class RatingAdmin(ScopedAdmin):
    """Ratings without what tells whose they are: case, address, words and every day that leads to a case."""

    scope_path = "window__unit__path"
    exclude = (
        *("case", "token", "words", "answer", "review_reason", "review_answer"),
        *("invited_on", "expires_on", "given_on", "due_on", "called_on", "review_asked_on", "reviewed_on"),
    )
    readonly_fields = ("month",)
    list_display = ("window", "month", "level", "outcome", "is_passed_on", "review", "review_asked_by", "reviewed_by")
    list_filter = ("level", "outcome", "review")
    list_select_related = ("window", "review_asked_by", "reviewed_by")
    ordering = ("window", "pk")

    @admin.display(description=_("month"))
    def month(self, rating: Rating) -> str:
        return str(Month.of(rating.invited_on))
