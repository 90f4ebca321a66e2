"""Contests: who may do what when, what comes out, and that a pupil's name stays covered."""

import datetime as dt
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry as AuditEntry
from organization.calendar import BEIJING
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from organization.uploads import UploadUnreadableError
from outreach.actions import contests as steps
from outreach.actions import entries as checks
from outreach.actions.contests import award_contest, begin_judging, change_contest, forget_pupils, name_judges
from outreach.actions.entries import EntryInput, enter_work, give_mark, show_pupil
from outreach.models import Contest, Entry, Mark, Pupil
from outreach.models.contests import WorkKind
from outreach.tasks import forget_pupils as daily
from tests.factories.outreach import AT, make_contest, make_entry
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit
from tests.factories.pictures import picture, upload

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 11, 11, 9, tzinfo=BEIJING)
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def manager(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


@pytest.fixture
def officer(brigade: Unit) -> Officer:
    return make_officer(make_unit(parent=brigade))


@pytest.fixture
def contest(brigade: Unit, manager: Officer) -> Contest:
    return make_contest(brigade, by=manager)


@pytest.fixture
def judge(contest: Contest, manager: Officer) -> Officer:
    """Make the one judge of the contest."""
    judge = make_officer(make_unit(parent=contest.brigade), name="何评委")
    name_judges(contest, [judge], by=manager)
    return judge


def judged(contest: Contest, manager: Officer) -> Contest:
    return begin_judging(contest, by=manager, at=LATER)


def told(**changes: object) -> EntryInput:
    plain: dict[str, object] = {"kind": WorkKind.COMICS, "school": "莲池小学", "grade": 3, "title": "等一等"}
    plain |= {"pupil": "钱小雨", "consented_on": AT.date()}
    return EntryInput(**(plain | changes))  # type: ignore[arg-type]


def test_leaders_run_contests_of_their_unit(brigade: Unit, officer: Officer) -> None:
    leader = make_officer(officer.unit, role=Role.UNIT_LEADER)
    assert make_contest(officer.unit, by=leader).brigade == brigade
    with pytest.raises(steps.NotManagerError):
        make_contest(brigade, by=leader, title="另一个")


def test_a_title_is_announced_once(contest: Contest, manager: Officer) -> None:
    with pytest.raises(steps.TitleTakenError):
        make_contest(contest.brigade, by=manager)


def test_what_was_announced_changes_while_entries_are_taken(contest: Contest, manager: Officer, judge: Officer) -> None:
    day = dt.date(2026, 11, 9)
    wanted = steps.ContestInput(
        title="新题目", kinds=[WorkKind.ESSAY], first_grade=2, last_grade=2, entries_until=day, judged_until=day
    )
    assert change_contest(contest, wanted, by=manager).kinds == ["essay"]
    judged(contest, manager)
    with pytest.raises(steps.ContestStepError):
        change_contest(contest, wanted, by=manager)


def test_the_same_form_twice_is_one_entry(contest: Contest, officer: Officer) -> None:
    for _ in range(2):
        enter_work(contest, told(), upload(picture()), client_id=UUID(int=7), by=officer, at=AT)
    entry = Entry.objects.get()
    assert (entry.code.split("-")[0], len(entry.code.split("-")[1])) == (f"C{contest.pk}", 4)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": WorkKind.NEWSPAPER}, checks.KindNotInvitedError),
        ({"grade": 10}, checks.GradeNotInvitedError),
        ({"consented_on": dt.date(2026, 11, 5)}, checks.FutureConsentError),
    ],
)
def test_what_was_not_asked_for_is_refused(
    contest: Contest, officer: Officer, changes: dict[str, object], error: type[ValueError]
) -> None:
    with pytest.raises(error):
        enter_work(contest, told(**changes), upload(picture()), client_id=uuid4(), by=officer, at=AT)


def test_entries_end_with_the_announced_day(contest: Contest, officer: Officer) -> None:
    with pytest.raises(checks.EntriesClosedError):
        enter_work(contest, told(), upload(picture()), client_id=uuid4(), by=officer, at=LATER)


def test_only_an_essay_is_a_pdf(contest: Contest, officer: Officer) -> None:
    assert make_entry(contest, by=officer, kind=WorkKind.ESSAY, work=PDF).thumbnail.name == ""
    with pytest.raises(checks.PictureNeededError):
        make_entry(contest, by=officer, work=PDF)
    with pytest.raises(checks.AuthorNamedError):
        make_entry(contest, by=officer, kind=WorkKind.ESSAY, work=PDF.replace(b"<<>>", b"<</Author (x)>>"))
    with pytest.raises(UploadUnreadableError):
        make_entry(contest, by=officer, work=b"<svg/>")


def test_judging_begins_after_the_announced_day_with_a_judge(contest: Contest, manager: Officer) -> None:
    with pytest.raises(steps.EntriesOpenError):
        begin_judging(contest, by=manager, at=AT)
    with pytest.raises(steps.NoJudgeError):
        judged(contest, manager)


