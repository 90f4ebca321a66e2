from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from organization.forms.pictures import PICTURE_REASONS
from organization.views.access import officer_of, right_required
from organization.views.files import private_picture
from outreach.actions.photos import TooManyPhotosError, add_photo, remove_photo
from outreach.actions.visits import NotYoursError, VisitClosedError
from outreach.models import Visit, VisitPhoto

_VIEW, _RECORD = "outreach.view_visits", "outreach.record_visit"
_REASONS: Mapping[type[ValueError], Any] = {
    **PICTURE_REASONS,
    TooManyPhotosError: _("A visit keeps 6 photos; the others were left out."),
    VisitClosedError: _("This visit is struck out and changes no more."),
    NotYoursError: _("Whoever entered a visit, went on it or leads the unit changes it."),
}
_REFUSED = tuple(_REASONS)


@require_safe
@right_required(_VIEW)
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    return private_picture(_visible(request, pk).image)


@require_safe
@right_required(_VIEW)
def photo_thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    return private_picture(_visible(request, pk).thumbnail)


@require_POST
@right_required(_RECORD)
def photo_add(request: HttpRequest, number: str) -> HttpResponse:
    visit = get_object_or_404(Visit.objects.visible_to(officer_of(request)), number=number)
    keep_photos(request, visit)
    return redirect("outreach:visit_detail", number)


@require_POST
@right_required(_RECORD)
def photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _visible(request, pk)
    try:
        remove_photo(kept, by=officer_of(request))
    except _REFUSED as error:
        messages.error(request, _REASONS[type(error)])
    return redirect("outreach:visit_detail", kept.visit.number)


def keep_photos(request: HttpRequest, visit: Visit) -> None:
    """Add every photo that was sent and tell why others were refused; the visit stands either way."""
    refused = []
    for upload in request.FILES.getlist("photos"):
        try:
            add_photo(visit, upload, by=officer_of(request), at=timezone.now())
        except _REFUSED as error:
            refused.append(_REASONS[type(error)])
    for reason in dict.fromkeys(refused):
        messages.warning(request, reason)


def _visible(request: HttpRequest, pk: int) -> VisitPhoto:
    visits = Visit.objects.visible_to(officer_of(request)).order_by().values("pk")
    return get_object_or_404(VisitPhoto.objects.select_related("visit").filter(visit__in=visits), pk=pk)
