import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dutyposts.actions.computing import MonthClosedError
from dutyposts.actions.inspections import AlreadyVoidedError, CorrectionTooLateError, NotOwnInspectionError
from dutyposts.actions.photos import TooManyPhotosError, add_photo, remove_photo
from dutyposts.forms.photos import PhotoForm, why_refused
from dutyposts.models import Inspection, Photo
from dutyposts.queries.inspection_pages import correction_minutes
from organization.models import Officer
from organization.pictures import PictureError
from organization.views.access import officer_of, right_required
from organization.views.files import private_picture

REFUSED = (
    PictureError,
    TooManyPhotosError,
    MonthClosedError,
    AlreadyVoidedError,
    NotOwnInspectionError,
    CorrectionTooLateError,
)


@require_safe
@right_required("dutyposts.view_posts")
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    return private_picture(_visible(request, pk).image)


@require_safe
@right_required("dutyposts.view_posts")
def photo_thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    return private_picture(_visible(request, pk).thumbnail)


@require_POST
@right_required("dutyposts.record_inspection")
def photo_add(request: HttpRequest, number: str) -> HttpResponse:
    """Take the photos of an inspection, from the page or from a device that kept them."""
    officer = officer_of(request)
    inspection = get_object_or_404(Inspection.objects.visible_to(officer), number=number)
    form = PhotoForm(request.POST, request.FILES)
    client_id = form.cleaned_data["client_id"] if form.is_valid() else None
    refused = keep_photos(request, inspection, by=officer, at=timezone.now(), client_id=client_id)
    if request.accepts("text/html"):
        return redirect("dutyposts:inspection_detail", number)
    return JsonResponse({"errors": refused}, status=422 if refused else 201)


@require_POST
@right_required("dutyposts.record_inspection")
def photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _visible(request, pk)
    try:
        remove_photo(kept, by=officer_of(request), minutes=correction_minutes(kept.inspection), at=timezone.now())
    except REFUSED as error:
        messages.error(request, why_refused(error))
    return redirect("dutyposts:inspection_detail", kept.inspection.number)


def keep_photos(
    request: HttpRequest, inspection: Inspection, *, by: Officer, at: dt.datetime, client_id: UUID | None = None
) -> list[str]:
    """Add every photo that was sent and return why others were refused; the inspection stands either way."""
    refused = []
    uploads = request.FILES.getlist("photos")
    for upload in uploads:
        try:
            add_photo(inspection, upload, by=by, at=at, client_id=client_id if len(uploads) == 1 else None)
        except REFUSED as error:
            refused.append(str(why_refused(error)))
    if request.accepts("text/html"):
        for message in dict.fromkeys(refused):
            messages.warning(request, message)
    return refused


def _visible(request: HttpRequest, pk: int) -> Photo:
    inspections = Inspection.objects.visible_to(officer_of(request)).order_by().values("pk")
    return get_object_or_404(Photo.objects.select_related("inspection").filter(inspection__in=inspections), pk=pk)
