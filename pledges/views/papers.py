from io import BytesIO

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record
from organization import word
from organization.calendar import beijing_date
from organization.exports import TYPE, workbook_of
from organization.views.access import officer_of, right_required
from pledges.exports import ledger
from pledges.exports import letter_pdf as paper
from pledges.exports.letter import TITLE, Letter, letter_of
from pledges.forms.ledger import LedgerForm
from pledges.models import Cycle, Pledge
from pledges.queries.ledger import listed, narrowed
from pledges.queries.results import results_of

VIEW = "pledges.view_pledges"


@require_safe
@right_required(VIEW)
def letter_docx(request: HttpRequest, pk: int) -> FileResponse:
    letter = _letter(request, pk)
    file = word.docx_of(TITLE, letter.blocks, made_at=letter.signed_at)
    return _file(file, f"{letter.name}.docx", word.TYPE)


@require_safe
@right_required(VIEW)
def letter_pdf(request: HttpRequest, pk: int) -> FileResponse:
    letter = _letter(request, pk)
    return _file(paper.pdf_of(letter), f"{letter.name}.pdf", paper.TYPE)


@require_POST
@right_required(VIEW)
def ledger_xlsx(request: HttpRequest, pk: int) -> FileResponse:
    """Send the list of a cycle as filtered and scoped; the audit chain keeps who took how many rows."""
    officer, cycle = officer_of(request), _cycle(request, pk)
    wanted, on = LedgerForm(request.GET, cycles=[cycle], cycle=cycle).wanted(), beijing_date(timezone.now())
    file, count = workbook_of(ledger.header(), ledger.rows_of(narrowed(listed(cycle, officer), wanted, on), on))
    after = {"filter": request.GET.urlencode(), "rows": count}
    with transaction.atomic():
        record("pledges.ledger_exported", on=cycle, by=officer, scope=cycle.brigade.path, after=after)
    return FileResponse(file, as_attachment=True, filename=f"承诺台账-{cycle.name}.xlsx", content_type=TYPE)


@require_safe
@right_required(VIEW)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a concluded cycle came to, as the paper that is printed."""
    cycle = _cycle(request, pk)
    if cycle.state != Cycle.State.CONCLUDED:
        raise Http404
    return render(request, "pledges/result_paper.html", {"cycle": cycle, "paper": results_of(cycle)})


def _letter(request: HttpRequest, pk: int) -> Letter:
    """Return the letter of a pledge whose signature holds; others have none."""
    visible = Pledge.objects.visible_to(officer_of(request)).select_related("cycle", "unit", "author").with_items()
    pledge = get_object_or_404(visible, pk=pk)
    if pledge.signed_at is None or not pledge.is_as_signed:
        raise Http404
    return letter_of(pledge, pledge.signed_at)


def _cycle(request: HttpRequest, pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.visible_to(officer_of(request)).select_related("brigade"), pk=pk)


def _file(content: bytes, name: str, content_type: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
