from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dutyposts.actions.flags import FlagNotAtPostError, withdraw_flag
from dutyposts.forms.closing import WithdrawForm
from dutyposts.models import Flag, FlagHolding
from dutyposts.queries.ranking_pages import streaks_of, with_names_then
from dutyposts.views.rankings import brigade_query
from organization.views.access import brigade_of, officer_of, right_required

MOST_SHOWN = 60


@require_safe
@right_required("dutyposts.view_posts")
def flag_list(request: HttpRequest) -> HttpResponse:
    """Show where each flag is and where it was, newest first."""
    officer, brigade = officer_of(request), brigade_of(request)
    flags = Flag.objects.visible_to(officer).filter(brigade=brigade, is_retired=False)
    holdings = FlagHolding.objects.filter(flag__in=flags).select_related(
        "flag", "post", "handed_over_by", "received_by"
    )
    current = list(holdings.filter(ended_at=None).order_by("flag__number"))
    won_in = {holding.post_id: holding.month for holding in current if holding.post_id and holding.month}
    streaks = streaks_of(won_in)
    context = {
        "brigade": brigade,
        "current": [(holding, streaks.get(holding.post_id or 0, 0)) for holding in current],
        "past": list(with_names_then(holdings).order_by("-started_at", "flag__number")[:MOST_SHOWN]),
        "may_withdraw": officer.has_right("dutyposts.manage_flags", brigade),
    }
    return render(request, "dutyposts/flag_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("dutyposts.manage_flags")
def flag_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    flag = get_object_or_404(Flag.objects.visible_to(officer).select_related("brigade"), pk=pk)
    if not officer.has_right("dutyposts.manage_flags", flag.brigade):
        raise PermissionDenied
    back = reverse("dutyposts:flag_list") + brigade_query(flag.brigade, officer)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_flag(flag, reason=form.cleaned_data["reason"], by=officer, at=timezone.now())
        except FlagNotAtPostError:
            messages.warning(request, _("The flag is in store already."))
        else:
            messages.success(request, _("The flag is in store."))
        return HttpResponseRedirect(back)
    return render(request, "dutyposts/flag_withdraw.html", {"form": form, "flag": flag, "back": back})
