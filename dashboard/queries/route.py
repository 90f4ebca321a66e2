"""Where an inspector goes today, and what is done already."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dutyposts.models import Inspection
from dutyposts.queries.inspection_pages import PostChoice, posts_to_inspect
from organization.calendar import BEIJING, Month, beijing_date
from organization.models import Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting


@dataclass(frozen=True, slots=True)
class Route:
    """The posts still short of inspections this month, the least inspected first; those of today are left out."""

    stops: Sequence[PostChoice]
    needed: int
    today: Sequence[Inspection]


def route_of(officer: Officer, brigade: Unit, now: dt.datetime) -> Route | None:
    """Return the officer's route of the day, or None where the right to inspect is missing; four queries."""
    if not officer.has_right("dutyposts.record_inspection", brigade):
        return None
    day = beijing_date(now)
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=BEIJING)
    own = Inspection.objects.submitted().filter(inspector=officer, inspected_at__gte=midnight)
    today = list(own.order_by("inspected_at", "id"))
    month = Month.of(day)
    needed = int(settings_of([brigade.pk], month)[brigade.pk][Setting.MIN_INSPECTIONS])
    seen = {row.post_id for row in today}
    choices = posts_to_inspect(officer, brigade, day)
    return Route(
        stops=[choice for choice in choices if choice.inspected < needed and choice.post.pk not in seen],
        needed=needed,
        today=today,
    )
