from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from organization.models import Officer
from pledges.facts import newest_fulfilment
from pledges.models import Cycle, Pledge, PledgeItem
from pledges.queries.fulfilment import fulfilment_by_member, fulfilment_by_unit, together
from pledges.rules.appraisal import Conclusion, Fulfilment
from tests.factories.access import BACKEND
from tests.factories.people import make_officer
from tests.factories.pledges import NOW, Party, lead_brigade, make_cycle, make_member, make_party, make_posted

pytestmark = pytest.mark.django_db
KEPT, PARTLY, EXCUSED, BROKEN = Conclusion
JUDGED = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.sampled_from(Conclusion), min_size=2, max_size=5)), max_size=6
)


@pytest.fixture
def party() -> Party:
    return make_party()


def judge(party: Party, author: Officer, told: Sequence[Conclusion], *, kind: str = "member") -> Pledge:
    """Store a concluded pledge; the actions that lead there have their own tests."""
    pledge = Pledge.objects.create(
        cycle=party.cycle,
        owner_kind=kind,
        author=author,
        group=party.group,
        branch=party.branch,
        unit=author.unit if kind == "member" else party.brigade,
        owner_name=author.name,
        version=1 + Pledge.objects.filter(author=author).count(),
        state=Pledge.State.CONCLUDED,
        digest="0" * 64,
        signed_at=NOW,
        posted_at=NOW,
        created_at=NOW,
        changed_at=NOW,
    )
    PledgeItem.objects.bulk_create(
        PledgeItem(pledge=pledge, position=position, conclusion=one.value, conclusion_reason="原因")
        for position, one in enumerate(told, start=1)
    )
    return pledge


def conclude(party: Party) -> None:
    party.cycle.state, party.cycle.concluded_at = Cycle.State.CONCLUDED, NOW
    party.cycle.save()


def naive(told: Sequence[Conclusion]) -> Decimal | None:
    """Count one by one, and round the exact fraction half up."""
    counted = [one for one in told if one != EXCUSED]
    if not counted:
        return None
    exact = Fraction(100 * sum(one == KEPT for one in counted), len(counted))
    long = Decimal(exact.numerator) / Decimal(exact.denominator)
    return long.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(JUDGED)
@settings(max_examples=25)
def test_rates_agree_with_counting_one_by_one(judged: list[tuple[int, list[Conclusion]]]) -> None:
    party = make_party()
    people = [party.member, party.leader, party.deputy]
    by_unit: dict[str, list[Conclusion]] = {}
    by_member: dict[int, list[Conclusion]] = {}
    for who, told in judged:
        judge(party, people[who], told)
        by_unit.setdefault(people[who].unit.code, []).extend(told)
        by_member.setdefault(people[who].pk, []).extend(told)
    units = fulfilment_by_unit(party.cycle)
    assert {unit.code: unit.fulfilment.percent for unit in units} == {
        code: naive(told) for code, told in by_unit.items()
    }
    members = fulfilment_by_member(party.cycle)
    assert {key: one.percent for key, one in members.items()} == {key: naive(told) for key, told in by_member.items()}
    assert together(units).percent == naive([one for told in by_unit.values() for one in told])


def test_what_is_not_judged_is_not_due(party: Party) -> None:
    make_posted(party)
    assert fulfilment_by_unit(party.cycle) == []
    assert together([]).percent is None


def test_groups_count_for_the_branch_and_for_no_member(party: Party) -> None:
    judge(party, party.leader, [KEPT, BROKEN], kind="group")
    assert [(unit.code, unit.fulfilment) for unit in fulfilment_by_unit(party.cycle)] == [
        (party.brigade.code, Fulfilment(1, 2, 0))
    ]
    assert fulfilment_by_member(party.cycle) == {}


def test_newest_concluded_cycle_is_told(party: Party) -> None:
    assert newest_fulfilment(party.brigade) is None
    judge(party, party.member, [KEPT, EXCUSED])
    judge(party, party.leader, [KEPT, PARTLY])
    judge(party, party.deputy, [EXCUSED, EXCUSED])
    conclude(party)
    make_cycle(party.brigade, name="2027年")
    found = newest_fulfilment(party.brigade)
    assert found is not None
    assert (found.cycle, found.branch, found.kept_all) == (party.cycle, Fulfilment(2, 6, 3), 1)
    assert found.units == {party.squadron.code: Fulfilment(2, 4, 1), party.brigade.code: Fulfilment(0, 2, 2)}


def ledger(officer: Officer, client: Client) -> str:
    client.force_login(officer, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client.get("/pledges/").content.decode()


def test_ledger_shows_the_branch_each_units_rate(party: Party, client: Client) -> None:
    judge(party, party.member, [KEPT, BROKEN, EXCUSED])
    judge(party, party.deputy, [EXCUSED, EXCUSED])
    conclude(party)
    text = ledger(party.deputy, client).partition("Fulfilment by unit")[2].partition("</section>")[0]
    assert [text.count(told) for told in ("50.00%", "--", "1 excused", "3 excused")] == [2, 1, 1, 1]
    assert "Fulfilment by unit" not in ledger(make_officer(party.squadron), client)


def test_overview_shows_how_the_newest_cycle_was_kept(party: Party, client: Client) -> None:
    judge(party, party.member, [KEPT, KEPT, BROKEN])
    lead_brigade(party, party.deputy)
    client.force_login(party.deputy, backend=BACKEND)
    client.cookies["django_language"] = "en"
    assert "Pledges kept" not in client.get("/dashboard/").content.decode()
    conclude(party)
    text = client.get("/dashboard/").content.decode()
    assert "Pledges of 2026年: 66.67% kept, everything by 0 of 1 members" in text
    assert text.count("66.67%") == 2


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_however_many_pledges(
    party: Party, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        judge(party, make_member(party.squadron, party.group), [KEPT, EXCUSED])
    with django_assert_num_queries(1):
        fulfilment_by_unit(party.cycle)
    with django_assert_num_queries(1):
        fulfilment_by_member(party.cycle)
