import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.models import Officer, Unit
from outreach.actions.places import leave_out, list_places
from outreach.models import Place, Visit
from outreach.queries.places import coverage_of
from outreach.rules.categories import PLACES, Category
from tests.factories.access import BACKEND
from tests.factories.files import import_sample
from tests.factories.outreach import AT, make_visit
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LIST = reverse("outreach:place_list")


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def brigade(officer: Officer) -> Unit:
    return Unit.objects.get(kind=Unit.Kind.BRIGADE)


@pytest.fixture
def chief(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


def school_coverage(brigade: Unit, year: int = 2026) -> tuple[int, int]:
    (found,) = [kind for kind in coverage_of(brigade, year) if kind.category is Category.SCHOOL_VISIT]
    return found.seen, found.total


def test_a_visit_enters_its_place_once_however_it_is_written(officer: Officer, brigade: Unit) -> None:
    for target in ("莲池小学", " 莲池 小学", "星河小学"):
        make_visit(officer, target=target)
    make_visit(officer, category=Category.DRIVER_VISIT, target="某人")
    assert list(Place.objects.order_by("pk").values_list("name", flat=True)) == ["莲池小学", "星河小学"]
    assert school_coverage(brigade) == (2, 2)


def test_an_imported_log_enters_its_places() -> None:
    import_sample()
    named = Visit.objects.filter(category__in=PLACES).values_list("category", "target_key")
    assert set(Place.objects.values_list("category", "key")) == set(named) != set()


def test_only_done_visits_of_the_year_cover_a_place(officer: Officer, brigade: Unit, chief: Officer) -> None:
    list_places(brigade, Category.SCHOOL_VISIT, ["甲校", "乙校", "丙校"], by=chief)
    make_visit(officer, target="甲校")
    make_visit(officer, target="乙校", happened_on=dt.date(2025, 12, 31))
    make_visit(officer, target="丙校", happened_on=dt.date(2026, 12, 1), is_booked=True)
    assert (school_coverage(brigade), school_coverage(brigade, 2025)) == ((1, 3), (1, 3))


def test_places_are_listed_once_and_noted(brigade: Unit, chief: Officer) -> None:
    assert list_places(brigade, Category.VILLAGE_VISIT, ["甲村", " ", "甲 村", "乙村"], by=chief) == 2
    assert list_places(brigade, Category.VILLAGE_VISIT, ["乙村", "丙村"], by=chief) == 1
    assert (Entry.objects.latest("number").after or {})["names"] == ["丙村"]


def test_a_place_left_out_is_not_owed_and_comes_back_when_listed(brigade: Unit, chief: Officer) -> None:
    list_places(brigade, Category.SCHOOL_VISIT, ["甲校"], by=chief)
    leave_out(Place.objects.get(), is_left_out=True, by=chief)
    assert school_coverage(brigade) == (0, 0)
    list_places(brigade, Category.SCHOOL_VISIT, ["甲校"], by=chief)
    assert school_coverage(brigade) == (0, 1)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["乙校", "甲校", "丙村"]),
        ("state=visited", ["甲校"]),
        ("state=unvisited", ["乙校", "丙村"]),
        ("state=unvisited&category=village_visit", ["丙村"]),
        ("year=2025&state=visited", []),
        ("year=nonsense&state=nonsense", ["乙校", "甲校", "丙村"]),
        ("page=2", []),
    ],
)
def test_the_table_is_narrowed_in_the_database(
    client: Client, officer: Officer, brigade: Unit, chief: Officer, query: str, names: list[str]
) -> None:
    make_visit(officer, target="甲校")
    list_places(brigade, Category.SCHOOL_VISIT, ["乙校"], by=chief)
    list_places(brigade, Category.VILLAGE_VISIT, ["丙村"], by=chief)
    client.force_login(officer, backend=BACKEND)
    with time_machine.travel(AT, tick=False):
        lines = client.get(f"{LIST}?{query}").context["page"].lines
    assert sorted(line["name"] for line in lines) == sorted(names)


def test_the_supervisor_enters_leaves_out_and_puts_back(client: Client, brigade: Unit, chief: Officer) -> None:
    client.force_login(chief, backend=BACKEND)
    client.post(LIST, {"category": "school_visit", "names": "甲校\n乙校"})
    first = Place.objects.get(name="甲校")
    states = []
    for _ in range(2):
        client.post(reverse("outreach:place_leave_out", args=[first.pk]))
        first.refresh_from_db()
        states.append(first.is_left_out)
    assert (Place.objects.count(), states) == (2, [True, False])


def test_a_name_that_is_too_long_is_refused_and_nothing_is_lost(client: Client, chief: Officer) -> None:
    client.force_login(chief, backend=BACKEND)
    told = f"甲校\n{'长' * 81}"
    answer = client.post(LIST, {"category": "school_visit", "names": told})
    assert (Place.objects.count(), answer.context["new"]["names"].value()) == (0, told)


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_asks_the_same_number_of_questions(
    client: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_visit(officer, target=f"小学{number}")
    client.force_login(officer, backend=BACKEND)
    with django_assert_num_queries(5):
        assert client.get(LIST).status_code == 200
