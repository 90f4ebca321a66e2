"""Real processes that decide one review at once."""

from functools import partial
from multiprocessing import get_context

import pytest
from django.apps import apps
from django.db import connections

from audit.models import Entry
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions.ratings import ReviewDecidedError, ask_review, decide_review
from services.models import Rating
from services.seed import seed_matters
from tests.factories.people import make_brigade, make_officer, make_supervisor
from tests.factories.services import AT, make_called, make_rating, make_window

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    "connections['default'].vendor != 'postgresql'",
    reason="only PostgreSQL lets many write; runs in its pass of `make test`",
)
REFUSED = 3


def decide(rating: Rating, decision: str, by: Officer) -> None:
    try:
        decide_review(rating, decision=decision, reason="回访时核实", by=by, at=AT)
    except ReviewDecidedError:
        raise SystemExit(REFUSED) from None


@pytest.mark.servers
@on_postgresql
def test_of_six_decisions_at_once_one_stands() -> None:
    seed_matters(partial(apps.get_model, "services"))
    brigade = make_brigade(code="YH")
    clerk = make_officer(brigade, role=Role.WINDOW_CLERK)
    asker, *others = (make_supervisor(brigade) for _ in range(7))
    called = make_called(make_rating(make_window(brigade, clerk), clerk), asker, is_passed_on=False)
    asked = ask_review(called, reason="说的是医院", by=asker, at=AT)
    connections.close_all()
    context = get_context("fork")
    decisions = ("excluded", "kept") * 3
    processes = [context.Process(target=decide, args=(asked, *pair)) for pair in zip(decisions, others, strict=True)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=30)
    assert sorted(process.exitcode or 0 for process in processes) == [0, *[REFUSED] * 5]
    assert Entry.objects.filter(action="services.rating_reviewed").count() == 1
