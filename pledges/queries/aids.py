"""What helps a reviewer to judge a promise. Aids refuse nothing; they show what is alike and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from organization.models import Officer
from pledges.models import Cycle, Pledge, PledgeItem, PledgeTemplate
from pledges.queries.pledge_pages import pledge_before
from pledges.rules.texts import Likeness, Weakness, nearest, weaknesses

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A promise of somebody else that reads alike; its words are shown only to who may read them anyway."""

    percent: int
    item: PledgeItem
    parts: list[tuple[str, bool]]
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Aid:
    lacks_measure: bool
    lacks_date: bool
    last: list[PledgeItem]
    copies: list[NearCopy]


def aids_for(pledge: Pledge, items: Sequence[PledgeItem], *, reader: Officer) -> dict[int, Aid]:
    """Return the aids for each promise, by its number; the number of queries does not depend on how many there are."""
    before = pledge_before(pledge)
    earlier = list(before.items.all()) if before else []
    others = _others(pledge)
    texts = [item.text for item in others]
    offered = PledgeTemplate.objects.filter(Q(brigade=None) | Q(brigade=pledge.cycle.brigade_id))
    templates = list(offered.values_list("text", flat=True))
    readable = set(
        Pledge.objects.visible_to(reader)
        .filter(pk__in={item.pledge_id for item in others})
        .values_list("pk", flat=True)
    )
    aids = {}
    for item in items:
        found = [] if nearest(item.text, templates) else nearest(item.text, texts)[:MOST_SHOWN]
        lacking = weaknesses(item.text, has_due_date=item.due_on is not None)
        aids[item.position] = Aid(
            lacks_measure=Weakness.NO_MEASURE in lacking and not item.measure,
            lacks_date=Weakness.NO_DATE in lacking,
            last=[old for old in earlier if old.criterion == item.criterion] or earlier,
            copies=[_copy(item, others[at], alike, readable) for at, alike in found],
        )
    return aids


def parts_of(text: str, passages: Sequence[str]) -> list[tuple[str, bool]]:
    """Cut a text into pieces, each with whether it is one of `passages`, which come in the order of the text."""
    parts, at = [], 0
    for passage in passages:
        begins = text.find(passage, at)
        if begins > at:
            parts.append((text[at:begins], False))
        parts.append((passage, True))
        at = begins + len(passage)
    return [*parts, (text[at:], False)] if at < len(text) else parts


def _others(pledge: Pledge) -> list[PledgeItem]:
    """Return the promises of others in the brigade that are handed in or posted, of this cycle and the one before."""
    started = Cycle.objects.filter(brigade=pledge.cycle.brigade_id, starts_on__lte=pledge.cycle.starts_on)
    cycles = [
        pledge.cycle_id,
        *started.exclude(pk=pledge.cycle_id).order_by("-starts_on").values_list("pk", flat=True)[:1],
    ]
    states = [Pledge.State.REVIEW, Pledge.State.POSTED, Pledge.State.CONCLUDED]
    found = PledgeItem.objects.filter(pledge__cycle__in=cycles, pledge__state__in=states)
    return list(
        found.exclude(pledge__author=pledge.author_id)
        .select_related("pledge__cycle")
        .order_by("-pledge__cycle__starts_on", "id")
    )


def _copy(item: PledgeItem, other: PledgeItem, alike: Likeness, readable: set[int]) -> NearCopy:
    return NearCopy(alike.percent, other, parts_of(item.text, alike.passages), other.pledge_id in readable)
