"""How a cycle ends: ballots, conclusions, grades. The marks of a ballot are stored without their voter."""

import datetime as dt
from collections.abc import Mapping
from secrets import SystemRandom
from uuid import uuid4

from django.db import transaction
from django.db.models import Case, F, Q, When

from audit import source
from audit.actions import record
from organization.calendar import Month, beijing_date
from organization.fields import from_hundredths
from organization.models import Officer
from organization.queries import settings_of
from organization.rules.settings import Setting
from pledges.actions.errors import (
    AlreadyVotedError,
    BallotIncompleteError,
    CycleClosedError,
    NotEntitledError,
    ReasonMissingError,
    TooManyExcellentError,
    UnconcludedItemError,
)
from pledges.models import Appraisal, BallotMark, Cycle, Pledge, PledgeItem, PublicTally, Voter
from pledges.queries.tallies import peer_tallies, public_tallies
from pledges.rules.appraisal import (
    VALUES_H,
    Conclusion,
    Grade,
    Mark,
    Weights,
    fulfilment_h,
    mean_h,
    most_excellent,
    overall_h,
)

_chance = SystemRandom()


def open_ballots(cycle: Cycle, *, by: Officer, at: dt.datetime) -> Cycle:
    """Close the cycle for changes and give every serving Party member of the brigade one ballot; again does nothing."""
    with transaction.atomic():
        cycle = _held(cycle, by)
        if cycle.state == Cycle.State.APPRAISING:
            return cycle
        if cycle.state != Cycle.State.OPEN:
            raise CycleClosedError
        cycle.state, cycle.ballots_open_at = Cycle.State.APPRAISING, at
        cycle.save(update_fields=["state", "ballots_open_at"])
        members = Officer.objects.serving(beijing_date(at)).filter(unit__path__startswith=cycle.brigade.path)
        voters = members.exclude(party_standing=Officer.PartyStanding.NONE)
        Voter.objects.bulk_create(Voter(cycle=cycle, officer=officer) for officer in voters)
        record("pledges.ballots_opened", on=cycle, by=by, scope=cycle.brigade.path, after={"voters": len(voters)})
    return cycle


def cast_ballot(cycle: Cycle, marks: Mapping[int, Mark], *, by: Officer) -> None:
    """Put one ballot into the box: a mark for every posted pledge, by its key, but the own one.

    Who has voted is written down, when and what is not: all marks of the cycle are taken out, shuffled together with
    the new ones, and stored again under fresh random keys, so that neither key nor order nor time tells them apart.
    All voters are written again too, so that no row version tells whose ballot came last; the audit entry has neither
    name nor address.
    """
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if cycle.state != Cycle.State.APPRAISING:
            raise CycleClosedError
        voter = Voter.objects.select_for_update().filter(cycle=cycle, officer=by).first()
        if voter is None:
            raise NotEntitledError
        if voter.has_voted:
            raise AlreadyVotedError
        wanted = set(cycle.pledges.posted().exclude(author=by).values_list("pk", flat=True))
        if set(marks) != wanted:
            raise BallotIncompleteError
        is_in = Case(When(pk=voter.pk, then=True), default=F("has_voted"))
        Voter.objects.filter(cycle=cycle).update(has_voted=is_in)
        box = BallotMark.objects.filter(pledge__cycle=cycle)
        told = [*box.values_list("pledge_id", "mark"), *((pledge, mark.value) for pledge, mark in marks.items())]
        box.delete()
        _chance.shuffle(told)
        BallotMark.objects.bulk_create(BallotMark(id=uuid4(), pledge_id=pledge, mark=mark) for pledge, mark in told)
        with source.set_to(""):
            record("pledges.ballot_cast", on=cycle, by=None, scope=cycle.brigade.path)


def close_ballots(cycle: Cycle, *, by: Officer) -> Cycle:
    """End the voting; only then figures are shown and pledges concluded. Again does nothing."""
    with transaction.atomic():
        cycle = _held(cycle, by)
        if cycle.state == Cycle.State.JUDGING:
            return cycle
        if cycle.state != Cycle.State.APPRAISING:
            raise CycleClosedError
        cycle.state = Cycle.State.JUDGING
        cycle.save(update_fields=["state"])
        cast = cycle.voters.filter(has_voted=True).count()
        record("pledges.ballots_closed", on=cycle, by=by, scope=cycle.brigade.path, after={"ballots": cast})
    return cycle


def count_public_ballots(tally: PublicTally, *, by: Officer, at: dt.datetime) -> PublicTally:
    """Store what the public said of one pledge on one day at one place."""
    with transaction.atomic():
        pledge = Pledge.objects.select_related("cycle__brigade").get(pk=tally.pledge_id)
        _held(pledge.cycle, by)
        tally.entered_by, tally.entered_at = by, at
        tally.full_clean()
        tally.save()
        record(
            "pledges.public_ballots_counted",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={
                "on": tally.collected_on,
                "place": tally.place,
                "counts": [tally.satisfied, tally.fairly, tally.dissatisfied],
            },
        )
    return tally


