"""An inspection on its way: kept on the server until it is submitted through the same checks as any other."""

import datetime as dt

from django.db import transaction

from audit.actions import record
from dutyposts.actions.inspections import (
    FindingInput,
    InspectionError,
    NotOwnInspectionError,
    Visit,
    record_inspection,
    store_visit,
)
from dutyposts.models import Inspection
from organization.models import Officer


class NotADraftError(InspectionError):
    """The inspection is submitted already."""


def save_draft(visit: Visit, *, at: dt.datetime) -> Inspection:
    """Keep a visit for later, in the place of the draft with the same `client_id`; it counts nowhere."""
    return store_visit(visit, status=Inspection.Status.DRAFT, at=at)


def submit_draft(draft: Inspection, *, by: Officer, at: dt.datetime) -> Inspection:
    """Submit a draft as it stands; submitting it again changes nothing. Raises what `record_inspection` raises."""
    findings = draft.findings.select_related("item__category").prefetch_related("people__officer")
    return record_inspection(
        draft.post,
        by=by,
        inspected_at=draft.inspected_at,
        kind=Inspection.Kind(draft.kind),
        findings=[
            FindingInput(row.item, row.count, [person.officer for person in row.people.all()]) for row in findings
        ],
        at=at,
        second_inspector=draft.second_inspector,
        note=draft.note,
        client_id=draft.client_id,
    )


def discard_draft(draft: Inspection, *, by: Officer) -> None:
    """Throw a draft away; what is submitted stays and can only be voided."""
    with transaction.atomic():
        held = Inspection.objects.select_for_update().get(pk=draft.pk)
        if held.inspector_id != by.pk:
            raise NotOwnInspectionError
        if held.status != Inspection.Status.DRAFT:
            raise NotADraftError
        record("dutyposts.draft_discarded", on=held, by=by, before={"status": held.status})
        held.delete()
