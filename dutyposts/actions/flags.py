import datetime as dt

from django.db import transaction

from audit.actions import record
from dutyposts.models import Assignment, DutyPost, Flag, FlagHolding, PostScore, Ranking
from dutyposts.rules.flags import next_holders
from organization.calendar import beijing_date
from organization.models import Officer, Unit


class FlagNotAtPostError(ValueError):
    """Only a flag that is at a post can be withdrawn."""


def make_flags(brigade: Unit, count: int, *, by: Officer | None, at: dt.datetime) -> list[Flag]:
    """Give the brigade flags up to number `count`, in store; those it has already stay as they are."""
    with transaction.atomic():
        have = set(brigade.flags.values_list("number", flat=True))
        flags = [Flag(brigade=brigade, number=number) for number in range(1, count + 1) if number not in have]
        Flag.objects.bulk_create(flags)
        FlagHolding.objects.bulk_create([FlagHolding(flag=flag, started_at=at) for flag in flags])
        for flag in flags:
            record("dutyposts.flag_made", on=flag, by=by, scope=brigade.path, after={"number": flag.number})
    return flags


def winners_of(ranking: Ranking) -> list[PostScore]:
    """Return who gets a flag, in order of place: the recorded decision where there is one, else the rules' winners."""
    return list(ranking.scores.awarded().in_place_order().select_related("post"))


def hand_over(ranking: Ranking, *, by: Officer, at: dt.datetime) -> list[FlagHolding]:
    """Move the flags to the winners of the brigade's newest published month; an older month moves none.

    Every flag gets a new holding that begins when the last one ends, also where it stays: the chain has no gap.
    """
    newer = Ranking.objects.filter(brigade=ranking.brigade, month__gt=ranking.month, published_at__isnull=False)
    if newer.exists():
        return []
    flags = {flag.number: flag for flag in ranking.brigade.flags.filter(is_retired=False)}
    current = FlagHolding.objects.select_for_update().filter(flag__in=flags.values(), ended_at=None)
    holders = {holding.flag.number: holding.post_id for holding in current.select_related("flag")}
    posts = {score.post_id: score.post for score in winners_of(ranking)}
    moves = next_holders({number: holders.get(number) for number in flags}, list(posts))
    current.update(ended_at=at)
    holdings = [
        _holding(flags[number], posts.get(post_id) if post_id else None, ranking, holders.get(number), by, at)
        for number, post_id in sorted(moves.items())
    ]
    FlagHolding.objects.bulk_create(holdings)
    for holding in holdings:
        record(
            "dutyposts.flag_handed_over",
            on=holding.flag,
            by=by,
            scope=ranking.brigade.path,
            after={"post": holding.post.code if holding.post else None, "month": ranking.month},
        )
    return holdings


def withdraw_flag(flag: Flag, *, reason: str, by: Officer, at: dt.datetime) -> FlagHolding:
    """Take a flag from its post into store; nobody moves up."""
    with transaction.atomic():
        current = FlagHolding.objects.select_for_update().get(flag=flag, ended_at=None)
        if current.post_id is None:
            raise FlagNotAtPostError
        FlagHolding.objects.filter(pk=current.pk).update(ended_at=at)
        holding = FlagHolding.objects.create(flag=flag, started_at=at, handed_over_by=by, reason=reason)
        record(
            "dutyposts.flag_withdrawn",
            on=flag,
            by=by,
            scope=flag.brigade.path,
            before={"post": current.post.code if current.post else None},
            after={"reason": reason},
        )
    return holding


def _holding(
    flag: Flag, post: DutyPost | None, ranking: Ranking, held_by: int | None, by: Officer, at: dt.datetime
) -> FlagHolding:
    stays = post is not None and post.pk == held_by
    return FlagHolding(
        flag=flag,
        post=post,
        ranking=ranking,
        month=ranking.month,
        started_at=at,
        handed_over_by=None if stays else by,
        received_by=_leader(post, at) if post is not None and not stays else None,
    )


def _leader(post: DutyPost, at: dt.datetime) -> Officer | None:
    leading = (
        Assignment.objects.on(beijing_date(at)).filter(post=post, is_leader=True).select_related("officer").first()
    )
    return leading.officer if leading else None
