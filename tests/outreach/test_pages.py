import datetime as dt
from html import escape
from io import BytesIO
from urllib.parse import urlencode

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains

from organization.models import Officer, Unit
from outreach.models import Donation, Excuse, Visit, VisitUnit
from outreach.queries.figures import period_figures
from outreach.queries.programme import programme_of
from outreach.rules.categories import Category, folded
from tests.factories.access import BACKEND
from tests.factories.files import import_sample
from tests.factories.outreach import AT, make_excuse, make_gift, make_visit
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NEW = reverse("outreach:visit_new")


@pytest.fixture
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade(), name="一中队"))


@pytest.fixture
def page(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def told(officer: Officer, **changes: object) -> dict[str, object]:
    plain = {
        "client_id": "00000000-0000-4000-8000-000000000001",
        "category": "school_visit",
        "target": "莲池小学",
        "happened_on": "2026-11-03",
        "quantity": "1",
        "visitors": [officer.pk],
        "is_grassroots": "on",
    }
    return plain | changes


def test_a_visit_is_entered_and_shown(page: Client, officer: Officer) -> None:
    response = page.post(NEW, told(officer), follow=True)
    visit = Visit.objects.get()
    assert response.redirect_chain == [(reverse("outreach:visit_detail", args=[visit.number]), 302)]
    assert (visit.state, visit.is_grassroots, visit.unit) == (Visit.State.DONE, True, officer.unit)


def test_a_day_to_come_books_the_visit(page: Client, officer: Officer) -> None:
    page.post(NEW, told(officer, happened_on="2026-11-20"))
    assert Visit.objects.get().state == Visit.State.BOOKED


def test_the_same_form_twice_stores_one_visit(page: Client, officer: Officer) -> None:
    page.post(NEW, told(officer))
    page.post(NEW, told(officer, is_another="on"))
    assert Visit.objects.count() == 1


def test_a_likely_duplicate_is_pointed_out_before_saving(page: Client, officer: Officer) -> None:
    make_visit(officer, happened_on=dt.date(2026, 11, 3), target="莲池 小学")
    response = page.post(NEW, told(officer))
    assert (Visit.objects.count(), "日志里已有一条差不多的走访。" in response.content.decode()) == (1, True)
    page.post(NEW, told(officer, is_another="on"))
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"target": ""}, "target"),
        ({"visitors": []}, "visitors"),
        ({"others": "999999"}, "others"),
        ({"quantity": "0"}, "quantity"),
        ({"happened_on": "soon"}, "happened_on"),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_nothing_is_lost(
    page: Client, officer: Officer, changes: dict[str, object], field: str
) -> None:
    response = page.post(NEW, told(officer, content="宣讲 40 分钟", **changes))
    assert list(response.context["form"].errors) == [field]
    assert ("宣讲 40 分钟" in response.content.decode(), Visit.objects.exists()) == (True, False)


def test_officers_of_other_units_make_it_a_joint_visit(page: Client, officer: Officer) -> None:
    other = make_officer(make_unit(parent=officer.unit.brigade))
    page.post(NEW, told(officer, others=other.police_number))
    assert set(Visit.objects.get().units.values_list("unit", flat=True)) == {officer.unit_id, other.unit_id}


def test_a_booked_visit_is_reported_done_on_its_page(page: Client, officer: Officer) -> None:
    visit = make_visit(officer, is_booked=True, happened_on=dt.date(2026, 11, 20))
    form = page.get(reverse("outreach:visit_edit", args=[visit.number])).context["form"]
    assert (form.initial["target"], form.initial["visitors"]) == ("莲池小学", [officer.pk])
    page.post(reverse("outreach:visit_edit", args=[visit.number]), told(officer))
    assert Visit.objects.get().state == Visit.State.DONE


def test_a_visit_is_struck_out_with_a_reason(page: Client, officer: Officer) -> None:
    address = reverse("outreach:visit_strike_out", args=[make_visit(officer).number])
    assert "请写明作废原因。" in page.post(address).content.decode()
    page.post(address, {"reason": "记错了"})
    assert (Visit.objects.get().state, Visit.objects.get().reason) == (Visit.State.VOIDED, "记错了")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["YH26-V5", "YH26-V4", "YH26-V3", "YH26-V2", "YH26-V1", "YH26-V6"]),
        ("category=school_visit", ["YH26-V3", "YH26-V2"]),
        ("unit=YH-Z1", ["YH26-V3", "YH26-V2", "YH26-V1"]),
        ("first=2026-10-09&last=2026-10-22", ["YH26-V4", "YH26-V3", "YH26-V2"]),
        ("grassroots=on", ["YH26-V3", "YH26-V2", "YH26-V6"]),
        ("q=沿河小学", ["YH26-V3", "YH26-V2"]),
        ("q=一中队同去", ["YH26-V3"]),
        ("state=booked", []),
        ("category=nonsense&first=soon", ["YH26-V5", "YH26-V4", "YH26-V3", "YH26-V2", "YH26-V1", "YH26-V6"]),
    ],
)
def test_the_log_is_narrowed_in_the_database(client: Client, query: str, numbers: list[str]) -> None:
    import_sample()
    client.force_login(Officer.objects.get(police_number="006111"), backend=BACKEND)
    rows = client.get(f"{reverse('outreach:visit_list')}?{query}").context["page"].lines
    assert [visit["number"] for visit in rows] == numbers


