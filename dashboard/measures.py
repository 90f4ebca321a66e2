"""Who knows the figures that promises may be bound to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dutyposts.facts import PostMonths, Span, post_months_of
from organization.calendar import Month
from organization.models import Officer
from outreach import facts as outreach
from pledges.measures import GRASSROOTS, POST_FLAGS, POST_SCORE, POST_SERIOUS, Ask, Figure, Provider


def duty_posts(asks: Sequence[Ask], reader: Officer) -> dict[Ask, Figure]:
    spans = {ask: Span(ask.officer.pk, Month.of(ask.first), Month.of(ask.last)) for ask in asks}
    served = post_months_of(set(spans.values()))
    return {ask: _of_posts(ask.measure, served[span], reader) for ask, span in spans.items()}


def _of_posts(measure: str, served: PostMonths, reader: Officer) -> Figure:
    values = {
        POST_SCORE.key: served.mean,
        POST_FLAGS.key: Decimal(served.flags),
        POST_SERIOUS.key: Decimal(served.serious),
    }
    months = {"count": served.months}
    is_within = reader.has_right("dutyposts.view_posts") and any(map(served.unit_path.startswith, reader.scope))
    return Figure(
        value=values[measure] if served.months else None,
        basis=ngettext("%(count)d published month", "%(count)d published months", served.months) % months,
        url=reverse("dutyposts:post_detail", args=[served.post_code]) if served.post_code and is_within else "",
    )


def grassroots(asks: Sequence[Ask], reader: Officer) -> dict[Ask, Figure]:
    spans = {ask: outreach.Span(ask.officer.pk, ask.first, ask.last) for ask in asks}
    counts = outreach.services_by(set(spans.values()))
    return {
        ask: Figure(Decimal(counts[span]), _("according to the visit log"), _log_of(ask, reader))
        for ask, span in spans.items()
    }


def _log_of(ask: Ask, reader: Officer) -> str:
    """Return the address of the grassroots services of the member's unit, for those who may read it."""
    unit = ask.officer.unit
    if not reader.has_right("outreach.view_visits") or reader.unit.brigade_id != unit.brigade_id:
        return ""
    told = {"unit": unit.code, "grassroots": "on", "state": "done", "first": ask.first, "last": ask.last}
    return f"{reverse('outreach:visit_list')}?{urlencode(told)}"


PROVIDERS: Mapping[str, Provider] = {
    **dict.fromkeys((POST_SCORE.key, POST_FLAGS.key, POST_SERIOUS.key), duty_posts),
    GRASSROOTS.key: grassroots,
}