def test_judges_mark_while_the_contest_is_judged(
    contest: Contest, manager: Officer, officer: Officer, judge: Officer
) -> None:
    entry, own = make_entry(contest, by=officer), make_entry(contest, by=judge)
    with pytest.raises(checks.NotJudgeError):
        give_mark(entry, 90, by=judge, at=LATER)
    judged(contest, manager)
    for points in (80, 90):
        give_mark(entry, points, by=judge, at=LATER)
    assert Mark.objects.get().points == 90
    for stranger, work in ((officer, entry), (manager, entry), (judge, own)):
        with pytest.raises(checks.NotJudgeError):
            give_mark(work, 90, by=stranger, at=LATER)


def test_a_judge_who_has_marked_stays(contest: Contest, manager: Officer, officer: Officer, judge: Officer) -> None:
    entry = make_entry(contest, by=officer)
    judged(contest, manager)
    give_mark(entry, 90, by=judge, at=LATER)
    with pytest.raises(steps.JudgeHasMarkedError, match=judge.police_number):
        name_judges(contest, [officer], by=manager)
    with pytest.raises(steps.StrangeJudgeError):
        name_judges(contest, [judge, make_officer(make_unit(parent=make_brigade()))], by=manager)


def test_missing_marks_need_a_reason(contest: Contest, manager: Officer, officer: Officer, judge: Officer) -> None:
    entry = make_entry(contest, by=officer)
    judged(contest, manager)
    with pytest.raises(steps.MarksMissingError, match=r"^1$"):
        award_contest(contest, reason="", by=manager, at=LATER)
    assert award_contest(contest, reason="评委出差", by=manager, at=LATER).reason == "评委出差"
    entry.refresh_from_db()
    assert (entry.mean, entry.place, entry.prize) == (None, None, "")


def test_the_award_fixes_means_places_and_prizes_of_each_kind(
    contest: Contest, manager: Officer, officer: Officer, judge: Officer
) -> None:
    second = make_officer(officer.unit)
    name_judges(contest, [judge, second], by=manager)
    works = [make_entry(contest, by=officer) for _ in range(2)]
    works.append(make_entry(contest, by=officer, kind=WorkKind.ESSAY))
    judged(contest, manager)
    for work, points in zip(works, [(90, 91), (95, 95), (60, 60)], strict=True):
        for one, given in zip((judge, second), points, strict=True):
            give_mark(work, given, by=one, at=LATER)
    award_contest(contest, reason="不需要", by=manager, at=LATER)
    assert list(Entry.objects.order_by("pk").values_list("mean", "place", "prize")) == [
        (Decimal("90.50"), 2, "second"),
        (Decimal("95.00"), 1, "first"),
        (Decimal("60.00"), 1, "first"),
    ]
    contest.refresh_from_db()
    assert (contest.state, contest.reason, contest.awarded_on) == ("awarded", "", LATER.date())


def test_each_look_at_a_pupil_is_kept(contest: Contest, officer: Officer) -> None:
    entry = make_entry(contest, by=officer)
    assert [show_pupil(entry, by=officer).name for _ in range(2)] == ["钱小雨"] * 2
    looks = AuditEntry.objects.filter(action="organization.personal_shown")
    assert [(look.actor_name, look.object_name, look.after) for look in looks] == [
        (officer.police_number, entry.code, {"fields": ["consented_on", "name"]})
    ] * 2


def test_a_pupil_stays_covered_to_judges_and_strangers(
    contest: Contest, manager: Officer, officer: Officer, judge: Officer
) -> None:
    entry = make_entry(contest, by=officer)
    name_judges(contest, [judge, manager], by=manager)
    for stranger in (judge, manager, make_officer(officer.unit)):
        with pytest.raises(checks.PupilCoveredError):
            show_pupil(entry, by=stranger)
    assert AuditEntry.objects.filter(action="organization.personal_shown").exists() is False


def test_names_are_emptied_a_year_after_the_award(
    contest: Contest, manager: Officer, officer: Officer, judge: Officer
) -> None:
    make_entry(contest, by=officer)
    judged(contest, manager)
    award_contest(contest, reason="评委出差", by=manager, at=LATER)
    days = [forget_pupils(LATER + dt.timedelta(days=days)) for days in (364, 365, 366)]
    assert (days, Pupil.objects.get().name, contest.entries.count()) == ([0, 1, 0], "", 1)
    assert AuditEntry.objects.filter(action="outreach.pupils_forgotten").count() == 1


def test_the_daily_task_leaves_what_is_young(contest: Contest, officer: Officer) -> None:
    make_entry(contest, by=officer)
    daily()
    assert Pupil.objects.get().name == "钱小雨"


@pytest.mark.parametrize(
    "change", [{"state": "awarded"}, {"first_grade": 0}, {"last_grade": 13}, {"judged_until": dt.date(2026, 11, 9)}]
)
def test_the_database_holds_what_a_contest_promises(contest: Contest, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.filter(pk=contest.pk).update(**change)


def test_the_database_holds_marks_within_a_hundred(contest: Contest, officer: Officer) -> None:
    entry = make_entry(contest, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(entry=entry, judge=officer, points=101, given_at=AT)
