"""Contests of pupils and safety lessons of the demonstration brigade."""

import datetime as dt
import io
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from dashboard.demo.people import Cast
from organization.calendar import BEIJING, beijing_date
from organization.models import Unit
from outreach.actions.contests import ContestInput, announce_contest, award_contest, begin_judging, name_judges
from outreach.actions.entries import EntryInput, enter_work, give_mark
from outreach.actions.lessons import LessonReport, LessonRequest, agree_lesson, ask_lesson, report_lesson
from outreach.models import Campaign, Contest, Lesson
from outreach.models.contests import WorkKind

LEADER, OFFICER, SUPERVISOR = "200031", "200032", "200002"
JUDGES = ("200041", "200051")
# kind, title, school, grade, pupil, the judges' marks
WORKS = (
    (WorkKind.COMICS, "等一等，让一让", "莲池小学", 4, "钱小雨", (92, 95)),
    (WorkKind.COMICS, "红灯停", "星河一小", 2, "孙一诺", (88, 90)),
    (WorkKind.COMICS, "戴好头盔再出发", "星河一小", 5, "周子涵", (88, 90)),
    (WorkKind.NEWSPAPER, "文明交通 从我做起", "滨江中学", 7, "吴思远", (91, 86)),
    (WorkKind.NEWSPAPER, "安全伴我上学路", "莲池小学", 6, "郑可欣", (79, 84)),
    (WorkKind.NEWSPAPER, "关爱生命", "滨江中学", 8, "王梓轩", (85, 85)),
)
SIZE = (320, 240)


class Contests:
    """Awards one contest of last month and leaves one open; one lesson is asked for, one agreed, one held."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.today = cast, now, beijing_date(now)

    def live(self) -> None:
        self._award()
        self._announce("“文明出行”征文比赛", [WorkKind.ESSAY], self.today + dt.timedelta(days=30))
        self._teach()

    def _award(self) -> None:
        last = self.today - dt.timedelta(days=30)
        contest = self._announce("“关爱生命 文明出行”漫画和手抄报比赛", [WorkKind.COMICS, WorkKind.NEWSPAPER], last)
        entered, judged = self._noon(last), self._noon(last + dt.timedelta(days=8))
        manager, judges = self.cast.people[SUPERVISOR], [self.cast.people[number] for number in JUDGES]
        name_judges(contest, judges, by=manager)
        entries = []
        for at, (kind, title, school, grade, pupil, _marks) in enumerate(WORKS):
            told = EntryInput(
                kind=kind, title=title, school=school, grade=grade, pupil=pupil, consented_on=beijing_date(entered)
            )
            client_id, by = UUID(int=9000 + at), self.cast.people[OFFICER]
            entries.append(enter_work(contest, told, _drawing(at), client_id=client_id, by=by, at=entered))
        begin_judging(contest, by=manager, at=judged)
        for entry, work in zip(entries, WORKS, strict=True):
            for judge, points in zip(judges, work[-1], strict=True):
                give_mark(entry, points, by=judge, at=judged)
        award_contest(contest, reason="", by=manager, at=judged)

    def _announce(self, title: str, kinds: list[WorkKind], until: dt.date) -> Contest:
        told = ContestInput(
            title=title,
            kinds=kinds,
            first_grade=1,
            last_grade=9,
            entries_until=until,
            judged_until=until + dt.timedelta(days=10),
            second_prizes=1,
            third_prizes=1,
            campaign=Campaign.objects.get(brigade=self.cast.brigade, kind=Campaign.Kind.CIVILISED_TRAFFIC),
        )
        return announce_contest(self.cast.brigade, told, by=self.cast.people[SUPERVISOR])

    def _teach(self) -> None:
        leader, officer, unit = self.cast.people[LEADER], self.cast.people[OFFICER], self.cast.units["XH-Z1"]
        self._ask(1, unit, Lesson.Kind.ENTERPRISE, "恒达机械厂", "夜间骑行和头盔", days=-9)
        agreed = self._ask(2, unit, Lesson.Kind.SCHOOL, "滨江中学", "骑车上学的安全", days=-3)
        held = self._ask(3, unit, Lesson.Kind.TRANSPORT_FIRM, "星河客运公司", "冬季行车和疲劳驾驶", days=-20)
        for lesson, days in ((agreed, 6), (held, -12)):
            day, time = self.today + dt.timedelta(days=days), dt.time(9, 30)
            agree_lesson(lesson, unit=unit, teachers=[leader, officer], happens_on=day, begins_at=time, by=leader)
        told = LessonReport(
            happens_on=self.today - dt.timedelta(days=12),
            attendance=46,
            minutes=50,
            taught="冰雪路面制动、疲劳驾驶的征兆、乘客安全带提醒，看了两段事故警示片。",
            material="安全提示卡 46 份",
            feedback="希望每季度讲一次，多讲本地事故。",
        )
        report_lesson(held, told, by=officer, at=self.now)

    def _ask(self, number: int, unit: Unit, kind: Lesson.Kind, body: str, topic: str, *, days: int) -> Lesson:
        asked_on = self.today + dt.timedelta(days=days)
        told = LessonRequest(
            kind=kind,
            body=body,
            contact_name="陈安全",
            contact_phone=f"1380000800{number}",
            topic=topic,
            place=f"{body}会议室",
            audience=40 * number,
            wished_on=asked_on + dt.timedelta(days=9),
            asked_on=asked_on,
        )
        by, at = self.cast.people[OFFICER], self._noon(asked_on)
        return ask_lesson(unit, told, client_id=UUID(int=9100 + number), by=by, at=at)

    def _noon(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(12), tzinfo=BEIJING)


def _drawing(number: int) -> "ContentFile[bytes]":
    """Return a child's drawing of a crossing: the same one for the same number."""
    picture = Image.new("RGB", SIZE, ("#bfe3ff", "#fff1c9", "#e4f7d4")[number % 3])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 150, 320, 240), fill="#6b7076")
    for at in range(6):
        draw.rectangle((90 + at * 26, 155, 104 + at * 26, 235), fill="#ffffff")
    draw.rectangle((30, 40, 50, 150), fill="#3b3f44")
    for at, colour in enumerate(("#d7362b", "#f0b429", "#2f9e44")):
        draw.ellipse((26, 20 + at * 30, 54, 48 + at * 30), fill=colour if at == number % 3 else "#23272b")
    for at in range(1 + number % 3):
        left = 120 + at * 50
        draw.ellipse((left, 80, left + 24, 104), fill="#ffd9b3", outline="#3b3f44")
        draw.rectangle((left + 2, 104, left + 22, 150), fill=("#e8590c", "#1971c2", "#9c36b5")[(number + at) % 3])
    file = io.BytesIO()
    picture.save(file, "PNG")
    return ContentFile(file.getvalue(), name=f"{number}.png")
