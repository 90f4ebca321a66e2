import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Entry
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions import ratings as actions
from services.models import Rating, Window
from services.queries.ratings import month_of
from services.rules.ratings import Told, told_rate
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.services import AT, TODAY, make_called, make_rating, make_window

pytestmark = pytest.mark.django_db
LEVELS = (5, 5, 5, 4, 2)


@pytest.fixture
def clerk() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="YH")), role=Role.WINDOW_CLERK)


@pytest.fixture
def leader(clerk: Officer) -> Officer:
    return make_officer(clerk.unit, role=Role.UNIT_LEADER)


@pytest.fixture
def supervisor(clerk: Officer) -> Officer:
    return make_supervisor(clerk.unit.brigade or clerk.unit)


@pytest.fixture
def window(clerk: Officer) -> Window:
    window = make_window(clerk.unit, clerk)
    for number, level in enumerate(LEVELS):
        make_rating(window, clerk, level=level, phone=f"1390000000{number}")
    return window


@pytest.fixture
def called(window: Window, clerk: Officer, supervisor: Officer) -> Rating:
    return make_called(make_rating(window, clerk), supervisor)


def ask(rating: Rating, by: Officer) -> Rating:
    return actions.ask_review(rating, reason="说的是医院体检，不是窗口", by=by, at=AT)


def decide(rating: Rating, by: Officer, decision: str = "excluded") -> Rating:
    return actions.decide_review(rating, decision=decision, reason="回访时群众自己说评错了", by=by, at=AT)


def test_an_excluded_rating_stays_and_leaves_the_rate(called: Rating, leader: Officer, supervisor: Officer) -> None:
    decide(ask(called, leader), supervisor)
    (row,) = month_of(Rating.objects.all(), TODAY, TODAY)
    assert (row.rated, row.excluded, row.good, row.low) == (6, 1, told_rate(4, 5), 1)
    stored = Rating.objects.get(pk=called.pk)
    assert (stored.level, stored.review, stored.reviewed_by) == (1, "excluded", supervisor)


def test_a_kept_rating_counts_on(called: Rating, leader: Officer, supervisor: Officer) -> None:
    decide(ask(called, leader), supervisor, "kept")
    (row,) = month_of(Rating.objects.all(), TODAY, TODAY)
    assert (row.rated, row.excluded, row.good, row.called_back, row.low) == (6, 0, Told(67, 30, 90), 1, 2)


def test_ask_and_decision_are_in_the_chain(called: Rating, leader: Officer, supervisor: Officer) -> None:
    decide(ask(called, leader), supervisor)
    entries = Entry.objects.filter(action__contains="_review").order_by("number")
    assert [(entry.action, entry.object_id) for entry in entries] == [
        ("services.rating_review_asked", str(called.pk)),
        ("services.rating_reviewed", str(called.pk)),
    ]


def test_only_who_leads_asks_and_once_after_the_call(
    window: Window, called: Rating, clerk: Officer, leader: Officer
) -> None:
    with pytest.raises(actions.NotAskerError):
        ask(called, clerk)
    ask(called, leader)
    with pytest.raises(actions.NothingToReviewError):
        ask(called, leader)
    with pytest.raises(actions.NotAskerError):
        ask(window.ratings.get(level=2), leader)


def test_neither_the_asker_nor_a_leader_nor_another_brigade_decides(
    called: Rating, leader: Officer, supervisor: Officer
) -> None:
    ask(called, supervisor)
    for other in (supervisor, leader, make_supervisor(make_brigade(code="FJ"))):
        with pytest.raises(actions.NotReviewerError):
            decide(called, other)
    second = make_supervisor(called.window.brigade)
    assert decide(called, second).reviewed_by == second


def test_who_served_the_applicant_does_not_decide(window: Window, leader: Officer, supervisor: Officer) -> None:
    rated = make_supervisor(window.brigade)
    asked = ask(make_called(make_rating(window, rated), supervisor), leader)
    with pytest.raises(actions.NotReviewerError):
        decide(asked, rated)


def test_a_review_is_decided_once(called: Rating, leader: Officer, supervisor: Officer) -> None:
    decide(ask(called, leader), supervisor)
    with pytest.raises(actions.ReviewDecidedError):
        decide(called, supervisor, "kept")
    assert Rating.objects.get(pk=called.pk).review == "excluded"


