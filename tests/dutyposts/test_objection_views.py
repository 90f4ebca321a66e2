import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dutyposts.actions.computing import compute_month
from dutyposts.actions.objections import CountRaisedError, file_objection
from dutyposts.models import Finding, Objection, Ranking
from dutyposts.queries.previews import previews_of
from dutyposts.views.objections import REFUSALS
from organization.models import Officer, Unit
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, assign, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LIST_QUERIES = 3


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade(code="B1")


@pytest.fixture
def leader(brigade: Unit) -> Officer:
    unit = make_unit(parent=brigade)
    post, officer = make_post(unit, code="P1"), make_officer(unit)
    inspect_often(post, make_inspector(brigade), "A2", "A2", "A2")
    assign(post, officer, is_leader=True)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    return officer


@pytest.fixture
def objection(leader: Officer) -> Objection:
    return file_objection(Finding.objects.earliest("pk"), claim="当时在岗", by=leader, at=AFTER)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def answer(client: Client, objection: Objection, decision: str) -> int:
    page = reverse("dutyposts:objection_decide", args=[objection.pk])
    return client.post(page, {"decision": decision, "answer": "经核实，情况属实。"}).status_code


def test_an_objection_is_for_the_own_brigade(objection: Objection, brigade: Unit) -> None:
    page = reverse("dutyposts:objection_decide", args=[objection.pk])
    assert signed_in(make_supervisor(brigade)).get(page).status_code == 200
    assert signed_in(make_supervisor(make_brigade())).get(page).status_code == 404


def test_upholding_twice_answers_once(objection: Objection, brigade: Unit) -> None:
    client = signed_in(make_inspector(brigade))
    assert [answer(client, objection, "1"), answer(client, objection, "0")] == [302, 403]
    assert Finding.objects.earliest("pk").count == 1


def test_keeping_the_count_is_refused_in_words(objection: Objection, brigade: Unit) -> None:
    assert answer(signed_in(make_inspector(brigade)), objection, "3") == 200
    assert (CountRaisedError in REFUSALS, Finding.objects.earliest("pk").count) == (True, 3)


def test_the_previews_of_any_count_read_the_records_once(
    objection: Objection, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    objection = Objection.objects.select_related("finding__inspection__standard").get()
    with django_assert_num_queries(6):
        previews = previews_of(objection)
    assert [(count, str(rows[0].new_score)) for count, rows in previews] == [(0, "97.75"), (1, "97.50"), (2, "97.25")]


def test_the_list_costs_the_same_for_one_and_three(
    objection: Objection, leader: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, page = signed_in(leader), reverse("dutyposts:objection_list")
    client.get(page)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(page)
    for finding in Finding.objects.order_by("pk")[1:3]:
        file_objection(finding, claim="当时在岗", by=leader, at=AFTER)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(client.get(page).context["objections"]) == 3


def test_after_the_notice_nobody_is_led_to_a_form_that_refuses(leader: Officer) -> None:
    Ranking.objects.update(state="noticed", noticed_at=AFTER, notice_ends_on=AFTER.date() - dt.timedelta(days=1))
    finding = Finding.objects.select_related("inspection").earliest("pk")
    client, page = signed_in(leader), reverse("dutyposts:objection_new", args=[finding.pk])
    detail = reverse("dutyposts:inspection_detail", args=[finding.inspection.number])
    assert (client.get(page).headers["Location"], page in client.get(detail).content.decode()) == (detail, False)
