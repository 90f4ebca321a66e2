from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dutyposts.models import PostScore, Ranking
from dutyposts.queries import ranking_pages
from dutyposts.queries.preflight import blockers_of_notice, blockers_of_publication
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.queries import brigade_for
from organization.views.access import officer_of, right_required

STEPS = {Ranking.State.COMPUTED: 0, Ranking.State.NOTICED: 1, Ranking.State.PUBLISHED: 3}


def brigade_of(request: HttpRequest) -> Unit:
    """Return the brigade a page is about; one outside the officer's scope does not exist."""
    try:
        return brigade_for(officer_of(request), request.GET.get("brigade"))
    except Unit.DoesNotExist:
        raise Http404 from None


def ranking_or_404(brigade: Unit, month: Month, version: str | None = None) -> Ranking:
    """Return the latest version of a month, or the one named."""
    rows = Ranking.objects.filter(brigade=brigade, month=month).select_related("brigade", "standard")
    if version:
        return get_object_or_404(rows, version=int(version) if version.isascii() and version.isdecimal() else 0)
    return get_object_or_404(rows.latest_versions())


def brigade_query(brigade: Unit, officer: Officer, version: str | None = None) -> str:
    """Return what follows a page's address: the version read, and the brigade where it is not the officer's own."""
    wanted = {"version": version, "brigade": None if officer.unit.brigade_id == brigade.pk else brigade.code}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"?{query}" if query else ""


def month_address(view: str, brigade: Unit, month: Month, officer: Officer) -> str:
    """Return the address of a month's page, with the brigade named where it is not the officer's own."""
    return reverse(f"dutyposts:{view}", args=[month]) + brigade_query(brigade, officer)


@require_safe
@right_required("dutyposts.view_posts")
def ranking_current(request: HttpRequest) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    ranking = ranking_pages.latest_of(brigade, officer)
    if ranking is None:
        return render(request, "dutyposts/ranking_none.html", {"brigade": brigade})
    return HttpResponseRedirect(month_address("ranking_month", brigade, ranking.month, officer))


@require_safe
@right_required("dutyposts.view_posts")
def ranking_month(request: HttpRequest, month: Month) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    ranking = ranking_or_404(brigade, month, request.GET.get("version"))
    rows, unranked = ranking_pages.table_of(ranking, officer)
    is_shown = ranking.state != Ranking.State.COMPUTED or officer.has_right("dutyposts.view_standings", brigade)
    may_close = ranking.is_latest and officer.has_right("dutyposts.publish_month", brigade)
    if not is_shown and not (rows or unranked):
        return render(request, "dutyposts/ranking_waits.html", {"month": month, "brigade": brigade})
    known = [row.score.score for row in [*rows, *unranked] if row.score.score is not None]
    address = "" if officer.unit.brigade_id == brigade.pk else f"?brigade={brigade.code}"
    context = {
        "ranking": ranking,
        "brigade": brigade,
        "address": address,
        "month": month,
        "months": (month.shift(-1), month.shift(1)),
        "rows": rows,
        "unranked": unranked,
        "is_shown": is_shown,
        "may_close": may_close,
        "ties": ranking_pages.ties_of(rows),
        "podium": rows[:3] if is_shown else [],
        "inspections": sum(row.score.inspections for row in [*rows, *unranked]),
        "average": sum(known) / len(known) if known else None,
        "blockers": _blockers(ranking) if may_close else [],
        "objections": list(ranking_pages.objections_of(ranking, officer)[:50]),
        "steps": [_("draft"), _("on notice"), _("published")],
        "step": STEPS[Ranking.State(ranking.state)],
    }
    return render(request, "dutyposts/ranking_month.html", context)


def _blockers(ranking: Ranking) -> list[str]:
    now = timezone.now()
    if ranking.state == Ranking.State.COMPUTED:
        return [str(blocker.message) for blocker in blockers_of_notice(ranking.brigade, ranking.month, at=now)]
    if ranking.state == Ranking.State.NOTICED:
        return [str(blocker.message) for blocker in blockers_of_publication(ranking, at=now)]
    return []


@require_safe
@right_required("dutyposts.view_posts")
def ranking_why(request: HttpRequest, month: Month, code: str) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    ranking = ranking_or_404(brigade, month, request.GET.get("version"))
    scores = PostScore.objects.visible_to(officer).filter(ranking=ranking).select_related("post", "unit").distinct()
    score = get_object_or_404(scores, post_code=code)
    if not any(score.unit.path.startswith(path) for path in officer.scope):
        raise Http404
    score.ranking = ranking
    is_shown = ranking.state != Ranking.State.COMPUTED or officer.has_right("dutyposts.view_standings", brigade)
    above = ranking.scores.filter(rank__lt=score.rank).order_by("-rank", "-post_code").first() if score.rank else None
    context = {
        "score": score,
        "ranking": ranking,
        "month": month,
        "address": "" if officer.unit.brigade_id == brigade.pk else f"?brigade={brigade.code}",
        "is_shown": is_shown,
        "inspections": ranking_pages.inspections_of(score),
        "losses": ranking_pages.losses_of(score) if score.inspections else [],
        "gap": ranking_pages.gap_text(score, above) if is_shown else "",
    }
    return render(request, "dutyposts/ranking_why.html", context)
