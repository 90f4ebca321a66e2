from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.actions.portraits import NoPartyMemberError, give_portrait, withdraw_portrait
from organization.forms.pictures import PICTURE_REASONS
from organization.forms.portraits import PortraitForm
from organization.models import Officer, Portrait
from organization.views.access import SIGNED_IN, officer_of, right_required
from organization.views.files import fleeting_picture


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(SIGNED_IN)
def portrait(request: HttpRequest) -> HttpResponse:
    """Show the own portrait with what it is for; give it, or another one."""
    officer = officer_of(request)
    form = PortraitForm(request.POST, request.FILES) if request.method == "POST" else PortraitForm()
    if request.method == "POST" and form.is_valid() and _is_given(form, officer):
        messages.success(request, _("Your photo is shown now. You can withdraw it here at any time."))
        return redirect("organization:portrait")
    context = {"form": form, "portrait": officer.portraits.current().first()}
    return render(request, "registration/portrait.html", context, status=422 if form.errors else 200)


@require_POST
@right_required(SIGNED_IN)
def portrait_withdraw(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    if withdraw_portrait(officer, by=officer, at=timezone.now()):
        messages.success(request, _("Withdrawn. The photo is deleted and shown nowhere any more."))
    return redirect("organization:portrait")


@require_safe
@right_required(SIGNED_IN)
def portrait_image(request: HttpRequest) -> HttpResponseBase:
    kept = get_object_or_404(Portrait.objects.current(), officer=officer_of(request))
    return fleeting_picture(request, kept.image, kept.digest)


def _is_given(form: PortraitForm, officer: Officer) -> bool:
    try:
        give_portrait(form.cleaned_data["photo"], by=officer, at=timezone.now())
    except NoPartyMemberError as error:
        raise PermissionDenied from error
    except tuple(PICTURE_REASONS) as error:
        form.add_error("photo", str(PICTURE_REASONS[type(error)]))
        return False
    return True
