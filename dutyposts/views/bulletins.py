from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.rules.chain import grouped
from dutyposts.models import FrozenMonth, Ranking
from dutyposts.queries.papers import paper_of
from dutyposts.queries.versions import versions_of
from dutyposts.views.rankings import brigade_of, brigade_query, version_or_404, version_query
from organization.calendar import Month
from organization.views.access import officer_of, right_required


@require_safe
@right_required("dutyposts.view_posts")
def bulletin(request: HttpRequest, month: Month) -> HttpResponse:
    """Show the paper of a month: as it was issued, or a draft with a watermark until then."""
    officer, brigade = officer_of(request), brigade_of(request)
    version = version_or_404(versions_of(brigade, month, officer), request)
    if not version.is_visible:
        raise Http404
    ranking = version.ranking
    before = str(ranking.version - 1)
    context = {
        "ranking": ranking,
        "month": month,
        "back": reverse("dutyposts:ranking_month", args=[month]) + version_query(ranking, officer),
        "before": request.path + brigade_query(brigade, officer, before) if ranking.version > 1 else "",
        "is_draft": ranking.state != Ranking.State.PUBLISHED,
    }
    return render(request, "dutyposts/bulletin_paper.html", context | _contents(ranking))


def _contents(ranking: Ranking) -> dict[str, object]:
    """Return the paper with the fingerprints printed on it, in groups of four digits."""
    frozen = FrozenMonth.objects.filter(ranking=ranking).defer("content").first()
    if frozen is None:
        return {"paper": paper_of(ranking)}
    seal = {"month": grouped(frozen.digest), "number": frozen.audit_number, "chain": grouped(frozen.audit_digest)}
    return {"paper": frozen.paper, "seal": seal}
