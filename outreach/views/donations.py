from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.actions import record
from organization import exports
from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.donations import KEEP, begin_drive, enter_gift, note_receipt
from outreach.exports.gifts import header, rows_of
from outreach.forms.donations import REFUSALS, DriveForm, GiftForm, ReceiptForm
from outreach.models import Donation, Drive
from outreach.queries.donations import drives_of, gifts_of

_VIEW = "outreach.view_visits"
REFUSED = tuple(REFUSALS)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_VIEW)
def drive_list(request: HttpRequest) -> HttpResponse:
    """List the drives with their totals; whoever keeps the list begins new ones."""
    officer, brigade = officer_of(request), brigade_of(request)
    keeps = officer.has_right(KEEP, brigade)
    form = DriveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        if form.is_valid():
            return redirect("outreach:drive", begin_drive(brigade, form.cleaned_data["name"], by=officer).pk)
    context = {"brigade": brigade, "drives": drives_of(brigade), "form": form if keeps else None}
    return render(request, "outreach/drive_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_VIEW)
def drive(request: HttpRequest, pk: int) -> HttpResponse:
    """List the gifts to whoever keeps them, to others their own; enter one more."""
    officer, found, today = officer_of(request), _drive(request, pk), beijing_date(timezone.now())
    keeps = officer.has_right(KEEP, found.brigade)
    form = GiftForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        if form.is_valid() and _entered(form, found, request):
            messages.success(request, _("Entered. A receipt is owed."))
            return redirect("outreach:drive", pk)
    context = {"drive": found, "gifts": gifts_of(found, officer), "keeps": keeps, "form": form if keeps else None}
    return render(request, "outreach/drive.html", context)


@require_POST
@right_required(KEEP)
def drive_export(request: HttpRequest, pk: int) -> FileResponse:
    """Send the gifts of a drive; the audit chain keeps who took how many rows."""
    found, officer = _kept_drive(request, pk), officer_of(request)
    file, count = exports.workbook_of(header(), rows_of(gifts_of(found, officer)))
    with transaction.atomic():
        after = {"rows": count}
        record("outreach.gifts_exported", on=found, by=officer, scope=found.brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename="gifts.xlsx", content_type=exports.TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(KEEP)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    gifts = Donation.objects.visible_to(officer).select_related("drive__brigade", "officer")
    gift = get_object_or_404(gifts, pk=pk)
    if not officer.has_right(KEEP, gift.drive.brigade):
        raise PermissionDenied
    form = ReceiptForm(request.POST if request.method == "POST" else None, today=beijing_date(timezone.now()))
    if request.method == "POST" and form.is_valid():
        try:
            note_receipt(gift, **form.cleaned_data, by=officer)
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:drive", gift.drive_id)
    return render(request, "outreach/receipt.html", {"form": form, "gift": gift})


def _drive(request: HttpRequest, pk: int) -> Drive:
    return get_object_or_404(Drive.objects.visible_to(officer_of(request)).select_related("brigade"), pk=pk)


def _kept_drive(request: HttpRequest, pk: int) -> Drive:
    found = _drive(request, pk)
    if not officer_of(request).has_right(KEEP, found.brigade):
        raise PermissionDenied
    return found


def _entered(form: GiftForm, found: Drive, request: HttpRequest) -> bool:
    told = form.cleaned_data
    try:
        enter_gift(
            found,
            told["police_number"],
            amount=told["amount"],
            is_special_dues=told["is_special_dues"],
            given_on=told["given_on"],
            by=officer_of(request),
            at=timezone.now(),
        )
    except REFUSED as error:
        form.refuse(error)
        return False
    return True