def test_too_few_beside_are_not_passed_on(clerk: Officer, leader: Officer, supervisor: Officer) -> None:
    alone = make_rating(make_window(clerk.unit, clerk), clerk)
    with pytest.raises(actions.TooFewToPassOnError):
        make_called(alone, supervisor)
    called = make_called(alone, supervisor, is_passed_on=False)
    with pytest.raises(actions.NotAskerError):
        ask(called, leader)
    assert ask(called, supervisor).review == "asked"


@pytest.mark.parametrize(
    "broken",
    [
        {"review": "excluded"},
        {"review_reason": ""},
        {"called_on": None, "called_by": None, "outcome": "", "answer": "", "is_passed_on": False},
        {"review": "kept", "reviewed_on": TODAY, "review_answer": "错评", "reviewed_by": "asker"},
        {"review": "", "review_reason": "", "review_asked_on": None, "reviewed_on": TODAY},
    ],
)
def test_the_database_keeps_a_review_whole(called: Rating, leader: Officer, broken: dict[str, object]) -> None:
    ask(called, leader)
    told = {name: leader if value == "asker" else value for name, value in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(pk=called.pk).update(**told)


def test_nothing_uncalled_is_passed_on(window: Window) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        window.ratings.filter(level=2).update(is_passed_on=True)


@time_machine.travel(AT, tick=False)
def test_leader_and_supervisor_review_on_one_page(
    client: Client, called: Rating, leader: Officer, supervisor: Officer
) -> None:
    address = f"/ratings/reviews/{called.pk}/"
    client.force_login(leader, backend=BACKEND)
    assert client.get("/ratings/2026-11/").content.decode().count(address) == 1
    client.post(address, {"step": "ask", "reason": "说的是体检"})
    again = client.post(address, {"step": "ask", "reason": "说的是体检"}).content.decode()
    assert again.count("请看现在的情况") == 1
    client.post(address, {"step": "decide", "decision": "excluded", "reason": "我同意"})
    assert Rating.objects.get(pk=called.pk).review == "asked"
    client.force_login(supervisor, backend=BACKEND)
    client.post(address, {"step": "decide", "decision": "excluded", "reason": "群众说评错了"})
    client.post(address, {"step": "decide", "decision": "kept", "reason": "群众说评错了"})
    assert Rating.objects.get(pk=called.pk).review == "excluded"


@time_machine.travel(AT, tick=False)
def test_the_window_never_learns_whose_it_is(client: Client, called: Rating, leader: Officer) -> None:
    client.force_login(leader, backend=BACKEND)
    pages = [
        client.get(address).content.decode() for address in (f"/ratings/reviews/{called.pk}/", "/ratings/2026-11/")
    ]
    case = called.case
    secrets = (case.number, case.code, case.applicant_name, case.applicant_phone, called.token, called.answer)
    assert [secret for secret in secrets for page in pages if secret in page] == []


@time_machine.travel(AT, tick=False)
def test_what_is_not_passed_on_is_not_there_for_the_leader(
    client: Client, window: Window, leader: Officer, supervisor: Officer
) -> None:
    hidden = make_called(window.ratings.get(level=2), supervisor, is_passed_on=False)
    client.force_login(leader, backend=BACKEND)
    assert client.get(f"/ratings/reviews/{hidden.pk}/").status_code == 404
    assert client.get("/ratings/2026-11/").content.decode().count("/ratings/reviews/") == 0


def test_keys_tell_nothing_of_the_order(window: Window) -> None:
    keys = list(window.ratings.order_by("case").values_list("pk", flat=True))
    assert (len(set(keys)), max(keys) > len(keys) * 1000, keys != list(range(keys[0], keys[0] + len(keys)))) == (
        5,
        True,
        True,
    )


@time_machine.travel(AT, tick=False)
def test_the_admin_shows_ratings_without_what_leads_to_a_case(
    client: Client, called: Rating, supervisor: Officer
) -> None:
    client.force_login(supervisor, backend=BACKEND)
    addresses = ("/admin/services/rating/", f"/admin/services/rating/{called.pk}/change/")
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200]
    case = called.case
    secrets = (
        case.number,
        case.applicant_name,
        case.applicant_phone,
        called.token,
        called.words,
        str(called.invited_on),
    )
    assert [secret for secret in secrets for answer in answers if secret in answer.content.decode()] == []
    assert client.post(addresses[1], {"level": "5"}).status_code == 403
    client.force_login(make_supervisor(make_brigade(code="FJ")), backend=BACKEND)
    assert client.get(addresses[1]).status_code == 302
