import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from pledges.actions.drafting import begin_pledge, save_items
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.models import Cycle, Pledge, PledgeTemplate, Progress
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from tests.factories.access import BACKEND
from tests.factories.people import make_officer
from tests.factories.pledges import NOW, TWO, Party, make_party, make_posted, make_submitted

pytestmark = pytest.mark.django_db
MINE = "/pledges/mine/"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def party() -> Party:
    return make_party()


def client_of(officer: Officer) -> Client:
    """Return a client that reads English."""
    client = Client()
    client.force_login(Officer.objects.get(pk=officer.pk), backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def typed(*texts: str, **more: str) -> dict[str, str]:
    """Return what a browser sends of five fieldsets."""
    sent = {"do": "save"}
    for number in range(1, 6):
        text = texts[number - 1] if number <= len(texts) else ""
        sent |= {
            f"item-{number}-text": text,
            f"item-{number}-kind": "post",
            f"item-{number}-criterion": "learn",
            f"item-{number}-shown_by": "记录" if text else "",
            f"item-{number}-due_on": "2026-12-31" if text else "",
        }
    return sent | more


def begun(party: Party) -> Pledge:
    return begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)


def returned(party: Party) -> Pledge:
    pledge = make_submitted(party)
    verdicts = {1: Verdict(Decision.PASS), 2: Verdict(Decision.AMEND, "写清做到什么程度")}
    return review_pledge(pledge.reviews.get(), verdicts, by=party.leader, at=NOW)


def save(client: Client, pledge: Pledge, sent: dict[str, str], **headers: str) -> tuple[int, str]:
    """Send what was typed on a page that was opened just now."""
    sent = {"seen": Pledge.objects.get(pk=pledge.pk).digest_now()} | sent
    response = client.post(reverse("pledges:save", args=[pledge.pk]), sent, headers=headers)
    return response.status_code, response.content.decode()


def seen_on(client: Client) -> str:
    return client.get(MINE).content.decode().split('name="seen" value="')[1].split('"')[0]


def texts_of(pledge: Pledge) -> list[str]:
    return list(pledge.items.order_by("position").values_list("text", flat=True))


def test_reading_begins_nothing_and_pressing_begins_once(party: Party) -> None:
    client = client_of(party.member)
    assert "Begin the pledge" in client.get(MINE).content.decode()
    assert Pledge.objects.count() == 0
    for _again in range(2):
        response = client.post("/pledges/mine/begin/", {"cycle": party.cycle.pk, "of": "member"})
    assert (response.status_code, Pledge.objects.count()) == (302, 1)


def test_without_a_cycle_or_a_standing_the_page_says_so(party: Party) -> None:
    stranger = make_officer(party.squadron)
    told = client_of(stranger).get(MINE).content.decode()
    assert ("Party members pledge" in told, "Begin the pledge" in told) == (True, False)
    Cycle.objects.all().delete()
    told = client_of(party.member).get(MINE).content.decode()
    assert "No pledge cycle yet" in told


def test_who_leads_nothing_has_no_page_for_a_group(party: Party) -> None:
    asked = [client_of(one).get(f"{MINE}?of=group").status_code for one in (party.member, party.leader)]
    assert asked == [404, 200]
    assert client_of(party.secretary).get(f"{MINE}?of=branch").status_code == 200
    assert client_of(party.member).get(f"{MINE}?of=nobody").status_code == 404


def test_half_a_promise_is_kept(party: Party) -> None:
    pledge = begun(party)
    status, _body = save(client_of(party.member), pledge, typed("每月读1本书") | {"item-1-due_on": ""})
    assert (status, texts_of(pledge)) == (302, ["每月读1本书"])


def test_script_is_told_when_it_was_saved(party: Party) -> None:
    pledge = begun(party)
    client = client_of(party.member)
    told = save(client, pledge, typed("每月读1本书"), accept="application/json")
    assert told == (200, f'{{"saved": "Saved at 09:00", "seen": "{seen_on(client_of(party.member))}"}}')
    status, _body = save(client, pledge, typed("书" * 121), accept="application/json")
    assert (status, texts_of(pledge)) == (422, ["每月读1本书"])


