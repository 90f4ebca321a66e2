from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organization.calendar import beijing_date
from organization.views.access import officer_of, right_required
from pledges.actions.keeping import give_comment
from pledges.forms.comments import CommentForm
from pledges.queries import comment_pages as pages
from pledges.queries.ledger import current_cycle, cycles_of


@require_safe
@right_required("pledges.view_pledges")
def comment_list(request: HttpRequest) -> HttpResponse:
    """List the comments that one gave, got, or may read, and who still waits for one."""
    officer = officer_of(request)
    comments, following = pages.page_of(officer, request.GET.get("before", ""))
    cycle, leads = current_cycle(cycles_of(officer), ""), officer.has_right(pages.COMMENT)
    context = {
        "comments": comments,
        "older_url": f"?before={following}" if following else "",
        "cycle": cycle,
        "leads": leads,
        "waiting": pages.without_comment(officer, cycle) if cycle and leads else [],
    }
    return render(request, "pledges/comment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(pages.COMMENT)
def comment_new(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    cycle = current_cycle(cycles_of(officer), "")
    if cycle is None:
        messages.error(request, _("No cycle is open; the branch opens one under Administration."))
        return redirect("pledges:comment_list")
    data = request.POST if request.method == "POST" else None
    form = CommentForm(data, by=officer, today=beijing_date(now), subject=request.GET.get("on", ""))
    if request.method == "POST" and form.is_valid():
        give_comment(cycle, form.cleaned_data["subject"], form.words(), by=officer, at=now)
        messages.success(request, _("Noted. Whoever it is about can read it."))
        return redirect("pledges:comment_list")
    return render(request, "pledges/comment_new.html", {"form": form, "cycle": cycle})