def conclude_item(item: PledgeItem, conclusion: Conclusion, *, reason: str, by: Officer) -> PledgeItem:
    """Say how a promise was kept; what is not fulfilled says why."""
    if conclusion is not Conclusion.FULFILLED and not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        pledge = _held_pledge(item.pledge, by)
        before = {"conclusion": item.conclusion, "reason": item.conclusion_reason}
        item.conclusion, item.conclusion_reason = conclusion.value, reason
        item.save(update_fields=["conclusion", "conclusion_reason"])
        record(
            "pledges.item_concluded",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            before=before,
            after={"item": item.position, "conclusion": conclusion.value, "reason": reason},
        )
    return item


def mark_for_organization(pledge: Pledge, mark: Mark, *, reason: str, by: Officer) -> Appraisal:
    """Give the organization's part of the appraisal; a mark below satisfied says why."""
    if mark is not Mark.SATISFIED and not reason.strip():
        raise ReasonMissingError
    with transaction.atomic():
        pledge = _held_pledge(pledge, by)
        appraisal, _made = Appraisal.objects.update_or_create(
            pledge=pledge, defaults={"organization_mark": mark.value, "organization_reason": reason}
        )
        record(
            "pledges.organization_marked",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={"mark": mark.value, "reason": reason},
        )
    return appraisal


def conclude_pledge(pledge: Pledge, grade: Grade | None, *, by: Officer, at: dt.datetime) -> Appraisal:
    """Fix figures and grade of a pledge; probationary members and organizations have no grade."""
    with transaction.atomic():
        pledge = _held_pledge(pledge, by)
        items = list(pledge.items.all())
        for item in items:
            if not item.conclusion:
                raise UnconcludedItemError(str(item.position))
        _check_grade(pledge, grade)
        appraisal, _made = Appraisal.objects.get_or_create(pledge=pledge)
        _fill(appraisal, pledge, [Conclusion(item.conclusion) for item in items], at)
        appraisal.grade, appraisal.decided_by, appraisal.decided_at = grade.value if grade else "", by, at
        appraisal.save()
        pledge.state = Pledge.State.CONCLUDED
        pledge.save(update_fields=["state"])
        record(
            "pledges.pledge_concluded",
            on=pledge,
            by=by,
            scope=pledge.unit.path,
            after={"grade": appraisal.grade, "overall": appraisal.overall, "fulfilment": appraisal.fulfilment},
        )
    return appraisal


def conclude_cycle(cycle: Cycle, *, by: Officer, at: dt.datetime) -> Cycle:
    """End a cycle in which every posted pledge is concluded."""
    with transaction.atomic():
        cycle = _held(cycle, by)
        if cycle.state == Cycle.State.CONCLUDED:
            return cycle
        waiting = cycle.pledges.filter(state=Pledge.State.POSTED).first()
        if waiting is not None or cycle.state != Cycle.State.JUDGING:
            raise CycleClosedError
        cycle.state, cycle.concluded_at = Cycle.State.CONCLUDED, at
        cycle.save(update_fields=["state", "concluded_at"])
        record("pledges.cycle_concluded", on=cycle, by=by, scope=cycle.brigade.path)
    return cycle


def _held(cycle: Cycle, by: Officer) -> Cycle:
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if not by.has_right("pledges.appraise", cycle.brigade):
        raise NotEntitledError
    return cycle


def _held_pledge(pledge: Pledge, by: Officer) -> Pledge:
    """Lock a posted pledge of a cycle whose ballots are closed; nobody judges the own one."""
    cycle = _held(pledge.cycle, by)
    pledge = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if pledge.author_id == by.pk:
        raise NotEntitledError
    if cycle.state != Cycle.State.JUDGING or pledge.state != Pledge.State.POSTED:
        raise CycleClosedError
    return pledge


def _check_grade(pledge: Pledge, grade: Grade | None) -> None:
    is_graded = pledge.owner_kind == "member" and pledge.author.party_standing == Officer.PartyStanding.MEMBER
    if is_graded != (grade is not None):
        raise NotEntitledError
    if grade is not Grade.EXCELLENT:
        return
    members = Q(owner_kind="member", author__party_standing=Officer.PartyStanding.MEMBER)
    most = most_excellent(pledge.cycle.pledges.posted().filter(members).count())
    excellent = Appraisal.objects.filter(pledge__cycle=pledge.cycle_id, grade=Grade.EXCELLENT).count()
    if excellent >= most:
        raise TooManyExcellentError(str(most))


def _fill(appraisal: Appraisal, pledge: Pledge, conclusions: list[Conclusion], at: dt.datetime) -> None:
    peers = peer_tallies([pledge.pk])[pledge.pk]
    public = public_tallies([pledge.pk])[pledge.pk]
    mark = Mark(appraisal.organization_mark) if appraisal.organization_mark else None
    brigade = pledge.cycle.brigade_id
    settings = settings_of([brigade], Month.of_moment(at))[brigade]
    peer_weight, public_weight = int(settings[Setting.PEER_WEIGHT]), int(settings[Setting.PUBLIC_WEIGHT])
    weights = Weights(peers=peer_weight, public=public_weight, organization=100 - peer_weight - public_weight)
    figures = {
        "peers": mean_h(peers),
        "public": mean_h(public),
        "organization": VALUES_H[mark] if mark else None,
        "overall": overall_h(peers, public, mark, weights),
        "fulfilment": fulfilment_h(conclusions),
    }
    for name, figure in figures.items():
        setattr(appraisal, name, None if figure is None else from_hundredths(figure))
