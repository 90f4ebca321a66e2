"""The pages of contests: works go their way under a code, and nobody reads a pupil's name by accident."""

import csv
import datetime as dt
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry as AuditEntry
from organization.calendar import BEIJING
from organization.models import Officer, Unit
from outreach.actions.contests import begin_judging, name_judges
from outreach.actions.entries import give_mark
from outreach.models import Contest, Entry, Mark
from outreach.models.contests import WorkKind
from tests.factories.access import BACKEND, ROLES, make_world
from tests.factories.outreach import AT, award, make_contest, make_entry
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.pictures import picture, upload
from tests.outreach.test_contests import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
LATER = dt.datetime(2026, 11, 11, 9, tzinfo=BEIJING)
PUPIL = "钱小雨"
TABLE = Path(__file__).parent.parent / "permissions.csv"


@pytest.fixture
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def manager(officer: Officer) -> Officer:
    return make_supervisor(officer.unit.brigade or officer.unit)


@pytest.fixture
def contest(manager: Officer) -> Contest:
    return make_contest(manager.unit, by=manager)


@pytest.fixture
def entry(contest: Contest, officer: Officer) -> Entry:
    return make_entry(contest, by=officer)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def judged(contest: Contest, manager: Officer, *judges: Officer) -> None:
    name_judges(contest, judges, by=manager)
    begin_judging(contest, by=manager, at=LATER)


def body_of(client: Client, name: str, key: object) -> str:
    return client.get(reverse(f"outreach:{name}", args=[key])).content.decode()


def test_a_contest_goes_its_way_on_its_pages(manager: Officer, officer: Officer) -> None:
    page, judge = signed_in(manager), make_officer(officer.unit)
    told = {"title": "文明出行", "unit": manager.unit_id, "kinds": ["comics"], "first_grade": 1, "last_grade": 6}
    told |= {"entries_until": "2026-11-10", "judged_until": "2026-11-20"}
    told |= {"first_prizes": 1, "second_prizes": 2, "third_prizes": 3}
    address = page.post(reverse("outreach:contest_new"), told)["Location"]
    page.post(address, {"step": "judges", "judges": judge.police_number})
    entry = make_entry(Contest.objects.get(), by=officer)
    with time_machine.travel(LATER, tick=False):
        page = signed_in(manager)
        page.post(address, {"step": "begin"})
        marking = signed_in(judge).post(reverse("outreach:entry", args=[entry.code]), {"points": "91"})
        page.post(address, {"step": "award", "reason": ""})
    assert (marking["Location"], Mark.objects.get().points) == (address, 91)
    assert (Contest.objects.get().state, Entry.objects.get().prize) == ("awarded", "first")


def test_what_was_announced_is_changed_on_its_page(contest: Contest, manager: Officer) -> None:
    page, address = signed_in(manager), reverse("outreach:contest_edit", args=[contest.pk])
    told = page.get(address).context["form"].initial
    page.post(address, told | {"title": "新题目"})
    assert Contest.objects.get().title == "新题目"
    wrong = told | {"first_grade": 9, "last_grade": 1, "judged_until": "2026-11-01"}
    assert list(page.post(address, wrong).context["form"].errors) == ["last_grade", "judged_until"]


def test_a_work_is_entered_and_shown_under_its_code(contest: Contest, officer: Officer) -> None:
    page = signed_in(officer)
    told = {"client_id": uuid4(), "kind": "comics", "title": "等一等", "school": "莲池小学", "grade": "3"}
    told |= {"pupil": PUPIL, "consented_on": "2026-11-02"}
    address = reverse("outreach:entry_new", args=[contest.pk])
    assert list(page.post(address, told).context["form"].errors) == ["work"]
    assert list(page.post(address, told | {"work": upload(PDF)}).context["form"].errors) == ["work"]
    page.post(address, told | {"work": upload(picture())})
    entry = Entry.objects.get()
    response = page.get(reverse("outreach:entry_work", args=[entry.code]))
    assert (response.getvalue()[:2], response["X-Content-Type-Options"]) == (b"\xff\xd8", "nosniff")
    assert (PUPIL in body_of(page, "entry", entry.code), entry.pupil.name) == (False, PUPIL)


def test_an_essay_is_put_down_and_never_opened_in_the_portal(contest: Contest, officer: Officer) -> None:
    entry = make_entry(contest, by=officer, kind=WorkKind.ESSAY, work=PDF)
    page = signed_in(officer)
    response = page.get(reverse("outreach:entry_work", args=[entry.code]))
    assert (response.getvalue(), response["Content-Disposition"]) == (PDF, f'attachment; filename="{entry.code}.pdf"')
    assert page.get(reverse("outreach:entry_thumbnail", args=[entry.code])).status_code == 404


def test_a_refusal_is_shown_at_its_field(contest: Contest, manager: Officer) -> None:
    page, address = signed_in(manager), reverse("outreach:contest", args=[contest.pk])
    assert list(page.post(address, {"step": "begin"}).context["form"].errors) == ["__all__"]
    stranger = make_officer(make_unit(parent=make_brigade()))
    for numbers in ("999999", stranger.police_number):
        response = page.post(address, {"step": "judges", "judges": numbers})
        assert list(response.context["form"].errors) == ["judges"]


def test_showing_uncovers_once_and_is_not_stored(entry: Entry, officer: Officer) -> None:
    page = signed_in(officer)
    response = page.post(reverse("outreach:entry_show", args=[entry.code]))
    assert (PUPIL in response.content.decode(), "no-store" in response["Cache-Control"]) == (True, True)
    assert (PUPIL in body_of(page, "entry", entry.code), AuditEntry.objects.last() is None) == (False, False)


