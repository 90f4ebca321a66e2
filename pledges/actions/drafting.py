"""From the first word to the signature: who pledges what."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import CommitteeSeat, Officer, PartyBranch
from pledges.actions.errors import (
    ChangedMeanwhileError,
    CycleClosedError,
    IncompleteItemError,
    NotADraftError,
    NotAMemberError,
    NotTheAuthorError,
    NumberOfItemsError,
)
from pledges.actions.reviewing import go_on
from pledges.measures import fits
from pledges.models import Cycle, Pledge, PledgeItem
from pledges.models.kinds import CriterionName, ItemKind
from pledges.queries.reviewers import leaders_of, seats_of
from pledges.rules.criteria import LEAST_ITEMS, MOST_ITEMS, Criterion, Owner, criteria_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInput:
    """One promise as it was typed; a draft may lack everything but the text."""

    kind: ItemKind
    criterion: CriterionName
    text: str
    shown_by: str = ""
    due_on: dt.date | None = None
    measure: str = ""
    target: Decimal | None = None


def begin_pledge(cycle: Cycle, owner: Owner, *, by: Officer, at: dt.datetime) -> Pledge:
    """Return the latest pledge of the member, of the group that `by` leads or of the branch; begin a missing one."""
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        branch = _check_may_pledge(cycle, owner, by, beijing_date(at))
        group = None if owner is Owner.BRANCH else by.party_group
        name = {Owner.MEMBER: by.name, Owner.GROUP: str(group), Owner.BRANCH: branch.name}[owner]
        new = Pledge(
            cycle=cycle,
            owner_kind=owner,
            author=by,
            group=group,
            branch=branch,
            unit=by.unit if owner is Owner.MEMBER else branch.unit,
            owner_name=name,
            owner_title=by.title if owner is Owner.MEMBER else "",
            sort_key=by.sort_key if owner is Owner.MEMBER else "",
            created_at=at,
            changed_at=at,
        )
        pledge = Pledge.objects.of_owner(new).filter(is_latest=True).first()
        if pledge is not None:
            return pledge
        if cycle.state != Cycle.State.OPEN:
            raise CycleClosedError
        new.save()
        record("pledges.pledge_begun", on=new, by=by, scope=new.unit.path, after={"cycle": cycle.name})
    return new


def save_items(
    pledge: Pledge, items: Sequence[ItemInput], *, by: Officer, at: dt.datetime, seen: str | None = None
) -> Pledge:
    """Replace the promises of a draft; a pass that a promise has keeps counting while its words stay as they are.

    `seen` is the digest of the draft that was changed: another one stored meanwhile refuses all but the same promises.
    """
    if len(items) > MOST_ITEMS:
        raise NumberOfItemsError
    with transaction.atomic():
        pledge = _held_draft(pledge, by)
        before = _told(pledge)
        rows = [
            PledgeItem(
                pledge=pledge,
                position=position,
                kind=item.kind,
                criterion=item.criterion,
                text=item.text,
                shown_by=item.shown_by,
                due_on=item.due_on,
                measure=item.measure,
                target=item.target,
            )
            for position, item in enumerate(items, start=1)
        ]
        _check_seen(pledge, seen, rows)
        pledge.items.all().delete()
        PledgeItem.objects.bulk_create(rows)
        pledge.changed_at = at
        pledge.save(update_fields=["changed_at"])
        after = _told(pledge)
        if before != after:
            record(
                "pledges.items_saved",
                on=pledge,
                by=by,
                scope=pledge.unit.path,
                before={"items": before},
                after={"items": after},
            )
    return pledge


def submit_pledge(pledge: Pledge, *, by: Officer, at: dt.datetime, seen: str | None = None) -> Pledge:
    """Sign the promises as they stand and hand them to the first level that has not passed them.

    Where `seen` is given and is no longer the digest of the draft, nothing is signed.
    """
    with transaction.atomic():
        pledge = _held_draft(pledge, by)
        items = list(pledge.items.all())
        _check_seen(pledge, seen)
        _check_complete(pledge, items)
        pledge.digest, pledge.signed_at = pledge.digest_now(), at
        pledge.round += 1
        pledge.changed_at = at
        pledge.save(update_fields=["digest", "signed_at", "round", "changed_at"])
        record(
            "pledges.pledge_submitted",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={"round": pledge.round, "version": pledge.version, "digest": pledge.digest},
        )
        go_on(pledge, by=by, at=at)
    return pledge


def revise_pledge(pledge: Pledge, *, by: Officer, at: dt.datetime) -> Pledge:
    """Begin a new version of a posted or withdrawn pledge; a posted one stays until the new one takes its place."""
    with transaction.atomic():
        pledge = Pledge.objects.select_for_update().select_related("cycle", "unit").get(pk=pledge.pk)
        if pledge.author_id != by.pk:
            raise NotTheAuthorError
        if pledge.state not in {Pledge.State.POSTED, Pledge.State.WITHDRAWN} or not pledge.is_latest:
            raise NotADraftError
        if pledge.cycle.state != Cycle.State.OPEN:
            raise CycleClosedError
        items = list(pledge.items.all())
        Pledge.objects.filter(pk=pledge.pk).update(is_latest=False)
        new = Pledge.objects.get(pk=pledge.pk)
        highest = Pledge.objects.of_owner(pledge).aggregate(Max("version"))["version__max"]
        new.pk, new.version, new.state, new.is_latest = None, highest + 1, Pledge.State.DRAFT, True
        new.digest, new.signed_at, new.posted_at, new.round = "", None, None, 0
        new.withdrawn_at, new.withdrawal_reason = None, ""
        new.created_at = new.changed_at = at
        new.save(force_insert=True)
        for item in items:
            item.pk, item.pledge, item.conclusion, item.conclusion_reason = None, new, "", ""
        PledgeItem.objects.bulk_create(items)
        record("pledges.pledge_revised", on=new, by=by, scope=new.unit.path, after={"version": new.version})
    return new


def _check_may_pledge(cycle: Cycle, owner: Owner, by: Officer, on: dt.date) -> PartyBranch:
    branch = PartyBranch.objects.select_related("unit").filter(unit=cycle.brigade_id).first()
    is_member = by.party_standing != Officer.PartyStanding.NONE and by.unit.path.startswith(cycle.brigade.path)
    if branch is None or not is_member:
        raise NotAMemberError
    if owner is Owner.GROUP and (
        by.party_group_id is None or not leaders_of(by.party_group_id).filter(pk=by.pk).exists()
    ):
        raise NotAMemberError
    secretary = seats_of(branch, on).filter(officer=by, position=CommitteeSeat.Position.SECRETARY)
    if owner is Owner.BRANCH and not secretary.exists():
        raise NotAMemberError
    return branch


def _held_draft(pledge: Pledge, by: Officer) -> Pledge:
    pledge = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if pledge.author_id != by.pk:
        raise NotTheAuthorError
    if pledge.state != Pledge.State.DRAFT:
        raise NotADraftError
    if pledge.cycle.state != Cycle.State.OPEN:
        raise CycleClosedError
    return pledge


def _check_seen(pledge: Pledge, seen: str | None, rows: Sequence[PledgeItem] | None = None) -> None:
    if seen is None or seen == pledge.digest_now():
        return
    stored = [item.promise for item in pledge.items.order_by("position")]
    if rows is None or stored != [row.promise for row in rows]:
        raise ChangedMeanwhileError


def _check_complete(pledge: Pledge, items: Sequence[PledgeItem]) -> None:
    if not LEAST_ITEMS <= len(items) <= MOST_ITEMS:
        raise NumberOfItemsError
    owner, cycle = Owner(pledge.owner_kind), pledge.cycle
    fitting = criteria_for(owner)
    for item in items:
        is_dated = item.due_on is not None and cycle.starts_on <= item.due_on <= cycle.ends_on
        is_written = item.text and item.shown_by and is_dated and fits(item.measure, item.target, owner)
        if not (is_written and Criterion(item.criterion) in fitting):
            raise IncompleteItemError(str(item.position))


def _told(pledge: Pledge) -> list[str]:
    items = pledge.items.order_by("position")
    return [f"{item.text} [{item.measure} {item.target}]" if item.measure else item.text for item in items]
