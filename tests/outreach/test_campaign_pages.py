import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from organization.rules.permissions import Role
from outreach.actions.campaigns import close_campaign
from outreach.actions.publicity import cancel_event
from outreach.models import Campaign, PublicityEvent, Visit
from outreach.rules.goods import GoodsLine
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, make_campaign, make_event
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.pictures import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
LIST, NEW = reverse("outreach:event_list"), reverse("outreach:event_new")
BAGS, BALLS = GoodsLine("书包", 10, "个", Decimal("1880.50")), GoodsLine("篮球", 3, "个", Decimal("270.25"))
Kind = PublicityEvent.Kind


@pytest.fixture
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def leader() -> Officer:
    return make_officer(make_unit(parent=make_brigade(), name="一中队"), role=Role.UNIT_LEADER)


@pytest.fixture
def page(client: Client, leader: Officer) -> Client:
    client.force_login(leader, backend=BACKEND)
    return client


@pytest.fixture
def campaign(leader: Officer) -> Campaign:
    return make_campaign(leader.unit, by=leader)


@pytest.fixture
def year(leader: Officer, campaign: Campaign) -> Campaign:
    """Hold events of three months, some of them of the campaign; one is planned, one cancelled."""
    other = make_officer(make_unit(parent=leader.unit.brigade))
    numbers = {"audience": 120, "leaflets": 90, "boards": 8}
    make_event(leader, campaign=campaign, happened_on=dt.date(2026, 3, 31), numbers=numbers)
    make_event(leader, other, campaign=campaign, happened_on=dt.date(2026, 4, 1), numbers={"audience": 40, "films": 2})
    make_event(other, kind=Kind.SQUARE, happened_on=dt.date(2026, 4, 30), numbers={"vehicles": 1, "advised": 74})
    ten = {"children": 10, "volunteers": 6, "audience": 10}
    day, goods = dt.date(2026, 10, 11), [BAGS, BALLS]
    make_event(leader, kind=Kind.CHARITY, campaign=campaign, happened_on=day, numbers=ten, goods=goods)
    make_event(leader, campaign=campaign, is_planned=True, happened_on=dt.date(2026, 11, 20), numbers=numbers)
    cancel_event(make_event(leader, campaign=campaign, numbers=numbers, goods=[BAGS]), reason="记错了", by=leader)
    return campaign


def told(officer: Officer, **changes: object) -> dict[str, Any]:
    plain = {
        "client_id": "00000000-0000-4000-8000-000000000001",
        "kind": "school",
        "place": "莲池小学",
        "happened_on": "2026-11-03",
        "officers": [officer.pk],
    }
    return plain | changes


def rows_behind(client: Client, query: str) -> list[tuple[PublicityEvent, int | Decimal]]:
    """Return the rows of a list through all its pages."""
    context = client.get(f"{LIST}?{query}").context
    rows: list[tuple[PublicityEvent, int | Decimal]] = context["rows"]
    return rows + (rows_behind(client, context["older_url"].removeprefix("?")) if context["older_url"] else [])


PERIODS = (
    ("", ""),
    ("2026-03-31", "2026-04-01"),
    ("2026-04-01", "2026-04-30"),
    ("2026-05-01", ""),
    ("", "2026-01-31"),
)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("narrowing", ["kind=school&counted=films", "unit=own", "campaign=own&state=held"])
def test_every_sum_equals_the_rows_that_it_leads_to(
    page: Client, year: Campaign, monkeypatch: pytest.MonkeyPatch, period: tuple[str, str], narrowing: str
) -> None:
    monkeypatch.setattr("outreach.queries.publicity.PAGE_SIZE", 2)
    query = narrowing.replace("unit=own", f"unit={year.unit.code}").replace("campaign=own", f"campaign={year.pk}")
    context = page.get(f"{LIST}?first={period[0]}&last={period[1]}&{query}").context
    for amount in context["amounts"]:
        assert amount.total == sum(number for _, number in rows_behind(page, amount.address))


