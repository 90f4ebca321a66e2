"""How citizens rate a finished case, once, how low ratings are called back, and how mistaken ones are reviewed."""

import datetime as dt
import secrets

from django.db import transaction

from audit.actions import record
from organization.actions.showing import record_showing
from organization.calendar import add_working_days, beijing_date
from organization.models import CalendarDay, Officer
from services.models import Case, Rating
from services.models.cases import LEAD
from services.models.ratings import CALL_BACK, LOW, REVIEW
from services.queries.ratings import given_beside
from services.rules.ratings import FEWEST_WITH_RATE

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


class TooFewToPassOnError(RatingError):
    """Among fewer than five ratings of a window and month, level and words would tell whose they are."""


class NotAskerError(RatingError):
    """Who leads the window asks for a review of what was passed on, and who decides reviews of any other."""


class NothingToReviewError(RatingError):
    """A rating is reviewed once, after it was called back."""


class NotReviewerError(RatingError):
    """Somebody else than the asker and than those who served the applicant decides."""


class ReviewDecidedError(RatingError):
    """The review is decided already, or was never asked for."""


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
        rating = _held(rating)
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


def call_back(
    rating: Rating, *, outcome: str, answer: str, is_passed_on: bool = False, by: Officer, at: dt.datetime
) -> Rating:
    """Note what came of calling back, which ends it, and whether who leads the window may read level and words."""
    with transaction.atomic():
        rating = _held(rating)
        if not by.has_right(CALL_BACK, rating.window.unit):
            raise NotACallerError
        if rating.due_on is None or rating.called_on is not None:
            raise NothingToCallError
        if is_passed_on and given_beside(rating) < FEWEST_WITH_RATE:
            raise TooFewToPassOnError
        rating.called_on, rating.called_by, rating.outcome, rating.answer = beijing_date(at), by, outcome, answer
        rating.is_passed_on = is_passed_on
        after = _saved(rating, "outcome", "answer", "is_passed_on")
        record("services.rating_called_back", on=rating, by=by, scope=rating.window.unit.path, after=after)
    return rating


def ask_review(rating: Rating, *, reason: str, by: Officer, at: dt.datetime) -> Rating:
    """Ask that a rating that was called back be left out because it is mistaken or unfair."""
    with transaction.atomic():
        rating = _held(rating)
        if not may_ask(rating, by):
            raise NotAskerError
        if rating.called_on is None or rating.review:
            raise NothingToReviewError
        rating.review, rating.review_reason = Rating.Review.ASKED, reason
        rating.review_asked_on, rating.review_asked_by = beijing_date(at), by
        after = _saved(rating, "review", "review_reason")
        record("services.rating_review_asked", on=rating, by=by, scope=rating.window.unit.path, after=after)
    return rating


def decide_review(rating: Rating, *, decision: str, reason: str, by: Officer, at: dt.datetime) -> Rating:
    """Exclude a rating from the good rate, or keep it; either way it stays readable with the reasons."""
    with transaction.atomic():
        rating = _held(rating)
        if not may_decide(rating, by):
            raise NotReviewerError
        if rating.review != Rating.Review.ASKED:
            raise ReviewDecidedError
        rating.review, rating.review_answer = decision, reason
        rating.reviewed_on, rating.reviewed_by = beijing_date(at), by
        after = _saved(rating, "review", "review_answer")
        record("services.rating_reviewed", on=rating, by=by, scope=rating.window.unit.path, after=after)
    return rating


def may_ask(rating: Rating, officer: Officer) -> bool:
    unit = rating.window.unit
    return officer.has_right(REVIEW, unit) or (rating.is_passed_on and officer.has_right(LEAD, unit))


def may_decide(rating: Rating, officer: Officer) -> bool:
    """Tell whether `officer` may decide: neither asked for the review nor took in or went on with the case."""
    case = rating.case
    served = case.entered_by_id == officer.pk or case.steps.filter(by=officer).exists()
    return officer.has_right(REVIEW, rating.window.unit) and rating.review_asked_by_id != officer.pk and not served


def show_rater(rating: Rating, *, by: Officer) -> Case:
    """Return the case behind a low rating to who calls back, and note that it was looked at."""
    if rating.due_on is None or not by.has_right(CALL_BACK, rating.window.unit):
        raise NotACallerError
    case: Case = rating.case
    record_showing(case, fields=("applicant_name", "applicant_phone"), by=by)
    return case


def _held(rating: Rating) -> Rating:
    held: Rating = (
        Rating.objects.select_for_update(of=("self",)).select_related("window__unit", "case").get(pk=rating.pk)
    )
    return held


def _saved(rating: Rating, *names: str) -> dict[str, object]:
    """Store the rating, and return the named columns for the chain."""
    rating.full_clean()
    rating.save()
    return {name: getattr(rating, name) for name in names}
