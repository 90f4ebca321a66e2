import datetime as dt

import pytest

from audit.models import Entry
from organization.models import Officer
from pledges.actions.reminding import remind_reviewers
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.facts import tasks_for
from pledges.models import Review
from pledges.rules.reviews import Decision
from tests.factories.pledges import NOW, Party, make_party, make_posted, make_submitted

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def party() -> Party:
    return make_party()


def told(officer: Officer) -> list[tuple[str, str, tuple[int, ...], dt.date | None]]:
    tasks = tasks_for(officer, TODAY)
    return [(task.wanted.value, task.name, task.numbers, task.due_on) for task in tasks]


def test_reviewer_is_told_whose_pledge_waits_and_until_when(party: Party) -> None:
    make_submitted(party)
    assert told(party.leader) == [("review", "王党员", (), dt.date(2026, 1, 23))]
    assert told(party.member) == []


def test_author_is_told_what_came_back_until_it_is_handed_in_again(party: Party) -> None:
    verdicts = {1: Verdict(Decision.PASS), 2: Verdict(Decision.AMEND, "写清次数")}
    review_pledge(make_submitted(party).reviews.get(), verdicts, by=party.leader, at=NOW)
    assert told(party.member) == [("amend", "王党员", (2,), dt.date(2026, 2, 28))]


def test_author_is_asked_for_progress_once_a_quarter(party: Party) -> None:
    make_posted(party)
    assert told(party.member) == [("progress", "王党员", (), None)]


def test_reviewers_are_reminded_once_a_day_from_the_day_before(party: Party) -> None:
    make_submitted(party)
    days = [dt.date(2026, 1, day) for day in (21, 22, 22, 23)]
    assert [remind_reviewers(day) for day in days] == [0, 1, 0, 1]
    assert Review.objects.get().reminded_on == dt.date(2026, 1, 23)
    assert Entry.objects.filter(action="pledges.review_reminded").count() == 2
