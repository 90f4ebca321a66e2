"""Files that show what was done: read by content, whatever they are called."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import transaction

from audit.actions import record
from organization.calendar import Month
from organization.models import Officer
from organization.pictures import PictureError, PictureTooLargeError, keep_file, read_pictures
from organization.queries import settings_of
from organization.rules.settings import Setting
from pledges.actions.errors import AlreadyWithdrawnError
from pledges.actions.keeping import check_may_note
from pledges.models import Evidence, Pledge, Progress

if TYPE_CHECKING:
    from django.core.files.base import File

MEGABYTE = 1024 * 1024
_LONGEST_NAME = 120
_PDF = b"%PDF-"
_TAIL = 2048
# A locked file shows nothing, and one that runs or carries something else does more than show.
_REFUSED_IN_PDF = (b"/Encrypt", b"/JavaScript", b"/Launch", b"/EmbeddedFile")


class EvidenceError(ValueError):
    """A file that is refused."""


class EvidenceTooLargeError(EvidenceError):
    """More megabytes than the brigade allows, or more pixels than a camera makes; the argument is the megabytes."""


class EvidenceUnreadableError(EvidenceError):
    """Neither a whole JPEG, PNG or WebP picture nor a whole, open PDF without programs."""


class TooManyFilesError(EvidenceError):
    """The note has as many files as the brigade allows; the argument is how many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many files one note keeps, and of how many megabytes each."""

    files: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class _Content:
    kind: Evidence.Kind
    file: bytes
    thumbnail: bytes = b""


def limits_for(pledge: Pledge, at: dt.datetime) -> Limits:
    brigade = pledge.cycle.brigade_id
    settings = settings_of([brigade], Month.of_moment(at))[brigade]
    return Limits(int(settings[Setting.EVIDENCE_FILES]), int(settings[Setting.EVIDENCE_MEGABYTES]))


def add_evidence(progress: Progress, upload: "File[bytes]", *, by: Officer, at: dt.datetime) -> Evidence:
    """Keep a file with a note of progress; the same content again returns the one that is kept.

    Raises an EvidenceError, NotTheAuthorError, CycleClosedError or AlreadyWithdrawnError.
    """
    limits = limits_for(progress.item.pledge, at)
    content = _read(upload, limits.megabytes)
    digest = hashlib.sha256(content.file).hexdigest()
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
        evidence = Evidence(progress=progress, kind=content.kind, name=_name(upload), digest=digest, added_at=at)
        keep_file(evidence.file, content.file, "jpg" if content.thumbnail else "pdf")
        if content.thumbnail:
            keep_file(evidence.thumbnail, content.thumbnail)
        evidence.save(force_insert=True)
        after = {"item": progress.item.position, "kind": content.kind, "digest": digest}
        record("pledges.evidence_added", on=pledge, by=by, scope=pledge.unit.path, after=after)
    return evidence


def _read(upload: "File[bytes]", megabytes: int) -> _Content:
    if upload.size > megabytes * MEGABYTE:
        raise EvidenceTooLargeError(str(megabytes))
    is_pdf = upload.read(len(_PDF)) == _PDF
    upload.seek(0)
    if is_pdf:
        return _Content(Evidence.Kind.PDF, _whole_pdf(upload.read()))
    try:
        pictures = read_pictures(upload)
    except PictureTooLargeError as error:
        raise EvidenceTooLargeError(str(megabytes)) from error
    except PictureError as error:
        raise EvidenceUnreadableError from error
    return _Content(Evidence.Kind.PICTURE, pictures.image, pictures.thumbnail)


def _whole_pdf(content: bytes) -> bytes:
    tail = content[-_TAIL:]
    is_whole = b"startxref" in tail and b"%%EOF" in tail
    if not is_whole or any(name in content for name in _REFUSED_IN_PDF):
        raise EvidenceUnreadableError
    return content


def _name(upload: "File[bytes]") -> str:
    """Return what the file was called, without folders; it is shown, and never used as a path."""
    name = PurePath((upload.name or "").replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[-_LONGEST_NAME:]
