from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dutyposts.models import PostScore, Ranking
from dutyposts.queries import ranking_pages
from dutyposts.queries.preflight import Blocker, blockers_of_notice, blockers_of_publication
from dutyposts.queries.records import Records
from dutyposts.queries.verification import is_ranking_altered, sealed_month
from dutyposts.queries.versions import Version, Versions, versions_of
from dutyposts.views.blockers import linked
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.views.access import brigade_of, officer_of, right_required

STEPS = {Ranking.State.COMPUTED: 0, Ranking.State.NOTICED: 1, Ranking.State.PUBLISHED: 3}


def ranking_or_404(brigade: Unit, month: Month, version: str | None = None) -> Ranking:
    """Return the latest version of a month, or the one named."""
    rows = Ranking.objects.filter(brigade=brigade, month=month).select_related("brigade", "standard")
    if version:
        return get_object_or_404(rows, version=int(version) if version.isascii() and version.isdecimal() else 0)
    return get_object_or_404(rows.latest_versions())


def version_or_404(versions: Versions, request: HttpRequest) -> Version:
    """Return the version that the address names, else the latest."""
    version = versions.find(request.GET.get("version"))
    if version is None:
        raise Http404
    return version


def brigade_query(brigade: Unit, officer: Officer, version: str | None = None) -> str:
    """Return what follows a page's address: the version read, and the brigade where it is not the officer's own."""
    wanted = {"version": version, "brigade": None if officer.unit.brigade_id == brigade.pk else brigade.code}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"?{query}" if query else ""


def version_query(ranking: Ranking, officer: Officer) -> str:
    """Return what follows an address to keep reading the same version; the latest needs no name."""
    return brigade_query(ranking.brigade, officer, None if ranking.is_latest else str(ranking.version))


def version_links(request: HttpRequest, version: Version) -> dict[str, object]:
    """Return what led to a version and where the same page of the latest and of the one before is read."""
    ranking, officer = version.ranking, officer_of(request)
    before = brigade_query(ranking.brigade, officer, str(ranking.version - 1))
    return {
        "ranking": ranking,
        "reopening": version.reopening,
        "latest": request.path + brigade_query(ranking.brigade, officer),
        "before": request.path + before if ranking.version > 1 else "",
    }


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
    page = {"month": month, "brigade": brigade, "address": brigade_query(brigade, officer)}
    versions = versions_of(brigade, month, officer)
    if not versions.all and _may_begin(brigade, month, officer):
        return render(request, "dutyposts/ranking_missing.html", page)
    version = version_or_404(versions, request)
    ranking = version.ranking
    rows, unranked = ranking_pages.table_of(ranking, officer)
    is_shown = ranking.state != Ranking.State.COMPUTED or officer.has_right("dutyposts.view_standings", brigade)
    if not is_shown and not (rows or unranked):
        return render(request, "dutyposts/ranking_waits.html", page | version_links(request, version))
    context = (
        page
        | version_links(request, version)
        | {
            "version_address": version_query(ranking, officer),
            "months": [(other, other in versions.seen) for other in (month.shift(-1), month.shift(1))],
            "rows": rows,
            "unranked": unranked,
            "is_shown": is_shown,
            "inspections": sum(row.score.inspections for row in [*rows, *unranked]),
            "average": ranking_pages.average_of([row.score for row in rows]),
            "objections": list(ranking_pages.objections_of(ranking, officer)[:50]),
            "steps": [_("draft"), _("on notice"), _("published")],
            "step": STEPS[Ranking.State(ranking.state)],
            "is_altered": _is_altered(version, [row.score for row in (*rows, *unranked)]),
        }
    )
    return render(request, "dutyposts/ranking_month.html", context | _top(ranking, rows, officer, is_shown=is_shown))


def _is_altered(version: Version, scores: list[PostScore]) -> bool:
    """Tell whether a published version that is seen as a whole is no longer what was published; one query."""
    is_sealed = version.is_visible and version.ranking.state == Ranking.State.PUBLISHED
    return is_sealed and is_ranking_altered(version.ranking, sealed_month(version.ranking), scores)


def _may_begin(brigade: Unit, month: Month, officer: Officer) -> bool:
    """Tell whether the month has begun and `officer` may compute it."""
    return month.starts_at <= timezone.now() and officer.has_right("dutyposts.compute_month", brigade)


def _top(ranking: Ranking, rows: list[ranking_pages.Row], officer: Officer, *, is_shown: bool) -> dict[str, object]:
    """Return the first three with their streaks, the ties, and what a supervisor does next."""
    podium = rows[:3] if is_shown else []
    is_final = ranking.is_latest and ranking.state == Ranking.State.PUBLISHED
    streaks = ranking_pages.streaks_of({row.score.post_id: ranking.month for row in podium}) if is_final else {}
    address = brigade_query(ranking.brigade, officer)
    may_close = ranking.is_latest and officer.has_right("dutyposts.publish_month", ranking.brigade)
    return {
        "podium": [(row, streaks.get(row.score.post_id, 0)) for row in podium],
        "ties": ranking_pages.ties_of(rows),
        "may_close": may_close,
        "blockers": linked(_blockers(ranking), ranking.month, address) if may_close else [],
    }


def _blockers(ranking: Ranking) -> list[Blocker]:
    now = timezone.now()
    if ranking.state == Ranking.State.COMPUTED:
        return blockers_of_notice(ranking.brigade, ranking.month, at=now)
    return blockers_of_publication(ranking, at=now) if ranking.state == Ranking.State.NOTICED else []


@require_safe
@right_required("dutyposts.view_posts")
def ranking_why(request: HttpRequest, month: Month, code: str) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    ranking = ranking_or_404(brigade, month, request.GET.get("version"))
    scores = PostScore.objects.visible_to(officer).filter(ranking=ranking).select_related("post", "unit").distinct()
    score = get_object_or_404(scores, post_code=code)
    if not ranking_pages.is_in_scope(score, officer):
        raise Http404
    score.ranking = ranking
    is_shown = ranking.state != Ranking.State.COMPUTED or officer.has_right("dutyposts.view_standings", brigade)
    above = ranking.scores.filter(rank__lt=score.rank).order_by("-rank", "-post_code").first() if score.rank else None
    records = Records(ranking)
    context = {
        "score": score,
        "ranking": ranking,
        "month": month,
        "address": version_query(ranking, officer),
        "is_shown": is_shown,
        "inspections": records.inspections(score.post_id),
        "sum": ranking_pages.sum_of(score) if score.inspections else None,
        "losses": ranking_pages.losses_of(score, records) if score.inspections else [],
        "gap": ranking_pages.gap_text(score, above) if is_shown else "",
    }
    return render(request, "dutyposts/ranking_why.html", context)
