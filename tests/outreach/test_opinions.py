import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.calendar import BEIJING
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions.opinions import (
    DayError,
    NotOwnerError,
    OtherBrigadeUnitError,
    WrongStepError,
    answer_opinion,
    close_opinion,
    hand_over,
)
from outreach.facts import Waiting, Wanted, waiting_for
from outreach.models import Opinion
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, make_opinion, make_visit
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 12, 1, 9, tzinfo=BEIJING)
SATISFIED = Opinion.Satisfaction.SATISFIED


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def opinion(officer: Officer) -> Opinion:
    return make_opinion(make_visit(officer), by=officer)


def brigade_of(officer: Officer) -> Unit:
    return officer.unit.brigade or officer.unit


def test_an_opinion_is_due_in_fifteen_working_days(opinion: Opinion) -> None:
    assert (opinion.due_on, opinion.state) == (dt.date(2026, 11, 25), Opinion.State.RAISED)


def test_the_same_words_of_a_visit_are_stored_once(opinion: Opinion, officer: Officer) -> None:
    assert make_opinion(opinion.visit, by=officer) == opinion


def test_an_opinion_goes_from_answer_to_return_visit(opinion: Opinion, officer: Officer) -> None:
    answer_opinion(opinion, "已报修", by=officer, at=AT)
    closed = close_opinion(opinion, told_on=LATER.date(), satisfaction=SATISFIED, by=officer, at=LATER)
    assert (closed.state, closed.answer, closed.told_on) == (Opinion.State.CLOSED, "已报修", LATER.date())
    actions = Entry.objects.filter(object_type="outreach.opinion").order_by("number").values_list("action", flat=True)
    assert list(actions) == ["outreach.opinion_raised", "outreach.opinion_answered", "outreach.opinion_closed"]


def test_steps_are_taken_in_order_and_once(opinion: Opinion, officer: Officer) -> None:
    with pytest.raises(WrongStepError):
        close_opinion(opinion, told_on=AT.date(), satisfaction=SATISFIED, by=officer, at=AT)
    answer_opinion(opinion, "已报修", by=officer, at=AT)
    with pytest.raises(WrongStepError):
        answer_opinion(opinion, "又一次", by=officer, at=AT)
    with pytest.raises(WrongStepError):
        hand_over(opinion, officer.unit, by=officer)


@pytest.mark.parametrize("told_on", [AT.date() - dt.timedelta(days=1), AT.date() + dt.timedelta(days=1)])
def test_the_return_visit_lies_between_the_opinion_and_today(
    opinion: Opinion, officer: Officer, told_on: dt.date
) -> None:
    answer_opinion(opinion, "已报修", by=officer, at=AT)
    with pytest.raises(DayError):
        close_opinion(opinion, told_on=told_on, satisfaction=SATISFIED, by=officer, at=AT)


def test_a_unit_owns_an_opinion_and_hands_it_over_with_its_day(opinion: Opinion, officer: Officer) -> None:
    other = make_officer(make_unit(parent=brigade_of(officer)))
    with pytest.raises(NotOwnerError):
        answer_opinion(opinion, "已报修", by=other, at=AT)
    handed = hand_over(opinion, other.unit, by=officer)
    assert (handed.owner, handed.due_on) == (other.unit, opinion.due_on)
    assert answer_opinion(opinion, "已报修", by=other, at=AT).answered_by == other


def test_nothing_is_lost_when_an_officer_moves(opinion: Opinion, officer: Officer) -> None:
    colleague = make_officer(officer.unit, role=Role.UNIT_LEADER)
    officer.unit = make_unit(parent=brigade_of(officer))
    officer.save()
    found = waiting_for(colleague, AT.date())
    assert found == [Waiting(Wanted.ANSWERS, opinion.pk, "", 1, opinion.due_on)]
    assert answer_opinion(opinion, "已报修", by=colleague, at=AT).state == Opinion.State.ANSWERED


def test_whoever_leads_the_unit_answers_too(opinion: Opinion, officer: Officer) -> None:
    supervisor = make_supervisor(brigade_of(officer))
    assert answer_opinion(opinion, "已报修", by=supervisor, at=AT).answered_by == supervisor


def test_no_unit_of_another_brigade_owns_an_opinion(officer: Officer) -> None:
    stranger = make_unit(parent=make_brigade())
    with pytest.raises(OtherBrigadeUnitError):
        make_opinion(make_visit(officer), by=officer, owner=stranger)


def test_the_database_refuses_an_answered_opinion_without_answer(opinion: Opinion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(state="answered")


@pytest.mark.parametrize(
    ("query", "texts"),
    [("", ["甲", "乙"]), ("state=overdue", ["甲"]), ("state=closed", ["丙"]), ("state=nonsense", ["甲", "乙"])],
)
def test_the_list_shows_what_is_open_and_what_is_overdue(
    client: Client, officer: Officer, query: str, texts: list[str]
) -> None:
    visit = make_visit(officer)
    late, _, closed = (make_opinion(visit, by=officer, text=text) for text in ("甲", "乙", "丙"))
    Opinion.objects.filter(pk=late.pk).update(due_on=dt.date(2026, 11, 10))
    answer_opinion(closed, "已报修", by=officer, at=AT)
    close_opinion(closed, told_on=AT.date(), satisfaction=SATISFIED, by=officer, at=AT)
    client.force_login(officer, backend=BACKEND)
    with time_machine.travel(AT + dt.timedelta(days=7), tick=False):
        page = client.get(f"{reverse('outreach:opinion_list')}?{query}").context["page"]
    assert [row.text for row in page.rows] == texts


def test_an_opinion_takes_its_steps_on_its_pages(client: Client, officer: Officer) -> None:
    visit = make_visit(officer)
    client.force_login(officer, backend=BACKEND)
    with time_machine.travel(AT, tick=False):
        told = {"kind": "complaint", "text": "路口缺灯", "owner": officer.unit_id}
        address = client.post(reverse("outreach:opinion_new", args=[visit.number]), told)["Location"]
        client.post(address, {"step": "answer", "answer": ""})
        assert Opinion.objects.get().state == Opinion.State.RAISED
        client.post(address, {"step": "answer", "answer": "已报修"})
        late = client.post(address, {"step": "close", "told_on": "2026-12-31", "satisfaction": "satisfied"})
        assert "回访日期" in late.content.decode()
        client.post(address, {"step": "close", "told_on": "2026-11-04", "satisfaction": "satisfied"})
    assert Opinion.objects.get().state == Opinion.State.CLOSED


def test_others_read_an_opinion_and_take_no_step(client: Client, opinion: Opinion, officer: Officer) -> None:
    client.force_login(make_officer(make_unit(parent=brigade_of(officer)), role=Role.UNIT_LEADER), backend=BACKEND)
    address = reverse("outreach:opinion", args=[opinion.pk])
    assert client.get(address).context["forms"] == {}
    client.post(address, {"step": "answer", "answer": "已报修"})
    assert Opinion.objects.get().state == Opinion.State.RAISED


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    visit = make_visit(officer)
    for number in range(count):
        make_opinion(visit, by=officer, text=f"第{number}条")
    client.force_login(officer, backend=BACKEND)
    with django_assert_num_queries(5):
        client.get(reverse("outreach:opinion_list"))
    with django_assert_num_queries(10):
        client.get(reverse("outreach:visit_detail", args=[visit.number]))
