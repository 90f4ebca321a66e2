"""Writing a pledge and handing it in."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organization.calendar import beijing_date
from organization.models import Officer
from organization.views.access import officer_of, right_required
from pledges.actions.drafting import begin_pledge, revise_pledge, save_items, submit_pledge
from pledges.actions.errors import ChangedMeanwhileError
from pledges.forms.pledging import PledgeForm, TemplateForm
from pledges.forms.refusals import REFUSED, refusal
from pledges.models import Cycle, Pledge
from pledges.queries import keeping_pages as keeping
from pledges.queries import pledge_pages as pages
from pledges.queries.figures import standings_on
from pledges.rules.criteria import Owner

WRITE = "pledges.write_pledge"


@require_safe
@right_required(WRITE)
def mine(request: HttpRequest) -> HttpResponse:
    """Show the own pledge of a cycle, or offer to begin it; `of` chooses the group's or the branch's."""
    officer, on = officer_of(request), beijing_date(timezone.now())
    cycles = pages.cycles_to_pledge_in(officer)
    cycle = _cycle(cycles, request.GET.get("cycle", ""))
    owners = pages.owners_open_to(officer, cycle, on) if cycle else []
    owner = _owner(request.GET.get("of", ""))
    if owner is not Owner.MEMBER and owner not in owners:
        raise Http404
    pledge = pages.own_pledge(cycle, owner, officer) if cycle else None
    if pledge is None or cycle is None:
        is_open = cycle is not None and cycle.state == Cycle.State.OPEN
        context = {"cycle": cycle, "cycles": cycles, "owners": owners, "owner": owner, "is_open": is_open}
        return render(request, "pledges/pledge_begin.html", context)
    return _page(request, pledge, PledgeForm(pledge), cycles=cycles, owners=owners)


@require_POST
@right_required(WRITE)
def begin(request: HttpRequest) -> HttpResponse:
    officer, owner = officer_of(request), _owner(request.POST.get("of", ""))
    cycle = _cycle(pages.cycles_to_pledge_in(officer), request.POST.get("cycle", ""))
    if cycle is None:
        raise Http404
    try:
        begin_pledge(cycle, owner, by=officer, at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error))
        return redirect("pledges:mine")
    return redirect(f"{reverse('pledges:mine')}?cycle={cycle.pk}&of={owner.value}")


@require_POST
@right_required(WRITE)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed, and take the next step that the pressed button names; a script asks for JSON."""
    officer, now, step = officer_of(request), timezone.now(), request.POST.get("do", "save")
    pledge = get_object_or_404(pages.shown(officer).filter(author=officer), pk=pk)
    form = PledgeForm(pledge, request.POST)
    is_kept = _is_kept(form, officer, now, is_handed_in=step == "submit")
    if not request.accepts("text/html"):
        return _told(form, now, is_kept=is_kept)
    return _after(request, pledge, officer, now, step) if is_kept else _page(request, pledge, form, status=422)


@require_POST
@right_required(WRITE)
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    pledge = get_object_or_404(pages.shown(officer).filter(author=officer), pk=pk)
    try:
        revise_pledge(pledge, by=officer, at=timezone.now())
    except REFUSED as error:
        messages.error(request, refusal(error))
        return redirect("pledges:detail", pk)
    return redirect(_own_address(pledge))


def _is_kept(form: PledgeForm, officer: Officer, now: dt.datetime, *, is_handed_in: bool) -> bool:
    """Store what is typed where it can be stored, even when it is not complete yet; then hand it in where asked."""
    try:
        if form.is_valid(is_complete=False):
            kept = save_items(form.pledge, form.promises(), by=officer, at=now, seen=form.seen)
            form.stored = kept.digest_now()
        if not form.is_valid(is_complete=is_handed_in):
            return False
        if is_handed_in:
            submit_pledge(form.pledge, by=officer, at=now, seen=form.stored)
    except REFUSED as error:
        form.refused.append(refusal(error))
        form.is_overtaken = isinstance(error, ChangedMeanwhileError)
        return False
    return True


def _told(form: PledgeForm, now: dt.datetime, *, is_kept: bool) -> JsonResponse:
    """Answer a script: what is stored now, or why nothing is; 409 where another page was faster."""
    if not is_kept:
        return JsonResponse({"errors": [fault.text for fault in form.faults]}, status=409 if form.is_overtaken else 422)
    saved = _("Saved at %(time)s") % {"time": timezone.localtime(now).strftime("%H:%M")}
    return JsonResponse({"saved": saved, "seen": form.stored})


def _after(request: HttpRequest, pledge: Pledge, officer: Officer, now: dt.datetime, step: str) -> HttpResponse:
    if step == "submit":
        messages.success(request, _("Signed and handed in. You are told as soon as it is reviewed."))
    elif step == "template":
        _add_template(request, pledge, officer, now)
    else:
        messages.success(request, _("Saved. It is not handed in yet."))
    return redirect(_own_address(pledge))


def _add_template(request: HttpRequest, pledge: Pledge, officer: Officer, now: dt.datetime) -> None:
    chosen = TemplateForm(pages.templates_for(pledge.cycle, Owner(pledge.owner_kind)), request.POST)
    template = chosen.cleaned_data["template"] if chosen.is_valid() else None
    if template is None:
        messages.error(request, _("Choose a template first."))
        return
    stored = PledgeForm(pages.shown(officer).get(pk=pledge.pk))
    try:
        promises = [*stored.promises(), TemplateForm.promise(template)]
        save_items(pledge, promises, by=officer, at=now, seen=stored.seen)
    except REFUSED as error:
        messages.error(request, refusal(error))


def _page(request: HttpRequest, pledge: Pledge, form: PledgeForm, *, status: int = 200, **more: Any) -> HttpResponse:
    officer, on = officer_of(request), beijing_date(timezone.now())
    owner, reviews = Owner(pledge.owner_kind), pages.reviews_of(pledge)
    items, before = list(pledge.items.all()), pages.pledge_before(pledge)
    words, standings = pages.words_on(items, reviews), standings_on(pledge, items, officer)
    is_draft = pledge.state == Pledge.State.DRAFT and pledge.cycle.state == Cycle.State.OPEN
    context = {
        "pledge": pledge,
        "cycle": pledge.cycle,
        "owner": owner,
        "form": form,
        "rows": [
            (item, words.get(item.number), standings.get(item.item.pk) if item.item else None) for item in form.items
        ],
        "returned": [number for number, word in words.items() if word.is_returned],
        "blank_at": max(2, len(form.written)),
        "is_draft": is_draft,
        "templates": TemplateForm(pages.templates_for(pledge.cycle, owner)) if is_draft else None,
        "before": before,
        "prompts": keeping.prompts_for(pledge, on),
        "steps": pages.way_of(pledge, reviews, on),
        "officer": officer,
    }
    return render(request, "pledges/pledge_mine.html", context | more, status=status)


def _cycle(cycles: list[Cycle], wanted: str) -> Cycle | None:
    """Return the cycle asked for, else the first; one that is not among them is not found."""
    if not wanted:
        return cycles[0] if cycles else None
    found = next((cycle for cycle in cycles if str(cycle.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _owner(wanted: str) -> Owner:
    if wanted and wanted not in set(Owner):
        raise Http404
    return Owner(wanted or Owner.MEMBER)


def _own_address(pledge: Pledge) -> str:
    return f"{reverse('pledges:mine')}?cycle={pledge.cycle_id}&of={pledge.owner_kind}"
