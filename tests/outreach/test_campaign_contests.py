"""A contest may belong to a campaign of its brigade, and counts in the campaign's page and report."""

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from organization.models import Officer
from outreach.actions.campaigns import ContestsRunningError, close_campaign
from outreach.actions.contests import CampaignOverError, ContestInput, OtherCampaignError, change_contest
from outreach.models import Campaign, Contest
from outreach.models.contests import WorkKind
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, award, make_campaign, make_contest, make_entry
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Officer:
    return make_supervisor(make_brigade())


@pytest.fixture
def campaign(manager: Officer) -> Campaign:
    return make_campaign(manager.unit, by=manager)


@pytest.fixture
def contest(manager: Officer, campaign: Campaign) -> Contest:
    """Make a contest of the campaign with two works."""
    contest = make_contest(manager.unit, by=manager, campaign=campaign)
    for _ in range(2):
        make_entry(contest, by=make_officer(make_unit(parent=manager.unit)))
    return contest


@pytest.fixture
def page(client: Client, manager: Officer) -> Client:
    client.force_login(manager, backend=BACKEND)
    return client


def test_a_campaign_of_another_brigade_is_refused(manager: Officer) -> None:
    other = make_supervisor(make_brigade())
    with pytest.raises(OtherCampaignError):
        make_contest(manager.unit, by=manager, campaign=make_campaign(other.unit, by=other))


def test_a_campaign_closes_after_its_contests_and_takes_no_more(
    manager: Officer, campaign: Campaign, contest: Contest
) -> None:
    with pytest.raises(ContestsRunningError):
        close_campaign(campaign, summary="办完了", by=manager, at=AT)
    award(contest, by=manager, judge=manager)
    close_campaign(campaign, summary="办完了", by=manager, at=AT)
    with pytest.raises(CampaignOverError):
        make_contest(manager.unit, by=manager, title="另一个", campaign=campaign)


def test_a_contest_leaves_its_campaign(manager: Officer, contest: Contest) -> None:
    told = ContestInput(
        title=contest.title,
        kinds=[WorkKind.COMICS],
        first_grade=1,
        last_grade=9,
        entries_until=dt.date(2026, 11, 10),
        judged_until=dt.date(2026, 11, 20),
    )
    assert change_contest(contest, told, by=manager).campaign is None


def test_both_pages_lead_to_each_other(page: Client, campaign: Campaign, contest: Contest) -> None:
    addresses = [reverse("outreach:campaign", args=[campaign.pk]), reverse("outreach:contest", args=[contest.pk])]
    bodies = [page.get(address).content.decode() for address in addresses]
    assert [f'href="{address}"' in body for address, body in zip(reversed(addresses), bodies, strict=True)] == [
        True
    ] * 2


def test_the_campaign_counts_works_and_prizes(page: Client, manager: Officer, contest: Contest) -> None:
    award(contest, by=manager, judge=manager)
    shown = page.get(reverse("outreach:campaign", args=[contest.campaign_id])).context["contests"]
    assert [(line.entries, line.prizes) for line in shown] == [(2, 2)]
    report = page.get(reverse("outreach:campaign_docx", args=[contest.campaign_id]))
    texts = [paragraph.text for paragraph in Document(BytesIO(report.getvalue())).paragraphs]
    assert texts[-3] == "关爱生命 文明出行，漫画、征文，已评奖，收到作品2，获奖作品2。"
    assert texts[-1] == "办了0场，收到作品2，获奖作品2。"


def test_the_table_of_awards_names_the_campaign(page: Client, manager: Officer, contest: Contest) -> None:
    award(contest, by=manager, judge=manager)
    answer = page.post(reverse("outreach:contest_awards_export", args=[contest.pk]))
    sheet = load_workbook(BytesIO(answer.getvalue())).worksheets[0]
    assert [sheet.cell(2, column).value for column in (1, 2)] == [contest.title, "文明交通行动计划"]


@pytest.mark.parametrize("field", ["", "campaign"])
def test_the_form_offers_open_campaigns_and_keeps_the_chosen(
    page: Client, manager: Officer, campaign: Campaign, field: str
) -> None:
    told: dict[str, object] = {"title": "文明出行", "unit": manager.unit_id, "kinds": ["comics"], "first_grade": 1}
    told |= {"last_grade": 6, "entries_until": "2026-11-10", "judged_until": "2026-11-20"}
    told |= {"first_prizes": 1, "second_prizes": 2, "third_prizes": 3}
    page.post(reverse("outreach:contest_new"), told | ({field: campaign.pk} if field else {}))
    assert Contest.objects.get().campaign_id == (campaign.pk if field else None)
