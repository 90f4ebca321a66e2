import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.actions import head, record
from audit.models import Entry
from audit.rules.chain import grouped
from audit.views import PAGE
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from tests.factories.people import make_brigade, make_officer, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "organization.authentication.RoleBackend"


@pytest.fixture
def detachment() -> Unit:
    return make_unit(Unit.Kind.DETACHMENT, code="DD")


def signed_in(client: Client, unit: Unit) -> Officer:
    auditor = make_officer(unit, role=Role.AUDITOR)
    client.force_login(auditor, backend=BACKEND)
    return auditor


def numbers(client: Client, query: str = "") -> list[int]:
    return [entry.number for entry in client.get(f"/audit/?{query}").context["entries"]]


def test_an_auditor_reads_the_own_unit_only(client: Client, detachment: Unit) -> None:
    own, other = make_brigade(parent=detachment), make_brigade(parent=detachment)
    signed_in(client, own)
    about_other = Entry.objects.get(scope=other.path)
    assert about_other.number not in numbers(client)
    assert client.get(f"/audit/{about_other.number}/").status_code == 404


@pytest.mark.parametrize("is_topmost", [True, False])
def test_entries_about_no_unit_are_for_the_topmost_auditor(
    client: Client, detachment: Unit, *, is_topmost: bool
) -> None:
    signed_in(client, detachment if is_topmost else make_brigade(parent=detachment))
    entry = record("dutyposts.standard_added", on=detachment, by=None)
    assert (entry.number in numbers(client)) is is_topmost


def test_the_list_goes_from_new_to_old(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    assert numbers(client) == sorted(Entry.objects.values_list("number", flat=True), reverse=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("object_type=organization.unit", ["organization.unit_saved"]),
        ("action=organization.role_given", ["organization.role_given"]),
        ("action=_added", []),
        ("action=_given", ["organization.role_given", "organization.officer_saved", "organization.unit_saved"]),
        ("officer=999999", []),
        ("day=2020-01-01", []),
        ("object_type=nonsense", ["organization.role_given", "organization.officer_saved", "organization.unit_saved"]),
        ("before=2", ["organization.unit_saved"]),
        ("before=x&day=y", ["organization.role_given", "organization.officer_saved", "organization.unit_saved"]),
    ],
)
def test_filters_narrow_the_list(client: Client, detachment: Unit, query: str, found: list[str]) -> None:
    signed_in(client, detachment)
    assert [entry.action for entry in client.get(f"/audit/?{query}").context["entries"]] == found


def test_older_entries_are_found_by_their_key(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    for _index in range(PAGE):
        make_brigade(parent=detachment)
    first = client.get("/audit/?object_type=organization.unit").context
    assert (len(first["entries"]), first["older_query"]) == (
        PAGE,
        f"object_type=organization.unit&before={first['older_than']}",
    )
    assert len(numbers(client, first["older_query"])) == 1


def test_the_list_costs_the_same_for_one_and_three_more_rows(
    client: Client, detachment: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, detachment)
    for _times in (1, 3):
        make_brigade(parent=detachment)
        with django_assert_max_num_queries(6):
            numbers(client)


def test_an_entry_shows_its_fingerprint_as_printed(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    number, digest = head()
    assert client.get(f"/audit/{number}/").context["printed"] == grouped(digest)


def test_an_entry_shows_before_beside_after(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    number = Entry.objects.get(action="organization.role_given").number
    changes = client.get(f"/audit/{number}/").context["changes"]
    assert changes == [("角色", "--", "审计管理员"), ("单位", "--", "DD")]


def test_the_whole_chain_is_verified_when_asked(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    context = client.get("/audit/verification/?walk=1").context
    assert (context["count"], context["broken"]) == (3, None)


def test_a_broken_chain_is_shown(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    Entry.objects.filter(number=2).update(actor_name="x")
    assert client.get("/audit/verification/?walk=1").context["broken"].number == 2


@pytest.mark.parametrize("is_right", [True, False])
def test_a_printed_fingerprint_is_compared(client: Client, detachment: Unit, *, is_right: bool) -> None:
    signed_in(client, detachment)
    number, digest = head()
    printed = grouped(digest if is_right else "f" * 64)
    response = client.get("/audit/verification/", {"number": str(number), "digest": printed})
    assert response.context["matches"] is is_right


def test_an_odd_number_is_a_form_error(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    response = client.get("/audit/verification/", {"number": "9" * 40, "digest": "f" * 32})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["number"])


@pytest.mark.parametrize("number", [0, 999, 2**63, 10**30])
def test_a_missing_entry_is_not_found(client: Client, detachment: Unit, number: int) -> None:
    signed_in(client, detachment)
    assert client.get(f"/audit/{number}/").status_code == 404


def test_the_list_shows_its_entries_with_links(client: Client, detachment: Unit) -> None:
    auditor = signed_in(client, detachment)
    entry = Entry.objects.filter(object_type="organization.officer", object_id=str(auditor.pk)).latest("number")
    page = client.get("/audit/").content.decode()
    assert page.count(f'href="/audit/{entry.number}/"') == 1


def test_an_entry_shows_before_and_after(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    entry = record("organization.unit_saved", on=detachment, by=None, before={"name": "老名"}, after={"name": "新名"})
    page = client.get(f"/audit/{entry.number}/").content.decode()
    assert (page.count("老名"), page.count("新名"), page.count(grouped(entry.digest))) == (1, 1, 1)


def test_a_filter_with_no_answer_offers_all(client: Client, detachment: Unit) -> None:
    signed_in(client, detachment)
    assert client.get("/audit/?officer=999999").content.decode().count('class="btn btn-text" href="/audit/"') == 1
