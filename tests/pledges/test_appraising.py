import pytest

from organization.models import Officer
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
from pledges.actions.errors import (
    AlreadyVotedError,
    BallotIncompleteError,
    CycleClosedError,
    NotEntitledError,
    ReasonMissingError,
    TooManyExcellentError,
    UnconcludedItemError,
)
from pledges.models import Cycle, Pledge, PublicTally, Voter
from pledges.rules.appraisal import Conclusion, Grade, Mark
from tests.factories.people import make_officer
from tests.factories.pledges import NOW, Party, make_cycle, make_member, make_party, make_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    """Make a party of seven members, of whom three pledged, with open ballots."""
    party = make_party()
    for number in range(3):
        make_member(party.squadron, party.group, name=f"党员{number}")
    for author in (party.member, party.leader, party.deputy):
        make_posted(party, by=author)
    open_ballots(party.cycle, by=party.secretary, at=NOW)
    return party


def vote(party: Party, officer: Officer, mark: Mark = Mark.SATISFIED) -> None:
    cast_ballot(party.cycle, {pledge.pk: mark for pledge in Pledge.objects.exclude(author=officer)}, by=officer)


def voters(party: Party) -> list[Officer]:
    return [voter.officer for voter in Voter.objects.filter(cycle=party.cycle).select_related("officer")]


def everybody_votes(party: Party) -> None:
    for number, officer in enumerate(voters(party)):
        vote(party, officer, list(Mark)[number % 3])


def test_every_serving_member_has_one_ballot(party: Party) -> None:
    assert len(voters(party)) == 7
    vote(party, party.member)
    with pytest.raises(AlreadyVotedError):
        vote(party, party.member)
    with pytest.raises(NotEntitledError):
        vote(party, make_officer(party.squadron))


def test_ballot_marks_all_but_the_own_and_no_other(party: Party) -> None:
    with pytest.raises(BallotIncompleteError):
        cast_ballot(party.cycle, {}, by=party.member)
    with pytest.raises(BallotIncompleteError):
        cast_ballot(party.cycle, {pledge.pk: Mark.FAIRLY for pledge in Pledge.objects.all()}, by=party.member)


def conclude_all(party: Party, pledge: Pledge) -> None:
    close_ballots(party.cycle, by=party.secretary)
    for item in pledge.items.all():
        conclude_item(item, Conclusion.FULFILLED, reason="", by=party.secretary)


def test_pledge_is_concluded_with_its_figures(party: Party) -> None:
    everybody_votes(party)
    pledge = Pledge.objects.get(author=party.member)
    first, second = pledge.items.all()
    with pytest.raises(CycleClosedError):
        conclude_item(first, Conclusion.FULFILLED, reason="", by=party.secretary)
    close_ballots(party.cycle, by=party.secretary)
    conclude_item(first, Conclusion.FULFILLED, reason="", by=party.secretary)
    with pytest.raises(ReasonMissingError):
        conclude_item(second, Conclusion.PARTLY, reason="", by=party.secretary)
    with pytest.raises(UnconcludedItemError, match="2"):
        conclude_pledge(pledge, Grade.QUALIFIED, by=party.secretary, at=NOW)
    conclude_item(second, Conclusion.PARTLY, reason="11月没有做到", by=party.secretary)
    tally = PublicTally(pledge=pledge, collected_on=NOW.date(), place="服务大厅", satisfied=9, fairly=1)
    count_public_ballots(tally, by=party.secretary, at=NOW)
    mark_for_organization(pledge, Mark.SATISFIED, reason="", by=party.secretary)
    appraisal = conclude_pledge(pledge, Grade.EXCELLENT, by=party.secretary, at=NOW)
    told = (str(appraisal.public), str(appraisal.organization), str(appraisal.fulfilment))
    assert told == ("97.00", "100.00", "50.00")
    assert None not in (appraisal.peers, appraisal.overall)


def test_few_ballots_give_no_figure(party: Party) -> None:
    vote(party, party.secretary)
    pledge = Pledge.objects.get(author=party.member)
    conclude_all(party, pledge)
    appraisal = conclude_pledge(pledge, Grade.QUALIFIED, by=party.secretary, at=NOW)
    assert (appraisal.peers, appraisal.public, appraisal.overall) == (None, None, None)


def test_closed_box_takes_no_ballot(party: Party) -> None:
    for _time in range(2):
        close_ballots(party.cycle, by=party.secretary)
    with pytest.raises(CycleClosedError):
        vote(party, party.member)
    with pytest.raises(NotEntitledError):
        close_ballots(party.cycle, by=party.leader)
    with pytest.raises(CycleClosedError):
        close_ballots(make_cycle(party.brigade, name="即时"), by=party.secretary)


def test_a_third_is_excellent_at_most(party: Party) -> None:
    first, second = Pledge.objects.filter(author__in=[party.member, party.leader])
    for pledge in (first, second):
        conclude_all(party, pledge)
    conclude_pledge(first, Grade.EXCELLENT, by=party.secretary, at=NOW)
    with pytest.raises(TooManyExcellentError, match="1"):
        conclude_pledge(second, Grade.EXCELLENT, by=party.secretary, at=NOW)


def test_probationary_member_has_no_grade(party: Party) -> None:
    Officer.objects.filter(pk=party.member.pk).update(party_standing=Officer.PartyStanding.PROBATIONARY)
    pledge = Pledge.objects.get(author=party.member)
    conclude_all(party, pledge)
    with pytest.raises(NotEntitledError):
        conclude_pledge(pledge, Grade.QUALIFIED, by=party.secretary, at=NOW)
    assert conclude_pledge(pledge, None, by=party.secretary, at=NOW).grade == ""


def test_nobody_judges_the_own_pledge(party: Party) -> None:
    pledge = Pledge.objects.get(author=party.deputy)
    with pytest.raises(NotEntitledError):
        mark_for_organization(pledge, Mark.SATISFIED, reason="", by=party.deputy)


def test_cycle_ends_when_every_pledge_is_concluded(party: Party) -> None:
    with pytest.raises(CycleClosedError):
        conclude_cycle(party.cycle, by=party.secretary, at=NOW)
    for pledge in Pledge.objects.all():
        conclude_all(party, pledge)
        conclude_pledge(pledge, Grade.QUALIFIED, by=party.secretary, at=NOW)
    conclude_cycle(party.cycle, by=party.secretary, at=NOW)
    assert Cycle.objects.get().state == Cycle.State.CONCLUDED
    with pytest.raises(CycleClosedError):
        vote(party, party.member)