def test_handing_in_tells_everything_that_is_missing_and_keeps_what_is_there(party: Party) -> None:
    pledge = begun(party)
    sent = typed("每月读1本书", do="submit") | {"item-1-shown_by": "", "item-1-due_on": "2027-01-01"}
    status, body = save(client_of(party.member), pledge, sent)
    faults = [
        "Write at least two promises",
        "Promise 1: say how it is checked.",
        "Promise 1: choose a day from 2026-01-01 to 2026-12-31.",
    ]
    assert (status, [fault in body for fault in faults]) == (422, [True] * 3)
    assert (texts_of(pledge), Pledge.objects.get().state) == (["每月读1本书"], "draft")


def test_what_the_rules_refuse_is_told_in_words(party: Party) -> None:
    party.branch.seats.all().delete()
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=party.leader, at=NOW)
    sent = typed("每月读1本书", "每季度走访2户", do="submit")
    status, body = save(client_of(party.leader), pledge, sent)
    assert (status, "Nobody can review at the level “Party branch” now." in body) == (422, True)


def test_handing_in_signs(party: Party) -> None:
    pledge = begun(party)
    client = client_of(party.member)
    assert save(client, pledge, typed("每月读1本书", "每季度走访2户", do="submit"))[0] == 302
    pledge.refresh_from_db()
    assert (pledge.state, pledge.digest in client.get(MINE).content.decode()) == ("review", True)
    assert save(client, pledge, typed("每年读1本书"))[0] == 422


def test_template_fills_the_next_promise(party: Party) -> None:
    pledge = begun(party)
    template = PledgeTemplate.objects.create(kind="deed", criterion="serve", text="每月1次宣讲", shown_by="走访记录")
    sent = typed("每月读1本书", do="template", template=str(template.pk))
    save(client_of(party.member), pledge, sent)
    assert texts_of(pledge) == ["每月读1本书", "每月1次宣讲"]


def test_returned_promise_is_open_with_the_word_and_the_passed_one_is_quiet(party: Party) -> None:
    pledge = returned(party)
    client = client_of(party.member)
    body = client.get(MINE).content.decode()
    told = ["To amend: promise 2.", "写清做到什么程度", "Edit anyway", "Amend and hand in again"]
    assert [text in body for text in told] == [True] * 4
    save_items(pledge, (TWO[0],), by=party.member, at=NOW)
    save(client, pledge, typed(TWO[0].text, "每天提前10分钟到岗"))
    body = client.get(MINE).content.decode()
    assert f"<s>{TWO[1].text}</s>" in body


def test_untouched_passed_promise_keeps_its_pass(party: Party) -> None:
    pledge = returned(party)
    before = [item.digest for item in pledge.items.all()]
    sent = typed(TWO[0].text, TWO[1].text) | {"item-2-criterion": "excel"}
    for number in (1, 2):
        sent[f"item-{number}-shown_by"] = "学习记录"
    save(client_of(party.member), pledge, sent)
    assert [item.digest for item in pledge.items.all()] == before


def test_nobody_else_saves_or_revises(party: Party) -> None:
    pledge = make_posted(party)
    client = client_of(party.leader)
    addresses = [reverse(f"pledges:{name}", args=[pledge.pk]) for name in ("save", "revise")]
    assert [client.post(address).status_code for address in addresses] == [404, 404]


def test_new_version_of_a_posted_pledge(party: Party) -> None:
    pledge = make_posted(party)
    client = client_of(party.member)
    assert client.post(reverse("pledges:revise", args=[pledge.pk])).status_code == 302
    assert list(Pledge.objects.order_by("version").values_list("version", "state")) == [(1, "posted"), (2, "draft")]
    body = client.get(reverse("pledges:detail", args=[pledge.pk])).content.decode()
    assert "version 2" in body


def test_colleagues_read_a_posted_pledge_without_the_reviewers_words(party: Party) -> None:
    address = reverse("pledges:detail", args=[make_submitted(party).pk])
    assert client_of(party.deputy).get(address).status_code == 404
    address = reverse("pledges:detail", args=[make_posted(party, by=party.leader).pk])
    bodies = [client_of(one).get(address).content.decode() for one in (party.leader, party.deputy)]
    assert ["陈书记" in body for body in bodies] == [True, False]


def progress(pledge: Pledge, **more: str) -> dict[str, str]:
    item = str(pledge.items.get(position=1).pk)
    told = {"item": item, "text": "读完1本", "evidence": "学习记录12号", "happened_on": "2026-01-20"}
    return told | {"client_id": str(uuid4())} | more


