"""Lessons: asked for, agreed, held or not; whom to call stays covered."""

import datetime as dt
from io import BytesIO
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry as AuditEntry
from organization.calendar import BEIJING
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions import lessons as checks
from outreach.actions.lessons import LessonReport, LessonRequest, ask_lesson, drop_lesson, report_lesson, show_contact
from outreach.models import Lesson, Visit
from outreach.queries.figures import period_figures
from outreach.rules.categories import Category
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, agree, make_lesson, report
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=BEIJING)
PHONE = "13812348000"


@pytest.fixture
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def supervisor(officer: Officer) -> Officer:
    return make_supervisor(officer.unit.brigade or officer.unit)


@pytest.fixture
def lesson(officer: Officer) -> Lesson:
    return make_lesson(officer)


@pytest.fixture
def page(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def held(lesson: Lesson, by: Officer, teacher: Officer) -> Lesson:
    return report(agree(lesson, teacher, by=by), by=teacher)


def test_a_request_is_due_in_five_working_days_and_stored_once(officer: Officer) -> None:
    told = LessonRequest(
        kind=Lesson.Kind.SCHOOL,
        body="莲池小学",
        contact_name="孙联系",
        contact_phone=PHONE,
        topic="过马路",
        place="操场",
        audience=200,
        wished_on=dt.date(2026, 11, 20),
        asked_on=AT.date(),
    )
    for _ in range(2):
        stored = ask_lesson(officer.unit, told, client_id=UUID(int=3), by=officer, at=AT)
    assert (stored.due_on, Lesson.objects.count()) == (dt.date(2026, 11, 11), 1)
    with pytest.raises(checks.AskedLaterError):
        ask_lesson(officer.unit, told, client_id=uuid4(), by=officer, at=AT - dt.timedelta(days=1))


def test_leaders_of_the_unit_agree_and_agree_anew(lesson: Lesson, officer: Officer, supervisor: Officer) -> None:
    with pytest.raises(checks.NotAgreerError):
        agree(lesson, officer, by=officer)
    leader = make_officer(officer.unit, role=Role.UNIT_LEADER)
    agree(lesson, officer, by=leader)
    other = make_unit(parent=officer.unit.brigade)
    agreed = agree(lesson, officer, leader, by=supervisor, unit=other)
    assert (agreed.state, agreed.unit, agreed.teachers.count()) == (Lesson.State.AGREED, other, 2)


def test_somebody_of_the_brigade_teaches(lesson: Lesson, supervisor: Officer) -> None:
    stranger = make_officer(make_unit(parent=make_brigade()))
    with pytest.raises(checks.NobodyTeachesError):
        agree(lesson, by=supervisor)
    with pytest.raises(checks.StrangeTeacherError, match=stranger.police_number):
        agree(lesson, stranger, by=supervisor)
    with pytest.raises(checks.StrangeTeacherError, match=stranger.unit.code):
        agree(lesson, supervisor, by=supervisor, unit=stranger.unit)


def test_a_request_is_declined_and_an_agreed_lesson_cancelled(officer: Officer, supervisor: Officer) -> None:
    asked, agreed = make_lesson(officer), agree(make_lesson(officer), officer, by=supervisor)
    states = [drop_lesson(lesson, reason="停产检修", by=supervisor).state for lesson in (asked, agreed)]
    assert states == [Lesson.State.DECLINED, Lesson.State.CANCELLED]
    with pytest.raises(checks.LessonStepError):
        drop_lesson(asked, reason="停产检修", by=supervisor)
    with pytest.raises(checks.NotAgreerError):
        drop_lesson(make_lesson(officer), reason="停产检修", by=officer)


def test_what_came_of_a_lesson_is_told_by_those_at_work_on_it(
    lesson: Lesson, officer: Officer, supervisor: Officer
) -> None:
    teacher = make_officer(make_unit(parent=officer.unit.brigade))
    with pytest.raises(checks.LessonStepError):
        report(lesson, by=officer)
    agree(lesson, teacher, by=supervisor)
    with pytest.raises(checks.NotAtWorkOnItError):
        report(lesson, by=make_officer(teacher.unit))
    report(lesson, by=teacher)
    corrected = report(lesson, by=officer, attendance=80)
    assert (corrected.state, corrected.attendance) == (Lesson.State.HELD, 80)


def test_a_lesson_is_not_held_before_it_is_time(lesson: Lesson, officer: Officer, supervisor: Officer) -> None:
    agree(lesson, officer, by=supervisor)
    told = LessonReport(happens_on=dt.date(2026, 11, 24), attendance=9, minutes=30, taught="盲区")
    with pytest.raises(checks.LessonDayError):
        report_lesson(lesson, told, by=officer, at=NOW)


@pytest.mark.parametrize(
    "change", [{"state": "agreed"}, {"state": "held"}, {"state": "declined"}, {"state": "cancelled"}]
)
def test_the_database_holds_what_a_state_promises(lesson: Lesson, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Lesson.objects.filter(pk=lesson.pk).update(**change)


def test_each_look_at_whom_to_call_is_kept(page: Client, lesson: Lesson) -> None:
    shown = page.post(reverse("outreach:lesson_show", args=[lesson.pk]))
    body = page.get(reverse("outreach:lesson", args=[lesson.pk])).content.decode()
    assert (PHONE in shown.content.decode(), PHONE in body, "138****8000" in body) == (True, False, True)
    assert "no-store" in shown.headers["Cache-Control"]
    looks = AuditEntry.objects.filter(action="organization.personal_shown")
    assert [look.after for look in looks] == [{"fields": ["contact_name", "contact_phone"]}]


def test_strangers_to_a_lesson_never_uncover_whom_to_call(client: Client, lesson: Lesson, officer: Officer) -> None:
    stranger = make_officer(make_unit(parent=officer.unit.brigade))
    client.force_login(stranger, backend=BACKEND)
    assert client.post(reverse("outreach:lesson_show", args=[lesson.pk])).status_code == 403
    with pytest.raises(checks.NotAtWorkOnItError):
        show_contact(lesson, by=stranger)
    assert AuditEntry.objects.filter(action="organization.personal_shown").exists() is False


@pytest.mark.parametrize("address", ["lesson_list", "lesson", "lesson_sheet", "export", "/admin/outreach/lesson/"])
def test_whom_to_call_is_nowhere_whole(client: Client, lesson: Lesson, supervisor: Officer, address: str) -> None:
    agree(lesson, supervisor, by=supervisor)
    client.force_login(supervisor, backend=BACKEND)
    if address == "export":
        response = client.post(reverse("outreach:lesson_export"))
        sheet = load_workbook(BytesIO(response.getvalue())).worksheets[0]
        body = str([[cell.value for cell in row] for row in sheet.iter_rows()])
    elif address.startswith("/"):
        body = "".join(client.get(f"{address}{end}").content.decode() for end in ("", f"{lesson.pk}/change/"))
    else:
        args = [] if address == "lesson_list" else [lesson.pk]
        body = client.get(reverse(f"outreach:{address}", args=args)).content.decode()
    assert ("恒达机械厂" in body, PHONE in body, "孙联系" in body) == (True, False, False)


@pytest.mark.parametrize(
    ("query", "bodies"),
    [
        ("", ["丙", "乙", "甲"]),
        ("state=overdue", ["甲"]),
        ("state=agreed", ["乙"]),
        ("unit=U-1", ["丙"]),
        ("first=2026-11-21&last=2026-11-21", ["乙"]),
        ("state=nonsense&first=soon", ["丙", "乙", "甲"]),
    ],
)
def test_the_list_is_narrowed_in_the_database(
    page: Client, officer: Officer, supervisor: Officer, query: str, bodies: list[str]
) -> None:
    make_lesson(officer, body="甲")
    agree(make_lesson(officer, body="乙", wished_on=dt.date(2026, 11, 21)), officer, by=supervisor)
    other = make_officer(make_unit(parent=officer.unit.brigade, code="U-1"))
    drop_lesson(make_lesson(other, body="丙", wished_on=dt.date(2026, 11, 22)), reason="停产", by=supervisor)
    rows = page.get(f"{reverse('outreach:lesson_list')}?{query}").context["page"].rows
    assert [lesson.body for lesson in rows] == bodies


def test_the_list_is_paged_without_a_gap(page: Client, officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.queries.lessons.PAGE_SIZE", 2)
    for body in ("甲", "乙", "丙"):
        make_lesson(officer, body=body)
    first = page.get(reverse("outreach:lesson_list")).context
    second = page.get(reverse("outreach:lesson_list") + first["older_url"]).context
    assert [lesson.body for shown in (first, second) for lesson in shown["page"].rows] == ["丙", "乙", "甲"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    page: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_lesson(officer)
    with django_assert_num_queries(5):
        page.get(reverse("outreach:lesson_list"))


def test_a_lesson_goes_its_way_on_its_pages(client: Client, officer: Officer, supervisor: Officer) -> None:
    client.force_login(supervisor, backend=BACKEND)
    asked = {"client_id": uuid4(), "kind": "enterprise", "body": "恒达机械厂", "contact_name": "孙联系"}
    asked |= {"contact_phone": PHONE, "topic": "冬季行车", "place": "礼堂", "audience": 80}
    asked |= {"wished_on": "2026-11-20", "asked_on": "2026-11-19"}
    address = client.post(reverse("outreach:lesson_new"), asked)["Location"]
    unit = officer.unit_id
    agreed = {"step": "agree", "unit": unit, "teachers": officer.police_number, "happens_on": "2026-11-20"}
    client.post(address, agreed | {"begins_at": "09:30"})
    report = {"step": "report", "happens_on": "2026-11-20", "attendance": 70, "minutes": 45, "taught": "盲区"}
    client.post(address, report)
    stored = Lesson.objects.get()
    assert (stored.state, stored.attendance, list(stored.teachers.all())) == (Lesson.State.HELD, 70, [officer])


def test_a_refusal_is_shown_at_its_field(client: Client, lesson: Lesson, supervisor: Officer) -> None:
    client.force_login(supervisor, backend=BACKEND)
    told = {"step": "agree", "unit": lesson.unit_id, "teachers": supervisor.police_number, "begins_at": "09:30"}
    address = reverse("outreach:lesson", args=[lesson.pk])
    response = client.post(address, told | {"happens_on": "2026-11-01"})
    assert list(response.context["form"].errors) == ["happens_on"]
    assert list(client.post(address, {"step": "agree", "teachers": "999999"}).context["form"].errors) == [
        *("unit", "teachers", "happens_on", "begins_at")
    ]


def test_a_held_lesson_is_entered_as_a_visit_once(
    page: Client, lesson: Lesson, officer: Officer, supervisor: Officer
) -> None:
    held(lesson, supervisor, officer)
    brigade: Unit = officer.unit.brigade or officer.unit
    assert period_figures(brigade, dt.date(2026, 1, 1), NOW.date())[Category.ENTERPRISE_VISIT].count == 0
    address = reverse("outreach:lesson_visit", args=[lesson.pk])
    form = page.get(address).context["form"]
    told = {name: form.initial.get(name) for name in ("client_id", "category", "target", "happened_on", "visitors")}
    assert (told["target"], told["visitors"]) == ("恒达机械厂", [officer.pk])
    page.post(address, told | {"quantity": 1})
    lesson.refresh_from_db()
    assert (lesson.visit, page.get(address).status_code) == (Visit.objects.get(), 404)
    assert period_figures(brigade, dt.date(2026, 1, 1), NOW.date())[Category.ENTERPRISE_VISIT].count == 1


def test_the_sheet_is_there_once_a_lesson_is_agreed(
    page: Client, lesson: Lesson, officer: Officer, supervisor: Officer
) -> None:
    address = reverse("outreach:lesson_sheet", args=[lesson.pk])
    assert page.get(address).status_code == 404
    agree(lesson, officer, by=supervisor)
    assert page.get(address).status_code == 200
