from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dutyposts.models import Assignment, DutyPost, FlagHolding
from dutyposts.queries import post_pages
from dutyposts.queries.post_pages import MonthPoint
from dutyposts.queries.post_visits import newest_visits
from dutyposts.views.rankings import brigade_query
from organization.calendar import Month, beijing_date
from organization.queries import settings_of
from organization.rules.settings import Setting
from organization.views.access import brigade_of, officer_of, right_required

NEWEST = 8


@require_safe
@right_required("dutyposts.view_posts")
def post_list(request: HttpRequest) -> HttpResponse:
    officer, brigade = officer_of(request), brigade_of(request)
    month = Month.of_moment(timezone.now())
    needed = settings_of([brigade.pk], month)[brigade.pk][Setting.MIN_INSPECTIONS]
    posts = post_pages.posts_with_month(officer, brigade.pk, month)
    context = {
        "brigade": brigade,
        "address": brigade_query(brigade, officer),
        "month": month,
        "posts": posts,
        "needed": int(needed),
    }
    return render(request, "dutyposts/post_list.html", context)


@require_safe
@right_required("dutyposts.view_posts")
def post_detail(request: HttpRequest, code: str) -> HttpResponse:
    officer = officer_of(request)
    posts = DutyPost.objects.visible_to(officer).select_related("unit", "brigade")
    post = get_object_or_404(posts, code=code)
    today = beijing_date(timezone.now())
    year = post_pages.year_of(post, officer, Month.of(today).shift(-1))
    people = list(Assignment.objects.on(today).filter(post=post).select_related("officer"))
    leads = any(row.is_leader and row.officer_id == officer.pk for row in people)
    visits = newest_visits(post, officer, {point.month: point for point in year}, today, leads=leads, limit=NEWEST)
    context = {
        "post": post,
        "address": brigade_query(post.brigade, officer),
        "year": year,
        "chart": _chart(post, year),
        "facts": post_pages.facts_of(year),
        "visits": visits,
        "may_object": any(visit.objectable for visit in visits),
        "frequent": post_pages.frequent_findings(post, Month.of(today).shift(-2)),
        "people": people,
        "holding": FlagHolding.objects.filter(post=post, ended_at=None).select_related("flag").first(),
        "won": [point for point in reversed(year) if point.has_won or point.is_pending],
        "may_inspect": officer.has_right("dutyposts.record_inspection", post.brigade)
        and officer.unit_id != post.unit_id,
    }
    return render(request, "dutyposts/post_detail.html", context)


def _chart(post: DutyPost, year: Sequence[MonthPoint]) -> dict[str, object]:
    told = "、".join(f"{point.month} {point.score.score:.2f}" for point in year if point.score and point.score.score)
    return {
        "labels": [str(point.month)[2:] for point in year],
        "scores": [point.score.score if point.score else None for point in year],
        "means": [point.mean for point in year],
        "won": [point.has_won for point in year],
        "pending": [point.is_pending for point in year],
        "label": _("%(post)s, twelve months: %(scores)s") % {"post": post.name, "scores": told},
    }
