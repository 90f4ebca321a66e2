import datetime as dt

import pytest

from dutyposts.actions.closing import BlockedError, notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.objections import (
    AlreadyDecidedError,
    AlreadyObjectedError,
    CountRaisedError,
    DecidedByInspectorError,
    NotConcernedError,
    NoticeOverError,
    file_objection,
    reject_objection,
    uphold_objection,
)
from dutyposts.models import Finding, Inspection, Objection, PostScore, Ranking
from dutyposts.queries.previews import previews_of
from organization.models import Officer, Unit
from tests.factories.duty import AFTER, MONTH, assign, inspect, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
ANSWER = "经核实，情况属实。"


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    brigade = make_brigade()
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for code, faults in (("P1", ("A2",)), ("P2", ("A1",)), ("P3", ("D1",))):
        inspect_often(make_post(unit, code=code), inspector, *faults)
    inspect(brigade.duty_posts.get(code="P3"), inspector, "B2", "A2", "A2", "A2")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER)
    return brigade


@pytest.fixture
def finding(brigade: Unit) -> Finding:
    return Finding.objects.get(code="B2")


@pytest.fixture
def leader(brigade: Unit) -> Officer:
    post = brigade.duty_posts.get(code="P3")
    officer = make_officer(post.unit, name="李岗长")
    assign(post, officer, is_leader=True)
    return officer


@pytest.fixture
def objection(finding: Finding, leader: Officer) -> Objection:
    return file_objection(finding, claim="当时在处理事故", by=leader, at=AFTER)


def test_an_answer_is_due_in_three_working_days(objection: Objection) -> None:
    assert (objection.state, objection.due_on) == ("open", dt.date(2026, 11, 5))


def test_only_the_leader_and_the_people_named_object(brigade: Unit, finding: Finding) -> None:
    with pytest.raises(NotConcernedError):
        file_objection(finding, claim="不服", by=make_officer(finding.inspection.unit), at=AFTER)


@pytest.mark.usefixtures("as_owner")
def test_a_person_named_objects(brigade: Unit, finding: Finding) -> None:
    officer = make_officer(finding.inspection.unit)
    finding.people.create(officer=officer, name=officer.name, kind=officer.kind, unit=officer.unit)
    assert file_objection(finding, claim="不服", by=officer, at=AFTER).filed_by == officer


def test_one_objection_at_a_time(objection: Objection, finding: Finding, leader: Officer) -> None:
    with pytest.raises(AlreadyObjectedError):
        file_objection(finding, claim="再说一次", by=leader, at=AFTER)


def test_objections_end_with_the_notice(finding: Finding, leader: Officer) -> None:
    file_objection(finding, claim="最后一天", by=leader, at=AFTER + dt.timedelta(days=3))
    other = Finding.objects.filter(inspection__post__code="P3", code="A2").get()
    with pytest.raises(NoticeOverError):
        file_objection(other, claim="晚了", by=leader, at=AFTER + dt.timedelta(days=4))


def test_an_open_objection_blocks_publication(objection: Objection, brigade: Unit) -> None:
    with pytest.raises(BlockedError) as blocked:
        publish_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER + dt.timedelta(days=9))
    assert [str(blocker.code) for blocker in blocked.value.blockers] == ["objections"]


def test_whoever_inspected_or_objected_does_not_decide(objection: Objection, leader: Officer) -> None:
    for officer in (objection.finding.inspection.inspector, leader):
        with pytest.raises(DecidedByInspectorError):
            reject_objection(objection, answer=ANSWER, by=officer, at=AFTER)


def test_a_rejected_objection_changes_no_row(objection: Objection, brigade: Unit) -> None:
    before = list(PostScore.objects.values()), list(Inspection.objects.values())
    reject_objection(objection, answer=ANSWER, by=make_supervisor(brigade), at=AFTER)
    assert (list(PostScore.objects.values()), list(Inspection.objects.values())) == before


def test_a_decided_objection_stays_decided(objection: Objection, brigade: Unit) -> None:
    reject_objection(objection, answer=ANSWER, by=make_supervisor(brigade), at=AFTER)
    with pytest.raises(AlreadyDecidedError):
        uphold_objection(objection, new_count=0, answer=ANSWER, by=make_supervisor(brigade), at=AFTER)


@pytest.mark.parametrize("count", [1, 2])
def test_a_finding_is_never_raised_or_kept(objection: Objection, brigade: Unit, count: int) -> None:
    with pytest.raises(CountRaisedError):
        uphold_objection(objection, new_count=count, answer=ANSWER, by=make_supervisor(brigade), at=AFTER)
    objection.refresh_from_db()
    assert objection.state == "open"


def test_a_struck_finding_stays_readable(objection: Objection, finding: Finding, brigade: Unit) -> None:
    uphold_objection(objection, new_count=0, answer=ANSWER, by=make_supervisor(brigade), at=AFTER)
    finding.refresh_from_db()
    assert (finding.count, finding.recorded_count, finding.is_struck) == (0, 1, True)


@pytest.mark.parametrize(("code", "count"), [("B2", 0), ("A2", 0), ("A2", 1), ("A2", 2)])
def test_the_preview_says_exactly_what_upholding_changes(brigade: Unit, leader: Officer, code: str, count: int) -> None:
    finding = Finding.objects.filter(inspection__post__code="P3", code=code).get()
    objection = file_objection(finding, claim="不服", by=leader, at=AFTER)
    foreseen = {effect.code: (effect.new_rank, effect.new_score_h) for effect in dict(previews_of(objection))[count]}
    uphold_objection(objection, new_count=count, answer=ANSWER, by=make_supervisor(brigade), at=AFTER)
    ranking = Ranking.objects.get()
    after = {score.post_code: (score.rank, int((score.score or 0) * 100)) for score in ranking.scores.all()}
    assert after == foreseen
    assert ranking.state == "noticed"
