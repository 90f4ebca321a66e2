from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from organization import exports, word
from organization.calendar import beijing_date
from organization.views.access import brigade_of, officer_of, right_required
from outreach.exports.report_docx import report_of
from outreach.exports.report_xlsx import figures_of
from outreach.facts import pairs_in
from outreach.forms.reports import ReportForm
from outreach.models.kinds import figure_name, figure_unit
from outreach.models.visits import Visit
from outreach.queries.log import Wanted
from outreach.queries.programme import Programme, programme_of

_VIEW = "outreach.view_visits"


@require_safe
@right_required(_VIEW)
def report(request: HttpRequest) -> HttpResponse:
    """Compose the sentence of the yearly report for any period and unit, each number a link to its rows."""
    brigade, today = brigade_of(request), beijing_date(timezone.now())
    form = ReportForm(request.GET, brigade=brigade, today=today)
    context = {"brigade": brigade, "form": form, "reads_more": officer_of(request).unit.brigade_id != brigade.pk}
    if form.is_valid():
        programme = _programme(request, form)
        addresses = _addresses(programme, form)
        context |= {
            "programme": programme,
            "pairs": pairs_in(brigade, form.cleaned_data["first"], form.cleaned_data["last"], form.chosen_unit),
            "clauses": [(clause, addresses[clause.category]) for clause in programme.clauses],
            "lines": [
                (
                    figure_name(category),
                    count,
                    figure_unit(category),
                    programme.records[category],
                    addresses[category],
                )
                for category, count in programme.figures.items()
            ],
        }
    return render(request, "outreach/report.html", context)


@require_safe
@right_required(_VIEW)
def report_docx(request: HttpRequest) -> FileResponse:
    form = ReportForm(request.GET, brigade=brigade_of(request), today=beijing_date(timezone.now()))
    if not form.is_valid():
        raise Http404
    file = BytesIO(report_of(_programme(request, form), form.chosen_unit, made_at=timezone.now()))
    return FileResponse(file, as_attachment=True, filename="outreach.docx", content_type=word.TYPE)


@require_safe
@right_required(_VIEW)
def report_xlsx(request: HttpRequest) -> FileResponse:
    form = ReportForm(request.GET, brigade=brigade_of(request), today=beijing_date(timezone.now()))
    if not form.is_valid():
        raise Http404
    file = figures_of(_programme(request, form))
    return FileResponse(file, as_attachment=True, filename="outreach.xlsx", content_type=exports.TYPE)


def _programme(request: HttpRequest, form: ReportForm) -> Programme:
    return programme_of(brigade_of(request), form.cleaned_data["first"], form.cleaned_data["last"], form.chosen_unit)


def _addresses(programme: Programme, form: ReportForm) -> dict[str, str]:
    """Return the address of the list that each figure was counted from, narrowed by the same conditions."""
    log, told = reverse("outreach:visit_list"), form.cleaned_data
    period = {"unit": told["unit"], "first": told["first"], "last": told["last"], "state": Visit.State.DONE}
    own = {
        category: f"{log}?{Wanted(category=category, **period).address(programme.brigade)}"
        for category in programme.figures
        if category not in programme.outside
    }
    return own | {category: outside.url for category, outside in programme.outside.items()}
