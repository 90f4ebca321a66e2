import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest

from audit.models import Entry
from organization.actions.officers import save_officer
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions.campaigns import (
    CampaignClosedError,
    EventsOutsideError,
    EventsPlannedError,
    NotLeaderError,
    OtherOfficerError,
    PeriodError,
    begin_campaign,
    change_campaign,
    close_campaign,
)
from outreach.actions.publicity import (
    CampaignDaysError,
    CampaignOverError,
    EventCancelledError,
    FutureEventError,
    NobodyTookPartError,
    NotYourEventError,
    NoVisitError,
    OtherForceError,
    cancel_event,
    change_event,
    enter_as_visit,
    record_event,
)
from outreach.actions.visits import strike_out
from outreach.models import Campaign, PublicityEvent, Visit
from outreach.queries.campaigns import page_of
from outreach.rules.goods import GoodsLine
from tests.factories.outreach import AT, campaign_input, event_input, make_campaign, make_event, visit_input
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
CLIENT = UUID("00000000-0000-4000-8000-000000000001")
TODAY = AT.date()
TOMORROW = TODAY + dt.timedelta(days=1)
BAGS = GoodsLine("书包", 10, "个", Decimal("880.50"))


@pytest.fixture
def leader() -> Officer:
    return make_officer(make_unit(parent=make_brigade()), role=Role.UNIT_LEADER)


@pytest.fixture
def officer(leader: Officer) -> Officer:
    return make_officer(leader.unit)


@pytest.fixture
def campaign(leader: Officer) -> Campaign:
    return make_campaign(leader.unit, by=leader)


def test_a_campaign_sent_twice_is_begun_once(leader: Officer) -> None:
    told = campaign_input(leader.unit, leader)
    first = begin_campaign(told, by=leader, at=AT, client_id=CLIENT)
    assert begin_campaign(told, by=leader, at=AT, client_id=CLIENT) == first
    with pytest.raises(NotLeaderError):
        begin_campaign(told, by=make_officer(leader.unit, role=Role.UNIT_LEADER), at=AT, client_id=CLIENT)
    assert Entry.objects.filter(action="outreach.campaign_begun").count() == 1


def test_leaders_begin_campaigns_of_what_they_lead(leader: Officer, officer: Officer) -> None:
    brigade = leader.unit.brigade
    assert brigade is not None
    for by, unit in ((officer, leader.unit), (leader, brigade), (make_supervisor(make_brigade()), leader.unit)):
        with pytest.raises(NotLeaderError):
            make_campaign(unit, by=by)
    assert make_campaign(leader.unit, by=make_supervisor(brigade)).brigade == brigade


def test_a_campaign_needs_an_own_officer_and_a_period(leader: Officer) -> None:
    stranger = make_officer(make_unit(parent=make_brigade()))
    with pytest.raises(OtherOfficerError):
        begin_campaign(campaign_input(leader.unit, stranger), by=leader, at=AT)
    with pytest.raises(PeriodError):
        make_campaign(leader.unit, by=leader, last_on=dt.date(2025, 12, 31))


@pytest.mark.parametrize(("first_on", "stage"), [(TODAY, Campaign.Stage.RUNNING), (TOMORROW, Campaign.Stage.DRAFTED)])
def test_days_and_closing_tell_the_stage(leader: Officer, first_on: dt.date, stage: str) -> None:
    campaign = make_campaign(leader.unit, by=leader, first_on=first_on)
    assert (campaign.stage_on(TODAY), page_of(Campaign.objects.all(), TODAY, "").rows[0].stage) == (stage, stage)
    campaign = close_campaign(campaign, summary="成效明显", by=leader, at=AT)
    assert (campaign.stage_on(TODAY), page_of(Campaign.objects.all(), TODAY, "").rows[0].stage) == ("3", "3")


def test_days_of_a_campaign_hold_its_events(leader: Officer, campaign: Campaign) -> None:
    event = make_event(leader, campaign=campaign)
    shorter = campaign_input(leader.unit, leader, last_on=dt.date(2026, 10, 31))
    with pytest.raises(EventsOutsideError):
        change_campaign(campaign, shorter, by=leader)
    cancel_event(event, reason="下雨", by=leader)
    assert change_campaign(campaign, shorter, by=leader).last_on == dt.date(2026, 10, 31)
    entry = Entry.objects.get(action="outreach.campaign_changed")
    assert [(told or {})["last_on"] for told in (entry.before, entry.after)] == ["2026-12-31", "2026-10-31"]


def test_a_campaign_closes_when_nothing_is_planned_any_more(leader: Officer, campaign: Campaign) -> None:
    event = make_event(leader, campaign=campaign, is_planned=True, happened_on=TOMORROW)
    with pytest.raises(EventsPlannedError):
        close_campaign(campaign, summary="成效明显", by=leader, at=AT)
    change_event(event, event_input(leader.unit, [leader], campaign=campaign), by=leader, at=AT)
    assert close_campaign(campaign, summary="成效明显", by=leader, at=AT).summary == "成效明显"
    with pytest.raises(CampaignClosedError):
        change_campaign(campaign, campaign_input(leader.unit, leader), by=leader)


