import datetime as dt

import pytest

from audit.models import Entry
from organization.calendar import BEIJING
from organization.models import Officer
from organization.rules.permissions import Role
from services.actions import cases as actions
from services.actions import slips, steps
from services.actions.slips import accept_case, end_case, issue_notice
from services.actions.steps import note_learner, passed_steps, take_step
from services.models import Case, Slip, Window
from services.models.kinds import OutcomeName
from services.queries.cases import one_trip
from services.rules.steps import Step
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.services import AT, TODAY, bring, make_case, make_window

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def clerk() -> Officer:
    unit = make_unit(parent=make_brigade(code="YH"))
    return make_officer(unit, role=Role.WINDOW_CLERK)


@pytest.fixture
def leader(clerk: Officer) -> Officer:
    return make_officer(clerk.unit, role=Role.UNIT_LEADER)


@pytest.fixture
def window(clerk: Officer) -> Window:
    return make_window(clerk.unit, clerk)


def pass_all(case: Case, *taken: Step, by: Officer, at: dt.datetime = AT) -> None:
    for step in taken:
        take_step(case, step, by=by, at=at)


def test_the_answers_decide_the_list_and_the_version_stays(window: Window, clerk: Officer) -> None:
    plain = make_case(window, clerk)
    sent = make_case(window, clerk, phone="13900001111", conditions=["由他人代办"])
    assert list(plain.materials.values_list("code", flat=True)) == ["form", "id", "lost", "photo"]
    assert list(sent.materials.values_list("code", flat=True)) == ["form", "id", "lost", "photo", "agent", "power"]
    assert [case.number for case in (plain, sent)] == ["YH-261104-001", "YH-261104-002"]
    assert plain.notice_due_on == dt.date(2026, 11, 11)
    with pytest.raises(actions.StrangeConditionError):
        make_case(window, clerk, phone="13900002222", conditions=["有熟人"])


def test_who_comes_again_within_thirty_days_says_why(window: Window, clerk: Officer) -> None:
    first = make_case(window, clerk)
    with pytest.raises(actions.ReturnWithoutReasonError):
        make_case(window, clerk, at=AT + 30 * DAY)
    again = make_case(window, clerk, at=AT + 30 * DAY, return_reason="not_told")
    assert (again.previous, make_case(window, clerk, phone="13900001111").previous) == (first, None)
    assert make_case(window, clerk, at=AT + 61 * DAY).previous is None


def test_a_notice_names_all_that_is_missing_once(window: Window, clerk: Officer) -> None:
    case = bring(make_case(window, clerk), "form", "id", by=clerk, photo="底色不是白色")
    notice = issue_notice(case, by=clerk, at=AT)
    lacking = [(line["code"], line["state"]) for line in notice.content["lines"] if line["state"] != "brought"]
    assert lacking == [("lost", "missing"), ("photo", "wrong")]
    assert (notice.content["applicant"], notice.content["phone"]) == ("张某某", "138****6620")
    with pytest.raises(slips.NoticeOpenError):
        issue_notice(case, by=clerk, at=AT)
    with pytest.raises(slips.StillMissingError):
        accept_case(case, by=clerk, at=AT)


def test_what_was_handed_in_since_may_be_named_again(window: Window, clerk: Officer) -> None:
    case = bring(make_case(window, clerk), "form", "id", by=clerk, photo="底色不是白色")
    issue_notice(case, by=clerk, at=AT)
    bring(case, "lost", by=clerk, at=AT + HOUR, photo="尺寸不对")
    second = issue_notice(case, by=clerk, at=AT + 2 * HOUR)
    assert (second.position, second.approved_reason) == (2, "")


def test_an_old_fault_needs_a_leader_and_a_reason_and_is_counted(
    window: Window, clerk: Officer, leader: Officer
) -> None:
    case = bring(make_case(window, clerk), "form", "id", "photo", by=clerk)
    issue_notice(case, by=clerk, at=AT)
    bring(case, "lost", by=clerk, at=AT + HOUR)
    bring(case, by=clerk, at=AT + HOUR, id="已过期")
    with pytest.raises(slips.OldFaultError, match="身份证明"):
        issue_notice(case, by=clerk, at=AT + HOUR, reason="看漏了")
    second = issue_notice(case, by=leader, at=AT + HOUR, reason="窗口看漏了有效期")
    assert (second.approved_by, second.approved_reason) == (leader, "窗口看漏了有效期")
    bring(case, by=clerk, at=AT + DAY)
    accept_case(case, by=clerk, at=AT + DAY)
    (row,) = one_trip(window.brigade, TODAY, TODAY)
    assert (row.cases, row.once, row.late_notices, str(row.rate)) == (1, 0, 1, "0.0")


def test_a_slip_stays_as_it_was_printed(window: Window, clerk: Officer) -> None:
    case = bring(make_case(window, clerk), by=clerk)
    slip = accept_case(case, by=clerk, at=AT)
    case.matter.name = "别的事项"
    case.matter.save()
    assert Slip.objects.get(pk=slip.pk).content["matter"] == "补领驾驶证"
    case.refresh_from_db()
    assert (case.due_on, case.promised_on) == (dt.date(2026, 11, 5), TODAY)


