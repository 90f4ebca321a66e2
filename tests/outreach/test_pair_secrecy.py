"""Who a household is: found by search, list, export, admin, log and page by the pair and its leaders alone."""

import json
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from audit.models import Entry, PersonalPart
from organization.models import RoleHolding
from organization.rules.permissions import Role
from outreach.actions.pairs import change_household
from outreach.models import Household
from outreach.models.pairs import PROTECTED
from tests.factories.access import ROLES, World, make_world
from tests.factories.outreach import AT, HOUSEHOLD

pytestmark = pytest.mark.django_db
ENTITLED = {"officer", "unit leader"}  # the helper, and who leads the unit that helps
SECRETS = (HOUSEHOLD.name, HOUSEHOLD.guardian, HOUSEHOLD.address, HOUSEHOLD.phone, HOUSEHOLD.needs)
MASKED = "欧某某"
MARK = "未满 14 周岁"


@pytest.fixture
def world() -> World:
    with time_machine.travel(AT, tick=False):
        return make_world()


def read(client: Client, address: str, **query: str) -> str:
    """Return all that an address answers, a workbook as its cells."""
    answer = client.get(address, query, follow=True)
    return answer.content.decode() if not answer.streaming else "".join(map(str, answer))


def doors(household: Household) -> list[tuple[str, dict[str, str]]]:
    name = {"q": HOUSEHOLD.name, "brigade": "B1"}
    return [
        (reverse("outreach:pair_list"), {"brigade": "B1"}),
        (reverse("outreach:pair_list"), name),
        (reverse("outreach:pair_list"), {"brigade": "B1", "state": "unhelped"}),
        (reverse("outreach:pair", args=[household.number]), {}),
        (reverse("outreach:month", args=["2026-11"]), {"brigade": "B1"}),
        (reverse("outreach:visit_list"), name),
        (reverse("dashboard:home"), {}),
        (reverse("admin:outreach_household_changelist"), {}),
        (reverse("admin:outreach_household_changelist"), {"q": HOUSEHOLD.name}),
        (reverse("admin:outreach_household_change", args=[household.pk]), {}),
        (reverse("admin:index"), {}),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_who_the_household_is(world: World, role: str) -> None:
    client, household = world.client_of(role), Household.objects.get()
    searched = {HOUSEHOLD.name}  # the box of a search holds what the reader wrote into it
    for address, query in doors(household):
        page = read(client, address, **query)
        found = {secret for secret in SECRETS if secret in page}
        assert found <= (searched if "q" in query else set()), address


@pytest.mark.parametrize("role", ROLES)
def test_a_search_by_name_finds_the_pair_for_the_entitled_alone(world: World, role: str) -> None:
    client, household = world.client_of(role), Household.objects.get()
    address = reverse("outreach:pair", args=[household.number])
    for words, is_found in ((HOUSEHOLD.name, role in ENTITLED), ("没有此人", False)):
        page = read(client, reverse("outreach:pair_list"), q=words, brigade="B1")
        assert (address in page, MASKED in page) == (is_found, is_found)


@pytest.mark.parametrize("field", PROTECTED)
def test_the_admin_is_not_filtered_by_what_it_hides(world: World, field: str) -> None:
    client, number = world.client_of("supervisor"), Household.objects.get().number
    address = reverse("admin:outreach_household_changelist")
    assert [number in read(client, address, **{f"{field}__contains": text}) for text in ("待护", "139", "")] == [
        False
    ] * 3
    exported = client.post(f"{reverse('admin:outreach_household_export')}?{field}__startswith=1")
    assert (exported.status_code, Entry.objects.filter(action="organization.list_exported").exists()) == (400, False)


@pytest.mark.parametrize("role", ROLES)
def test_an_export_names_nobody_and_masks_for_the_entitled(world: World, role: str) -> None:
    answer = world.client_of(role).post(f"{reverse('outreach:pair_export')}?brigade=B1")
    if answer.status_code != 200:
        assert role not in ENTITLED
        return
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert ([secret for secret in SECRETS if secret in "\n".join(cells)], MASKED in cells) == ([], role in ENTITLED)


def words_of(file: bytes) -> str:
    """Return all that a file for Word or a workbook says."""
    if ZipFile(BytesIO(file)).namelist().count("word/document.xml"):
        return "\n".join(paragraph.text for paragraph in Document(BytesIO(file)).paragraphs)
    sheet = load_workbook(BytesIO(file)).worksheets[0]
    return "\n".join(str(cell) for row in sheet.values for cell in row)


@pytest.mark.parametrize("role", ROLES)
def test_the_paper_of_all_pairs_masks_for_the_entitled(world: World, role: str) -> None:
    answer = world.client_of(role).post(f"{reverse('outreach:pair_list_docx')}?brigade=B1")
    told = words_of(answer.getvalue()) if answer.status_code == 200 else ""
    assert ([secret for secret in SECRETS if secret in told], MASKED in told) == ([], role in ENTITLED)
    kept = Entry.objects.filter(action="outreach.pairs_exported").values_list("after__rows", flat=True)
    assert list(kept) == ([1] if answer.status_code == 200 else [])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("view", ["pair_docx", "pair_xlsx"])
def test_what_a_household_was_brought_is_taken_out_by_the_entitled_alone(world: World, view: str, role: str) -> None:
    visit = Household.objects.get().visits.get()
    answer = world.client_of(role).post(reverse(f"outreach:{view}", args=[visit.household.number]))
    told = words_of(answer.getvalue()) if answer.status_code == 200 else ""
    assert [secret for secret in SECRETS if secret in told] == []
    assert (visit.done in told, MASKED in told) == (role in ENTITLED, role in ENTITLED and view == "pair_docx")
    kept = Entry.objects.filter(action="outreach.pair_exported").values_list("actor", "after")
    assert list(kept) == ([(world.officers[role].pk, {"rows": 1})] if role in ENTITLED else [])


@pytest.mark.parametrize("role", ROLES)
def test_the_button_shows_the_household_to_the_entitled_and_each_look_is_kept(world: World, role: str) -> None:
    household = Household.objects.get()
    answer = world.client_of(role).post(reverse("outreach:pair_show", args=[household.number]))
    page = answer.content.decode()
    assert all(secret in page for secret in SECRETS) == (role in ENTITLED)
    assert any(secret in page for secret in SECRETS) == (role in ENTITLED)
    looks = Entry.objects.filter(action="organization.personal_shown", object_type="outreach.household")
    assert looks.count() == (role in ENTITLED)
    if role in ENTITLED:
        assert "no-store" in answer.headers["Cache-Control"]
        assert looks.get().actor_id == world.officers[role].pk


@pytest.fixture
def minor(world: World) -> Household:
    household = Household.objects.get()
    told = replace(HOUSEHOLD, is_minor=True)
    change_household(household, told, by=world.officers["unit leader"])
    return household


@pytest.mark.parametrize("role", sorted(ENTITLED))
def test_nobody_under_14_is_named_on_a_list_even_masked(world: World, minor: Household, role: str) -> None:
    client = world.client_of(role)
    pages = [read(client, address, **query) for address, query in doors(minor)]
    sheet = client.post(f"{reverse('outreach:pair_export')}?brigade=B1")
    papers = [client.post(reverse(f"outreach:{view}", args=[minor.number])) for view in ("pair_docx", "pair_xlsx")]
    files = [words_of(answer.getvalue()) for answer in (sheet, *papers)]
    assert [MASKED in text or MARK in text for text in [*pages, *files]] == [False] * (len(pages) + 3)
    shown = client.post(reverse("outreach:pair_show", args=[minor.number])).content.decode()
    assert (HOUSEHOLD.name in shown, MARK in shown) == (True, True)


@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_that_somebody_is_under_14_is_covered_too(world: World, minor: Household, role: str) -> None:
    client, entry = world.client_of(role), Entry.objects.get(action="outreach.household_changed")
    pages = [read(client, address, **query) for address, query in doors(minor)]
    pages.append(read(client, reverse("audit:entry_detail", args=[entry.number])))
    assert ([MARK in page for page in pages], "is_minor" in (entry.after or {})) == ([False] * len(pages), False)


def test_a_helper_who_left_the_brigade_loses_sight_at_once(world: World) -> None:
    household, helper = Household.objects.get(), world.officers["officer"]
    client = world.client_of("officer")
    assert MASKED in read(client, reverse("outreach:pair_list"), brigade="B1")
    helper.unit = world.officers["officer of another brigade"].unit
    helper.save()
    assert [MASKED in read(client, address, **query) for address, query in doors(household)] == [False] * 11
    assert client.post(reverse("outreach:pair_show", args=[household.number])).status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "supervisor of the detachment", "supervisor of another brigade"])
