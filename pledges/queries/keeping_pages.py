"""How pledges are kept: what was noted, what is overdue, who has been quiet."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from organization.models import Officer
from pledges.models import Cycle, Evidence, Pledge, PledgeItem, Progress

MONTHS_IN_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Prompts:
    late: list[PledgeItem]
    is_quiet: bool


def quarter_start(on: dt.date) -> dt.date:
    return on.replace(month=on.month - (on.month - 1) % MONTHS_IN_A_QUARTER, day=1)


def standing() -> QuerySet[Pledge]:
    """Return the pledges that are being kept."""
    return Pledge.objects.filter(state=Pledge.State.POSTED).exclude(cycle__state=Cycle.State.CONCLUDED)


def overdue_items(on: dt.date) -> QuerySet[PledgeItem]:
    """Return the promises being kept whose day is over, that are not concluded and that nobody has noted as kept."""
    kept = Progress.objects.standing().filter(item=OuterRef("pk"), is_kept=True)
    late: QuerySet[PledgeItem] = PledgeItem.objects.filter(
        ~Exists(kept), pledge__in=standing(), due_on__lt=on, conclusion=""
    )
    return late.order_by("pledge", "position")


def quiet(on: dt.date) -> QuerySet[Pledge]:
    """Return the pledges being kept for which nothing was noted since the quarter began, whatever the version."""
    noted = Progress.objects.standing().filter(happened_on__gte=quarter_start(on))
    return standing().filter(~Exists(noted.filter(**of_same_owner("item__pledge__"))))


def of_same_owner(prefix: str = "") -> dict[str, OuterRef]:
    """Return the filter for all versions of what the outer query's pledge promises."""
    return {f"{prefix}{name}": OuterRef(name) for name in ("cycle", "owner_kind", "author")}


def prompts_for(pledge: Pledge, on: dt.date) -> Prompts:
    """Return what a pledge asks of its author, in one query; one that does not stand on the wall asks nothing."""
    if pledge.state != Pledge.State.POSTED:
        return Prompts([], is_quiet=False)
    is_late = Exists(overdue_items(on).filter(pk=OuterRef("pk")))
    is_quiet = Exists(quiet(on).filter(pk=OuterRef("pledge")))
    rows: Any = PledgeItem.objects.filter(pledge=pledge).annotate(is_late=is_late, is_quiet=is_quiet)
    return Prompts([item for item in rows if item.is_late], is_quiet=any(item.is_quiet for item in rows))


def progress_of(pledge: Pledge, reader: Officer) -> list[Progress]:
    """Return what was noted, the latest first; what is withdrawn only to whoever had a part in the pledge."""
    found = Progress.objects.filter(item__pledge=pledge).prefetch_related("evidence_files")
    has_part = pledge.author_id == reader.pk or pledge.reviews.filter(reviewer=reader).exists()
    return list(found if has_part else found.standing())


def readable_files(pledge: Pledge, reader: Officer) -> set[int]:
    """Return the keys of the files of evidence that the reader may open."""
    files = Evidence.objects.visible_to(reader).filter(progress__item__pledge=pledge)
    return set(files.values_list("pk", flat=True))
