"""The page and the big screen of a hall; everybody may look at one that its brigade opened to the public."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from organization.calendar import beijing_date
from organization.models import Officer, Unit
from organization.views.files import fleeting_picture
from services.queries import hall as pages

SECONDS = 10


@login_not_required
@require_safe
def hall(request: HttpRequest, code: str) -> HttpResponse:
    brigade, now = _brigade(request, code), timezone.now()
    context = _frame(brigade) | {"windows": pages.windows_of(brigade, now), "calls": pages.calls_of(brigade, now)}
    return render(request, "services/hall.html", context | {"today": beijing_date(now)})


@login_not_required
@require_safe
@conditional_page
def hall_screen(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is called, who waits and who serves; the page asks for itself anew, with or without a script."""
    brigade, now = _brigade(request, code), timezone.now()
    context = _frame(brigade) | {"calls": pages.calls_of(brigade, now), "seconds": SECONDS}
    context["windows"] = [row for row in pages.windows_of(brigade, now) if row.pioneers]
    response = render(request, "services/hall_screen.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@login_not_required
@require_safe
def hall_portrait(request: HttpRequest, code: str, digest: str) -> HttpResponseBase:
    """Send a portrait to whoever may look at the hall that shows it; its address names no person."""
    found = pages.portrait_in(_brigade(request, code), digest, beijing_date(timezone.now()))
    if found is None:
        raise Http404
    return fleeting_picture(request, found.image, found.digest)


def _brigade(request: HttpRequest, code: str) -> Unit:
    visitor = request.user if isinstance(request.user, Officer) else None
    found = pages.open_hall(visitor, code, timezone.now())
    if found is None:
        raise Http404
    return found


def _frame(brigade: Unit) -> dict[str, object]:
    """Return what a stranger's page says instead of an officer's brigade."""
    return {"brigade": brigade, "brigade_name": brigade.name}
