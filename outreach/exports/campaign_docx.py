"""The report of a campaign for Word: plan, events, contests, sums, summary."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from organization.word import Line, Style, docx_of
from outreach.models import Campaign, PublicityEvent
from outreach.queries.contests import ContestLine
from outreach.queries.publicity import COUNTED, Amount, amount_in


def campaign_report_of(
    campaign: Campaign,
    events: Iterable[PublicityEvent],
    contests: Sequence[ContestLine],
    sums: tuple[int, Sequence[Amount]],
    *,
    made_at: dt.datetime,
) -> bytes:
    """Return the file; `events` are told in the order given, `sums` are of those that were held."""
    days = _("%(first)s to %(last)s") % {"first": campaign.first_on, "last": campaign.last_on}
    blocks = [
        [Line(Style.TITLE, campaign.title), Line(Style.UNDER, f"{campaign.unit.name}　{days}")],
        _part(_("Aim and plan"), campaign.plan.splitlines()),
        _part(_("Publicity events"), [_event(event) for event in events] or [_("No publicity events yet")]),
        *([_part(_("Contests"), [_contest(line) for line in contests])] if contests else []),
        _part(_("Altogether"), [_altogether(*sums, contests)]),
    ]
    if campaign.summary:
        blocks.append(_part(_("Summary"), campaign.summary.splitlines()))
    return docx_of(campaign.title, [block for part in blocks for block in _kept(part)], made_at=made_at)


def _part(heading: str, texts: Sequence[str]) -> list[Line]:
    return [Line(Style.HEADING, heading), *(Line(Style.BODY, text) for text in texts)]


def _kept(part: list[Line]) -> list[list[Line]]:
    """Keep a heading with its first line; let the others break to the next page."""
    return [part[:2], *([line] for line in part[2:])]


def _event(event: PublicityEvent) -> str:
    state = "" if event.state == PublicityEvent.State.HELD else f"（{event.get_state_display()}）"
    units = "、".join(part.unit.name for part in event.units.all())
    numbers = [f"{label}{amount}" for name, label in COUNTED.items() if (amount := amount_in(event, name))]
    goods = [str(line) for line in event.goods.all()]
    told = [f"{event.happened_on} {event.place}{state}", units, event.partners, event.content, *numbers, *goods]
    return "，".join(text for text in told if text) + "。"


def _contest(line: ContestLine) -> str:
    contest = line.contest
    numbers = [f"{label}{amount}" for label, amount in zip(_labels(), (line.entries, line.prizes), strict=True)]
    return "，".join([contest.title, "、".join(contest.kind_names), contest.get_state_display(), *numbers]) + "。"


def _labels() -> tuple[str, str]:
    return _("works taken in"), _("works with a prize")


def _altogether(count: int, amounts: Sequence[Amount], contests: Sequence[ContestLine]) -> str:
    told = [f"{amount.label}{amount.total}" for amount in amounts if amount.total]
    works = (sum(line.entries for line in contests), sum(line.prizes for line in contests))
    told += [f"{label}{amount}" for label, amount in zip(_labels(), works, strict=True) if amount]
    return "，".join([_("events held: %(count)s") % {"count": count}, *told]) + "。"
