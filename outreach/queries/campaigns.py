"""Campaigns as a list, running ones first."""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, Count, Q, Value, When

from organization.models import Officer
from organization.paging import Page, place_of
from outreach.models import Campaign, PublicityEvent
from outreach.models.campaigns import CampaignQuerySet

PAGE_SIZE = 50


def page_of(campaigns: CampaignQuerySet, today: dt.date, after: str) -> Page[Any]:
    """Return one page: running, then drafted, then closed, the latest first, from the place `after` on; one query.

    Its rows are campaigns with `stage`, and how many of their events are `held` and `planned`.
    """
    stage = Case(
        When(closed_at__isnull=False, then=Value(Campaign.Stage.CLOSED)),
        When(first_on__gt=today, then=Value(Campaign.Stage.DRAFTED)),
        default=Value(Campaign.Stage.RUNNING),
        output_field=CharField(),
    )
    found = campaigns.annotate(stage=stage)
    at, _, place = after.partition(".")
    start = place_of(place)
    if start:
        day, key = start
        found = found.filter(Q(stage__gt=at) | Q(stage=at, first_on__lt=day) | Q(stage=at, first_on=day, pk__lt=key))
    counted = found.annotate(held=_count(PublicityEvent.State.HELD), planned=_count(PublicityEvent.State.PLANNED))
    rows: list[Any] = list(counted.select_related("unit").order_by("stage", "-first_on", "-pk")[: PAGE_SIZE + 1])
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(rows[:PAGE_SIZE], f"{last.stage}.{last.first_on}.{last.pk}" if last else "")


def campaign_of(officer: Officer, pk: int) -> Campaign | None:
    """Return a campaign that the officer may read."""
    found = Campaign.objects.visible_to(officer).select_related("brigade", "unit", "officer", "begun_by", "closed_by")
    return found.filter(pk=pk).first()


def _count(state: PublicityEvent.State) -> Count:
    return Count("events", filter=Q(events__state=state))
