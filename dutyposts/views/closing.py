from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dutyposts.actions import closing
from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError, compute_month
from dutyposts.forms.closing import FlagDecisionForm, PublishForm, ReopenForm
from dutyposts.models import Objection, Ranking, Reopening
from dutyposts.queries.preflight import BlockerCode, blockers_of_notice, blockers_of_publication
from dutyposts.queries.publication import checks_of, moves_of
from dutyposts.rules.flags import TooManyWinnersError
from dutyposts.views.blockers import linked
from dutyposts.views.rankings import brigade_query, month_address, ranking_or_404
from organization.calendar import Month, beijing_date
from organization.forms.own_password import OwnPasswordForm
from organization.models import Officer, Unit
from organization.views.access import brigade_of, officer_of, right_required


def _guarded(request: HttpRequest, right: str) -> Unit:
    """Return the brigade of the page; who does not hold the right at that brigade is refused."""
    brigade = brigade_of(request)
    if not officer_of(request).has_right(right, brigade):
        raise PermissionDenied
    return brigade


def _done(request: HttpRequest, brigade: Unit, month: Month, text: str) -> HttpResponse:
    messages.success(request, text)
    return HttpResponseRedirect(month_address("ranking_month", brigade, month, officer_of(request)))


def _attempt(request: HttpRequest, act: Callable[[], object], brigade: Unit, month: Month, text: str) -> HttpResponse:
    """Do it and go back to the ranking; what stands in the way is told there."""
    try:
        act()
    except closing.BlockedError as error:
        for blocker in error.blockers:
            messages.error(request, str(blocker.message))
    except NoStandardInForceError:
        messages.error(request, _("No appraisal standard is in force in this month; add one first."))
    except MonthClosedError:
        messages.warning(request, _("The month is published already; correct it by reopening."))
    except TooManyWinnersError:
        messages.error(request, _("There are not that many flags; choose fewer posts."))
    else:
        return _done(request, brigade, month, text)
    return HttpResponseRedirect(month_address("ranking_month", brigade, month, officer_of(request)))


