"""Works of pupils: taken in under a code, judged under it; the pupil's name is covered and each look at it is kept."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import beijing_date
from organization.locks import hold_client
from organization.models import Officer
from organization.pictures import drop_file, keep_file
from organization.uploads import Content, UploadError, read_upload
from outreach.models import Contest, Entry, Mark, Pupil
from outreach.models.contests import MANAGE, WorkKind

if TYPE_CHECKING:
    from django.core.files.base import File

MEGABYTES = 10
# Without the letters and digits that are mistaken for one another.
_ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXYZ"
_LENGTH = 4
_AUTHOR = (b"/Author", b"dc:creator")


class EntryError(ValueError):
    """An entry or a mark that the rules refuse."""


class EntriesClosedError(EntryError):
    """The contest takes no more entries."""


class KindNotInvitedError(EntryError):
    """The contest does not ask for this kind of work."""


class GradeNotInvitedError(EntryError):
    """The contest does not invite this grade."""


class FutureConsentError(EntryError):
    """The guardian's consent lies in the future."""


class PictureNeededError(UploadError):
    """Comics and newspapers are pictures; only an essay may be a PDF."""


class AuthorNamedError(UploadError):
    """The properties of a PDF name its author, whom no judge may read."""


class NotJudgeError(EntryError):
    """Those whom the manager named judge, while the contest is judged, and never what they entered."""


class WithdrawnError(EntryError):
    """The guardian took the consent back; the work is judged no more."""


class PupilCoveredError(EntryError):
    """Who entered a work sees whose it is, and who manages the contest without judging it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryInput:
    """What is told of a work; `pupil` and `consented_on` are kept apart from the rest."""

    kind: WorkKind
    school: str
    grade: int
    title: str
    pupil: str
    consented_on: dt.date


def enter_work(
    contest: Contest, told: EntryInput, upload: "File[bytes]", *, client_id: UUID, by: Officer, at: dt.datetime
) -> Entry:
    """Take in a work under a new code; the same `client_id` again returns what is stored."""
    content = read_upload(upload, MEGABYTES)
    with transaction.atomic():
        hold_client(client_id)
        stored = Entry.objects.filter(client_id=client_id).first()
        if stored is not None:
            return stored
        contest = Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=contest.pk)
        _check_entry(contest, told, content, beijing_date(at))
        entry = Entry(contest=contest, code=_new_code(contest), client_id=client_id, entered_by=by, entered_at=at)
        entry.kind, entry.school, entry.grade, entry.title = told.kind, told.school, told.grade, told.title
        keep_file(entry.work, content.file, content.suffix)
        if content.thumbnail:
            keep_file(entry.thumbnail, content.thumbnail)
        entry.save(force_insert=True)
        Pupil.objects.create(entry=entry, name=told.pupil, consented_on=told.consented_on)
        after = {"contest": contest.pk, "kind": told.kind, "grade": told.grade, "digest": content.digest}
        record("outreach.work_entered", on=entry, by=by, scope=contest.unit.path, after=after)
    return entry


def give_mark(entry: Entry, points: int, *, by: Officer, at: dt.datetime) -> Mark:
    """Give or change the own mark while the contest is judged.

    The audit entry tells that a mark was given; what it was stands in the chain once the judging is closed.
    """
    with transaction.atomic():
        contest = Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.contest_id)
        if not may_judge(entry, contest, by):
            raise NotJudgeError
        if not contest.entries.in_contest().filter(pk=entry.pk).exists():
            raise WithdrawnError
        mark, _is_new = Mark.objects.update_or_create(
            entry=entry, judge=by, defaults={"points": points, "given_at": at}
        )
        record("outreach.mark_given", on=entry, by=by, scope=contest.unit.path)
    return mark


def withdraw_entry(entry: Entry, *, reason: str, by: Officer, at: dt.datetime) -> Entry:
    """Let go of a work whose guardian took the consent back: name, school, title, marks and file, all at once.

    The code stays. A prize that was made public stays under the code; before that the work is out of the contest.
    The reason may tell of the pupil and stands among the personal parts of the chain alone.
    """
    with transaction.atomic():
        contest = Contest.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.contest_id)
        entry = contest.entries.select_for_update().get(pk=entry.pk)
        if not may_see_pupil(entry, by):
            raise PupilCoveredError
        if entry.state != Entry.State.TAKEN_IN:
            return entry
        is_awarded = contest.state == Contest.State.AWARDED
        if not is_awarded:
            entry.marks.all().delete()
        Pupil.objects.filter(entry=entry).update(name="")
        drop_file(entry.work)
        drop_file(entry.thumbnail)
        entry.school = entry.title = entry.work.name = entry.thumbnail.name = ""
        entry.state = Entry.State.EMPTIED if is_awarded else Entry.State.WITHDRAWN
        entry.withdrawn_on = beijing_date(at)
        entry.save()
        after, told = {"state": entry.state, "prize": entry.prize}, {"reason": reason}
        record("outreach.work_withdrawn", on=entry, by=by, scope=contest.unit.path, after=after, personal=told)
    return entry


def show_pupil(entry: Entry, *, by: Officer) -> Pupil:
    """Uncover whose work it is; the look is kept in the chain."""
    if not may_see_pupil(entry, by):
        raise PupilCoveredError
    with transaction.atomic():
        record_showing(entry, fields=("name", "consented_on"), by=by)
        return Pupil.objects.get(pk=entry.pk)


def may_judge(entry: Entry, contest: Contest, officer: Officer) -> bool:
    return contest.state == Contest.State.JUDGING and entry.entered_by_id != officer.pk and judges(contest, officer)


def judges(contest: Contest, officer: Officer) -> bool:
    return contest.judges.filter(pk=officer.pk).exists()


def may_see_pupil(entry: Entry, officer: Officer) -> bool:
    """Tell whether `officer` may uncover the name; a judge may not, whatever else the officer is."""
    if entry.entered_by_id == officer.pk:
        return True
    return officer.has_right(MANAGE, entry.contest.unit) and not judges(entry.contest, officer)


def _check_entry(contest: Contest, told: EntryInput, content: Content, today: dt.date) -> None:
    if contest.state != Contest.State.OPEN or today > contest.entries_until:
        raise EntriesClosedError
    if told.kind not in contest.kinds:
        raise KindNotInvitedError
    if not contest.first_grade <= told.grade <= contest.last_grade:
        raise GradeNotInvitedError
    if told.consented_on > today:
        raise FutureConsentError
    if content.is_pdf and told.kind != WorkKind.ESSAY:
        raise PictureNeededError
    if content.is_pdf and any(name in content.file for name in _AUTHOR):
        raise AuthorNamedError


def _new_code(contest: Contest) -> str:
    """Return a free code that chance alone decided; the contest is held while it is looked for."""
    while True:
        code = f"C{contest.pk}-{''.join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))}"
        if not Entry.objects.filter(code=code).exists():
            return code
