"""One version of a pledge with what became of it."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organization.calendar import beijing_date
from organization.models import Officer
from organization.views.access import officer_of, right_required
from pledges.actions.evidence import limits_for
from pledges.forms.keeping import ProgressForm
from pledges.models import Cycle, Pledge
from pledges.queries import keeping_pages as keeping
from pledges.queries import pledge_pages as pages
from pledges.queries.figures import standings_on
from pledges.views.keeping import note_progress

TAKE_DOWN = "pledges.take_down"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("pledges.view_pledges")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version with its progress; the author adds to it, and reads with the reviewers what they said."""
    officer, now = officer_of(request), timezone.now()
    pledge = get_object_or_404(pages.shown(officer), pk=pk)
    form = ProgressForm(pledge, request.POST or None, initial={"client_id": uuid4(), "happened_on": beijing_date(now)})
    if request.method == "POST":
        if pledge.author_id != officer.pk:
            raise PermissionDenied
        if form.is_valid() and note_progress(request, form, by=officer, at=now):
            messages.success(request, _("Noted."))
            return HttpResponseRedirect(request.get_full_path())
    context = _read(pledge, officer, beijing_date(now)) | {"form": form}
    return render(request, "pledges/pledge_detail.html", context, status=422 if form.errors else 200)


def _read(pledge: Pledge, officer: Officer, on: dt.date) -> dict[str, Any]:
    reviews, progress = pages.reviews_of(pledge), keeping.progress_of(pledge, officer)
    prompts = keeping.prompts_for(pledge, on)
    is_author = pledge.author_id == officer.pk
    has_part = is_author or any(review.reviewer_id == officer.pk for review in reviews)
    items, is_standing = list(pledge.items.all()), pledge.state == Pledge.State.POSTED
    words, standings = pages.words_on(items, reviews), standings_on(pledge, items, officer)
    return {
        "pledge": pledge,
        "is_author": is_author,
        "may_note": is_author and is_standing and pledge.cycle.state != Cycle.State.CONCLUDED,
        "may_correct": is_author and is_standing and pledge.cycle.state == Cycle.State.OPEN,
        "may_revise": is_author and pledge.is_latest and pledge.cycle.state == Cycle.State.OPEN,
        "rows": [
            {
                "item": item,
                "word": words.get(item.position) if has_part else None,
                "standing": standings.get(item.pk),
                "progress": [row for row in progress if row.item_id == item.pk],
                "is_late": item in prompts.late,
            }
            for item in items
        ],
        "steps": pages.way_of(pledge, reviews, on) if has_part else [],
        "versions": pages.versions_of(pledge, officer),
        "may_take_down": is_standing and not is_author and officer.has_right(TAKE_DOWN, pledge.branch.unit),
        "verdict": pages.verdict_on(pledge, officer),
        "prompts": prompts if is_author else None,
        "readable_files": keeping.readable_files(pledge, officer),
        "limits": limits_for(pledge, timezone.now()),
    }
