import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from pytest_django import Settings
from time_machine import TimeMachineFixture

from audit.queries import verify
from dashboard.demo.people import ACCOUNTS
from dashboard.queries.tasks import decisions_of
from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.models import FlagHolding, Inspection, Photo, Ranking
from organization.calendar import BEIJING, Month
from organization.models import Officer, Unit
from pledges.models import Cycle, PledgeItem
from tests.factories.people import make_brigade

pytestmark = pytest.mark.django_db
once = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="the same actions again; one life of the brigade is enough on PostgreSQL"
)


@pytest.fixture(autouse=True)
def _own_secret(settings: Settings, tmp_path: Path, time_machine: TimeMachineFixture) -> None:
    settings.DATA_DIR = tmp_path
    time_machine.move_to("2026-11-20T10:00:00+08:00")


def load() -> list[list[str]]:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return [line.split() for line in out.getvalue().splitlines()]


def test_demonstration_lives_a_year_and_can_go_on() -> None:
    sign_ins = load()
    assert [line[0] for line in sign_ins] == list(ACCOUNTS)
    assert [row.state for row in Ranking.objects.order_by("month")] == ["published"] * 10 + ["noticed", "computed"]
    assert Inspection.objects.filter(month=Month(2026, 11)).exists()
    brigade, supervisor = Unit.objects.get(code="XH"), Officer.objects.get(police_number="200001")
    now = Ranking.objects.first().computed_at.astimezone(BEIJING).replace(month=11, day=20)  # type: ignore[union-attr]
    september = publish_month(brigade, Month(2026, 9), by=supervisor, at=now)
    assert FlagHolding.objects.filter(ranking=september, post__isnull=False).count() == 3
    assert notice_month(brigade, Month(2026, 10), by=supervisor, at=now).state == Ranking.State.NOTICED
    assert verify()[1] is None


@once
def test_demonstration_leaves_something_to_decide_and_loading_again_changes_nothing() -> None:
    first = load()
    supervisor, brigade = Officer.objects.get(police_number="200001"), Unit.objects.get(code="XH")
    titles = [task.title for task in decisions_of(supervisor, brigade, dt.date(2026, 11, 20))]
    assert titles == ["发布 2026-09 并授旗", "2026-10 转入公示", "批准 1 项加分", "答复火车东站岗的异议"]
    assert Photo.objects.exists()
    last, this = Cycle.objects.order_by("starts_on")
    states = this.pledges.order_by().values_list("state").annotate(count=Count("pk"))
    owners = last.pledges.filter(appraisal__overall__gt=0).order_by().values_list("owner_kind")
    assert (last.state, dict(owners.annotate(count=Count("pk")))) == (
        "concluded",
        {"member": 10, "group": 2, "branch": 1},
    )
    assert dict(states) == {"posted": 27, "review": 2, "draft": 5}
    overdue = PledgeItem.objects.filter(pledge__in=this.pledges.posted(), due_on__lt=dt.date(2026, 11, 20))
    assert overdue.exists()
    inspections = Inspection.objects.count()
    assert load() == first
    assert Inspection.objects.count() == inspections
    for number, password, *_ in first:
        officer = Officer.objects.get(police_number=number)
        assert officer.check_password(password)
        validate_password(password, officer)


@once
@pytest.mark.parametrize("day", ["2027-01-01T00:05:00+08:00", "2028-02-29T23:50:00+08:00"])
def test_demonstration_lives_on_any_day(day: str, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(day)
    load()
    states = list(Ranking.objects.order_by("month").values_list("state", flat=True))
    assert states == ["published"] * 10 + ["noticed", "computed"]


def test_other_units_are_left_alone() -> None:
    make_brigade()
    with pytest.raises(CommandError):
        load()