def test_progress_is_noted_once_however_often_it_is_sent(party: Party) -> None:
    pledge = make_posted(party)
    address, client, sent = reverse("pledges:detail", args=[pledge.pk]), client_of(party.member), progress(pledge)
    assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
    assert Progress.objects.count() == 1
    assert client_of(party.leader).post(address, sent).status_code == 403
    assert client.post(address, progress(pledge, happened_on="2026-01-21")).status_code == 422


@pytest.mark.parametrize(("day", "is_told"), [(dt.date(2026, 3, 31), False), (dt.date(2026, 4, 1), True)])
def test_quiet_quarter_is_told_to_the_author(party: Party, day: dt.date, *, is_told: bool) -> None:
    pledge = make_posted(party)
    address, client = reverse("pledges:detail", args=[pledge.pk]), client_of(party.member)
    client.post(address, progress(pledge))
    with time_machine.travel(dt.datetime.combine(day, dt.time(4), tzinfo=dt.UTC), tick=False):
        body = client_of(party.member).get(address).content.decode()
    assert ("Nothing is noted this quarter" in body) == is_told


def test_overdue_promise_is_marked(party: Party) -> None:
    pledge = make_posted(party)
    with time_machine.travel(dt.datetime(2027, 1, 2, tzinfo=dt.UTC), tick=False):
        body = client_of(party.leader).get(reverse("pledges:detail", args=[pledge.pk]))
    assert body.content.decode().count("overdue") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_however_much_there_is(
    party: Party, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_submitted(party, items=TWO * min(count, 2))
    client = client_of(party.member)
    with django_assert_num_queries(11):
        client.get(MINE)


@pytest.mark.parametrize("count", [1, 3])
def test_posted_pledge_asks_the_same_however_much_is_noted(
    party: Party, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pledge = make_posted(party)
    client, address = client_of(party.member), reverse("pledges:detail", args=[pledge.pk])
    for number in range(count):
        client.post(address, progress(pledge, text=f"第{number}次", client_id=str(uuid4())))
    with django_assert_num_queries(12):
        client.get(address)


def test_a_save_from_a_second_page_is_refused_and_shows_both_texts(party: Party) -> None:
    pledge, client = begun(party), client_of(party.member)
    opened = seen_on(client)
    save(client, pledge, typed("每月读1本书", seen=opened))
    status, body = save(client, pledge, typed("每季度走访2户", seen=opened))
    assert (status, texts_of(pledge)) == (422, ["每月读1本书"])
    assert ["每季度走访2户</textarea>" in body, body.count("Stored now:"), "nothing is saved" in body] == [
        True,
        1,
        True,
    ]
    assert f'name="seen" value="{Pledge.objects.get(pk=pledge.pk).digest_now()}"' in body


def test_saving_after_both_texts_were_shown_takes_over(party: Party) -> None:
    pledge, client = begun(party), client_of(party.member)
    opened = seen_on(client)
    save(client, pledge, typed("每月读1本书", seen=opened))
    _status, body = save(client, pledge, typed("每季度走访2户", seen=opened))
    shown = body.split('name="seen" value="')[1].split('"')[0]
    assert (save(client, pledge, typed("每季度走访2户", seen=shown))[0], texts_of(pledge)) == (302, ["每季度走访2户"])


def test_the_same_text_again_is_no_conflict(party: Party) -> None:
    pledge, client = begun(party), client_of(party.member)
    sent = typed("每月读1本书", seen=seen_on(client))
    assert [save(client, pledge, sent)[0] for _time in range(2)] == [302, 302]


def test_a_script_is_told_what_it_saved_and_that_it_was_overtaken(party: Party) -> None:
    pledge, client = begun(party), client_of(party.member)
    opened, json = seen_on(client), {"accept": "application/json"}
    first = save(client, pledge, typed("每月读1本书", seen=opened), **json)
    second = save(client, pledge, typed("每季度走访2户", seen=opened), **json)
    assert (first[0], f'"seen": "{seen_on(client)}"' in first[1], second[0]) == (200, True, 409)


def test_nothing_is_signed_that_was_changed_meanwhile(party: Party) -> None:
    pledge = begun(party)
    opened = pledge.digest_now()
    save_items(pledge, TWO, by=party.member, at=NOW)
    status, _body = save(client_of(party.member), pledge, typed("每月读1本书", "走访2户", do="submit", seen=opened))
    assert (status, Pledge.objects.get(pk=pledge.pk).state) == (422, Pledge.State.DRAFT)
