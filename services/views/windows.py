from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organization.views.access import brigade_of, right_required
from services.queries.windows import windows_now


@require_safe
@right_required("services.view_windows")
def window_list(request: HttpRequest) -> HttpResponse:
    brigade = brigade_of(request)
    context = {"brigade": brigade, "windows": windows_now(brigade, timezone.now())}
    return render(request, "services/window_list.html", context)
