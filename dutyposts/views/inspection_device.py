"""What the recording page needs without a network: its service worker, and a fresh token to send what was kept."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from dutyposts.queries.inspection_pages import RECORD
from organization.views.access import officer_of, right_required

WORKER = settings.BASE_DIR / "static" / "js" / "inspection-worker.js"


@login_not_required
@require_safe
def inspection_worker(_request: HttpRequest) -> HttpResponse:
    """Serve the worker from the folder of the pages that it may answer for."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
@right_required(RECORD)
def inspection_token(request: HttpRequest) -> JsonResponse:
    """Tell the page who is signed in and under which token; whoever is not is sent to sign in."""
    return JsonResponse({"officer": officer_of(request).police_number, "token": get_token(request)})
