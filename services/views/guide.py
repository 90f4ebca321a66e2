"""The guide for citizens: what each matter needs, how long it takes, where to go. It is open to everybody."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organization.calendar import beijing_date
from organization.models import Unit
from services.models import Matter, Window
from services.queries.matters import rule_of, rules_of
from services.queries.windows import windows_now


@login_not_required
@require_safe
def guide_home(request: HttpRequest) -> HttpResponse:
    """Lead to the guide of the only brigade that has windows; else offer them."""
    brigades = _brigades(_today())
    if len(brigades) == 1:
        return redirect("services:guide", brigades[0].code)
    return render(request, "services/guide_home.html", {"brigades": brigades})


@login_not_required
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    brigade = _brigade(code)
    context = {"brigade": brigade, "brigade_name": brigade.name, "rules": rules_of(brigade, _today())}
    return render(request, "services/guide.html", context)


@login_not_required
@require_safe
def guide_matter(request: HttpRequest, code: str, matter: str) -> HttpResponse:
    """Show what a matter needs of somebody to whom the chosen conditions apply, and the windows that handle it."""
    brigade = _brigade(code)
    rule = rule_of(brigade, get_object_or_404(Matter, code=matter), _today())
    if rule is None:
        raise Http404
    asked = list(dict.fromkeys(material.condition for material in rule.materials.all() if material.condition))
    chosen = [condition for condition in asked if condition in request.GET.getlist("if")]
    windows = [row for row in windows_now(brigade, timezone.now()) if rule.matter in row.window.matters.all()]
    context = {
        "brigade": brigade,
        "brigade_name": brigade.name,
        "rule": rule,
        "conditions": [(condition, condition in chosen) for condition in asked],
        "materials": [one for one in rule.materials.all() if not one.condition or one.condition in chosen],
        "windows": windows,
        "today": _today(),
    }
    return render(request, "services/guide_matter.html", context)


def _brigades(day: dt.date) -> list[Unit]:
    return list(Unit.objects.brigades().filter(pk__in=Window.objects.existing(day).values("brigade")))


def _brigade(code: str) -> Unit:
    found = next((brigade for brigade in _brigades(_today()) if brigade.code == code), None)
    if found is None:
        raise Http404
    return found


def _today() -> dt.date:
    return beijing_date(timezone.now())