@require_POST
@right_required("dutyposts.compute_month")
def month_compute(request: HttpRequest, month: Month) -> HttpResponse:
    brigade, officer = _guarded(request, "dutyposts.compute_month"), officer_of(request)
    return _attempt(
        request,
        lambda: compute_month(brigade, month, by=officer, at=timezone.now()),
        brigade,
        month,
        _("Computed again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.notice_month")
def month_notice(request: HttpRequest, month: Month) -> HttpResponse:
    brigade, officer = _guarded(request, "dutyposts.notice_month"), officer_of(request)
    ranking = ranking_or_404(brigade, month)
    if request.method == "POST":
        return _attempt(
            request,
            lambda: closing.notice_month(brigade, month, by=officer, at=timezone.now()),
            brigade,
            month,
            _("The ranking is on notice; the month takes no new entries."),
        )
    blockers = blockers_of_notice(brigade, month, at=timezone.now())
    told = linked(blockers, month, brigade_query(brigade, officer))
    return render(request, "dutyposts/month_notice.html", _context(request, ranking) | {"blockers": told})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.publish_month")
def month_publish(request: HttpRequest, month: Month) -> HttpResponse:
    brigade, officer = _guarded(request, "dutyposts.publish_month"), officer_of(request)
    ranking = ranking_or_404(brigade, month)
    form = PublishForm(request, request.POST if request.method == "POST" else None)
    if ranking.state == Ranking.State.PUBLISHED and request.method != "POST":
        return HttpResponseRedirect(month_address("ranking_month", brigade, month, officer))
    if request.method == "POST" and form.is_valid() and _publish(brigade, month, form, officer):
        return _done(
            request, brigade, month, _("Published; the flags are handed over and the bulletin can be printed.")
        )
    now, context = timezone.now(), _context(request, ranking)
    blockers = blockers_of_publication(ranking, at=now)
    context |= {
        "form": form,
        "blockers": linked(blockers, month, brigade_query(brigade, officer)),
        "needs_decision": any(blocker.code == BlockerCode.FLAGS for blocker in blockers),
        "checks": checks_of(ranking, context["scores"]),
        "moves": moves_of(ranking),
        "is_notice_over": ranking.notice_ends_on is not None and beijing_date(now) > ranking.notice_ends_on,
    }
    return render(request, "dutyposts/month_publish.html", context)


def _publish(brigade: Unit, month: Month, form: PublishForm, officer: Officer) -> bool:
    """Publish and tell whether that was possible; what is in the way the page lists by itself, with what was typed."""
    try:
        closing.publish_month(brigade, month, by=officer, at=timezone.now(), **form.cleaned_data)
    except closing.BlockedError:
        return False
    except NoStandardInForceError:
        form.add_error(None, _("No appraisal standard is in force in this month; add one first."))
    except TooManyWinnersError:
        form.add_error(None, _("There are not that many flags; choose fewer posts."))
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.publish_month")
def flag_decision(request: HttpRequest, month: Month) -> HttpResponse:
    brigade, officer = _guarded(request, "dutyposts.publish_month"), officer_of(request)
    ranking = ranking_or_404(brigade, month)
    form = FlagDecisionForm(ranking, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["scores"])
        try:
            closing.decide_flags(ranking, chosen, reason=form.cleaned_data["reason"], by=officer, at=timezone.now())
        except closing.WrongNumberOfFlagsError:
            form.add_error("scores", _("There are not that many flags; choose fewer posts."))
        except MonthClosedError:
            form.add_error(None, _("The month is published already; correct it by reopening."))
        else:
            return _done(request, brigade, month, _("The decision is recorded."))
    return render(request, "dutyposts/flag_decision.html", _context(request, ranking) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.reopen_month")
def month_reopen(request: HttpRequest, month: Month) -> HttpResponse:
    """Ask for a published month to be reopened, or confirm what another supervisor asked."""
    brigade, officer = _guarded(request, "dutyposts.reopen_month"), officer_of(request)
    ranking = ranking_or_404(brigade, month)
    asked = Reopening.objects.filter(ranking=ranking).select_related("asked_by").first()
    kind = ReopenForm if asked is None else OwnPasswordForm
    form = kind(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if asked is None:
            return _ask_to_reopen(request, ranking, form.cleaned_data["reason"])
        # Whoever meant to ask, while another did, reads that one's reason before confirming it.
        if "reason" in request.POST:
            return HttpResponseRedirect(month_address("month_reopen", brigade, month, officer))
        try:
            closing.confirm_reopening(asked, by=officer, at=timezone.now())
        except closing.SamePersonError:
            messages.error(request, _("Another supervisor has to confirm."))
        else:
            return _done(request, brigade, month, _("The month is reopened; its next version is a draft."))
    return render(request, "dutyposts/month_reopen.html", _context(request, ranking) | {"form": form, "asked": asked})


def _ask_to_reopen(request: HttpRequest, ranking: Ranking, reason: str) -> HttpResponse:
    officer = officer_of(request)
    try:
        closing.ask_to_reopen(ranking, reason=reason, by=officer, at=timezone.now())
    except closing.NotPublishedError:
        messages.error(request, _("Only a published month is reopened."))
    return HttpResponseRedirect(month_address("month_reopen", ranking.brigade, ranking.month, officer))


def _context(request: HttpRequest, ranking: Ranking) -> dict[str, Any]:
    officer = officer_of(request)
    return {
        "ranking": ranking,
        "month": ranking.month,
        "address": brigade_query(ranking.brigade, officer),
        "back": month_address("ranking_month", ranking.brigade, ranking.month, officer),
        "scores": list(ranking.scores.with_flags().in_place_order()),
        "open_objections": Objection.objects.open().filter(brigade=ranking.brigade_id, month=ranking.month).count(),
    }
