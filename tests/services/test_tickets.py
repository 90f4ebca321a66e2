import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from organization.models import Officer, Unit
from organization.rules.permissions import Role
from services.actions import tickets as actions
from services.actions.cases import send_to_violations
from services.models import Ticket, Window
from services.queries.tickets import ahead_of, day_of, outcome_of, violations_of
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, TODAY, make_case, make_ticket, make_window

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=10)
VIOLATIONS = Window.Kind.VIOLATIONS


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def brigade(clerk: Officer) -> Unit:
    assert clerk.unit.brigade is not None
    return clerk.unit.brigade


@pytest.fixture
def window(clerk: Officer) -> Window:
    return make_window(clerk.unit, clerk)


def test_tickets_are_numbered_by_kind_and_day(brigade: Unit, clerk: Officer) -> None:
    days = (AT, AT, AT + dt.timedelta(days=1))
    codes = [make_ticket(brigade, clerk, at=at).code for at in days]
    assert [*codes, make_ticket(brigade, clerk, kind=VIOLATIONS).code] == ["A001", "A002", "A001", "C001"]


def test_priority_comes_first_then_the_number(brigade: Unit, clerk: Officer, window: Window) -> None:
    tickets = [make_ticket(brigade, clerk, priority=priority) for priority in ("", "", "elderly", "pregnant")]
    assert [ahead_of(ticket) for ticket in tickets] == [2, 3, 0, 1]
    called = []
    while ticket := actions.call_next(window, by=clerk, at=LATER):
        called.append(ticket.number)
        actions.finish_ticket(ticket, "handled", by=clerk, at=LATER)
    assert called == [3, 4, 1, 2]


def test_a_window_serves_one_at_once(brigade: Unit, clerk: Officer, window: Window) -> None:
    first, second = make_ticket(brigade, clerk), make_ticket(brigade, clerk)
    actions.call_next(window, by=clerk, at=LATER)
    with pytest.raises(actions.WindowBusyError, match=first.code):
        actions.call_next(window, by=clerk, at=LATER)
    told = {"state": "called", "window": window, "called_at": LATER, "calls": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=second.pk).update(**told)


def test_who_is_on_hold_or_missed_is_called_by_number_only(brigade: Unit, clerk: Officer, window: Window) -> None:
    held, missed = make_ticket(brigade, clerk), make_ticket(brigade, clerk)
    actions.call_next(window, by=clerk, at=LATER)
    actions.begin_service(held, by=clerk)
    actions.hold_ticket(held, reason="去复印", by=clerk)
    actions.call_next(window, by=clerk, at=LATER)
    actions.call_again(missed, by=clerk, at=LATER)
    actions.miss_ticket(missed, by=clerk, at=LATER)
    assert actions.call_next(window, by=clerk, at=LATER) is None
    back = actions.call_ticket(missed, window, by=clerk, at=LATER)
    assert (back.state, back.calls, back.finished_at) == ("called", 3, None)
    actions.finish_ticket(back, "advised", by=clerk, at=LATER)
    assert actions.call_ticket(held, window, by=clerk, at=LATER).first_called_at == LATER


def test_what_does_not_fit_is_refused(brigade: Unit, clerk: Officer, window: Window) -> None:
    stranger = make_officer(make_unit(parent=make_brigade(code="DS")), role=Role.WINDOW_CLERK)
    with pytest.raises(actions.NotAtWindowError):
        make_ticket(brigade, stranger)
    with pytest.raises(actions.NoSuchCaseError):
        make_ticket(brigade, clerk, case_number="YH-261104-009")
    ticket = make_ticket(brigade, clerk)
    with pytest.raises(actions.TicketStateError):
        actions.call_ticket(ticket, window, by=clerk, at=LATER)
    with pytest.raises(actions.NotAtWindowError):
        actions.call_next(window, by=stranger, at=LATER)
    actions.call_next(window, by=clerk, at=LATER)
    for outcome in ("verbal", "", "nothing"):
        with pytest.raises(actions.WrongOutcomeError):
            actions.finish_ticket(ticket, outcome, by=clerk, at=LATER)
    with pytest.raises(actions.HoldReasonMissingError):
        actions.hold_ticket(ticket, reason="", by=clerk)
    with pytest.raises(actions.TicketStateError):
        actions.withdraw_ticket(ticket, window, by=clerk, at=LATER)


def test_a_window_calls_its_own_kind_of_today(brigade: Unit, clerk: Officer, window: Window) -> None:
    make_ticket(brigade, clerk, at=AT - dt.timedelta(days=1))
    make_ticket(brigade, clerk, kind=VIOLATIONS)
    assert actions.call_next(window, by=clerk, at=LATER) is None


def test_waiting_times_and_outcomes_of_a_day(brigade: Unit, clerk: Officer, window: Window) -> None:
    for minutes in (0, 3, 8):
        make_ticket(brigade, clerk, at=AT + dt.timedelta(minutes=minutes))
    for minutes in (10, 12):
        ticket = actions.call_next(window, by=clerk, at=AT + dt.timedelta(minutes=minutes))
        assert ticket is not None
        actions.finish_ticket(ticket, "handled", by=clerk, at=LATER)
    (day,) = day_of(brigade, TODAY, AT + dt.timedelta(minutes=30))
    waits = day.waits
    assert (waits.median_minutes, waits.longest_minutes, waits.now_minutes, waits.waiting) == (9, 10, 22, 1)
    assert [count for _name, count in day.outcomes] == [2]


def test_a_case_goes_on_after_the_outcome_of_the_violation_window(
    brigade: Unit, clerk: Officer, window: Window
) -> None:
    case, other = make_case(window, clerk), make_window(clerk.unit, clerk, number="5", kind=VIOLATIONS)
    send_to_violations(case, violations=1, by=clerk, at=AT)
    ticket = make_ticket(brigade, clerk, kind=VIOLATIONS, case_number=case.number.lower())
    actions.call_next(other, by=clerk, at=LATER)
    assert outcome_of(case.number) is None
    actions.finish_ticket(ticket, "settled", by=clerk, at=LATER)
    found, tickets = outcome_of(case.number), Ticket.objects.of_violations(brigade, TODAY, TODAY)
    assert found is not None
    assert (found.outcome, violations_of(tickets, LATER).journeys_saved) == ("settled", 1)
    assert case.blocks.get().ended_at == LATER


def test_a_general_procedure_leaves_the_case_waiting(brigade: Unit, clerk: Officer, window: Window) -> None:
    case, other = make_case(window, clerk), make_window(clerk.unit, clerk, number="5", kind=VIOLATIONS)
    send_to_violations(case, violations=1, by=clerk, at=AT)
    ticket = make_ticket(brigade, clerk, kind=VIOLATIONS, case_number=case.number)
    actions.call_next(other, by=clerk, at=LATER)
    actions.finish_ticket(ticket, "general_procedure", by=clerk, at=LATER)
    tickets = Ticket.objects.of_violations(brigade, TODAY, TODAY)
    assert (case.blocks.get().ended_at, violations_of(tickets, LATER).journeys_saved) == (None, 0)