@pytest.mark.parametrize("words", ["莲池", "ＬＩＡＮ", "安全 2", "讲，", "%", "_", "学宣", "LIAN\n"])
def test_words_find_what_a_plain_comparison_finds(page: Client, officer: Officer, words: str) -> None:
    told = [("莲池小学", "宣讲，安全2次"), ("莲池 小学", "Lian 100%"), ("学", "宣_讲"), ("丙", "安 全２ 次")]
    made = [make_visit(officer, target=target, content=content) for target, content in told]
    wanted = folded(words)
    found = {visit.number for visit in made if wanted in folded(visit.target) or wanted in folded(visit.content)}
    lines = page.get(reverse("outreach:visit_list"), {"q": words}).context["page"].lines
    assert {line["number"] for line in lines} == found


def test_words_that_grow_when_they_are_folded_are_kept_as_far_as_an_index_holds_them(officer: Officer) -> None:
    visit = make_visit(officer, target="㍿" * 80, content="㍿" * 199 + "尾")
    assert (visit.target_key, visit.words) == ("株式会社" * 40, f"{'株式会社' * 80}\n{'株式会社' * 70}"[:600])


def test_a_unit_s_log_is_the_part_of_the_log_in_which_it_went(page: Client, officer: Officer) -> None:
    import_sample()
    other = make_officer(make_unit(parent=officer.unit.brigade))
    booked = make_visit(officer, other, target="甲", is_booked=True, happened_on=dt.date(2026, 11, 20))
    page.post(reverse("outreach:visit_edit", args=[booked.number]), told(officer, others=other.police_number))
    make_visit(other, target="乙"), make_visit(officer, other, target="丙", happened_on=dt.date(2026, 11, 1))
    parts = VisitUnit.objects.exclude(brigade=F("visit__brigade"), happened_on=F("visit__happened_on"))
    lines = page.get(reverse("outreach:visit_list"), {"unit": other.unit.code}).context["page"].lines
    assert ([line["target"] for line in lines], list(parts)) == (["乙", "莲池小学", "丙"], [])


def test_words_are_looked_for_some_years_at_a_time(page: Client, officer: Officer) -> None:
    days = [dt.date(2026, 11, 3), dt.date(2021, 11, 1), dt.date(2021, 10, 31), dt.date(2009, 5, 1)]
    for day in days:
        make_visit(officer, happened_on=day)
    address, found, looked_to = "?q=莲池", [], []
    while address:
        response = page.get(reverse("outreach:visit_list") + address)
        found.append([line["happened_on"] for line in response.context["page"].lines])
        looked_to.append(response.context["page"].searched_to)
        address = response.context["older_url"]
    assert found == [["2026-11-03", "2021-11-01"], ["2021-10-31"], [], ["2009-05-01"]]
    assert [str(day) for day in looked_to] == ["2021-11-01", "2016-11-01", "2011-11-01", "None"]
    assertContains(response, "2009-05-01")


@pytest.mark.parametrize(
    "query", ["q=莲池", "q=莲池&first=2022-01-01", "unit=all", "q=莲池&last=0001-02-03", "q=莲池&before=0003-01-01.5"]
)
def test_a_search_that_saw_all_leads_no_further(page: Client, officer: Officer, query: str) -> None:
    make_visit(officer)
    make_visit(officer, happened_on=dt.date(2024, 1, 1))
    context = page.get(f"{reverse('outreach:visit_list')}?{query}").context
    assert (context["page"].searched_to, context["older_url"]) == (None, "")


