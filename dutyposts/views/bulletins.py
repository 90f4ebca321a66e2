from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.rules.chain import grouped
from dutyposts.models import Ranking
from dutyposts.queries.papers import paper_of
from dutyposts.queries.verification import is_paper_altered, sealed_month
from dutyposts.queries.versions import versions_of
from dutyposts.views.rankings import version_links, version_or_404, version_query
from organization.calendar import Month
from organization.views.access import brigade_of, officer_of, right_required


@require_safe
@right_required("dutyposts.view_posts")
def bulletin(request: HttpRequest, month: Month) -> HttpResponse:
    """Show the paper of a month: as it was issued, or a draft with a watermark until then."""
    officer, brigade = officer_of(request), brigade_of(request)
    version = version_or_404(versions_of(brigade, month, officer), request)
    if not version.is_visible:
        raise Http404
    ranking = version.ranking
    context = version_links(request, version) | {
        "month": month,
        "back": reverse("dutyposts:ranking_month", args=[month]) + version_query(ranking, officer),
        "is_draft": ranking.state != Ranking.State.PUBLISHED,
    }
    return render(request, "dutyposts/bulletin_paper.html", context | _contents(ranking))


def _contents(ranking: Ranking) -> dict[str, object]:
    """Return the paper with the fingerprints printed on it, in groups of four digits."""
    frozen = sealed_month(ranking)
    is_altered = ranking.state == Ranking.State.PUBLISHED and is_paper_altered(ranking, frozen)
    if frozen is None:
        return {"paper": paper_of(ranking), "is_altered": is_altered}
    seal = {"month": grouped(frozen.digest), "number": frozen.audit_number, "chain": grouped(frozen.audit_digest)}
    return {"paper": frozen.paper, "seal": seal, "is_altered": is_altered}