def test_a_closed_campaign_lets_its_events_be_corrected_only(leader: Officer, campaign: Campaign) -> None:
    event = make_event(leader, campaign=campaign)
    close_campaign(campaign, summary="成效明显", by=leader, at=AT)
    with pytest.raises(CampaignOverError):
        make_event(leader, campaign=campaign)
    told = event_input(leader.unit, [leader], campaign=campaign, numbers={"leaflets": 9})
    assert change_event(event, told, by=leader, at=AT).leaflets == 9
    with pytest.raises(CampaignOverError):
        change_event(event, told, by=leader, at=AT, is_planned=True)


def test_an_event_keeps_numbers_goods_people_and_units(leader: Officer) -> None:
    other = make_officer(make_unit(parent=leader.unit.brigade), name="李四")
    event = make_event(leader, other, numbers={"children": 10, "audience": 12}, goods=[BAGS])
    assert (event.state, event.children, event.audience, event.leaflets) == (PublicityEvent.State.HELD, 10, 12, 0)
    assert [str(line) for line in event.goods.all()] == ["书包 10个"]
    assert [(part.name, part.unit) for part in event.officers.all()] == [("张三", leader.unit), ("李四", other.unit)]
    assert [part.unit for part in event.units.all()] == [leader.unit, other.unit]
    after = Entry.objects.get(action="outreach.event_held").after or {}
    assert (after["children"], after["goods"]) == (10, [["书包", 10, "个", "880.50"]])


def test_the_same_event_again_is_stored_once_and_shown_to_nobody_else(officer: Officer) -> None:
    told = event_input(officer.unit, [officer])
    first = record_event(told, by=officer, at=AT, client_id=CLIENT)
    assert record_event(told, by=officer, at=AT, client_id=CLIENT) == first
    with pytest.raises(NotYourEventError):
        record_event(told, by=make_officer(officer.unit), at=AT, client_id=CLIENT)
    assert Entry.objects.filter(action="outreach.event_held").count() == 1


def test_what_the_rules_refuse_is_not_stored(officer: Officer, campaign: Campaign) -> None:
    stranger = make_officer(make_unit(parent=make_brigade()))
    foreign = make_campaign(stranger.unit, by=make_supervisor(stranger.unit.brigade or stranger.unit))
    for refusal, officers, told in (
        (FutureEventError, [officer], {"happened_on": TOMORROW}),
        (NobodyTookPartError, [], {}),
        (OtherForceError, [officer, stranger], {}),
        (CampaignDaysError, [officer], {"campaign": campaign, "happened_on": dt.date(2025, 12, 31)}),
        (CampaignOverError, [officer], {"campaign": foreign}),
    ):
        with pytest.raises(refusal):
            record_event(event_input(officer.unit, officers, **told), by=officer, at=AT)
    assert not PublicityEvent.objects.exists()


def test_a_correction_keeps_name_and_unit_of_that_time(officer: Officer) -> None:
    event, before = make_event(officer), officer.unit
    officer.unit, officer.name = make_unit(parent=before.brigade), "张三丰"
    save_officer(officer, by=None, on=TODAY)
    change_event(event, event_input(before, [officer], numbers={"boards": 4}), by=officer, at=AT)
    assert [(part.name, part.unit) for part in event.officers.all()] == [("张三", before)]
    assert [part.unit for part in event.units.all()] == [before]


def test_only_who_entered_took_part_or_leads_changes_an_event(leader: Officer, officer: Officer) -> None:
    companion, bystander = make_officer(officer.unit), make_officer(officer.unit)
    event = make_event(officer, companion)
    told = event_input(officer.unit, [officer, companion], place="滨江中学")
    with pytest.raises(NotYourEventError):
        change_event(event, told, by=bystander, at=AT)
    for somebody in (companion, leader):
        change_event(event, told, by=somebody, at=AT)
    assert Entry.objects.filter(action="outreach.event_changed").count() == 2


@pytest.mark.parametrize("is_planned", [True, False])
def test_a_cancelled_event_changes_no_more(officer: Officer, *, is_planned: bool) -> None:
    event = cancel_event(make_event(officer, is_planned=is_planned), reason="下雨", by=officer)
    assert (event.state, event.reason) == (PublicityEvent.State.CANCELLED, "下雨")
    with pytest.raises(EventCancelledError):
        change_event(event, event_input(officer.unit, [officer]), by=officer, at=AT)


def test_an_event_is_entered_as_one_visit_that_stands(officer: Officer) -> None:
    event, told = make_event(officer), visit_input(officer.unit, [officer])
    visit = enter_as_visit(event, told, by=officer, at=AT)
    assert enter_as_visit(event, told, by=officer, at=AT) == visit
    strike_out(visit, reason="记错了", by=officer)
    assert enter_as_visit(event, told, by=officer, at=AT) != visit
    assert Visit.objects.count() == 2


def test_only_what_was_held_and_is_a_visit_becomes_one(officer: Officer) -> None:
    told = visit_input(officer.unit, [officer])
    charity = make_event(officer, kind=PublicityEvent.Kind.CHARITY)
    for event in (charity, make_event(officer, is_planned=True, happened_on=TOMORROW)):
        with pytest.raises(NoVisitError):
            enter_as_visit(event, told, by=officer, at=AT)


def test_other_brigades_read_nothing_of_it(campaign: Campaign, leader: Officer) -> None:
    make_event(leader, campaign=campaign)
    stranger, detachment = make_officer(make_unit(parent=make_brigade())), make_unit(Unit.Kind.DETACHMENT)
    for reader in (stranger, make_officer(detachment)):
        assert not Campaign.objects.visible_to(reader).exists()
        assert not PublicityEvent.objects.visible_to(reader).exists()
