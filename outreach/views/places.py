from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.places import leave_out, list_places
from outreach.forms.places import PlaceFilterForm, PlacesForm
from outreach.models import Place
from outreach.queries import places as pages

_VIEW, _MANAGE = "outreach.view_visits", "outreach.manage_places"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(_VIEW)
def place_list(request: HttpRequest) -> HttpResponse:
    """Show which places were visited this year and which were not; whoever manages the list adds to it."""
    officer, brigade = officer_of(request), brigade_of(request)
    may_manage = officer.has_right(_MANAGE, brigade)
    new = PlacesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_manage:
            raise PermissionDenied
        if new.is_valid():
            count = list_places(brigade, new.chosen, new.cleaned_data["names"], by=officer)
            messages.success(
                request, ngettext("%(count)s new place.", "%(count)s new places.", count) % {"count": count}
            )
            return redirect(f"{request.path}?{urlencode({'brigade': brigade.code, 'category': new.chosen})}")
    form = PlaceFilterForm(request.GET, today=beijing_date(timezone.now()))
    wanted = form.wanted()
    visible = Place.objects.visible_to(officer).filter(brigade=brigade)
    page = pages.page_of(pages.narrowed(visible, wanted), brigade, wanted)
    context = {
        "brigade": brigade,
        "form": form,
        "new": new,
        "page": page,
        "year": str(wanted.year),
        "coverage": pages.coverage_of(brigade, wanted.year),
        "may_manage": may_manage,
        "is_left_out": wanted.state == pages.LEFT_OUT,
        "older_url": f"?{wanted.address(brigade, page.following)}" if page.following else "",
        "older_text": _("Next page"),
    }
    return render(request, "outreach/place_list.html", context)


@require_POST
@right_required(_MANAGE)
def place_leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    place = get_object_or_404(Place.objects.visible_to(officer).select_related("brigade"), pk=pk)
    if not officer.has_right(_MANAGE, place.brigade):
        raise PermissionDenied
    leave_out(place, is_left_out=not place.is_left_out, by=officer)
    query = urlencode({"brigade": place.brigade.code, "category": place.category})
    return redirect(f"{reverse('outreach:place_list')}?{query}")
