"""Two cycles of pledges of the demonstration brigade: last year's is judged, this year's hangs on the wall."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

from dashboard.demo.people import Cast
from organization.actions.officers import give_role
from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month, beijing_date
from organization.models import Officer
from organization.rules.permissions import Role
from organization.rules.settings import Setting
from pledges.actions.appraising import (
    cast_ballot,
    close_ballots,
    conclude_cycle,
    conclude_item,
    conclude_pledge,
    count_public_ballots,
    mark_for_organization,
    open_ballots,
)
from pledges.actions.cycles import save_cycle
from pledges.actions.drafting import ItemInput, begin_pledge, save_items, submit_pledge
from pledges.actions.keeping import ProgressInput, add_progress
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.measures import POST_FLAGS, POST_SCORE, POST_SERIOUS
from pledges.models import Cycle, Pledge, PledgeItem, PledgeTemplate, PublicTally, Voter
from pledges.models.kinds import CriterionName, ItemKind
from pledges.rules.appraisal import Conclusion, Grade, Mark
from pledges.rules.criteria import FIVE_LEADS, Owner
from pledges.rules.reviews import Decision
from pledges.seed import seed_templates

_CHAIR = "200002"
_HALF = 7  # the demonstration knows no people before the summer of last year
# Who has not come to the wall yet, and how far they are.
_UNDER_REVIEW, _RETURNED, _DRAFTING = "200036", "200032", "200047"
_JUDGED = ("200032", "200033", "200042", "200043", "200052", "200053", "200012", "200022")
_PROGRESS = (
    ("连续三个月早高峰提前到岗", "岗勤点检查记录"),
    ("读完一本业务书，写了心得", "学习记录"),
    ("到结对户家中走访一次", "走访记录"),
)
_OWN_WORDS = (
    (ItemKind.POST, CriterionName.SERVE, "护送莲湖路小学学生过街，每个上学日早晚各1次", "学校回访"),
    (ItemKind.POST, CriterionName.EXCEL, "客运车辆进出站逐车提示系安全带，每天不少于20辆", "岗勤点考评"),
    (ItemKind.DEED, CriterionName.SERVE, "每季度进社区宣讲交通安全1次", "走访记录"),
    (ItemKind.COMMON, CriterionName.LEARN, "年内带好1名新协管员，每月讲评1次", "带教记录"),
    (ItemKind.POST, CriterionName.LAW, "全程开启执法记录仪，每月抽查零遗漏", "执法记录仪抽查"),
)
# Whoever serves at a post binds a promise to what the portal counts there.
_BOUND = (
    ("管好本岗的车流、人流和台账，考评稳在前列", POST_SCORE.key, Decimal(92)),
    ("带头补短板，为本岗争取流动红旗", POST_FLAGS.key, Decimal(2)),
    ("按规程上岗执勤，本岗少出严重问题", POST_SERIOUS.key, Decimal(5)),
)


class Pledges:
    """Lets the brigade pledge twice; everything goes through the actions, on days that lie behind."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.chance = cast, now, Random("pledges")  # noqa: S311 - invented people, no secret
        self.members = [officer for officer in cast.people.values() if officer.party_standing == "member"]
        seed_templates(PledgeTemplate)
        self.templates = list(PledgeTemplate.objects.filter(criterion__in=FIVE_LEADS))

    def live(self) -> None:
        year = beijing_date(self.now).year
        self._lead_groups(self._on(year - 1, 1, 5))
        self._last_year(year - 1)
        self._this_year(year)
        by, after = self.cast.people["200001"], Month.of_moment(self.now)
        opened = after.shift(-1).starts_at
        set_brigade_setting(
            self.cast.brigade, Setting.WALL_IS_PUBLIC, "1", from_month=after, reason="承诺墙对外公开", by=by, at=opened
        )

    def _on(self, year: int, month: int, day: int) -> dt.datetime:
        """Return nine in the morning of a day, or a little before now where that lies ahead."""
        return min(dt.datetime(year, month, day, 9, tzinfo=BEIJING), self.now - dt.timedelta(hours=1))

    def _in(self, cycle: Cycle, day: int) -> dt.datetime:
        """Return a morning of the cycle's first month."""
        return self._on(cycle.starts_on.year, cycle.starts_on.month, day)

    def _lead_groups(self, at: dt.datetime) -> None:
        branch = self.cast.brigade.party_branch
        seated = set(branch.seats.values_list("officer_id", flat=True))
        for group in branch.groups.all():
            leader = next(one for one in self.members if one.party_group_id == group.pk and one.pk not in seated)
            give_role(leader, Role.PARTY_GROUP_LEADER, leader.unit, by=None, at=at)

    def _cycle(self, name: str, first: dt.date) -> Cycle:
        last = dt.date(first.year, 12, 31)
        due = max(first.replace(day=31), min(last, beijing_date(self.now) + dt.timedelta(days=5)))
        cycle = Cycle(brigade=self.cast.brigade, name=name, starts_on=first, ends_on=last, submit_by=due)
        return save_cycle(cycle, by=self.cast.people[_CHAIR])

    def _last_year(self, year: int) -> None:
        cycle = self._cycle(f"{year}年下半年", dt.date(year, _HALF, 1))
        pledges = [self._posted(cycle, self.cast.people[number]) for number in _JUDGED]
        chair, judged = self.cast.people[_CHAIR], self._on(year + 1, 1, 6)
        open_ballots(cycle, by=chair, at=judged)
        for voter in Voter.objects.filter(cycle=cycle).select_related("officer"):
            marks = {pledge.pk: self._mark() for pledge in pledges if pledge.author_id != voter.officer_id}
            cast_ballot(cycle, marks, by=voter.officer)
        close_ballots(cycle, by=chair)
        for place, pledge in enumerate(pledges):
            self._judge(pledge, place, judged)
        conclude_cycle(cycle, by=chair, at=judged)

    def _judge(self, pledge: Pledge, place: int, at: dt.datetime) -> None:
        chair = self.cast.people[_CHAIR]
        tally = PublicTally(
            pledge=pledge,
            collected_on=beijing_date(at),
            place="服务大厅",
            satisfied=18 + place,
            fairly=3,
            dissatisfied=place % 2,
        )
        count_public_ballots(tally, by=chair, at=at)
        for number, item in enumerate(pledge.items.all()):
            is_kept = (number + place) % 5 > 0
            conclusion = Conclusion.FULFILLED if is_kept else Conclusion.PARTLY
            conclude_item(item, conclusion, reason="" if is_kept else "第四季度少1次", by=chair)
        mark_for_organization(pledge, Mark.SATISFIED, reason="", by=chair)
        grade = Grade.EXCELLENT if place in {1, 4} else Grade.QUALIFIED
        conclude_pledge(pledge, grade, by=chair, at=at)

    def _mark(self) -> Mark:
        return self.chance.choices(list(Mark), (80, 17, 3))[0]

    def _this_year(self, year: int) -> None:
        cycle = self._cycle(f"{year}年", dt.date(year, 1, 1))
        for officer in self.members:
            match officer.police_number:
                case number if number in {_DRAFTING, "200015", "200016", "200017"}:
                    self._drafted(cycle, officer)
                case number if number == _UNDER_REVIEW:
                    submit_pledge(self._drafted(cycle, officer), by=officer, at=self._recent(2))
                case number if number == _RETURNED:
                    self._returned(cycle, officer)
                case _:
                    self._posted(cycle, officer)
        for pledge in Pledge.objects.filter(cycle=cycle, state=Pledge.State.POSTED)[:6]:
            self._keep(pledge)

    def _recent(self, days: int) -> dt.datetime:
        return self.now - dt.timedelta(days=days)

    def _drafted(self, cycle: Cycle, officer: Officer) -> Pledge:
        at = self._in(cycle, 8 + self.chance.randrange(8))
        pledge = begin_pledge(cycle, Owner.MEMBER, by=officer, at=at)
        return save_items(pledge, self._items(cycle, officer), by=officer, at=at)

    def _posted(self, cycle: Cycle, officer: Officer) -> Pledge:
        pledge = submit_pledge(self._drafted(cycle, officer), by=officer, at=self._in(cycle, 18))
        while pledge.state == Pledge.State.REVIEW:
            pledge = self._review(pledge, {}, self._in(cycle, 21))
        return pledge

    def _returned(self, cycle: Cycle, officer: Officer) -> None:
        pledge = begin_pledge(cycle, Owner.MEMBER, by=officer, at=self._in(cycle, 10))
        vague = ItemInput(
            kind=ItemKind.POST,
            criterion=CriterionName.LAW,
            text="执法规范，服务群众",
            shown_by="群众回访",
            due_on=cycle.ends_on,
        )
        save_items(pledge, [*self._items(cycle, officer)[:2], vague], by=officer, at=self._in(cycle, 10))
        pledge = submit_pledge(pledge, by=officer, at=self._recent(4))
        pledge = self._review(pledge, {}, self._recent(3))
        self._review(
            pledge, {3: Verdict(Decision.AMEND, "太笼统。请写清做到什么程度，群众怎么看得出来。")}, self._recent(1)
        )

    def _review(self, pledge: Pledge, verdicts: dict[int, Verdict], at: dt.datetime) -> Pledge:
        review = pledge.reviews.open().select_related("reviewer").get()
        passed = {number: Verdict(Decision.PASS) for number in range(1, 6)}
        return review_pledge(review, passed | verdicts, by=review.reviewer, at=at)

    def _items(self, cycle: Cycle, officer: Officer) -> Sequence[ItemInput]:
        """Return three to five promises: some from the templates, one in own words, one bound to a figure."""
        chosen = self.chance.sample(self.templates, 2 + self.chance.randrange(2))
        kind, criterion, text, shown_by = self.chance.choice(_OWN_WORDS)
        due = cycle.ends_on
        own = ItemInput(kind=kind, criterion=criterion, text=text, shown_by=shown_by, due_on=due)
        return [
            *(
                ItemInput(
                    kind=ItemKind(one.kind),
                    criterion=CriterionName(one.criterion),
                    text=one.text,
                    shown_by=one.shown_by,
                    due_on=due,
                )
                for one in chosen
            ),
            own,
            *self._bound(officer, due),
        ]

    def _bound(self, officer: Officer, due_on: dt.date) -> list[ItemInput]:
        """Return the promise of somebody at a post that fills itself; nobody else has one."""
        if not officer.assignments.exists():
            return []
        text, measure, target = self.chance.choice(_BOUND)
        bound = ItemInput(
            kind=ItemKind.POST,
            criterion=CriterionName.EXCEL,
            text=text,
            shown_by="岗勤点月度考评",
            due_on=due_on,
            measure=measure,
            target=target,
        )
        return [bound]

    def _keep(self, pledge: Pledge) -> None:
        item: PledgeItem = pledge.items.order_by("position")[0]
        for months, (text, evidence) in enumerate(_PROGRESS):
            day = max(beijing_date(self.now) - dt.timedelta(days=25 + 60 * months), pledge.cycle.starts_on)
            add_progress(
                item,
                ProgressInput(text=text, evidence=evidence, happened_on=day),
                client_id=UUID(int=self.chance.getrandbits(128)),
                by=pledge.author,
                at=self.now,
            )
