"""Two cycles of pledges of the demonstration brigade: last year's is judged, this year's hangs on the wall."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

from dashboard.demo.people import BRIGADE, Cast
from dashboard.demo.promises import BRANCH, COMMENTS, DONE, GROUPS, LEADERS, OFFICE, OWN, ROAD
from organization.actions.officers import give_role
from organization.actions.settings import set_brigade_setting
from organization.calendar import BEIJING, Month, beijing_date
from organization.models import Officer, Unit
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
from pledges.actions.keeping import CommentInput, ProgressInput, add_progress, give_comment
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.measures import POST_FLAGS, POST_SCORE, POST_SERIOUS
from pledges.models import Comment, Cycle, Pledge, PledgeTemplate, PublicTally, Voter
from pledges.models.kinds import CriterionName, ItemKind
from pledges.rules.appraisal import Conclusion, Grade, Mark
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from pledges.seed import seed_templates

_CHAIR, _COMMANDER = "200002", "200001"
_GROUP_LEADERS = ("200003", "200042")
_HALF = 7  # the demonstration knows no people before the summer of last year
# Who has not come to the wall yet, and how far they are.
_WITH_GROUP, _WITH_BRANCH, _RETURNED, _DRAFTING = "200013", "200036", "200032", ("200047", "200015", "200016", "200017")
_JUDGED = ("200032", "200033", "200042", "200043", "200052", "200053", "200012", "200022", "200031", "200041")
_QUIET = ("200033", "200051", "200061")  # noted nothing this quarter
_REASONS = ("第四季度少走访1次", "国庆加班，10月少讲1课", "考试延期到次年3月")

_BOUND = (
    ("管好本岗的车流、人流和台账，考评稳在前列", POST_SCORE.key, Decimal(92)),
    ("带头补短板，为本岗争取流动红旗", POST_FLAGS.key, Decimal(2)),
    ("按规程上岗执勤，本岗少出严重问题", POST_SERIOUS.key, Decimal(5)),
)
Promised = Sequence[tuple[str, str, str, str, int]]


class Pledges:
    """Lets the brigade pledge twice; everything goes through the actions, on days that lie behind."""

    def __init__(self, cast: Cast, now: dt.datetime) -> None:
        self.cast, self.now, self.chance = cast, now, Random("pledges")  # noqa: S311 - invented people, no secret
        self.members = [officer for officer in cast.people.values() if officer.party_standing == "member"]
        seed_templates(PledgeTemplate)

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
        for number in _GROUP_LEADERS:
            leader = self.cast.people[number]
            give_role(leader, Role.PARTY_GROUP_LEADER, leader.unit, by=None, at=at)

    def _cycle(self, name: str, first: dt.date) -> Cycle:
        last = dt.date(first.year, 12, 31)
        due = max(first.replace(day=31), min(last, beijing_date(self.now) + dt.timedelta(days=5)))
        cycle = Cycle(brigade=self.cast.brigade, name=name, starts_on=first, ends_on=last, submit_by=due)
        return save_cycle(cycle, by=self.cast.people[_CHAIR])

    def _last_year(self, year: int) -> None:
        cycle = self._cycle(f"{year}年下半年", dt.date(year, _HALF, 1))
        members = [self._posted(cycle, self.cast.people[number]) for number in _JUDGED]
        pledges = [*members, *self._organizations(cycle)]
        for place, pledge in enumerate(pledges):
            self._keep(pledge, cycle.ends_on - dt.timedelta(days=9 + place), 3)
        chair, judged = self.cast.people[_CHAIR], self._on(year + 1, 1, 6)
        open_ballots(cycle, by=chair, at=judged)
        for voter in Voter.objects.filter(cycle=cycle).select_related("officer"):
            marks = {pledge.pk: self._mark() for pledge in pledges if pledge.author_id != voter.officer_id}
            cast_ballot(cycle, marks, by=voter.officer)
        close_ballots(cycle, by=chair)
        for place, pledge in enumerate(pledges):
            self._judge(pledge, place, judged)
        conclude_cycle(cycle, by=chair, at=judged)
        for pledge, words in zip(members, COMMENTS, strict=False):
            self._comment(cycle, pledge.author, words, judged)

    def _organizations(self, cycle: Cycle) -> list[Pledge]:
        """Let the branch and its groups pledge, each through its head."""
        heads = [(Owner.BRANCH, _CHAIR), *((Owner.GROUP, number) for number in _GROUP_LEADERS)]
        return [self._posted(cycle, self.cast.people[number], owner) for owner, number in heads]

    def _judge(self, pledge: Pledge, place: int, at: dt.datetime) -> None:
        """Count what the public said and conclude; of the secretary's and the branch's pledge the commander does."""
        by = self.cast.people[_COMMANDER if pledge.author.police_number == _CHAIR else _CHAIR]
        tally = PublicTally(
            pledge=pledge,
            collected_on=beijing_date(at),
            place="服务大厅",
            satisfied=18 + place,
            fairly=3,
            dissatisfied=place % 2,
        )
        count_public_ballots(tally, by=by, at=at)
        for number, item in enumerate(pledge.items.all()):
            is_kept = (number + place) % 5 > 0
            conclusion = Conclusion.FULFILLED if is_kept else Conclusion.PARTLY
            conclude_item(item, conclusion, reason="" if is_kept else _REASONS[place % 3], by=by)
        mark_for_organization(pledge, Mark.SATISFIED, reason="", by=by)
        grade = Grade.EXCELLENT if place in {1, 4} else Grade.QUALIFIED
        conclude_pledge(pledge, grade if pledge.owner_kind == Owner.MEMBER else None, by=by, at=at)

    def _mark(self) -> Mark:
        return self.chance.choices(list(Mark), (80, 17, 3))[0]

    def _comment(self, cycle: Cycle, on: Officer, words: tuple[str, str, str], at: dt.datetime) -> None:
        achievements, problems, advice = words
        told = CommentInput(
            form=Comment.Form.PERSONAL,
            given_on=beijing_date(at),
            achievements=achievements,
            problems=problems,
            advice=advice,
            due_on=beijing_date(at) + dt.timedelta(days=30),
        )
        give_comment(cycle, on, told, by=self.cast.people[_CHAIR], at=at)

    def _this_year(self, year: int) -> None:
        cycle = self._cycle(f"{year}年", dt.date(year, 1, 1))
        posted = []
        for officer in self.members:
            match officer.police_number:
                case number if number in _DRAFTING:
                    self._drafted(cycle, officer)
                case number if number == _WITH_GROUP:
                    submit_pledge(self._drafted(cycle, officer), by=officer, at=self._recent(6))
                case number if number == _WITH_BRANCH:
                    pledge = submit_pledge(self._drafted(cycle, officer), by=officer, at=self._recent(2))
                    self._review(pledge, {}, self._recent(1))
                case number if number == _RETURNED:
                    self._returned(cycle, officer)
                case _:
                    posted.append(self._posted(cycle, officer))
        for place, pledge in enumerate([*self._organizations(cycle), *posted]):
            is_quiet = pledge.author.police_number in _QUIET
            self._keep(pledge, beijing_date(self.now) - dt.timedelta(days=100 if is_quiet else place), 2 + place % 3)
        for pledge, words in zip(posted[8:], COMMENTS, strict=False):
            self._comment(cycle, pledge.author, words, self._on(year, 7, 1))

    def _recent(self, days: int) -> dt.datetime:
        return self.now - dt.timedelta(days=days)

    def _drafted(self, cycle: Cycle, officer: Officer, owner: Owner = Owner.MEMBER) -> Pledge:
        at = self._in(cycle, 8 + self.chance.randrange(8))
        pledge = begin_pledge(cycle, owner, by=officer, at=at)
        return save_items(pledge, self._items(cycle, officer, owner), by=officer, at=at)

    def _posted(self, cycle: Cycle, officer: Officer, owner: Owner = Owner.MEMBER) -> Pledge:
        pledge = submit_pledge(self._drafted(cycle, officer, owner), by=officer, at=self._in(cycle, 18))
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
        save_items(pledge, [*self._items(cycle, officer, Owner.MEMBER)[:2], vague], by=officer, at=self._in(cycle, 10))
        pledge = submit_pledge(pledge, by=officer, at=self._recent(4))
        pledge = self._review(pledge, {}, self._recent(3))
        self._review(
            pledge, {3: Verdict(Decision.AMEND, "太笼统。请写清做到什么程度，群众怎么看得出来。")}, self._recent(1)
        )

    def _review(self, pledge: Pledge, verdicts: dict[int, Verdict], at: dt.datetime) -> Pledge:
        review = pledge.reviews.open().select_related("reviewer").get()
        passed = {number: Verdict(Decision.PASS) for number in range(1, 6)}
        return review_pledge(review, passed | verdicts, by=review.reviewer, at=at)

    def _items(self, cycle: Cycle, officer: Officer, owner: Owner) -> Sequence[ItemInput]:
        """Return what fits the work: a few of the texts for a member, all of a group's or the branch's."""
        number = officer.police_number
        texts = {Owner.GROUP: GROUPS.get(number), Owner.BRANCH: BRANCH}.get(owner, OWN.get(number))
        if texts is not None:
            return [_promised(cycle, *text) for text in texts]
        fitting, first = self._fitting(officer), int(number[-2:]) * 3 + cycle.starts_on.year
        chosen = [_promised(cycle, *fitting[(first + at * 5) % len(fitting)]) for at in range(3 + first % 2)]
        return [*chosen, *self._bound(officer, cycle.ends_on)]

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

    def _fitting(self, officer: Officer) -> Promised:
        if officer.unit.code == BRIGADE or officer.title.endswith("长"):
            return LEADERS
        return ROAD if officer.unit.kind == Unit.Kind.SQUADRON else OFFICE

    def _keep(self, pledge: Pledge, last_on: dt.date, times: int) -> None:
        """Note what was done, promise by promise, every three weeks back from a day."""
        items = list(pledge.items.order_by("position"))
        for at in range(times):
            item = items[at % len(items)]
            done = DONE[item.kind]
            text, evidence = done[(at + pledge.pk) % len(done)]
            day = max(last_on - dt.timedelta(days=21 * at), pledge.cycle.starts_on)
            add_progress(
                item,
                ProgressInput(text=text, evidence=evidence, happened_on=day),
                client_id=UUID(int=self.chance.getrandbits(128)),
                by=pledge.author,
                at=self.now,
            )


def _promised(cycle: Cycle, kind: str, criterion: str, text: str, shown_by: str, month: int) -> ItemInput:
    due_on = max(Month(cycle.ends_on.year, month).last, cycle.starts_on)
    return ItemInput(
        kind=ItemKind(kind), criterion=CriterionName(criterion), text=text, shown_by=shown_by, due_on=due_on
    )