def test_the_campaign_adds_up_its_own_events_that_were_held(page: Client, year: Campaign) -> None:
    context = page.get(reverse("outreach:campaign", args=[year.pk])).context
    totals = {amount.name: amount.total for amount in context["amounts"] if amount.total}
    recipients = {"children": 10, "volunteers": 6, "goods": Decimal("2150.75")}
    assert (context["count"], totals) == (3, {"audience": 170, "leaflets": 90, "boards": 8, "films": 2} | recipients)
    assert [event.state for event in context["page"].rows] == ["planned", "held", "held", "held"]
    for amount in context["amounts"]:
        assert amount.total == sum(number for _, number in rows_behind(page, amount.address))


def test_campaigns_stand_with_the_running_ones_first(
    page: Client, leader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.queries.campaigns.PAGE_SIZE", 2)
    days = (AT.date(), dt.date(2026, 12, 1), dt.date(2026, 1, 1), AT.date())
    closed, drafted, early, late = (make_campaign(leader.unit, by=leader, first_on=day) for day in days)
    close_campaign(closed, summary="成效明显", by=leader, at=AT)
    first = page.get(reverse("outreach:campaign_list")).context
    second = page.get(reverse("outreach:campaign_list") + first["older_url"]).context
    assert [first["page"].rows, second["page"].rows] == [[late, early], [drafted, closed]]


@pytest.mark.parametrize("before", ["2026-13-45.1", "nonsense", "9.2026-01-01.x"])
def test_a_place_that_nobody_offered_shows_the_first_page(page: Client, year: Campaign, before: str) -> None:
    assert len(page.get(LIST, {"before": before, "campaign": "x"}).context["rows"]) == 6
    assert len(page.get(reverse("outreach:campaign_list"), {"after": before}).context["page"].rows) == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("view", "queries"), [("campaign_list", 3), ("event_list", 11), ("campaign", 11), ("event", 8)]
)
def test_pages_ask_the_same_number_of_questions(
    page: Client,
    leader: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
    view: str,
    queries: int,
    count: int,
) -> None:
    for _ in range(count):
        campaign = make_campaign(leader.unit, by=leader)
    for _ in range(count):
        event = make_event(leader, make_officer(leader.unit), campaign=campaign, goods=[BAGS, BALLS])
    keys = {"campaign": [campaign.pk], "event": [event.pk]}
    with django_assert_num_queries(queries):
        assert page.get(reverse(f"outreach:{view}", args=keys.get(view))).status_code == 200


def test_the_export_holds_the_rows_of_the_list(page: Client, year: Campaign) -> None:
    response = page.post(f"{reverse('outreach:event_export')}?counted=goods&state=held")
    sheet = load_workbook(BytesIO(response.getvalue())).worksheets[0]
    header, row = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    assert len(header) == len(row) == 21
    assert (row[0], row[2:5], row[17:20]) == (
        "2026-10-11",
        ["公益", "莲池小学", "文明交通行动计划"],
        ["书包 10个；篮球 3个", "2150.75", "已办"],
    )


def test_the_word_file_tells_plan_events_and_sums(page: Client, year: Campaign) -> None:
    response = page.get(reverse("outreach:campaign_docx", args=[year.pk]))
    texts = [paragraph.text for paragraph in Document(BytesIO(response.getvalue())).paragraphs]
    assert texts[:2] == ["文明交通行动计划", "一中队　2026-01-01 至 2026-12-31"]
    assert texts[2:5] == ["目的和安排", "礼让行车，规范停车", "场次"]
    assert texts[5] == "2026-03-31 莲池小学，一中队，受众（人）120，发放宣传材料（份）90，展板（块）8。"
    assert texts[-1] == (
        "办了3场，受众（人）170，发放宣传材料（份）90，展板（块）8，播放警示片（部）2，"
        "志愿者（人）6，受赠儿童（人）10，物品价值（元）2150.75。"
    )