def test_where_nobody_leads_the_unit_its_brigade_stands_in(world: World, role: str) -> None:
    number = Household.objects.get().number
    RoleHolding.objects.filter(role=Role.UNIT_LEADER).update(ended_at=AT)
    shown = world.client_of(role).post(reverse("outreach:pair_show", args=[number])).content.decode()
    assert (HOUSEHOLD.name in shown) == (role == "supervisor")


def test_the_chain_keeps_fingerprints_alone(world: World) -> None:
    rows = Entry.objects.values_list("object_name", "before", "after", "scope", "actor_name")
    chain = json.dumps(list(rows), ensure_ascii=False, default=str)
    assert [secret for secret in SECRETS if secret in chain] == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "auditor"])
def test_the_log_is_read_by_auditors_alone(world: World, role: str) -> None:
    page = read(world.client_of(role), reverse("audit:entry_list"), q=HOUSEHOLD.name)
    assert re.findall("|".join(SECRETS), page.replace(f'value="{HOUSEHOLD.name}"', "")) == []


def test_the_auditor_reads_neither_name_nor_address_in_the_log(world: World) -> None:
    client = world.client_of("auditor")
    entry = Entry.objects.get(action="outreach.pair_begun")
    pages = read(client, reverse("audit:entry_list")) + read(client, reverse("audit:entry_detail", args=[entry.number]))
    assert [secret for secret in SECRETS if secret in pages] == []
    assert PersonalPart.objects.filter(entry=entry).exists()
