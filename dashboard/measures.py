"""Who knows the figures that promises may be bound to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import ngettext

from dutyposts.facts import PostMonths, Span, post_months_of
from organization.calendar import Month
from organization.models import Officer
from pledges.measures import POST_FLAGS, POST_SCORE, POST_SERIOUS, Ask, Figure, Provider


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


PROVIDERS: Mapping[str, Provider] = dict.fromkeys((POST_SCORE.key, POST_FLAGS.key, POST_SERIOUS.key), duty_posts)
