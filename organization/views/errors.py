"""Pages for what went wrong. They never read the request's body, which may be what is broken."""

import datetime as dt
import sys

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

_SECONDS_TO_WAIT = 60


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names it
    return render(request, "404.html", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer without the request's officer and menu: the database may be away, and a second try be worth it."""
    page = HttpResponse(render_to_string("500.html", {"help_line": settings.HELP_LINE}), status=500)
    if isinstance(sys.exc_info()[1], OperationalError):
        page.status_code, page.headers["Retry-After"] = 503, str(_SECONDS_TO_WAIT)
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "403_csrf.html", status=403)


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """Say when the lock ends; a try while locked does not move that moment."""
    number = (credentials or {}).get("username")
    failures = AccessAttempt.objects.filter(username=number, ip_address=request.META["REMOTE_ADDR"])
    failed_at = failures.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    # The page shows minutes; the running minute counts in full, so that nobody is sent away a second time.
    opens_at = failed_at + settings.AXES_COOLOFF_TIME + dt.timedelta(seconds=59)
    return render(request, "429.html", {"opens_at": opens_at}, status=429)
