"""What was said on a visit, from the word to the return visit; a unit owns it, so a transfer loses nothing."""

import datetime as dt

from django.db import transaction

from audit.actions import record
from organization.calendar import Month, add_working_days, beijing_date
from organization.models import CalendarDay, Officer, Unit
from organization.queries import settings_of
from organization.rules.settings import Setting
from outreach.models import Opinion, Visit


class OpinionError(ValueError):
    """A step that the rules refuse."""


class NotOwnerError(OpinionError):
    """Officers of the unit that owns an opinion answer and close it, and those who lead the unit."""


class WrongStepError(OpinionError):
    """An opinion is answered once, and closed once it is answered."""


class OtherBrigadeUnitError(OpinionError):
    """The unit belongs to another brigade."""


class DayError(OpinionError):
    """The return visit lies in the future, or before the opinion."""


def raise_opinion(visit: Visit, *, kind: Opinion.Kind, text: str, owner: Unit, by: Officer, at: dt.datetime) -> Opinion:
    """Store what was said; the same words of one visit again return what is stored."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).select_related("unit").get(pk=visit.pk)
        stored = Opinion.objects.filter(visit=visit, text=text).first()
        if stored is not None:
            return stored
        if owner.brigade_id != visit.brigade_id:
            raise OtherBrigadeUnitError
        opinion = Opinion(
            visit=visit,
            brigade_id=visit.brigade_id,
            kind=kind,
            text=text,
            owner=owner,
            due_on=_due_on(visit.brigade_id, at),
            raised_by=by,
            raised_at=at,
        )
        opinion.full_clean()
        opinion.save()
        after = {"visit": visit.number, "kind": kind, "owner": owner.code, "due_on": opinion.due_on}
        record("outreach.opinion_raised", on=opinion, by=by, scope=visit.unit.path, after=after)
    return opinion


def hand_over(opinion: Opinion, owner: Unit, *, by: Officer) -> Opinion:
    """Give an unanswered opinion to the unit that can answer it; its day stays."""
    with transaction.atomic():
        opinion = _held(opinion, Opinion.State.RAISED, by)
        if owner.brigade_id != opinion.brigade_id:
            raise OtherBrigadeUnitError
        before, opinion.owner = opinion.owner, owner
        opinion.save(update_fields=["owner"])
        record(
            "outreach.opinion_handed_over",
            on=opinion,
            by=by,
            scope=owner.path,
            before={"owner": before.code},
            after={"owner": owner.code},
        )
    return opinion


def answer_opinion(opinion: Opinion, answer: str, *, by: Officer, at: dt.datetime) -> Opinion:
    with transaction.atomic():
        opinion = _held(opinion, Opinion.State.RAISED, by)
        opinion.state, opinion.answer = Opinion.State.ANSWERED, answer
        opinion.answered_by, opinion.answered_at = by, at
        opinion.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        record("outreach.opinion_answered", on=opinion, by=by, scope=opinion.owner.path, after={"answer": answer})
    return opinion


def close_opinion(
    opinion: Opinion, *, told_on: dt.date, satisfaction: Opinion.Satisfaction, by: Officer, at: dt.datetime
) -> Opinion:
    """Note the return visit on which the answer was told, and how it was taken."""
    with transaction.atomic():
        opinion = _held(opinion, Opinion.State.ANSWERED, by)
        if not beijing_date(opinion.raised_at) <= told_on <= beijing_date(at):
            raise DayError
        opinion.state, opinion.told_on = Opinion.State.CLOSED, told_on
        opinion.satisfaction, opinion.closed_by = satisfaction, by
        opinion.save(update_fields=["state", "told_on", "satisfaction", "closed_by"])
        after = {"told_on": told_on, "satisfaction": satisfaction}
        record("outreach.opinion_closed", on=opinion, by=by, scope=opinion.owner.path, after=after)
    return opinion


def may_answer(opinion: Opinion, officer: Officer) -> bool:
    return officer.unit_id == opinion.owner_id or officer.has_right("outreach.manage_visits", opinion.owner)


def _held(opinion: Opinion, state: Opinion.State, by: Officer) -> Opinion:
    # The owner is not joined: the row is read anew after waiting for the lock, a joined one is not.
    opinion = Opinion.objects.select_for_update().get(pk=opinion.pk)
    if not may_answer(opinion, by):
        raise NotOwnerError
    if opinion.state != state:
        raise WrongStepError
    return opinion


def _due_on(brigade: int, at: dt.datetime) -> dt.date:
    today = beijing_date(at)
    days = int(settings_of([brigade], Month.of(today))[brigade][Setting.OPINION_DAYS])
    return add_working_days(today, days, CalendarDay.objects.as_overrides())
