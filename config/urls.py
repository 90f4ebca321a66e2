from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, register_converter
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView
from django.views.i18n import set_language

from organization.converters import MonthConverter

register_converter(MonthConverter, "month")


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer "ok" when the database answers; a watchdog asks this, so it tells nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
def portal_login(request: HttpRequest) -> HttpResponseRedirect:
    """Send the admin's sign-in to the portal's own: one door, one lock. Who is signed in already lacks the right."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", "/admin/"))


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("i18n/set", login_not_required(set_language), name="set_language"),
    path("admin/login/", portal_login),
    path("admin/password_change/", RedirectView.as_view(pattern_name="organization:password"), name="admin_password"),
    path("admin/", admin.site.urls),
    path("", include("dashboard.urls")),
    path("", include("dutyposts.urls")),
    path("", include("pledges.urls")),
    path("", include("outreach.urls")),
    path("", include("services.urls")),
    path("", include("organization.urls")),
    path("", include("audit.urls")),
]

handler400 = "organization.views.errors.bad_request"
handler403 = "organization.views.errors.permission_denied"
handler404 = "organization.views.errors.not_found"
handler500 = "organization.views.errors.server_error"
