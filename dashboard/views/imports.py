import csv
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dashboard import import_jobs
from dashboard.forms.imports import ImportForm
from dashboard.importing import IMPORTERS
from dashboard.tasks import run_import
from organization.importers.runs import Importer
from organization.models import ImportJob, Officer
from organization.views.access import SIGNED_IN, officer_of, right_required

PAGE = 20
BOM = "\ufeff"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(SIGNED_IN)
def import_list(request: HttpRequest) -> HttpResponse:
    officer = officer_of(request)
    importers = _importers(officer)
    form = ImportForm(request.POST or None, request.FILES or None, importers=importers)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        job = import_jobs.hand_in(form.cleaned_data["kind"], upload, by=officer, at=timezone.now())
        if import_jobs.is_small(job):
            import_jobs.run_job(job.pk, at=timezone.now())
        else:
            transaction.on_commit(partial(run_import.delay, job.pk))
        return redirect("dashboard:import_detail", pk=job.pk)
    jobs = Paginator(ImportJob.objects.visible_to(officer), PAGE).get_page(request.GET.get("page"))
    return render(request, "dashboard/import_list.html", {"form": form, "importers": importers, "jobs": jobs})


@require_safe
@right_required(SIGNED_IN)
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request)
    _importers(officer)
    job = get_object_or_404(ImportJob.objects.visible_to(officer), pk=pk)
    is_running = job.state in {ImportJob.State.WAITING, ImportJob.State.RUNNING}
    context = {
        "job": job,
        "title": IMPORTERS[job.kind].title,
        "is_running": is_running,
        "rows_read": (import_jobs.progress_of(job.pk) or 0) if is_running else job.rows_read,
        "problems": import_jobs.problems_of(job),
    }
    return render(request, "dashboard/import_detail.html", context)


@require_safe
@right_required(SIGNED_IN)
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer with a CSV file of the kind's columns and one example row; the mark in front makes Excel read UTF-8."""
    importer = next((found for found in _importers(officer_of(request)) if found.kind == kind), None)
    if importer is None:
        raise Http404
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    rows = csv.writer(response)
    rows.writerow(column.name for column in importer.columns)
    rows.writerow(column.example for column in importer.columns)
    return response


def _importers(officer: Officer) -> list[Importer]:
    """Return the kinds of file that an officer may import; nobody without one gets further."""
    importers = [importer for importer in IMPORTERS.values() if officer.has_right(importer.right)]
    if not importers:
        raise PermissionDenied
    return importers
