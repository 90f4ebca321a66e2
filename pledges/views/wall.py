"""The pledge wall; everybody may look at one that its brigade opened to the public."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from organization.models import Officer, Unit
from organization.views.files import fleeting_picture
from pledges.forms.wall import WallForm
from pledges.models import Pledge
from pledges.queries import wall as wall_queries
from pledges.rules.wall import PAPERS, screens, sheets

CARDS = 9
SCREEN_CARDS = 60
PAPER_CARDS = 120
SECONDS_A_SCREEN = 15


@login_not_required
@require_safe
def wall_home(request: HttpRequest) -> HttpResponse:
    """Lead to the own brigade's wall or to the only one; else offer those that are open to the visitor."""
    visitor = _visitor(request)
    walls = wall_queries.open_walls(visitor, timezone.now())
    own = [brigade for brigade in walls if visitor is not None and brigade.pk == visitor.unit.brigade_id]
    if own or len(walls) == 1:
        return redirect("pledges:wall", (own or walls)[0].code)
    return render(request, "pledges/wall_list.html", {"walls": walls})


@login_not_required
@require_safe
def wall(request: HttpRequest, code: str) -> HttpResponse:
    brigade, form = _brigade(request, code), WallForm(request.GET)
    found = wall_queries.wall_of(brigade)
    chosen = found.chosen(form.asked("unit"), form.asked("q"))
    if paper := form.asked("paper"):
        return _paper(request, brigade, chosen, paper)
    page = Paginator(chosen, CARDS).get_page(request.GET.get("page"))
    counts = found.counts()
    context = _frame(brigade) | {
        "page": page,
        "cards": wall_queries.cards_of(brigade, page),
        "counts": counts,
        "pledges": sum(unit.pledges for unit in counts),
        "promises": sum(unit.promises for unit in counts),
        "form": form,
        "unit": form.asked("unit"),
        "altered": found.altered if page.number == 1 and _is_told(request, brigade) else [],
    }
    return render(request, "pledges/wall.html", context)


@login_not_required
@require_safe
@conditional_page
def wall_screen(request: HttpRequest, code: str) -> HttpResponse:
    """Show a part of the wall on a big screen; without a script the page leads from screen to screen by itself."""
    brigade, form = _brigade(request, code), WallForm(request.GET)
    chosen = wall_queries.wall_of(brigade).chosen(form.asked("unit"), form.asked("q"))
    part = Paginator(chosen, SCREEN_CARDS).get_page(request.GET.get("part"))
    found = screens(wall_queries.cards_of(brigade, part), _promises)
    at = min(int(form.asked("screen") or 1), max(1, len(found)))
    context = _frame(brigade) | _turns(part, at, len(found))
    context |= {"screens": found, "at": at, "part": part, "seconds": SECONDS_A_SCREEN}
    response = render(request, "pledges/wall_screen.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@login_not_required
@require_safe
def wall_portrait(request: HttpRequest, code: str, digest: str) -> HttpResponseBase:
    """Send a portrait to whoever may look at the wall that shows it; its address names no person."""
    found = wall_queries.portrait_on(_brigade(request, code), digest)
    if found is None:
        raise Http404
    return fleeting_picture(request, found.image, found.digest)


def _turns(part: Page[int], at: int, screens: int) -> dict[str, object]:
    """Return the parts on both sides, round the end of the wall, and the screens on both sides with their parts."""
    parts = part.paginator.num_pages
    earlier, later = part.number - 1 or parts, part.number % parts + 1
    return {
        "earlier": earlier,
        "later": later,
        "before": (part.number, at - 1) if at > 1 else (earlier, SCREEN_CARDS),
        "after": (part.number, at + 1) if at < screens else (later, 1),
    }


def _paper(request: HttpRequest, brigade: Unit, chosen: list[int], paper: str) -> HttpResponse:
    part = Paginator(chosen, PAPER_CARDS).get_page(request.GET.get("part"))
    found = sheets(wall_queries.cards_of(brigade, part), _promises, PAPERS[paper])
    context = _frame(brigade) | {"sheets": found, "part": part, "paper": paper, "papers": PAPERS}
    return render(request, "pledges/wall_paper.html", context)


def _visitor(request: HttpRequest) -> Officer | None:
    return request.user if isinstance(request.user, Officer) else None


def _brigade(request: HttpRequest, code: str) -> Unit:
    walls = wall_queries.open_walls(_visitor(request), timezone.now(), code)
    if not walls:
        raise Http404
    return walls[0]


def _promises(pledge: Pledge) -> list[str]:
    return [item.wording for item in pledge.items.all()]


def _frame(brigade: Unit) -> dict[str, object]:
    """Return what a stranger's page says instead of an officer's brigade."""
    return {"brigade": brigade, "brigade_name": brigade.name}


def _is_told(request: HttpRequest, brigade: Unit) -> bool:
    """Tell whether the visitor is told what was altered."""
    visitor = _visitor(request)
    return visitor is not None and visitor.has_right("pledges.manage_cycles", brigade)
