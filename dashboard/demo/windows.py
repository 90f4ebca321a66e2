"""Windows and cases of the demonstration brigade."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.apps import apps

from dashboard.demo.people import Cast
from organization.calendar import BEIJING, beijing_date
from services.actions.bookings import BookingInput, book, open_slots
from services.actions.cases import CaseInput, check_materials, open_case, send_to_violations, take_back_from_violations
from services.actions.ratings import give_rating
from services.actions.slips import issue_notice
from services.actions.steps import note_learner, take_step
from services.models import Case, Matter, Slot, Window, WindowDuty, WindowHours
from services.rules.steps import Step
from services.seed import seed_matters

UNIT = "XH-ZH"
# number, name, kind, phone, the matters' first letters, who serves there, pioneer first
WINDOWS = (
    ("1", "机动车业务", Window.Kind.VEHICLES, "0736-7300007", "VR", ("200013",)),
    ("2", "驾驶证业务", Window.Kind.LICENCES, "0736-7300008", "DL", ("200012", "X20014")),
    ("4", "违法处理", Window.Kind.VIOLATIONS, "0736-7300009", "", ("200013",)),
)
# who applied, the level that was given (none: no answer), and the words
RATED = (
    ("周桂英", 5, "一趟就办好了"),
    ("马志明", 5, ""),
    ("何秀兰", 4, ""),
    ("罗建国", 2, "等了四十分钟才叫到号"),
    ("邓丽", 5, "讲得清楚"),
    ("蒋文斌", 3, ""),
    ("曾海燕", 0, ""),
)
CLERK, LEADER = "200012", "200001"
_SPANS = ((dt.time(9), dt.time(12)), (dt.time(13, 30), dt.time(17)))
_MINUTE = dt.timedelta(minutes=1)


class Windows:
    """Opens three windows; a licence goes its steps, one case waits for papers, one for violations, one is new."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.today = cast, now, beijing_date(now)
        self.clerk = cast.people[CLERK]

    def live(self) -> None:
        seed_matters(partial(apps.get_model, "services"))
        windows = {told[0]: self._open(*told) for told in WINDOWS}
        self._licence(windows["2"])
        self._wait_for_papers(windows["2"])
        self._wait_for_violations(windows["1"])
        self._rate(windows["2"])
        self._book()
        self._case(4, windows["2"], "DL2", "欧阳倩", "13973610004", self.now - 5 * _MINUTE)

    def _open(
        self, number: str, name: str, kind: Window.Kind, phone: str, letters: str, clerks: tuple[str, ...]
    ) -> Window:
        since = self.today.replace(day=1) - dt.timedelta(days=300)
        unit = self.cast.units[UNIT]
        window = Window.objects.create(
            brigade=self.cast.brigade,
            unit=unit,
            number=number,
            name=name,
            kind=kind,
            place="综合股服务大厅一楼",
            phone=phone,
            opened_on=since,
        )
        WindowHours.objects.bulk_create(WindowHours(window=window, opens_at=a, closes_at=b) for a, b in _SPANS)
        for at, clerk in enumerate(clerks):
            WindowDuty.objects.create(
                window=window, officer=self.cast.people[clerk], is_pioneer=at == 0, started_on=since
            )
        if letters:
            window.matters.set(Matter.objects.filter(code__startswith=letters))
        return window

    def _licence(self, window: Window) -> None:
        """Take a first licence up to the second subject."""
        begun = dt.datetime.combine(self.today - dt.timedelta(days=12), dt.time(9, 5), tzinfo=BEIJING)
        case = self._case(1, window, "DL1", "张小明", "13812346620", begun)
        for at, step in enumerate((Step.PHOTO, Step.MEDICAL, Step.FORM)):
            take_step(case, step, by=self.clerk, at=begun + 15 * at * _MINUTE)
        self._bring(case, begun + 50 * _MINUTE)
        take_step(case, Step.ACCEPTANCE, by=self.clerk, at=begun + 55 * _MINUTE)
        examined = begun + dt.timedelta(days=5)
        take_step(case, Step.EXAM, by=self.clerk, at=examined, is_passed=False, reason="85分，当场补考一次")
        take_step(case, Step.EXAM, by=self.clerk, at=examined + 40 * _MINUTE)
        note_learner(case, number="430700012345", issued_on=beijing_date(examined), by=self.clerk)

    def _wait_for_papers(self, window: Window) -> None:
        begun = self.now - dt.timedelta(days=1)
        case = self._case(2, window, "DL5", "李建军", "13973610002", begun)
        told = {"form": ("brought", ""), "id": ("brought", ""), "photo": ("wrong", "底色不是白色，请到1号窗口免费拍照")}
        check_materials(case, told, by=self.clerk, at=begun)
        issue_notice(case, by=self.clerk, at=begun + 5 * _MINUTE)

    def _wait_for_violations(self, window: Window) -> None:
        settled = self._case(3, window, "VR6", "刘芳", "13973610003", self.now - dt.timedelta(days=2))
        begun = settled.received_at
        self._bring(settled, begun)
        send_to_violations(settled, violations=1, by=self.clerk, at=begun + 5 * _MINUTE)
        take_back_from_violations(settled, by=self.clerk, at=begun + 27 * _MINUTE)
        for step in (Step.ACCEPTANCE, Step.ISSUE):
            take_step(settled, step, by=self.clerk, at=begun + 30 * _MINUTE)
        waiting = self._case(5, window, "VR2", "陈志强", "13973610005", self.now - 40 * _MINUTE)
        send_to_violations(waiting, violations=2, by=self.clerk, at=self.now - 30 * _MINUTE)

    def _rate(self, window: Window) -> None:
        """Finish the cases of a week; most applicants were content, one waits for a call, one did not answer."""
        for at, (name, level, words) in enumerate(RATED):
            begun = self.now - dt.timedelta(days=3, minutes=15 * at)
            case = self._case(10 + at, window, "DL5", name, f"1397361002{at}", begun)
            self._bring(case, begun)
            for step in (Step.ACCEPTANCE, Step.ISSUE):
                take_step(case, step, by=self.clerk, at=begun + 10 * _MINUTE)
            if level:
                give_rating(case.rating, level, words=words, at=begun + 20 * _MINUTE)

    def _book(self) -> None:
        """Open two weeks for teams to go out, and book the first time."""
        first, leader = self.today + dt.timedelta(days=2), self.cast.people[LEADER]
        times, last = (dt.time(9), dt.time(14, 30)), first + dt.timedelta(days=13)
        open_slots(self.cast.brigade, first, last, times, 1, by=leader, today=self.today)
        told = BookingInput(
            applicant_name="邮政星河支局", applicant_phone="13973610009", place="邮政星河支局院内", vehicle_count=8
        )
        slot = Slot.objects.filter(brigade=self.cast.brigade, day__gt=first + dt.timedelta(days=2))[0]
        book(slot, told, client_id=UUID(int=9600), by=self.clerk, at=self.now)

    def _bring(self, case: Case, at: dt.datetime) -> None:
        codes = case.materials.values_list("code", flat=True)
        check_materials(case, dict.fromkeys(codes, ("brought", "")), by=self.clerk, at=at)

    def _case(self, key: int, window: Window, code: str, name: str, phone: str, at: dt.datetime) -> Case:
        told = CaseInput(matter=Matter.objects.get(code=code), applicant_name=name, applicant_phone=phone)
        return open_case(window, told, client_id=UUID(int=9500 + key), by=self.clerk, at=at)
