"""What helps a reviewer to judge a promise. Aids refuse nothing; they show what is alike and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from organization.models import Officer
from pledges.models import Cycle, Pledge, PledgeItem, PledgeTemplate
from pledges.queries.pledge_pages import pledge_before
from pledges.rules.texts import Likeness, Weakness, nearest, pairs_of, weaknesses

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
    keys, texts = _others(pledge)
    offered = PledgeTemplate.objects.filter(Q(brigade=None) | Q(brigade=pledge.cycle.brigade_id))
    templates = list(offered.values_list("text", flat=True))
    pairs = [pairs_of(text) for text in texts]
    near = {
        item.position: [] if nearest(item.text, templates) else nearest(item.text, texts, pairs=pairs)[:MOST_SHOWN]
        for item in items
    }
    shown = _shown([keys[at] for found in near.values() for at, _alike in found], reader)
    aids = {}
    for item in items:
        lacking = weaknesses(item.text, has_due_date=item.due_on is not None)
        aids[item.position] = Aid(
            lacks_measure=Weakness.NO_MEASURE in lacking and not item.measure,
            lacks_date=Weakness.NO_DATE in lacking,
            last=[old for old in earlier if old.criterion == item.criterion] or earlier,
            copies=[_copy(item, shown[keys[at]], alike) for at, alike in near[item.position] if keys[at] in shown],
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


def _others(pledge: Pledge) -> tuple[list[int], list[str]]:
    """Return the promises of others in the brigade that are handed in or posted, of this cycle and the one before."""
    started = Cycle.objects.filter(brigade=pledge.cycle.brigade_id, starts_on__lte=pledge.cycle.starts_on)
    before = started.exclude(pk=pledge.cycle_id).order_by("-starts_on").values("pk")[:1]
    states = [Pledge.State.REVIEW, Pledge.State.POSTED, Pledge.State.CONCLUDED]
    recent = Q(pledge__cycle=pledge.cycle_id) | Q(pledge__cycle=Subquery(before))
    found = PledgeItem.objects.filter(recent, pledge__state__in=states).exclude(pledge__author=pledge.author_id)
    rows = found.order_by("-pledge__cycle__starts_on", "id").values_list("pk", "text")
    return [key for key, _text in rows], [text for _key, text in rows]


def _shown(keys: Sequence[int], reader: Officer) -> dict[int, Any]:
    """Return the promises that are shown, each with whether the reader may read its pledge."""
    readable = Pledge.objects.visible_to(reader).filter(pk=OuterRef("pledge"))
    found = PledgeItem.objects.filter(pk__in=keys).select_related("pledge__cycle")
    return {item.pk: item for item in found.annotate(is_readable=Exists(readable))}


def _copy(item: PledgeItem, other: Any, alike: Likeness) -> NearCopy:
    return NearCopy(alike.percent, other, parts_of(item.text, alike.passages), other.is_readable)
