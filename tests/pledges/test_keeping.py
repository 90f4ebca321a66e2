"""Notes of progress with their files: kept, corrected, withdrawn, read by whom they concern."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from audit.wording import changes_of
from organization.actions.settings import set_brigade_setting
from organization.calendar import Month
from organization.models import Officer
from organization.rules.settings import Setting
from organization.uploads import UploadTooLargeError, UploadUnreadableError
from pledges.actions.appraising import open_ballots
from pledges.actions.drafting import revise_pledge, save_items, submit_pledge
from pledges.actions.errors import (
    AlreadyWithdrawnError,
    AppraisalBegunError,
    CycleClosedError,
    NotTheAuthorError,
    ReasonMissingError,
)
from pledges.actions.evidence import (
    TooManyFilesError,
    add_evidence,
)
from pledges.actions.keeping import ProgressInput, add_progress, correct_progress, withdraw_progress
from pledges.facts import tasks_for
from pledges.models import Evidence, Progress
from pledges.queries.keeping_pages import overdue_items, quiet
from tests.factories.people import make_supervisor
from tests.factories.pictures import picture, upload
from tests.factories.pledges import NOW, TWO, Party, item, make_member, make_party, make_posted, pass_all

pytestmark = pytest.mark.django_db
Commits = Callable[..., AbstractContextManager[object]]
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\nstartxref\n9\n%%EOF\n"
TOLD = ProgressInput(text="读完1本", evidence="学习记录12号", happened_on=NOW.date())
KEPT = ProgressInput(text="12本都读完了", evidence="学习记录", happened_on=NOW.date(), is_kept=True)


@pytest.fixture
def party() -> Party:
    return make_party()


@pytest.fixture
def note(party: Party) -> Progress:
    return make_note(party)


def make_note(party: Party, told: ProgressInput = TOLD, *, number: int = 1) -> Progress:
    pledge = make_posted(party) if not party.cycle.pledges.exists() else party.cycle.pledges.get()
    item = pledge.items.get(position=number)
    return add_progress(item, told, client_id=UUID(int=number), by=party.member, at=NOW)


def attach(note: Progress, sent: bytes, name: str = "a.jpg") -> Evidence:
    return add_evidence(note, upload(sent, name), by=note.entered_by, at=NOW)


def content(row: Evidence) -> bytes:
    with row.file.open() as file:
        stored: bytes = file.read()
    return stored


def limit(party: Party, setting: Setting, value: str) -> None:
    by = make_supervisor(party.brigade)
    set_brigade_setting(party.brigade, setting, value, from_month=Month(2026, 2), reason="从简", by=by, at=NOW)


FEBRUARY = dt.datetime(2026, 2, 2, 4, tzinfo=dt.UTC)


def test_a_picture_is_made_anew_and_a_pdf_kept_as_it_is(note: Progress) -> None:
    image, pdf = attach(note, picture(form="PNG"), "../证明.png"), attach(note, PDF, r"C:\x\记录.pdf")
    assert [(row.kind, row.name, str(row.file.name)[-4:]) for row in (image, pdf)] == [
        ("picture", "证明.png", ".jpg"),
        ("pdf", "记录.pdf", ".pdf"),
    ]
    assert (content(image)[:2], content(pdf), pdf.thumbnail.name) == (b"\xff\xd8", PDF, "")


@pytest.mark.parametrize(
    "sent",
    [b"<html>", b"%PDF-1.4 cut off", PDF.replace(b"<<>>", b"<</JavaScript 1>>"), PDF.replace(b"<<>>", b"<</Encrypt>>")],
)
def test_what_is_no_picture_and_no_plain_pdf_is_refused(note: Progress, sent: bytes) -> None:
    with pytest.raises(UploadUnreadableError):
        attach(note, sent, "a.pdf")


def test_the_brigade_sets_how_large_and_how_many(party: Party, note: Progress) -> None:
    limit(party, Setting.EVIDENCE_MEGABYTES, "1")
    limit(party, Setting.EVIDENCE_FILES, "1")
    large = SimpleUploadedFile("a.pdf", PDF + b"\n" * 1024 * 1024)
    with pytest.raises(UploadTooLargeError, match=r"^1$"):
        add_evidence(note, large, by=party.member, at=FEBRUARY)
    kept = [add_evidence(note, upload(PDF), by=party.member, at=FEBRUARY).pk for _again in range(2)]
    with pytest.raises(TooManyFilesError, match=r"^1$"):
        add_evidence(note, upload(picture()), by=party.member, at=FEBRUARY)
    assert kept == [kept[0]] * 2


def test_only_the_author_adds_files(party: Party, note: Progress) -> None:
    with pytest.raises(NotTheAuthorError):
        add_evidence(note, upload(PDF), by=party.leader, at=NOW)


def test_files_are_read_by_author_reviewers_and_the_branch(party: Party, note: Progress) -> None:
    attach(note, PDF)
    colleague = make_member(party.squadron, party.group, name="石同事")
    readers = (party.member, party.leader, party.secretary, party.deputy, party.superior, colleague)
    assert [Evidence.objects.visible_to(one).count() for one in readers] == [1, 1, 1, 1, 1, 0]


def test_correcting_keeps_the_reason_and_drops_what_is_ticked(
    party: Party, note: Progress, django_capture_on_commit_callbacks: Commits
) -> None:
    kept, gone = attach(note, PDF), attach(note, picture())
    with django_capture_on_commit_callbacks(execute=True):
        correct_progress(note, KEPT, drop=[gone.pk], reason="记错了", by=party.member, at=NOW)
    note.refresh_from_db()
    assert (note.text, note.is_kept, note.correction_reason) == ("12本都读完了", True, "记错了")
    assert [kept.file.storage.exists(str(row.file.name)) for row in (kept, gone)] == [True, False]
    entry = Entry.objects.get(action="pledges.progress_corrected")
    before, after = entry.before or {}, entry.after or {}
    assert (before["text"], before["files"], after["reason"]) == ("读完1本", [gone.digest], "记错了")


def test_withdrawing_keeps_the_words_and_removes_the_files(
    party: Party, note: Progress, django_capture_on_commit_callbacks: Commits
) -> None:
    file = attach(note, picture())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_progress(note, reason="不是我做的", by=party.member, at=NOW)
    names = [str(file.file.name), str(file.thumbnail.name)]
    assert [file.file.storage.exists(name) for name in names] == [False, False]
    assert (Progress.objects.standing().count(), Evidence.objects.count()) == (0, 0)
    with pytest.raises(AlreadyWithdrawnError):
        withdraw_progress(note, reason="再撤一次", by=party.member, at=NOW)


def test_nothing_changes_without_a_reason_by_others_or_in_the_appraisal(party: Party, note: Progress) -> None:
    with pytest.raises(ReasonMissingError):
        withdraw_progress(note, reason=" ", by=party.member, at=NOW)
    with pytest.raises(NotTheAuthorError):
        correct_progress(note, KEPT, reason="代改", by=party.leader, at=NOW)
    open_ballots(party.cycle, by=party.secretary, at=NOW)
    with pytest.raises(AppraisalBegunError):
        withdraw_progress(note, reason="晚了", by=party.member, at=NOW)


def test_a_concluded_cycle_takes_no_files(party: Party, note: Progress) -> None:
    party.cycle.state, party.cycle.concluded_at = "concluded", NOW
    party.cycle.save()
    with pytest.raises(CycleClosedError):
        attach(note, PDF)


def test_a_promise_is_overdue_until_it_is_noted_as_kept(party: Party, note: Progress) -> None:
    after = dt.date(2027, 1, 1)
    assert [item.position for item in overdue_items(after)] == [1, 2]
    make_note(party, KEPT, number=2)
    assert [item.position for item in overdue_items(after)] == [1]
    assert overdue_items(dt.date(2026, 12, 31)).count() == 0


def test_home_tells_of_overdue_promises(party: Party, note: Progress) -> None:
    def told(officer: Officer) -> list[tuple[str, tuple[int, ...], dt.date | None]]:
        return [(task.wanted.value, task.numbers, task.due_on) for task in tasks_for(officer, dt.date(2027, 1, 1))]

    assert told(party.member) == [("overdue", (1, 2), dt.date(2026, 12, 31)), ("progress", (), None)]
    assert told(party.leader) == []


def test_notes_go_with_the_words_they_were_made_for(party: Party, note: Progress) -> None:
    other = make_note(party, KEPT, number=2)
    second = revise_pledge(note.item.pledge, by=party.member, at=NOW)
    save_items(second, [TWO[0], item("早晚高峰提前15分钟到岗")], by=party.member, at=NOW)
    second = pass_all(submit_pledge(second, by=party.member, at=NOW))
    versions = Progress.objects.order_by("pk").values_list("pk", "item__pledge__version")
    assert list(versions) == [(note.pk, 2), (other.pk, 1)]
    assert quiet(NOW.date()).count() == 0


def test_a_withdrawn_note_does_not_break_the_quiet(party: Party, note: Progress) -> None:
    assert quiet(NOW.date()).count() == 0
    withdraw_progress(note, reason="记错了", by=party.member, at=NOW)
    assert quiet(NOW.date()).count() == 1


def test_the_chain_tells_a_correction_in_words(party: Party, note: Progress) -> None:
    correct_progress(note, KEPT, reason="记错了", by=party.member, at=NOW)
    told = changes_of(Entry.objects.get(action="pledges.progress_corrected"))
    words = {name: (before, after) for name, before, after in told}
    assert words["本条承诺已兑现"] == ("否", "是")
    assert [name for name in words if name.isascii()] == []
