"""Campaigns from the plan to the summary."""

import datetime as dt
from dataclasses import dataclass, fields
from uuid import UUID

from django.db import transaction

from audit.actions import record
from organization.locks import hold_client
from organization.models import Officer, Unit
from outreach.models import Campaign, Contest, PublicityEvent

MANAGE = "outreach.manage_campaigns"


class CampaignError(ValueError):
    """A step that the rules refuse."""


class NotLeaderError(CampaignError):
    """Leaders of the responsible unit and supervisors begin, change and close a campaign."""


class OtherOfficerError(CampaignError):
    """The responsible officer belongs to the brigade of the responsible unit."""


class PeriodError(CampaignError):
    """The last day comes before the first."""


class EventsOutsideError(CampaignError):
    """An event of the campaign would fall outside its days."""


class EventsPlannedError(CampaignError):
    """A planned event is first reported held or cancelled."""


class ContestsRunningError(CampaignError):
    """A contest of the campaign is first awarded."""


class CampaignClosedError(CampaignError):
    """The campaign is closed and changes no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignInput:
    """What somebody plans; `first_on` and `last_on` belong to it."""

    unit: Unit
    officer: Officer
    title: str
    kind: Campaign.Kind
    plan: str
    first_on: dt.date
    last_on: dt.date


def begin_campaign(told: CampaignInput, *, by: Officer, at: dt.datetime, client_id: UUID | None = None) -> Campaign:
    """Store a campaign; the same `client_id` again returns what is stored."""
    with transaction.atomic():
        if client_id is not None:
            hold_client(client_id)
            stored = Campaign.objects.filter(client_id=client_id).first()
            if stored is not None:
                return _own(stored, by)
        _check(told, by)
        brigade_id = (told.unit.brigade or told.unit).pk
        campaign = Campaign(**_columns(told), brigade_id=brigade_id, client_id=client_id, begun_by=by, begun_at=at)
        campaign.save(force_insert=True)
        record("outreach.campaign_begun", on=campaign, by=by, scope=told.unit.path, after=_content(campaign))
    return campaign


def change_campaign(campaign: Campaign, told: CampaignInput, *, by: Officer) -> Campaign:
    """Change the plan while the campaign is open; all its events that stand stay within its days."""
    with transaction.atomic():
        campaign = _held(campaign, by)
        _check(told, by)
        standing = PublicityEvent.objects.standing().filter(campaign=campaign)
        within = standing.filter(happened_on__range=(told.first_on, told.last_on))
        if standing.count() != within.count():
            raise EventsOutsideError
        before = _content(campaign)
        for name, value in _columns(told).items():
            setattr(campaign, name, value)
        campaign.save()
        after = _content(campaign)
        record("outreach.campaign_changed", on=campaign, by=by, scope=campaign.unit.path, before=before, after=after)
    return campaign


def close_campaign(campaign: Campaign, *, summary: str, by: Officer, at: dt.datetime) -> Campaign:
    """Close a campaign of which every event is held or cancelled and every contest awarded."""
    with transaction.atomic():
        campaign = _held(campaign, by)
        if PublicityEvent.objects.filter(campaign=campaign, state=PublicityEvent.State.PLANNED).exists():
            raise EventsPlannedError
        if campaign.contests.exclude(state=Contest.State.AWARDED).exists():
            raise ContestsRunningError
        campaign.summary, campaign.closed_by, campaign.closed_at = summary, by, at
        campaign.save(update_fields=["summary", "closed_by", "closed_at"])
        record("outreach.campaign_closed", on=campaign, by=by, scope=campaign.unit.path, after={"summary": summary})
    return campaign


def may_manage(campaign: Campaign, officer: Officer) -> bool:
    """Tell whether `officer` may change or close a campaign that is still open."""
    return campaign.closed_at is None and officer.has_right(MANAGE, campaign.unit)


def _check(told: CampaignInput, by: Officer) -> None:
    if not by.has_right(MANAGE, told.unit):
        raise NotLeaderError
    if told.officer.unit.brigade_id != told.unit.brigade_id:
        raise OtherOfficerError
    if told.last_on < told.first_on:
        raise PeriodError


def _own(campaign: Campaign, by: Officer) -> Campaign:
    if campaign.begun_by_id != by.pk:
        raise NotLeaderError
    return campaign


def _held(campaign: Campaign, by: Officer) -> Campaign:
    # Unit and officer are not joined: the row is read anew after waiting for the lock, a joined one is not.
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if not by.has_right(MANAGE, campaign.unit):
        raise NotLeaderError
    if campaign.closed_at:
        raise CampaignClosedError
    return campaign


def _columns(told: CampaignInput) -> dict[str, object]:
    return {field.name: getattr(told, field.name) for field in fields(told)}


def _content(campaign: Campaign) -> dict[str, object]:
    plain = {name: getattr(campaign, name) for name in ("title", "kind", "plan", "first_on", "last_on")}
    return plain | {"unit": campaign.unit.code, "officer": campaign.officer.police_number}