@pytest.mark.parametrize("is_manager", [False, True])
def test_a_judge_sees_neither_school_nor_pupil(
    contest: Contest, entry: Entry, manager: Officer, *, is_manager: bool
) -> None:
    judge = manager if is_manager else make_officer(make_unit(parent=contest.brigade))
    judged(contest, manager, judge)
    page = signed_in(judge)
    bodies = [body_of(page, "entry", entry.code), body_of(page, "contest", contest.pk)]
    if is_manager:
        bodies += [page.get(f"/admin/outreach/entry/{end}").content.decode() for end in ("", f"{entry.pk}/change/")]
    assert [(entry.code in body, entry.school in body, PUPIL in body) for body in bodies] == [
        (True, False, False)
    ] * len(bodies)
    assert page.post(reverse("outreach:entry_show", args=[entry.code])).status_code == 403


def test_nobody_reads_the_marks_of_others_before_the_award(
    contest: Contest, entry: Entry, manager: Officer, officer: Officer
) -> None:
    judges = [make_officer(officer.unit, name=name) for name in ("何评委", "吕评委")]
    judged(contest, manager, *judges)
    give_mark(entry, 73, by=judges[0], at=LATER)
    for reader in (judges[1], manager, officer):
        page = signed_in(reader)
        response = page.get(reverse("outreach:entry", args=[entry.code]))
        body = response.content.decode() + body_of(page, "contest", contest.pk)
        assert (list(response.context["marks"]), response.context["own_mark"], ">73<" in body) == ([], None, False)
    assert signed_in(judges[0]).get(reverse("outreach:entry", args=[entry.code])).context["own_mark"] == 73
    assert [look.after for look in AuditEntry.objects.filter(action="outreach.mark_given")] == [None]


def test_the_list_of_awards_names_codes_and_schools(contest: Contest, entry: Entry, manager: Officer) -> None:
    page = signed_in(manager)
    assert page.get(reverse("outreach:contest_awards", args=[contest.pk])).status_code == 404
    award(contest, by=manager, judge=manager)
    response = page.post(reverse("outreach:contest_awards_export", args=[contest.pk]))
    sheet = load_workbook(BytesIO(response.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        *("关爱生命 文明出行", None, "漫画", "一等奖", "1", entry.code, "等一等", "莲池小学", "三年级", "90.00")
    ]
    body = body_of(page, "contest_awards", contest.pk)
    assert (entry.code in body, entry.school in body, PUPIL in body) == (True, True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_number_of_questions(
    manager: Officer, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        contest = make_contest(manager.unit, by=manager, title=f"{number}")
    for _ in range(count):
        make_entry(contest, by=officer)
    name_judges(contest, [make_officer(officer.unit) for _ in range(count)], by=manager)
    page = signed_in(manager)
    with django_assert_num_queries(3):
        page.get(reverse("outreach:contest_list"))
    with django_assert_num_queries(9):
        page.get(reverse("outreach:contest", args=[contest.pk]))


def test_lists_are_paged_without_a_gap(manager: Officer, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.queries.contests.PAGE_SIZE", 2)
    for title in ("甲", "乙", "丙"):
        contest = make_contest(manager.unit, by=manager, title=title)
    works = [make_entry(contest, by=officer) for _ in range(3)]
    page, address = signed_in(manager), reverse("outreach:contest_list")
    titles = [one.title for one in page.get(address).context["page"].rows]
    titles += [one.title for one in page.get(address + page.get(address).context["older_url"]).context["page"].rows]
    address = reverse("outreach:contest", args=[contest.pk])
    codes = [one.code for one, _ in page.get(address).context["rows"]]
    codes += [one.code for one, _ in page.get(address + page.get(address).context["older_url"]).context["rows"]]
    assert (titles, codes) == (["丙", "乙", "甲"], [work.code for work in works])


def all_addresses() -> list[str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        names = [line["name"] for line in csv.DictReader(file) if line["method"] == "GET"]
    return [name for name in names if name.startswith("outreach:")]


@pytest.mark.once
def test_the_pupils_name_stands_nowhere_but_behind_the_button() -> None:
    world = make_world()
    entry = Entry.objects.get(contest__state="open")
    addresses = [world.address(name) for name in all_addresses()]
    addresses += [f"/admin/outreach/entry/{end}" for end in ("", f"{entry.pk}/change/", f"{entry.pk}/history/")]
    told = AuditEntry.objects.filter(object_type="outreach.entry").values_list("number", flat=True)
    addresses += ["/audit/", *(f"/audit/{number}/" for number in told)]
    leaking, uncovering = [], set()
    for role in ROLES:
        client = world.client_of(role)
        leaking += [(role, at) for at in addresses if PUPIL.encode() in client.get(at).getvalue()]
        shown = client.post(reverse("outreach:entry_show", args=[entry.code])).content.decode()
        uncovering |= {role} if PUPIL in shown else set()
    assert (leaking, uncovering) == ([], {"officer", "supervisor", "supervisor of the detachment"})


def test_the_pupils_name_is_in_no_audit_row(entry: Entry, officer: Officer) -> None:
    signed_in(officer).post(reverse("outreach:entry_show", args=[entry.code]))
    rows = list(AuditEntry.objects.values("object_name", "before", "after", "personal__data"))
    assert PUPIL not in str(rows)


def test_units_of_others_are_not_offered(manager: Officer, officer: Officer) -> None:
    unit: Unit = officer.unit
    offered = signed_in(manager).get(reverse("outreach:contest_new")).context["form"].fields["unit"].queryset
    assert {row.pk for row in offered} == {unit.pk, manager.unit_id}
