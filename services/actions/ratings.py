"""How citizens rate a finished case, once, and how low ratings are called back."""

import datetime as dt
import secrets

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import add_working_days, beijing_date
from organization.models import CalendarDay, Officer
from services.models import Case, Rating
from services.models.ratings import CALL_BACK, LOW

DAYS_OPEN = 30
CALL_BACK_DAYS = 15


class RatingError(ValueError):
    """A step that the rules refuse."""


class RatedAlreadyError(RatingError):
    """A rating is given once."""


class RatingExpiredError(RatingError):
    """The thirty days are over."""


class NotACallerError(RatingError):
    """Supervisors call back."""


class NothingToCallError(RatingError):
    """Only a low rating is called back, and once."""


def invite(case: Case, *, at: dt.datetime) -> Rating:
    """Open the rating of a case that is done just now, for thirty days; inside the transaction of its end."""
    today = beijing_date(at)
    return Rating.objects.create(
        token=secrets.token_urlsafe(16),
        case=case,
        window=case.window,
        invited_on=today,
        expires_on=today + dt.timedelta(days=DAYS_OPEN),
    )


def give_rating(rating: Rating, level: int, *, words: str, at: dt.datetime) -> Rating:
    """Take the applicant's rating; a low one is called back within fifteen working days. Nobody's name is kept."""
    with transaction.atomic():
        rating = Rating.objects.select_for_update(of=("self",)).select_related("window__unit").get(pk=rating.pk)
        today = beijing_date(at)
        if rating.is_given:
            raise RatedAlreadyError
        if today > rating.expires_on:
            raise RatingExpiredError
        rating.level, rating.words, rating.given_on = level, words, today
        if level <= LOW:
            rating.due_on = add_working_days(today, CALL_BACK_DAYS, CalendarDay.objects.as_overrides())
        rating.full_clean()
        rating.save()
        after = {"level": level, "due_on": rating.due_on}
        record("services.rating_given", on=rating, by=None, scope=rating.window.unit.path, after=after)
    return rating


def call_back(rating: Rating, *, outcome: str, answer: str, by: Officer, at: dt.datetime) -> Rating:
    """Note what came of calling back, which ends it."""
    with transaction.atomic():
        rating = Rating.objects.select_for_update(of=("self",)).select_related("window__unit").get(pk=rating.pk)
        if not by.has_right(CALL_BACK, rating.window.unit):
            raise NotACallerError
        if rating.due_on is None or rating.called_on is not None:
            raise NothingToCallError
        rating.called_on, rating.called_by, rating.outcome, rating.answer = beijing_date(at), by, outcome, answer
        rating.full_clean()
        rating.save()
        after = {"outcome": outcome, "answer": answer}
        record("services.rating_called_back", on=rating, by=by, scope=rating.window.unit.path, after=after)
    return rating


def show_rater(rating: Rating, *, by: Officer) -> Case:
    """Return the case behind a low rating to who calls back, and note that it was looked at."""
    if rating.due_on is None or not by.has_right(CALL_BACK, rating.window.unit):
        raise NotACallerError
    case: Case = rating.case
    record_showing(case, fields=("applicant_name", "applicant_phone"), by=by)
    return case
