import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dashboard.measures import PROVIDERS
from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from organization.models import Officer, Unit
from pledges.measures import (
    GRASSROOTS,
    MEASURES,
    POST_FLAGS,
    POST_SCORE,
    POST_SERIOUS,
    Ask,
    Figure,
    figures_for,
    offered_to,
)
from pledges.rules.criteria import Owner
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, assign, inspect_often, make_post, make_standard
from tests.factories.outreach import make_visit
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit
from tests.factories.pledges import item, make_party, make_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade()


def asks_of(officer: Officer) -> list[Ask]:
    of_posts = (POST_SCORE, POST_FLAGS, POST_SERIOUS)
    return [Ask(measure.key, officer, MONTH.first, dt.date(2026, 12, 20)) for measure in of_posts]


def publish(brigade: Unit) -> Officer:
    """Publish a month in which somebody served, and return who."""
    post = make_post(make_unit(parent=brigade), code="P1")
    officer, chief = make_officer(post.unit), make_supervisor(brigade)
    assign(post, officer)
    inspect_often(post, make_inspector(brigade), "B2")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=AFTER + dt.timedelta(days=14))
    return officer


def test_every_figure_has_a_provider_and_every_provider_a_figure() -> None:
    assert PROVIDERS.keys() == MEASURES.keys()
    assert [measure.key for measure in offered_to(Owner.MEMBER)] == list(MEASURES)


def test_figures_of_the_own_post_lead_to_it(brigade: Unit) -> None:
    officer = publish(brigade)
    found = figures_for(asks_of(officer), officer)
    assert [figure.value for figure in found.values()] == [Decimal("95.00"), Decimal(1), Decimal(4)]
    assert {(figure.basis, figure.url) for figure in found.values()} == {("1个已公布月份", "/posts/P1/")}


def test_who_may_not_open_the_post_gets_no_link(brigade: Unit) -> None:
    found = figures_for(asks_of(publish(brigade)), make_officer(make_unit(parent=brigade)))
    assert [(figure.value is None, figure.url) for figure in found.values()] == [(False, "")] * 3


def test_nothing_published_is_no_figure(brigade: Unit) -> None:
    officer = make_officer(make_unit(parent=brigade))
    assert set(figures_for(asks_of(officer), officer).values()) == {Figure(None, "0个已公布月份")}


def test_grassroots_services_count_for_those_who_went_and_lead_to_the_log(client: Client, brigade: Unit) -> None:
    first, second = make_officer(make_unit(parent=brigade, code="B1-Z1")), make_officer(make_unit(parent=brigade))
    day = dt.date(2026, 11, 3)
    make_visit(first, second, is_grassroots=True, happened_on=day)
    make_visit(first, is_grassroots=True, happened_on=dt.date(2026, 10, 31))
    make_visit(first, happened_on=day)
    asks = [Ask(GRASSROOTS.key, officer, dt.date(2026, 11, 1), dt.date(2026, 11, 30)) for officer in (first, second)]
    found = figures_for(asks, first)
    assert [found[ask].value for ask in asks] == [1, 1]
    client.force_login(first, backend=BACKEND)
    assert len(client.get(found[asks[0]].url).context["page"].lines) == 1
    stranger = make_officer(make_unit(parent=make_brigade()))
    assert figures_for(asks, stranger)[asks[0]].url == ""


@pytest.mark.parametrize("count", [1, 3])
def test_pledge_asks_the_same_however_many_promises_are_bound(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    party = make_party()
    bound = [replace(item(), measure=key, target=Decimal(5)) for key in MEASURES]
    pledge = make_posted(party, items=[item(), *bound[:count]])
    assign(make_post(party.squadron), party.member)
    client.force_login(party.member, backend=BACKEND)
    with django_assert_num_queries(13):
        client.get(reverse("pledges:detail", args=[pledge.pk]))
