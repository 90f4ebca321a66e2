from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organization import word
from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.actions.campaigns import MANAGE, begin_campaign, change_campaign, close_campaign, may_manage
from outreach.exports.campaign_docx import campaign_report_of
from outreach.forms.campaigns import REFUSALS, CampaignForm, CloseCampaignForm
from outreach.models import Campaign, PublicityEvent
from outreach.queries import campaigns as pages
from outreach.queries.contests import contests_of
from outreach.queries.publicity import Wanted, page_of, sums_of, with_parts

_VIEW = "outreach.view_visits"
REFUSED = tuple(REFUSALS)


@require_safe
@right_required(_VIEW)
def campaign_list(request: HttpRequest) -> HttpResponse:
    """List the campaigns, running ones first."""
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    campaigns = Campaign.objects.visible_to(officer).filter(brigade=brigade)
    page = pages.page_of(campaigns, today, request.GET.get("after", ""))
    context = {
        "brigade": brigade,
        "page": page,
        "today": today,
        "may_begin": officer.has_right(MANAGE),
        "older_url": f"?brigade={brigade.code}&after={page.following}" if page.following else "",
    }
    return render(request, "outreach/campaign_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(MANAGE)
def campaign_new(request: HttpRequest) -> HttpResponse:
    officer, brigade, today = officer_of(request), brigade_of(request), beijing_date(timezone.now())
    form = CampaignForm(request.POST if request.method == "POST" else None, brigade=brigade, by=officer, today=today)
    if request.method == "POST" and form.is_valid():
        client_id = form.cleaned_data["client_id"]
        try:
            campaign = begin_campaign(form.told(), by=officer, at=timezone.now(), client_id=client_id)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:campaign", campaign.pk)
    return render(request, "outreach/campaign_form.html", {"form": form, "brigade": brigade})


@require_safe
@right_required(_VIEW)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan, the events held and planned, and what those that were held add up to."""
    officer, found, today = officer_of(request), _campaign(request, pk), beijing_date(timezone.now())
    wanted = Wanted(campaign=str(pk))
    events = PublicityEvent.objects.visible_to(officer)
    page = page_of(events.standing().filter(campaign=found), request.GET.get("before", ""))
    count, amounts = sums_of(events, wanted, found.brigade)
    context = {
        "campaign": found,
        "stage": found.stage_on(today),
        "page": page,
        "today": today,
        "count": count,
        "amounts": amounts,
        "contests": contests_of(found),
        "address": wanted.address(found.brigade),
        "may_manage": may_manage(found, officer),
        "may_record": found.closed_at is None and officer.unit.brigade_id == found.brigade_id,
        "older_url": f"?before={page.following}" if page.following else "",
    }
    return render(request, "outreach/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(MANAGE)
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found, officer, today = _managed(request, pk), officer_of(request), beijing_date(timezone.now())
    data = request.POST if request.method == "POST" else None
    form = CampaignForm(data, brigade=found.brigade, by=officer, today=today, campaign=found)
    if data is not None and form.is_valid():
        try:
            change_campaign(found, form.told(), by=officer)
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:campaign", pk)
    context = {"form": form, "brigade": found.brigade, "campaign": found}
    return render(request, "outreach/campaign_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(MANAGE)
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    form = CloseCampaignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            close_campaign(found, **form.cleaned_data, by=officer_of(request), at=timezone.now())
        except REFUSED as error:
            form.add_error(None, REFUSALS[type(error)][1])
        else:
            messages.success(request, _("Closed."))
            return redirect("outreach:campaign", pk)
    return render(request, "outreach/campaign_close.html", {"form": form, "campaign": found})


@require_safe
@right_required(_VIEW)
def campaign_docx(request: HttpRequest, pk: int) -> FileResponse:
    found, events = _campaign(request, pk), PublicityEvent.objects.visible_to(officer_of(request))
    told = with_parts(events.standing().filter(campaign=found)).reverse()
    sums = sums_of(events, Wanted(campaign=str(pk)), found.brigade)
    file = BytesIO(campaign_report_of(found, told, contests_of(found), sums, made_at=timezone.now()))
    return FileResponse(file, as_attachment=True, filename="campaign.docx", content_type=word.TYPE)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    found = pages.campaign_of(officer_of(request), pk)
    if found is None:
        raise Http404
    return found


def _managed(request: HttpRequest, pk: int) -> Campaign:
    found = _campaign(request, pk)
    if not may_manage(found, officer_of(request)):
        raise PermissionDenied
    return found