@pytest.mark.parametrize("day", ["0001-01-05", "1899-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize(("address", "name"), [("report", "first"), ("report", "last"), ("visit_list", "last")])
def test_a_day_that_nobody_can_mean_is_named_at_its_field(page: Client, day: str, address: str, name: str) -> None:
    response = page.get(reverse(f"outreach:{address}"), {name: day})
    assert response.context["form"].errors[name] == ["请填 1900 至 2199 年之间的日期。"]


def test_a_search_that_found_nothing_says_how_far_it_looked(page: Client, officer: Officer) -> None:
    make_visit(officer, happened_on=dt.date(2019, 1, 1))
    response = page.get(reverse("outreach:visit_list"), {"q": "莲池"})
    assertContains(response, "查到 2021-11-01 为止，更早的走访还没有查。")
    assertContains(response, f'href="{escape(response.context["older_url"])}">查更早的走访')


def test_the_log_is_paged_without_a_gap(page: Client, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.queries.log.PAGE_SIZE", 2)
    for target in ("甲", "乙", "丙"):
        make_visit(officer, target=target)
    response = page.get(reverse("outreach:visit_list"))
    following = page.get(reverse("outreach:visit_list") + response.context["older_url"])
    shown = [visit["target"] for context in (response.context, following.context) for visit in context["page"].lines]
    assert shown == ["丙", "乙", "甲"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("view", "queries"), [("visit_list", 5), ("month_current", 12), ("report", 6)])
def test_pages_ask_the_same_number_of_questions(
    page: Client,
    officer: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
    view: str,
    queries: int,
    count: int,
) -> None:
    for number in range(count):
        make_visit(officer, make_officer(make_unit(parent=officer.unit.brigade)), target=f"小学{number}")
    address = reverse("outreach:month", args=["2026-11"]) if view == "month_current" else reverse(f"outreach:{view}")
    with django_assert_num_queries(queries):
        assert page.get(address).status_code == 200


def test_the_export_holds_the_rows_of_the_list(page: Client, officer: Officer) -> None:
    make_visit(officer)
    make_visit(officer, category=Category.GOOD_DEED, target="")
    response = page.post(f"{reverse('outreach:visit_export')}?category=school_visit")
    sheet = load_workbook(BytesIO(response.getvalue())).worksheets[0]
    assert [[row[4].value for row in sheet.iter_rows()]] == [["去了哪里", "莲池小学"]]


def test_the_word_file_tells_the_same_sentence(client: Client) -> None:
    import_sample()
    client.force_login(Officer.objects.get(police_number="006111"), backend=BACKEND)
    query = urlencode({"first": "2026-10-01", "last": "2026-10-31", "unit": "YH-Z1"})
    response = client.get(f"{reverse('outreach:report_docx')}?{query}")
    texts = [paragraph.text for paragraph in Document(BytesIO(response.getvalue())).paragraphs]
    assert texts[2] == "民警先后上门走访驾驶人12人，走访学校1所，对企业车辆轻微交通违法行为共免予处罚1起。"


def test_the_table_holds_every_figure_and_the_sentence(client: Client) -> None:
    import_sample()
    client.force_login(Officer.objects.get(police_number="006111"), backend=BACKEND)
    answer = client.get(reverse("outreach:report_xlsx"), {"first": "2026-10-01", "last": "2026-10-31"})
    rows = list(load_workbook(BytesIO(answer.getvalue())).worksheets[0].iter_rows(values_only=True))
    programme = programme_of(Unit.objects.get(code="YH"), dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert [row[1] for row in rows[1:14]] == [str(count) for count in programme.figures.values()]
    assert rows[-1][0] == programme.sentence


def test_a_period_that_ends_before_it_begins_is_refused(page: Client) -> None:
    query = {"first": "2026-10-31", "last": "2026-10-01"}
    assert "结束日期不能早于开始日期。" in page.get(reverse("outreach:report"), query).content.decode()
    assert page.get(reverse("outreach:report_docx"), query).status_code == 404


def test_the_month_shows_squadrons_calendar_and_figures(page: Client, officer: Officer) -> None:
    make_visit(officer, is_grassroots=True)
    make_visit(officer, is_booked=True, is_grassroots=True, happened_on=dt.date(2026, 11, 20), target="善卷社区")
    context = page.get(reverse("outreach:month", args=["2026-11"])).context
    (row,) = context["squadrons"]
    assert (row.outlook, row.booked_on) == ("booked", [dt.date(2026, 11, 20)])
    assert [len(day.visits) for week in context["weeks"] for day in week if day.visits] == [1, 1]
    brigade = officer.unit.brigade or officer.unit
    school = period_figures(brigade, dt.date(2026, 1, 1), AT.date())[Category.SCHOOL_VISIT].count
    assert [line.year for line in context["lines"] if line.category == "school_visit"] == [school]


@pytest.mark.parametrize(("whose", "count"), [("", 3), ("unit", 2), ("mine", 1)])
def test_the_calendar_shows_the_brigade_the_unit_or_oneself(
    page: Client, officer: Officer, whose: str, count: int
) -> None:
    for other in (officer, make_officer(officer.unit), make_officer(make_unit(parent=officer.unit.brigade))):
        make_visit(other)
    weeks = page.get(reverse("outreach:month", args=["2026-11"]), {"whose": whose}).context["weeks"]
    assert sum(len(day.visits) for week in weeks for day in week) == count


def test_a_full_day_names_its_first_visits_and_leads_to_all(page: Client, officer: Officer) -> None:
    for number in range(6):
        make_visit(officer, target=f"{number}小学")
    answer = page.get(reverse("outreach:month", args=["2026-11"]))
    (day,) = [day for week in answer.context["weeks"] for day in week if day.visits]
    assert (len(day.visits), day.more, answer.context["done"]) == (4, 2, 6)
    log = page.get(reverse("outreach:visit_list"), {"first": day.on, "last": day.on})
    assert len(log.context["page"].lines) == 6
    assertContains(answer, f"first={day.on}&amp;last={day.on}", count=1)


def test_an_excuse_is_asked_for_and_decided_on_its_page(client: Client, officer: Officer) -> None:
    brigade: Unit = officer.unit.brigade or officer.unit
    client.force_login(make_supervisor(brigade), backend=BACKEND)
    asked = {"unit": officer.unit_id, "first_on": "2026-11-01", "last_on": "2026-11-15", "reason": "专项安保"}
    client.post(reverse("outreach:excuse_list"), asked)
    address = reverse("outreach:excuse_decide", args=[Excuse.objects.get().pk])
    client.post(address, {"decision": "grant"})
    assert Excuse.objects.get().state == Excuse.State.ASKED
    client.force_login(make_supervisor(brigade), backend=BACKEND)
    client.post(address, {"decision": "grant"})
    assert Excuse.objects.get().state == Excuse.State.GRANTED


def test_an_excuse_that_ends_before_it_begins_is_refused(client: Client, officer: Officer) -> None:
    client.force_login(make_supervisor(officer.unit.brigade or officer.unit), backend=BACKEND)
    asked = {"unit": officer.unit_id, "first_on": "2026-11-15", "last_on": "2026-11-01", "reason": "专项安保"}
    assert list(client.post(reverse("outreach:excuse_list"), asked).context["form"].errors) == ["last_on"]


def test_excuses_show_who_may_decide(client: Client, officer: Officer) -> None:
    make_excuse(officer.unit, by=officer)
    client.force_login(make_supervisor(officer.unit.brigade or officer.unit), backend=BACKEND)
    assert [may for _, may in client.get(reverse("outreach:excuse_list")).context["rows"]] == [True]


def test_a_keeper_enters_gifts_and_receipts(client: Client, officer: Officer) -> None:
    client.force_login(make_supervisor(officer.unit.brigade or officer.unit), backend=BACKEND)
    response = client.post(reverse("outreach:drive_list"), {"name": "抗震救灾"})
    gift = {"police_number": officer.police_number, "amount": "200", "given_on": "2026-04-20"}
    client.post(response["Location"], gift)
    assert "这笔捐款已登记。" in client.post(response["Location"], gift).content.decode()
    stored = Donation.objects.get()
    client.post(reverse("outreach:receipt", args=[stored.pk]), {"number": "R1", "on": "2026-04-21"})
    assert Donation.objects.get().receipt_number == "R1"
    export = client.post(reverse("outreach:drive_export", args=[stored.drive_id]))
    sheet = load_workbook(BytesIO(export.getvalue())).worksheets[0]
    assert [cell.value for cell in sheet[2]][3:7] == ["200.00", "否", "2026-04-20", "R1"]


def test_others_read_their_own_gifts_only(page: Client, officer: Officer) -> None:
    brigade = officer.unit.brigade or officer.unit
    keeper, other = make_supervisor(brigade), make_officer(officer.unit)
    gift = make_gift(brigade, officer, by=keeper)
    make_gift(brigade, other, by=keeper)
    gifts = page.get(reverse("outreach:drive", args=[gift.drive_id])).context["gifts"]
    assert [row.officer for row in gifts] == [officer]


@pytest.mark.parametrize("count", [1, 3])
def test_drives_and_gifts_ask_the_same_number_of_questions(
    client: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    brigade = officer.unit.brigade or officer.unit
    keeper = make_supervisor(brigade)
    for _ in range(count):
        gift = make_gift(brigade, make_officer(officer.unit), by=keeper)
    client.force_login(keeper, backend=BACKEND)
    with django_assert_num_queries(3):
        client.get(reverse("outreach:drive_list"))
    with django_assert_num_queries(4):
        client.get(reverse("outreach:drive", args=[gift.drive_id]))
