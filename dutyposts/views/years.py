import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dutyposts.queries.years import year_of
from dutyposts.views.rankings import brigade_query
from organization.views.access import brigade_of, officer_of, right_required


@require_safe
@right_required("dutyposts.view_posts")
def ranking_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the published months of a year side by side, with the posts that are up for a demonstration post."""
    officer, brigade = officer_of(request), brigade_of(request)
    if not dt.MINYEAR < year < dt.MAXYEAR:
        raise Http404
    months, rows = year_of(brigade, year, officer)
    shown = [month for month in months if any(row.scores[month.number - 1] for row in rows)]
    context = {
        "brigade": brigade,
        "year": year,
        "years": [year - 1, year + 1],
        "months": months,
        "rows": rows,
        "published": len(shown),
        "last": shown[-1] if shown else None,
        "address": brigade_query(brigade, officer),
    }
    return render(request, "dutyposts/ranking_year.html", context)
