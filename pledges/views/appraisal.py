from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organization.models import Officer
from organization.views.access import officer_of, right_required
from pledges.actions import appraising
from pledges.forms.appraisal import BallotForm, ConcludeForm, PublicTallyForm
from pledges.forms.refusals import APPRAISAL, REFUSED, refusal
from pledges.models import Cycle, Pledge, PledgeItem, Voter
from pledges.queries import appraisal_pages as pages
from pledges.queries import keeping_pages
from pledges.queries.figures import standings_of
from pledges.rules.appraisal import Mark

APPRAISE = "pledges.appraise"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("pledges.cast_ballot")
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one secret ballot; whoever has voted or may not is told so."""
    officer, cycle = officer_of(request), _cycle(request, pk)
    voter = Voter.objects.filter(cycle=cycle, officer=officer).first()
    is_open = cycle.state == Cycle.State.APPRAISING and voter is not None and not voter.has_voted
    if not is_open:
        return render(request, "pledges/ballot_closed.html", {"cycle": cycle, "voter": voter})
    form = BallotForm(request.POST if request.method == "POST" else None, pages.ballot_of(cycle, officer))
    if request.method == "POST" and form.is_valid():
        try:
            appraising.cast_ballot(cycle, form.marks(), by=officer)
        except REFUSED as error:
            form.add_error(None, refusal(error, APPRAISAL))
        else:
            messages.success(request, _("Your ballot is in. Nobody can tell which one is yours."))
            return redirect("pledges:ballot", cycle.pk)
    return render(request, "pledges/ballot.html", {"cycle": cycle, "form": form})


@require_safe
@right_required(APPRAISE)
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = _managed(request, pk)
    context = {
        "cycle": cycle,
        "rows": pages.rows_of(cycle, officer_of(request)),
        "turnout": pages.turnout_of(cycle),
    }
    return render(request, "pledges/appraisal.html", context)


@require_POST
@right_required(APPRAISE)
def ballots_open(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = _managed(request, pk)
    try:
        appraising.open_ballots(cycle, by=officer_of(request), at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error, APPRAISAL))
    else:
        messages.success(request, _("Ballots are open. Pledges of this cycle no longer change."))
    return redirect("pledges:appraisal", cycle.pk)


@require_POST
@right_required(APPRAISE)
def ballots_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the ballots; while some are missing only for whoever says that these no longer count."""
    cycle = _managed(request, pk)
    if pages.turnout_of(cycle).missing and "sure" not in request.POST:
        messages.error(request, _("Not everybody has voted. Tick that the ballots close without them."))
        return redirect("pledges:appraisal", cycle.pk)
    try:
        appraising.close_ballots(cycle, by=officer_of(request))
    except REFUSED as error:
        messages.error(request, refusal(error, APPRAISAL))
    else:
        messages.success(request, _("The ballots are closed. Conclude pledge by pledge now."))
    return redirect("pledges:appraisal", cycle.pk)


@require_POST
@right_required(APPRAISE)
def cycle_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = _managed(request, pk)
    try:
        appraising.conclude_cycle(cycle, by=officer_of(request), at=timezone.now())
    except REFUSED:
        messages.error(request, _("Conclude every pledge first; then the cycle can end."))
    else:
        messages.success(request, _("The cycle is concluded."))
    return redirect("pledges:appraisal", cycle.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(APPRAISE)
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge one pledge: promises, the organization's mark, the grade, all at once or not at all."""
    officer, pledge = officer_of(request), _judged(request, pk)
    items, tallies = list(pledge.items.order_by("position")), pledge.public_tallies.order_by("collected_on", "pk")
    has_grade = pledge.owner_kind == "member" and pledge.author.party_standing == Officer.PartyStanding.MEMBER
    form = ConcludeForm(request.POST if request.method == "POST" else None, items=items, has_grade=has_grade)
    if request.method == "POST" and form.is_valid() and _concluded(form, pledge, officer):
        messages.success(request, _("Concluded."))
        return redirect("pledges:appraisal", pledge.cycle_id)
    context = {"pledge": pledge, "form": form, "tallies": tallies, "tally_form": PublicTallyForm()}
    return render(request, "pledges/conclude.html", context | _kept(pledge, items, form, officer))


@require_POST
@right_required(APPRAISE)
def tally_add(request: HttpRequest, pk: int) -> HttpResponse:
    officer, pledge = officer_of(request), _judged(request, pk)
    form = PublicTallyForm(request.POST)
    form.instance.pledge = pledge
    try:
        if form.is_valid():
            appraising.count_public_ballots(form.instance, by=officer, at=timezone.now())
            messages.success(request, _("Counted."))
        else:
            messages.error(request, _("Fill in day, place and the three counts."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("pledges:conclude", pledge.pk)


def _kept(pledge: Pledge, items: list[PledgeItem], form: ConcludeForm, officer: Officer) -> dict[str, Any]:
    """Return each promise with what the judge goes by: the portal's figure, the author's notes and their files."""
    standings, notes = standings_of(items, officer), keeping_pages.progress_of(pledge, officer)
    return {
        "readable_files": keeping_pages.readable_files(pledge, officer),
        "rows": [
            {
                "item": item,
                "standing": standings.get(item.pk),
                "notes": [note for note in notes if note.item_id == item.pk],
                "conclusion": form[f"c{item.position}"],
                "reason": form[f"r{item.position}"],
            }
            for item in items
        ],
    }


def _concluded(form: ConcludeForm, pledge: Pledge, by: Officer) -> bool:
    told = form.cleaned_data
    try:
        with transaction.atomic():
            for item, conclusion, reason in form.conclusions():
                appraising.conclude_item(item, conclusion, reason=reason, by=by)
            appraising.mark_for_organization(pledge, Mark(told["mark"]), reason=told["mark_reason"], by=by)
            appraising.conclude_pledge(pledge, form.grade(), by=by, at=timezone.now())
    except REFUSED as error:
        form.add_error(None, refusal(error, APPRAISAL))
        return False
    return True


def _cycle(request: HttpRequest, pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.visible_to(officer_of(request)).select_related("brigade"), pk=pk)


def _managed(request: HttpRequest, pk: int) -> Cycle:
    cycle = _cycle(request, pk)
    if not officer_of(request).has_right(APPRAISE, cycle.brigade):
        raise PermissionDenied
    return cycle


def _judged(request: HttpRequest, pk: int) -> Pledge:
    visible = Pledge.objects.visible_to(officer_of(request)).posted()
    pledge = get_object_or_404(visible.select_related("cycle__brigade", "author", "unit"), pk=pk)
    if not officer_of(request).has_right(APPRAISE, pledge.cycle.brigade):
        raise PermissionDenied
    return pledge
