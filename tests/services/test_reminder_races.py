"""Several workers that take the nightly work up at once."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context

import pytest
from django.apps import apps
from django.db import connections

from audit.models import Entry
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions.forgetting import forget_bookers
from services.actions.reminding import remind
from services.models import Reminder
from services.seed import seed_matters
from tests.factories.people import make_brigade, make_officer
from tests.factories.services import AT, TODAY, make_booking, make_slot

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.servers,
    pytest.mark.skipif(
        "connections['default'].vendor != 'postgresql'",
        reason="only PostgreSQL lets many write; runs in its pass of `make test`",
    ),
]
BOOKED, WORKERS = 12, 4


@pytest.fixture
def clerk() -> Officer:
    seed_matters(partial(apps.get_model, "services"))
    clerk = make_officer(make_brigade(code="YH"), role=Role.WINDOW_CLERK)
    slot = make_slot(clerk.unit, TODAY + dt.timedelta(days=2), capacity=BOOKED)
    for _ in range(BOOKED):
        make_booking(slot, clerk)
    return clerk


def at_once(work: Callable[[dt.datetime], int], at: dt.datetime) -> list[int | None]:
    connections.close_all()
    processes = [get_context("fork").Process(target=work, args=(at,)) for _ in range(WORKERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=30)
    return [process.exitcode for process in processes]


@pytest.mark.usefixtures("clerk")
def test_every_limit_is_noted_once() -> None:
    assert at_once(remind, AT) == [0] * WORKERS
    assert Reminder.objects.count() == BOOKED
    assert Entry.objects.filter(action="services.limit_told").count() == BOOKED


@pytest.mark.usefixtures("clerk")
def test_everybody_is_forgotten_once() -> None:
    assert at_once(forget_bookers, AT + dt.timedelta(days=400)) == [0] * WORKERS
    told = Entry.objects.filter(action="services.citizens_forgotten").values_list("after__rows", flat=True)
    assert list(told) == [BOOKED]
