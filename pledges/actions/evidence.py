"""Files that show what was done: read by content, whatever they are called."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from audit.actions import record
from organization.calendar import Month
from organization.models import Officer
from organization.pictures import keep_file
from organization.queries import settings_of
from organization.rules.settings import Setting
from organization.uploads import UploadError, name_of, read_upload
from pledges.actions.errors import AlreadyWithdrawnError
from pledges.actions.keeping import check_may_note
from pledges.models import Evidence, Pledge, Progress

if TYPE_CHECKING:
    from django.core.files.base import File


class TooManyFilesError(UploadError):
    """The note has as many files as the brigade allows; the argument is how many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many files one note keeps, and of how many megabytes each."""

    files: int
    megabytes: int


def limits_for(pledge: Pledge, at: dt.datetime) -> Limits:
    brigade = pledge.cycle.brigade_id
    settings = settings_of([brigade], Month.of_moment(at))[brigade]
    return Limits(int(settings[Setting.EVIDENCE_FILES]), int(settings[Setting.EVIDENCE_MEGABYTES]))


def add_evidence(progress: Progress, upload: "File[bytes]", *, by: Officer, at: dt.datetime) -> Evidence:
    """Keep a file with a note of progress; the same content again returns the one that is kept.

    Raises an UploadError, NotTheAuthorError, CycleClosedError or AlreadyWithdrawnError.
    """
    limits = limits_for(progress.item.pledge, at)
    content = read_upload(upload, limits.megabytes)
    digest, kind = content.digest, Evidence.Kind.PDF if content.is_pdf else Evidence.Kind.PICTURE
    with transaction.atomic():
        pledge = Pledge.objects.select_for_update().select_related("cycle", "unit").get(pk=progress.item.pledge_id)
        check_may_note(pledge, by)
        if Progress.objects.get(pk=progress.pk).withdrawn_at is not None:
            raise AlreadyWithdrawnError
        kept = {row.digest: row for row in progress.evidence_files.all()}
        if digest in kept:
            return kept[digest]
        if len(kept) >= limits.files:
            raise TooManyFilesError(str(limits.files))
        evidence = Evidence(progress=progress, kind=kind, name=name_of(upload), digest=digest, added_at=at)
        keep_file(evidence.file, content.file, content.suffix)
        if content.thumbnail:
            keep_file(evidence.thumbnail, content.thumbnail)
        evidence.save(force_insert=True)
        after = {"item": progress.item.position, "kind": kind, "digest": digest}
        record("pledges.evidence_added", on=pledge, by=by, scope=pledge.unit.path, after=after)
    return evidence