def test_an_event_is_entered_once_with_its_goods(page: Client, leader: Officer, campaign: Campaign) -> None:
    line = {"item_0": "书包", "quantity_0": "10", "measure_0": "个", "value_0": "1880.50"}
    sent = told(leader, campaign=campaign.pk, audience="120", **line)
    page.post(NEW, sent)
    response = page.post(NEW, sent)
    event = PublicityEvent.objects.get()
    assert response.headers["Location"] == reverse("outreach:event", args=[event.pk])
    assert (event.campaign, event.audience, event.goods.get().value) == (campaign, 120, Decimal("1880.50"))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"place": ""}, ["place"]),
        ({"officers": []}, ["officers"]),
        ({"others": "999999"}, ["others"]),
        ({"audience": "-1"}, ["audience"]),
        ({"happened_on": "soon"}, ["happened_on"]),
        ({"campaign": "0"}, ["campaign"]),
        ({"item_1": "米", "quantity_1": "2"}, ["measure_1", "value_1"]),
        ({"item_1": "米", "quantity_1": "2", "measure_1": "袋", "value_1": "0"}, ["value_1"]),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_nothing_is_lost(
    page: Client, leader: Officer, changes: dict[str, object], fields: list[str]
) -> None:
    response = page.post(NEW, told(leader, content="宣讲 40 分钟", **changes))
    assert list(response.context["form"].errors) == fields
    assert ("宣讲 40 分钟" in response.content.decode(), PublicityEvent.objects.exists()) == (True, False)


def test_a_planned_event_is_reported_held_with_everything_kept(page: Client, leader: Officer) -> None:
    other = make_officer(make_unit(parent=leader.unit.brigade))
    planned = make_event(leader, other, is_planned=True, happened_on=dt.date(2026, 11, 20), goods=[BAGS])
    address = reverse("outreach:event_edit", args=[planned.pk])
    sent = {name: value for name, value in page.get(address).context["form"].initial.items() if value is not None}
    page.post(address, sent | {"happened_on": "2026-11-03"})
    event = PublicityEvent.objects.get()
    assert (event.state, event.goods.get().value) == (PublicityEvent.State.HELD, BAGS.value)
    assert [part.officer for part in event.officers.all()] == [leader, other]


def test_an_event_is_cancelled_with_a_reason(page: Client, leader: Officer) -> None:
    address = reverse("outreach:event_cancel", args=[make_event(leader).pk])
    assert "写明取消原因。" in page.post(address).content.decode()
    page.post(address, {"reason": "下雨"})
    assert (PublicityEvent.objects.get().state, PublicityEvent.objects.get().reason) == ("cancelled", "下雨")


def test_an_event_is_entered_as_a_visit_without_typing_it_again(page: Client, leader: Officer) -> None:
    event = make_event(leader, make_officer(make_unit(parent=leader.unit.brigade)), content="交通安全课")
    address = reverse("outreach:event_visit", args=[event.pk])
    form = page.get(address).context["form"]
    page.post(address, form.initial | {"quantity": "1", "photos": [upload(picture())]})
    visit = Visit.objects.get()
    assert (visit.category, visit.target, visit.happened_on, visit.content) == (
        *("school_visit", "莲池小学", AT.date(), "交通安全课"),
    )
    assert (visit.event, visit.visitors.count(), visit.photos.count()) == (event, 2, 1)
    assert page.post(address, form.initial).headers["Location"] == reverse("outreach:visit_detail", args=[visit.number])


def test_a_campaign_is_begun_changed_and_closed_on_its_pages(page: Client, leader: Officer) -> None:
    days = {"first_on": "2026-11-01", "last_on": "2026-11-30", "unit": leader.unit_id}
    plan = {"title": "百日行动", "kind": "other", "plan": "设咨询台", "police_number": leader.police_number}
    client_id = {"client_id": "00000000-0000-4000-8000-000000000001"}
    address = page.post(reverse("outreach:campaign_new"), days | plan | client_id).headers["Location"]
    earlier = days | plan | client_id | {"last_on": "2026-10-31"}
    assert list(page.post(f"{address}edit/", earlier).context["form"].errors) == ["last_on"]
    page.post(f"{address}edit/", days | plan | client_id | {"title": "百日文明行动"})
    page.post(f"{address}close/", {"summary": "成效明显"})
    assert (Campaign.objects.get().title, Campaign.objects.get().summary) == ("百日文明行动", "成效明显")
    assert page.get(f"{address}edit/").status_code == 403
