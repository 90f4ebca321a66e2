"""A branch with its groups, its committee and a cycle of pledges."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from organization.actions.officers import give_role
from organization.calendar import BEIJING
from organization.models import CommitteeSeat, Officer, PartyBranch, PartyGroup, Unit
from organization.rules.permissions import Role
from pledges.actions.cycles import save_cycle
from pledges.actions.drafting import ItemInput, begin_pledge, save_items, submit_pledge
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.models import Cycle, Pledge
from pledges.models.kinds import CriterionName, ItemKind
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from tests.factories.people import LONG_AGO, make_brigade, make_officer, make_unit

NOW = dt.datetime(2026, 1, 20, 9, 0, tzinfo=BEIJING)


@dataclass(frozen=True)
class Party:
    """Everybody whom a pledge meets on its way."""

    brigade: Unit
    squadron: Unit
    branch: PartyBranch
    group: PartyGroup
    cycle: Cycle
    member: Officer
    leader: Officer
    secretary: Officer
    deputy: Officer
    superior: Officer


def make_member(
    unit: Unit,
    group: PartyGroup | None,
    *,
    name: str = "王党员",
    role: Role | None = None,
    standing: Officer.PartyStanding = Officer.PartyStanding.MEMBER,
) -> Officer:
    officer = make_officer(unit, name=name, role=role)
    officer.party_standing, officer.party_group = standing, group
    officer.save()
    return officer


def make_cycle(brigade: Unit, *, name: str = "2026年") -> Cycle:
    days = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31), "submit_by": dt.date(2026, 2, 28)}
    return save_cycle(Cycle(brigade=brigade, name=name, **days), by=None)


def make_party() -> Party:
    """Make a detachment, a brigade with a squadron, its branch, one group, a committee of two and a cycle."""
    detachment = make_unit(Unit.Kind.DETACHMENT)
    brigade = make_brigade(parent=detachment)
    squadron = make_unit(parent=brigade)
    branch = PartyBranch.objects.create(unit=brigade, name="直属三大队党支部")
    group = PartyGroup.objects.create(branch=branch, name="一中队党小组")
    superior = make_officer(detachment, name="程上级", role=Role.SUPERVISOR)
    secretary = make_member(brigade, group, name="陈书记", role=Role.COMMITTEE_MEMBER)
    deputy = make_member(brigade, group, name="邓副书记", role=Role.COMMITTEE_MEMBER)
    leader = make_member(squadron, group, name="黄组长", role=Role.PARTY_GROUP_LEADER)
    member = make_member(squadron, group)
    for officer, position in ((secretary, CommitteeSeat.Position.SECRETARY), (deputy, CommitteeSeat.Position.DEPUTY)):
        CommitteeSeat.objects.create(
            branch=branch, officer=officer, position=position, started_on=LONG_AGO.date(), ended_on=None
        )
    cycle = make_cycle(brigade)
    return Party(brigade, squadron, branch, group, cycle, member, leader, secretary, deputy, superior)


def item(text: str = "每月读1本书，写1篇心得", *, criterion: CriterionName = CriterionName.LEARN) -> ItemInput:
    return ItemInput(
        kind=ItemKind.POST, criterion=criterion, text=text, shown_by="学习记录", due_on=dt.date(2026, 12, 31)
    )


TWO = (item(), item("早晚高峰提前10分钟到岗", criterion=CriterionName.EXCEL))


def make_submitted(party: Party, *, by: Officer | None = None, items: Sequence[ItemInput] = TWO) -> Pledge:
    author = by or party.member
    pledge = begin_pledge(party.cycle, Owner.MEMBER, by=author, at=NOW)
    save_items(pledge, items, by=author, at=NOW)
    return submit_pledge(pledge, by=author, at=NOW)


def pass_all(pledge: Pledge) -> Pledge:
    """Let every level that is still to come pass everything."""
    while pledge.state == Pledge.State.REVIEW:
        review = pledge.reviews.open().get()
        verdicts = {number: Verdict(Decision.PASS) for number in range(1, 6)}
        pledge = review_pledge(review, verdicts, by=review.reviewer, at=NOW)
    return pledge


def make_posted(party: Party, *, by: Officer | None = None, items: Sequence[ItemInput] = TWO) -> Pledge:
    return pass_all(make_submitted(party, by=by, items=items))


def lead_brigade(party: Party, officer: Officer) -> None:
    give_role(officer, Role.SUPERVISOR, party.brigade, by=None, at=LONG_AGO)
