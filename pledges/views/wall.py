"""The pledge wall; everybody may look at one that its brigade opened to the public."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from organization.models import Officer, Unit
from pledges.forms.wall import WallForm
from pledges.models import Pledge
from pledges.models.pledges import PledgeQuerySet
from pledges.queries import wall as wall_queries
from pledges.rules.wall import PAPERS, screens, sheets

CARDS = 9
SECONDS_A_SCREEN = 15


@login_not_required
@require_safe
def wall_home(request: HttpRequest) -> HttpResponse:
    """Lead to the own brigade's wall or to the only one; else offer those that are open to the visitor."""
    visitor = _visitor(request)
    walls = wall_queries.open_walls(visitor, timezone.now())
    own = [brigade for brigade in walls if visitor is not None and brigade.pk == visitor.unit.brigade_id]
    if not walls:
        raise Http404
    if own or len(walls) == 1:
        return redirect("pledges:wall", (own or walls)[0].code)
    return render(request, "pledges/wall_list.html", {"walls": walls})


@login_not_required
@require_safe
def wall(request: HttpRequest, code: str) -> HttpResponse:
    brigade, form = _brigade(request, code), WallForm(request.GET)
    chosen = _chosen(brigade, form)
    if paper := form.asked("paper"):
        cards = wall_queries.as_signed(chosen)
        found = sheets(cards, _promises, PAPERS[paper])
        return render(
            request, "pledges/wall_paper.html", _frame(brigade) | {"sheets": found, "paper": paper, "papers": PAPERS}
        )
    page = Paginator(chosen, CARDS).get_page(request.GET.get("page"))
    counts = wall_queries.counts_of(brigade)
    context = _frame(brigade) | {
        "page": page,
        "cards": wall_queries.as_signed(page),
        "counts": counts,
        "pledges": sum(unit.pledges for unit in counts),
        "promises": sum(unit.promises for unit in counts),
        "form": form,
        "unit": form.asked("unit"),
        "altered": _altered(request, brigade) if page.number == 1 else [],
    }
    return render(request, "pledges/wall.html", context)


@login_not_required
@require_safe
@conditional_page
def wall_screen(request: HttpRequest, code: str) -> HttpResponse:
    """Show the wall on a big screen; without a script the page leads from one screen to the next by itself."""
    brigade, form = _brigade(request, code), WallForm(request.GET)
    found = screens(wall_queries.as_signed(_chosen(brigade, form)), _promises)
    at = min(int(form.asked("screen") or 1), max(1, len(found)))
    context = _frame(brigade) | {
        "screens": found,
        "at": at,
        "before": at - 1 or len(found),
        "after": at % max(1, len(found)) + 1,
        "seconds": SECONDS_A_SCREEN,
    }
    response = render(request, "pledges/wall_screen.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _visitor(request: HttpRequest) -> Officer | None:
    return request.user if isinstance(request.user, Officer) else None


def _brigade(request: HttpRequest, code: str) -> Unit:
    walls = wall_queries.open_walls(_visitor(request), timezone.now(), code)
    if not walls:
        raise Http404
    return walls[0]


def _chosen(brigade: Unit, form: WallForm) -> PledgeQuerySet:
    unit, name = form.asked("unit"), form.asked("q")
    posted = wall_queries.posted_by(brigade)
    if unit:
        posted = posted.filter(unit__code=unit)
    return posted.filter(owner_name__icontains=name) if name else posted


def _promises(pledge: Pledge) -> list[str]:
    return [item.wording for item in pledge.items.all()]


def _frame(brigade: Unit) -> dict[str, object]:
    """Return what a stranger's page says instead of an officer's brigade."""
    return {"brigade": brigade, "brigade_name": brigade.name}


def _altered(request: HttpRequest, brigade: Unit) -> list[Pledge]:
    visitor = _visitor(request)
    is_told = visitor is not None and visitor.has_right("pledges.manage_cycles", brigade)
    return wall_queries.altered(brigade) if is_told else []
