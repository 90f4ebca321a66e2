from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dutyposts.models import Ranking
from dutyposts.queries.bulletins import bulletin_of
from dutyposts.views.rankings import brigade_of, ranking_or_404, version_query
from organization.calendar import Month
from organization.views.access import officer_of, right_required


@require_safe
@right_required("dutyposts.view_posts")
def bulletin(request: HttpRequest, month: Month) -> HttpResponse:
    """Show the paper of a month: a draft with a watermark until it is published."""
    officer, brigade = officer_of(request), brigade_of(request)
    ranking = ranking_or_404(brigade, month, request.GET.get("version"))
    if not Ranking.objects.visible_to(officer).filter(pk=ranking.pk).exists():
        raise Http404
    context = {
        "bulletin": bulletin_of(ranking, officer),
        "ranking": ranking,
        "brigade": brigade,
        "month": month,
        "back": reverse("dutyposts:ranking_month", args=[month]) + version_query(ranking, officer),
        "is_draft": ranking.state != Ranking.State.PUBLISHED,
    }
    return render(request, "dutyposts/bulletin_paper.html", context)
