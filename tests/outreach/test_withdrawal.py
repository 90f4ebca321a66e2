"""A guardian takes the consent back: of the work the code stays, and the prize where it was public already."""

from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from audit.models import Entry as AuditEntry
from organization.models import Officer
from outreach.actions.contests import award_contest, begin_judging, name_judges
from outreach.actions.entries import PupilCoveredError, WithdrawnError, give_mark, withdraw_entry
from outreach.models import Contest, Entry, Mark, Pupil
from outreach.queries.contests import contests_page, progress_of, unmarked_by
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, award, make_contest, make_entry
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.outreach.test_contest_pages import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Officer:
    return make_supervisor(make_brigade())


@pytest.fixture
def officer(manager: Officer) -> Officer:
    return make_officer(make_unit(parent=manager.unit))


@pytest.fixture
def contest(manager: Officer) -> Contest:
    return make_contest(manager.unit, by=manager)


@pytest.fixture
def entry(contest: Contest, officer: Officer) -> Entry:
    return make_entry(contest, by=officer)


def withdrawn(entry: Entry, by: Officer) -> Entry:
    return withdraw_entry(entry, reason="监护人来电收回同意", by=by, at=LATER)


def test_names_and_files_go_at_once_and_the_code_stays(
    entry: Entry, officer: Officer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    files = [Path(field.path) for field in (entry.work, entry.thumbnail)]
    with django_capture_on_commit_callbacks(execute=True):
        left = withdrawn(entry, officer)
    assert (left.code, left.school, left.title, left.state) == (entry.code, "", "", "withdrawn")
    assert ([file.exists() for file in files], Pupil.objects.get().name) == ([False, False], "")


def test_the_reason_stands_among_personal_parts_once(entry: Entry, officer: Officer) -> None:
    for _ in range(2):
        withdrawn(entry, officer)
    told = AuditEntry.objects.get(action="outreach.work_withdrawn")
    assert (told.after, told.personal.data) == ({"state": "withdrawn", "prize": ""}, {"reason": "监护人来电收回同意"})


def test_strangers_and_judges_withdraw_nothing(
    contest: Contest, entry: Entry, manager: Officer, officer: Officer
) -> None:
    name_judges(contest, [manager], by=manager)
    for stranger in (manager, make_officer(officer.unit)):
        with pytest.raises(PupilCoveredError):
            withdrawn(entry, stranger)


def test_a_withdrawn_work_is_neither_judged_nor_awarded(
    contest: Contest, entry: Entry, manager: Officer, officer: Officer
) -> None:
    judge, other = make_officer(officer.unit), make_entry(contest, by=officer)
    name_judges(contest, [judge], by=manager)
    begin_judging(contest, by=manager, at=LATER)
    give_mark(entry, 99, by=judge, at=LATER)
    withdrawn(entry, officer)
    with pytest.raises(WithdrawnError):
        give_mark(entry, 99, by=judge, at=LATER)
    assert ([row.pk for row in unmarked_by(contest, judge)], progress_of(contest)[0].due) == ([other.pk], 1)
    give_mark(other, 80, by=judge, at=LATER)
    award_contest(contest, reason="", by=manager, at=LATER)
    assert list(Entry.objects.order_by("pk").values_list("prize", "place")) == [("", None), ("first", 1)]
    assert Mark.objects.get().entry_id == other.pk
    assert vars(contests_page(contest.brigade, manager, "").rows[0])["entry_count"] == 1


def test_a_prize_that_is_public_stays_under_the_code(contest: Contest, entry: Entry, manager: Officer) -> None:
    award(contest, by=manager, judge=make_officer(entry.entered_by.unit))
    left = withdrawn(entry, manager)
    assert (left.state, left.prize, left.place, left.title) == ("emptied", "first", 1, "")
    assert (Pupil.objects.get().name, Mark.objects.count()) == ("", 1)


@pytest.mark.parametrize(
    "change", [{"state": "withdrawn"}, {"title": "等一等"}, {"work": "a.jpg"}, {"mean": 1, "place": 1}]
)
def test_the_database_keeps_a_withdrawn_work_empty(entry: Entry, officer: Officer, change: dict[str, object]) -> None:
    if "state" not in change:
        withdrawn(entry, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**change)


def test_it_is_withdrawn_on_its_page_with_a_reason(client: Client, entry: Entry, officer: Officer) -> None:
    with time_machine.travel(AT, tick=False):
        client.force_login(officer, backend=BACKEND)
        address, work = (reverse(f"outreach:entry_{name}", args=[entry.code]) for name in ("withdraw", "work"))
        assert list(client.post(address, {}).context["form"].errors) == ["reason"]
        page = client.post(address, {"reason": "监护人收回同意"}, follow=True)
        contest = client.get(reverse("outreach:contest", args=[entry.contest_id]))
        assert (page.context["may_show"], client.get(work).status_code) == (False, 404)
    assert ("2026-11-04撤回" in page.content.decode(), "已撤回" in contest.content.decode()) == (True, True)
    assert Entry.objects.get().withdrawn_on == AT.date()
