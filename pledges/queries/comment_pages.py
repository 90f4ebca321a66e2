"""Leaders' comments as their pages show them."""

from django.db.models import Exists, OuterRef, QuerySet

from organization.models import Officer
from organization.models.units import within
from pledges.models import Comment, Cycle

COMMENT = "pledges.comment"
PAGE_SIZE = 30


def led_by(officer: Officer) -> QuerySet[Officer]:
    """Return the officers whom `officer` may comment on: those at or below the units of the right, not themselves."""
    reach = within(officer.paths_of(COMMENT), "unit__path")
    led: QuerySet[Officer] = Officer.objects.filter(reach, is_active=True).exclude(pk=officer.pk)
    return led.select_related("unit").order_by("unit__path", "sort_key", "police_number")


def without_comment(officer: Officer, cycle: Cycle) -> list[Officer]:
    """Return the Party members led by `officer` whom nobody has commented on in the cycle."""
    given = Comment.objects.filter(cycle=cycle, subject=OuterRef("pk"))
    members = led_by(officer).exclude(party_standing=Officer.PartyStanding.NONE)
    return list(members.filter(~Exists(given), unit__path__startswith=cycle.brigade.path))


def page_of(officer: Officer, before: str) -> tuple[list[Comment], str]:
    """Return one page of the visible comments, the last entered first, and the next place or an empty text."""
    comments = Comment.objects.visible_to(officer).select_related("by", "subject", "unit", "cycle").order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) <= len(str(2**62)):
        comments = comments.filter(pk__lt=int(before))
    found = list(comments[: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else ""
