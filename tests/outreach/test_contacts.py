"""Whom to reach for the return visit: masked everywhere, whole for those who work on the visit, each showing noted."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from audit.models import Entry, PersonalPart
from audit.queries import verify
from organization.models import Officer
from organization.rules.permissions import Role
from outreach.actions.contacts import forget_contacts
from outreach.models import Visit
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, make_visit
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳待访", "13812348000"


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade(code="B1")))


@pytest.fixture
def visit(officer: Officer) -> Visit:
    return make_visit(officer, contact_name=NAME, contact_phone=PHONE)


def page_of(client: Client, who: Officer, visit: Visit) -> str:
    client.force_login(who, backend=BACKEND)
    return client.get(reverse("outreach:visit_detail", args=[visit.number])).content.decode()


def test_the_page_shows_the_contact_masked(client: Client, officer: Officer, visit: Visit) -> None:
    page = page_of(client, officer, visit)
    assert ["欧某某" in page, "138****8000" in page, NAME in page, PHONE in page] == [True, True, False, False]


def test_who_works_on_the_visit_sees_the_contact_and_the_chain_keeps_it(
    client: Client, officer: Officer, visit: Visit
) -> None:
    client.force_login(officer, backend=BACKEND)
    answer = client.post(reverse("outreach:visit_contact", args=[visit.number]))
    assertContains(answer, NAME)
    assertContains(answer, PHONE)
    assert "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.latest("number")
    assert (entry.action, entry.object_id, entry.actor_id) == (
        "organization.personal_shown",
        str(visit.pk),
        officer.pk,
    )


def test_a_neighbour_sees_it_masked_and_may_not_have_it_shown(client: Client, officer: Officer, visit: Visit) -> None:
    neighbour = make_officer(make_unit(parent=officer.unit.brigade))
    page = page_of(client, neighbour, visit)
    assert reverse("outreach:visit_contact", args=[visit.number]) not in page
    assert client.post(reverse("outreach:visit_contact", args=[visit.number])).status_code == 403
    assert not Entry.objects.filter(action="organization.personal_shown").exists()


@pytest.mark.parametrize("address", ["/outreach/visits/", "/outreach/2026-11/", "/admin/outreach/visit/"])
def test_lists_never_hold_the_contact(client: Client, officer: Officer, visit: Visit, address: str) -> None:
    client.force_login(make_supervisor(officer.unit.brigade or officer.unit), backend=BACKEND)
    answer = client.get(address)
    assertNotContains(answer, NAME)
    assertNotContains(answer, PHONE)


def test_the_chain_holds_the_contact_only_as_a_fingerprint(client: Client, visit: Visit) -> None:
    entry = Entry.objects.get(action="outreach.visit_recorded")
    assert [
        name for name in ("target", "content", "contact_name", "contact_phone") if name in (entry.after or {})
    ] == []
    assert entry.personal.data == {"target": "莲池小学", "contact_name": NAME, "contact_phone": PHONE}


def test_the_admin_page_of_a_visit_leaves_the_contact_out(client: Client, officer: Officer, visit: Visit) -> None:
    client.force_login(make_officer(officer.unit.brigade or officer.unit, role=Role.SUPERVISOR), backend=BACKEND)
    answer = client.get(reverse("admin:outreach_visit_change", args=[visit.pk]))
    assertNotContains(answer, NAME)
    assertNotContains(answer, PHONE)


def test_after_three_years_nobody_can_reach_them_and_the_visit_still_counts(visit: Visit) -> None:
    three_years = dt.timedelta(days=3 * 366)
    assert [forget_contacts(AT + three_years + dt.timedelta(days=days)) for days in (0, 1, 2)] == [0, 1, 0]
    visit.refresh_from_db()
    assert (visit.contact_name, visit.contact_phone, visit.state) == ("", "", Visit.State.DONE)
    about = Entry.objects.filter(object_type="outreach.visit", object_id=str(visit.pk))
    assert not PersonalPart.objects.filter(entry__in=about).exists()
    assert verify()[1] is None
