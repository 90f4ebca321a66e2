"""Counts of ballots; never a single one."""

from collections.abc import Collection

from django.db.models import Count, Sum

from pledges.models import BallotMark, PublicTally
from pledges.rules.appraisal import Mark

Tally = dict[Mark, int]


def peer_tallies(pledge_ids: Collection[int]) -> dict[int, Tally]:
    """Return how often each mark was given to each pledge; one query."""
    tallies: dict[int, Tally] = {pledge_id: dict.fromkeys(Mark, 0) for pledge_id in pledge_ids}
    rows = BallotMark.objects.filter(pledge__in=pledge_ids).order_by().values_list("pledge_id", "mark")
    for pledge_id, mark, count in rows.annotate(times=Count("id")):
        tallies[pledge_id][Mark(mark)] = count
    return tallies


def public_tallies(pledge_ids: Collection[int]) -> dict[int, Tally]:
    """Return the public's marks of each pledge, all days and places together; one query."""
    tallies: dict[int, Tally] = {pledge_id: dict.fromkeys(Mark, 0) for pledge_id in pledge_ids}
    rows = PublicTally.objects.filter(pledge__in=pledge_ids).order_by().values_list("pledge_id")
    for pledge_id, *counts in rows.annotate(*(Sum(mark.value) for mark in Mark)):
        tallies[pledge_id] = dict(zip(Mark, counts, strict=True))
    return tallies
