import datetime as dt

import pytest

from dashboard.queries.overview import overview_of
from dashboard.queries.tasks import agenda_of, decisions_of
from dutyposts.actions.closing import notice_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.objections import file_objection
from dutyposts.models import DutyPost, Finding
from organization.calendar import beijing_date
from organization.models import Unit
from organization.rules.permissions import Role
from tests.factories.duty import AFTER, MONTH, NOON, assign, inspect, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db

TODAY = beijing_date(AFTER)
LATER = AFTER + dt.timedelta(days=7)


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade(code="XH")


@pytest.fixture
def post(brigade: Unit) -> DutyPost:
    return make_post(make_unit(parent=brigade), name="甲岗")


def flags_of(brigade: Unit) -> list[tuple[bool, bool]]:
    """Return for the newest month of every post whether a flag is shown won and whether dashed."""
    supervisor = make_officer(brigade, role=Role.SUPERVISOR)
    rows = overview_of(supervisor, brigade, AFTER).heat
    return [(row.cells[-1].wins_flag, row.cells[-1].is_pending) for row in rows]


def test_running_notice_is_a_date_and_becomes_a_decision_when_it_is_over(brigade: Unit, post: DutyPost) -> None:
    supervisor = make_supervisor(brigade)
    inspect_often(post, make_inspector(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=supervisor, at=AFTER)
    assert [task.title for task in decisions_of(supervisor, brigade, TODAY)] == []
    titles = [date.title for date in agenda_of(supervisor, brigade, AFTER).dates]
    assert titles == ["2026-10 公示结束", "2026-11 结束"]
    assert [task.title for task in decisions_of(supervisor, brigade, beijing_date(LATER))] == ["发布 2026-10 并授旗"]


def test_decision_leads_to_the_brigade_that_is_looked_at(brigade: Unit, post: DutyPost) -> None:
    compute_month(brigade, MONTH, by=None, at=AFTER)
    addresses = [task.url for task in decisions_of(make_supervisor(brigade), brigade, TODAY, "?brigade=XH")]
    assert addresses == ["/rankings/2026-10/notice/?brigade=XH"]


def test_leader_is_told_once_of_an_inspection_with_findings(brigade: Unit, post: DutyPost) -> None:
    leader = make_officer(post.unit)
    assign(post, leader, is_leader=True)
    inspect(post, make_inspector(brigade), "A2", "B2", people=(leader,))
    inspect(post, make_inspector(brigade))
    tasks = agenda_of(leader, brigade, NOON).tasks
    assert [(task.title, task.why) for task in tasks] == [("看 10-14 的检查", "甲岗：94.00 分，公示结束前可以提异议")]


def test_objection_is_a_task_for_others_and_a_date_for_its_filer(brigade: Unit, post: DutyPost) -> None:
    inspector, filer = make_inspector(brigade), make_officer(post.unit)
    inspect(post, inspector, "A2", people=(filer,))
    file_objection(Finding.objects.get(), claim="当时在处置警情", by=filer, at=NOON)
    assert [task.title for task in agenda_of(filer, brigade, AFTER).dates] == ["您的异议最迟到这天答复", "2026-11 结束"]
    assert decisions_of(inspector, brigade, TODAY) == []
    assert [task.title for task in decisions_of(make_inspector(brigade), brigade, TODAY)] == ["答复甲岗的异议"]


def test_what_is_late_comes_first_and_what_is_due_later_last(brigade: Unit, post: DutyPost) -> None:
    filer = make_officer(post.unit)
    inspect(post, make_inspector(brigade), "A2", "B2", people=(filer,))
    for finding, filed_at in zip(Finding.objects.order_by("code"), (NOON, AFTER), strict=True):
        file_objection(finding, claim="当时在处置警情", by=filer, at=filed_at)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    titles = [task.title for task in agenda_of(make_supervisor(brigade), brigade, AFTER).tasks]
    assert titles == ["答复甲岗的异议", "2026-10 转入公示", "答复甲岗的异议"]


def test_overview_shows_flags_dashed_on_notice_and_none_of_a_draft(brigade: Unit, post: DutyPost) -> None:
    inspect_often(post, make_inspector(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    assert flags_of(brigade) == [(False, False)]
    notice_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER)
    assert flags_of(brigade) == [(False, True)]