@pytest.mark.parametrize(("day", "state"), [(dt.date(2026, 11, 11), "intake"), (dt.date(2026, 11, 12), "accepted")])
def test_silence_for_five_working_days_is_acceptance(window: Window, clerk: Officer, day: dt.date, state: str) -> None:
    case, told = make_case(window, clerk), make_case(window, clerk, phone="13900001111")
    issue_notice(told, by=clerk, at=AT)
    night = dt.datetime.combine(day, dt.time(0, 30), tzinfo=BEIJING)
    assert actions.deem_accepted(night) == (state == "accepted")
    assert actions.deem_accepted(night) == 0
    case.refresh_from_db()
    told.refresh_from_db()
    assert (case.state, case.accepted_on, told.state) == (state, TODAY if state == "accepted" else None, "intake")


def test_the_clock_begins_anew_with_what_is_handed_in(window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk)
    issue_notice(case, by=clerk, at=AT)
    assert Case.objects.get().notice_due_on is None
    bring(case, "id", by=clerk, at=AT + DAY)
    assert Case.objects.get().notice_due_on == dt.date(2026, 11, 12)


def test_the_six_steps_in_their_order_with_repeats(window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk, "DL1")
    with pytest.raises(steps.StepNotDueError):
        take_step(case, Step.FORM, by=clerk, at=AT)
    pass_all(case, Step.MEDICAL, Step.PHOTO, Step.FORM, by=clerk)
    bring(case, by=clerk)
    pass_all(case, Step.ACCEPTANCE, by=clerk)
    take_step(case, Step.EXAM, by=clerk, at=AT, is_passed=False, reason="85分")
    pass_all(case, Step.EXAM, by=clerk)
    with pytest.raises(steps.LearnerMissingError):
        take_step(case, Step.EXAM, by=clerk, at=AT + DAY)
    note_learner(case, number="430712000001", issued_on=TODAY, by=clerk)
    pass_all(case, Step.EXAM, Step.EXAM, by=clerk, at=AT + 10 * DAY)
    case.refresh_from_db()
    assert (case.due_on, case.promised_on) == (dt.date(2026, 11, 20), dt.date(2026, 11, 16))
    pass_all(case, Step.ISSUE, by=clerk, at=AT + 11 * DAY)
    case.refresh_from_db()
    assert (case.state, passed_steps(case)) == ("done", set(Step))
    with pytest.raises(actions.CaseClosedError):
        take_step(case, Step.ISSUE, by=clerk, at=AT + 11 * DAY)


def test_five_attempts_and_three_years(window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk, "DL1")
    pass_all(case, Step.MEDICAL, Step.PHOTO, Step.FORM, by=clerk)
    bring(case, by=clerk)
    pass_all(case, Step.ACCEPTANCE, Step.EXAM, by=clerk)
    note_learner(case, number="430712000001", issued_on=TODAY, by=clerk)
    late = dt.datetime(2029, 11, 5, 9, tzinfo=BEIJING)
    with pytest.raises(steps.LearnerMissingError):
        take_step(case, Step.EXAM, by=clerk, at=late)
    for _ in range(5):
        take_step(case, Step.EXAM, by=clerk, at=late - DAY, is_passed=False, reason="压线")
    with pytest.raises(steps.AttemptsUsedError):
        take_step(case, Step.EXAM, by=clerk, at=late - DAY)


def test_open_violations_hold_the_case_until_they_are_settled(window: Window, clerk: Officer) -> None:
    case = bring(make_case(window, clerk, "VR6"), by=clerk)
    actions.send_to_violations(case, violations=2, by=clerk, at=AT)
    with pytest.raises(slips.WaitsForViolationsError):
        take_step(case, Step.ACCEPTANCE, by=clerk, at=AT)
    block = actions.take_back_from_violations(case, by=clerk, at=AT + HOUR)
    pass_all(case, Step.ACCEPTANCE, Step.ISSUE, by=clerk, at=AT + HOUR)
    assert (block.lasted, Case.objects.get().state) == (HOUR, "done")


def test_leaders_open_the_green_channel(window: Window, clerk: Officer, leader: Officer) -> None:
    case = make_case(window, clerk)
    with pytest.raises(actions.NotGrantedError):
        actions.grant_green_channel(case, reason="外地务工", by=clerk)
    assert actions.grant_green_channel(case, reason="外地务工", by=leader).green_granted_by == leader


def test_an_intake_may_come_to_no_application(window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk)
    slip = end_case(case, OutcomeName.ELSEWHERE, reason="请到二大队窗口", by=clerk, at=AT)
    assert (Case.objects.get().state, slip.content["reason"]) == ("closed", "请到二大队窗口")


def test_the_applicant_is_nobodys_in_the_log(window: Window, clerk: Officer) -> None:
    case = make_case(window, clerk)
    issue_notice(case, by=clerk, at=AT)
    actions.show_applicant(case, by=clerk)
    for entry in Entry.objects.filter(object_type="services.case"):
        assert "张小明" not in f"{entry.before}{entry.after}{entry.object_name}"
        assert "13812346620" not in f"{entry.before}{entry.after}{entry.object_name}"
    with pytest.raises(actions.NotAClerkError):
        actions.show_applicant(case, by=make_officer(make_unit(parent=window.brigade), role=Role.WINDOW_CLERK))
