import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from audit.models import Entry
from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.actions.photos import add_photo
from dutyposts.models import FlagDecision, Inspection, Ranking
from dutyposts.queries.publication import checks_of, moves_of
from organization.models import Officer, Unit
from tests.factories.access import BACKEND, enter_password
from tests.factories.duty import AFTER, MONTH, add_event, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit
from tests.factories.pictures import picture, upload

LATER = AFTER + dt.timedelta(days=4)
REASON = "一条检查记录登记错误，需要更正。"


class Answer(NamedTuple):
    status: int
    told: list[str]


@pytest.fixture
def brigade(db: None) -> Iterator[Unit]:
    make_standard()
    brigade = make_brigade(code="B1")
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for code, faults in (("P1", ("A1",)), ("P2", ("A2",))):
        inspect_often(make_post(unit, code=code), inspector, *faults)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    with time_machine.travel(LATER, tick=False):
        yield brigade


@pytest.fixture
def chief(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


@pytest.fixture
def published(brigade: Unit, chief: Officer) -> Ranking:
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    return publish_month(brigade, MONTH, by=chief, at=LATER)


def send(officer: Officer, view: str, **data: object) -> Answer:
    """Post to a month's page; return the status and the kinds of message told."""
    client = Client()
    client.force_login(officer, backend=BACKEND)
    enter_password(client)
    response = client.post(reverse(f"dutyposts:{view}", args=[MONTH]) + "?brigade=B1", data)
    return Answer(response.status_code, [message.level_tag for message in get_messages(response.wsgi_request)])


def publishing(officer: Officer, **data: object) -> Any:
    """Post to the page of publication and return what it shows when that was not possible."""
    client = Client()
    client.force_login(officer, backend=BACKEND)
    enter_password(client)
    return client.post(reverse("dutyposts:month_publish", args=[MONTH]), data).context


def state() -> tuple[str, int]:
    ranking = Ranking.objects.latest_versions().get()
    return ranking.state, ranking.version


def test_a_month_goes_from_draft_over_notice_to_publication(brigade: Unit, chief: Officer) -> None:
    send(chief, "month_notice")
    with time_machine.travel(LATER + dt.timedelta(days=10), tick=False):
        send(chief, "month_publish", document_number="通报〔2026〕10号")
    assert (*state(), Ranking.objects.get().document_number) == ("published", 1, "通报〔2026〕10号")


def test_publication_before_the_notice_ends_says_what_is_in_the_way(brigade: Unit, chief: Officer) -> None:
    send(chief, "month_notice")
    page = publishing(chief, document_number="通报〔2026〕10号")
    assert ([blocker.code for blocker, _ in page["blockers"]], state()) == (["notice_runs"], ("noticed", 1))
    assert page["form"]["document_number"].value() == "通报〔2026〕10号"


def test_publishing_twice_changes_nothing_more(published: Ranking, chief: Officer) -> None:
    entries = Entry.objects.count()
    assert send(chief, "month_publish").status == 302
    assert (state(), Entry.objects.count()) == (("published", 1), entries)


def test_computing_a_published_month_is_refused(published: Ranking, chief: Officer) -> None:
    assert send(chief, "month_compute").told == ["warning"]


@pytest.mark.parametrize("view", ["month_compute", "month_notice", "month_publish", "flag_decision", "month_reopen"])
def test_only_a_supervisor_of_the_brigade_closes_a_month(brigade: Unit, view: str) -> None:
    stranger = make_supervisor(make_brigade(code="B2"))
    assert send(make_officer(brigade), view).status == 403
    assert send(stranger, view).status == 404


def test_reopening_takes_two_people(published: Ranking, chief: Officer) -> None:
    send(chief, "month_reopen", reason=REASON)
    assert (send(chief, "month_reopen").told, state()) == (["error"], ("published", 1))
    send(make_supervisor(published.brigade), "month_reopen")
    assert state() == ("computed", 2)


def test_confirming_twice_starts_one_version(published: Ranking, chief: Officer) -> None:
    other = make_supervisor(published.brigade)
    send(chief, "month_reopen", reason=REASON)
    send(other, "month_reopen")
    assert (send(other, "month_reopen").status, state()) == (200, ("computed", 2))


def test_the_corrigendum_lists_old_and_new(published: Ranking, chief: Officer) -> None:
    other = make_supervisor(published.brigade)
    send(chief, "month_reopen", reason=REASON)
    send(other, "month_reopen")
    add_event(published.brigade.duty_posts.get(code="P2"), "D5", by=chief)
    compute_month(published.brigade, MONTH, by=chief, at=LATER)
    client = Client()
    client.force_login(chief, backend=BACKEND)
    paper = client.get(reverse("dutyposts:bulletin", args=[MONTH])).context["paper"]
    rows = [(row["post"], *row["old"], *row["new"]) for row in paper["corrections"]]
    assert rows == [("P1岗", 2, "98.00", 1, "98.00"), ("P2岗", 1, "99.00", 2, "94.00")]
    assert paper["reopening"] == {"reason": REASON, "asked_by": chief.name, "confirmed_by": other.name}


def test_more_winners_than_flags_wait_for_a_decision(brigade: Unit, chief: Officer) -> None:
    make_flags(brigade, 1, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    ranking = Ranking.objects.get()
    links = [link for _, link in publishing(chief)["blockers"]]
    assert links == [reverse("dutyposts:flag_decision", args=[MONTH])]
    won = ranking.scores.get(post_code="P1")
    send(chief, "flag_decision", scores=[won.pk], reason="P2岗本月已受表彰。")
    assert list(FlagDecision.objects.get().scores.all()) == [won]


def test_the_page_of_publication_says_what_every_flag_does(published: Ranking, chief: Officer) -> None:
    brigade, month = published.brigade, MONTH.shift(1)
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for code, faults in (("P1", ["A1"]), ("P2", ["A2"]), ("P3", []), ("P4", [])):
        post = brigade.duty_posts.filter(code=code).first() or make_post(unit, code=code)
        inspect_often(post, inspector, *faults, month=month)
    ranking = compute_month(brigade, month, by=None, at=month.ends_at)
    moves = [(move.number, move.origin, move.goal) for move in moves_of(ranking)]
    assert moves == [(1, "P2岗", "P2岗"), (2, "P1岗", "P3岗"), (3, "", "P4岗")]


def test_an_older_month_moves_no_flag(published: Ranking, chief: Officer) -> None:
    older = compute_month(published.brigade, MONTH.shift(-1), by=None, at=LATER)
    assert moves_of(older) == []


def test_what_lacks_a_photo_is_named(brigade: Unit) -> None:
    ranking = Ranking.objects.get()
    first = Inspection.objects.filter(post__code="P1").earliest("inspected_at")
    add_photo(first, upload(picture()), by=first.inspector, at=LATER)
    ranking.settings["photo_points"] = "2"
    checks = checks_of(ranking, list(ranking.scores.all()))
    assert (checks.fewest, checks.most, checks.is_enough, checks.proofs) == (4, 4, True, 4)
    assert [row.post_name for row in checks.unproven] == ["P1岗"] * 3


def test_a_published_month_is_not_published_again(published: Ranking, chief: Officer) -> None:
    client = Client()
    client.force_login(chief, backend=BACKEND)
    assert client.get(reverse("dutyposts:month_publish", args=[MONTH])).status_code == 302


@pytest.mark.parametrize("view", ["ranking_month", "bulletin"])
def test_a_corrected_month_names_reason_and_people(published: Ranking, chief: Officer, view: str) -> None:
    other = make_supervisor(published.brigade, name="钱复核")
    send(chief, "month_reopen", reason=REASON)
    send(other, "month_reopen")
    client = Client()
    client.force_login(chief, backend=BACKEND)
    address = reverse(f"dutyposts:{view}", args=[MONTH])
    page = client.get(address)
    assert (page.context["reopening"].reason, page.context["before"]) == (REASON, f"{address}?version=1")
    assertContains(page, "钱复核")
    assert client.get(page.context["before"]).context["reopening"] is None
