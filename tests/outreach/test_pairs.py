import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry, PersonalPart
from audit.queries import verify
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from outreach.actions.pairs import (
    GuardianMissingError,
    MinorNamedError,
    NotLeaderError,
    NotOfThePairError,
    PairDayError,
    PairEndedError,
    StrangeHelperError,
    end_pair,
    forget_households,
    may_read,
    name_helper,
    strike_out_visit,
)
from outreach.facts import PairFigures, pairs_in
from outreach.models import Helper, Household, HouseholdVisit
from outreach.models.pairs import PROTECTED
from outreach.queries.pairs import household_of, line_of, summary_of, without_pair
from outreach.rules.goods import GoodsLine
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, TODAY, make_household, visit_of_household
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
RICE, OIL = GoodsLine("大米", 2, "袋", Decimal("120.50")), GoodsLine("菜油", 1, "桶", Decimal("64.80"))


@pytest.fixture
def leader() -> Officer:
    return make_officer(make_unit(parent=make_brigade(), name="一中队"), role=Role.UNIT_LEADER)


@pytest.fixture
def helper(leader: Officer) -> Officer:
    return make_officer(leader.unit)


@pytest.fixture
def household(leader: Officer, helper: Officer) -> Household:
    return make_household(leader.unit, helper, by=leader)


def value_of(household: Household, reader: Officer) -> Decimal:
    found = household_of(reader, household.number)
    return Decimal(vars(found)["value"] or 0)


def test_numbers_count_within_the_unit(leader: Officer, helper: Officer) -> None:
    numbers = [make_household(leader.unit, helper, by=leader).number for _ in range(2)]
    assert numbers == [f"{leader.unit.code}-P01", f"{leader.unit.code}-P02"]


def test_only_who_leads_the_unit_begins_a_pair(leader: Officer, helper: Officer) -> None:
    with pytest.raises(NotLeaderError):
        make_household(leader.unit, helper, by=helper)


def test_a_helper_of_another_brigade_is_refused(leader: Officer) -> None:
    with pytest.raises(StrangeHelperError):
        make_household(leader.unit, make_officer(make_unit(parent=make_brigade())), by=leader)


def test_for_a_child_a_guardian_agrees(leader: Officer, helper: Officer) -> None:
    with pytest.raises(GuardianMissingError):
        make_household(leader.unit, helper, by=leader, guardian="")


def test_for_anybody_under_14_a_guardian_agrees_and_no_name_is_public(leader: Officer, helper: Officer) -> None:
    told: dict[str, object] = {"kind": Household.Kind.HARDSHIP, "is_minor": True}
    with pytest.raises(GuardianMissingError):
        make_household(leader.unit, helper, by=leader, guardian="", **told)
    with pytest.raises(MinorNamedError):
        make_household(leader.unit, helper, by=leader, may_be_named=True, **told)
    household = make_household(leader.unit, helper, by=leader, **told)
    for change in ({"guardian": ""}, {"may_be_named": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Household.objects.filter(pk=household.pk).update(**change)


def test_the_brigade_begins_a_pair_where_nobody_leads_the_unit(leader: Officer, helper: Officer) -> None:
    supervisor = make_supervisor(leader.unit.brigade or leader.unit)
    office = make_unit(Unit.Kind.SECTION, parent=supervisor.unit)
    household = make_household(office, helper, by=supervisor)
    assert (may_read(household, supervisor), may_read(household, leader)) == (True, False)
    make_officer(office, role=Role.UNIT_LEADER)
    assert may_read(household, supervisor) is False
    for unit in (office, leader.unit):
        with pytest.raises(NotLeaderError):
            make_household(unit, helper, by=supervisor)


def test_nobody_above_the_brigade_stands_in(helper: Officer) -> None:
    detachment = make_unit(Unit.Kind.DETACHMENT)
    office = make_unit(Unit.Kind.SECTION, parent=make_brigade(parent=detachment))
    with pytest.raises(NotLeaderError):
        make_household(office, make_officer(office), by=make_officer(detachment, role=Role.SUPERVISOR))


def test_a_helper_who_left_the_brigade_is_replaced(leader: Officer, helper: Officer, household: Household) -> None:
    def needs() -> bool:
        row = household_of(leader, household.number)
        return row is not None and line_of(row, {}).needs_helper

    assert needs() is False
    helper.unit = make_unit(parent=make_brigade())
    helper.save()
    assert (needs(), may_read(household, Officer.objects.get(pk=helper.pk))) == (True, False)
    name_helper(household, make_officer(leader.unit), on=TODAY, by=leader, at=AT)
    assert needs() is False


def test_a_period_tells_households_visits_and_goods(leader: Officer, helper: Officer, household: Household) -> None:
    make_household(leader.unit, helper, by=leader, begun_on=dt.date(2026, 10, 31))
    visit_of_household(household, by=helper, goods=[RICE, OIL])
    visit_of_household(household, by=helper, goods=[RICE], happened_on=dt.date(2026, 10, 1))
    strike_out_visit(visit_of_household(household, by=helper, goods=[OIL]), reason="重复登记", by=helper)
    brigade, idle = leader.unit.brigade or leader.unit, make_unit(parent=leader.unit.brigade)
    october, november = (dt.date(2026, 10, 1), dt.date(2026, 10, 30)), (dt.date(2026, 11, 1), TODAY)
    assert pairs_in(brigade, *october) == PairFigures(1, 1, RICE.value)
    assert pairs_in(brigade, *november, leader.unit) == PairFigures(2, 1, Decimal("185.30"))
    assert pairs_in(brigade, *november, idle) == PairFigures(0, 0, Decimal(0))


def test_help_does_not_begin_tomorrow(leader: Officer, helper: Officer) -> None:
    with pytest.raises(PairDayError):
        make_household(leader.unit, helper, by=leader, begun_on=TODAY + dt.timedelta(1))


def test_another_helper_reads_and_the_old_one_no_more(leader: Officer, helper: Officer, household: Household) -> None:
    second = make_officer(leader.unit)
    name_helper(household, second, on=TODAY, by=leader, at=AT)
    assert [may_read(household, officer) for officer in (helper, second, leader)] == [False, True, True]
    history = list(household.helpers.values_list("officer", "started_on", "ended_on"))
    assert history == [(helper.pk, household.begun_on, TODAY), (second.pk, TODAY, None)]


def test_a_helper_is_not_named_from_tomorrow(leader: Officer, household: Household) -> None:
    with pytest.raises(PairDayError):
        name_helper(household, make_officer(leader.unit), on=TODAY + dt.timedelta(1), by=leader, at=AT)


def test_the_database_keeps_one_helper_at_a_time(leader: Officer, household: Household) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Helper.objects.create(household=household, officer=leader, started_on=TODAY)


def test_what_was_brought_is_added_up_until_it_is_struck_out(helper: Officer, household: Household) -> None:
    visit_of_household(household, by=helper, goods=[RICE, OIL])
    mistake = visit_of_household(household, by=helper, goods=[OIL])
    assert value_of(household, helper) == Decimal("250.10")
    strike_out_visit(mistake, reason="重复登记", by=helper)
    assert value_of(household, helper) == Decimal("185.30")


def test_the_month_tells_pairs_visits_and_goods(leader: Officer, helper: Officer, household: Household) -> None:
    make_household(leader.unit, helper, by=leader)
    visit_of_household(household, by=helper, goods=[RICE, OIL])
    visit_of_household(household, by=helper, goods=[RICE], happened_on=dt.date(2026, 10, 31))
    brigade = Unit.objects.get(kind=Unit.Kind.BRIGADE)
    found = summary_of(brigade, Month(2026, 11))
    assert (found.pairs, found.units, found.visited, found.value) == (2, 1, 1, Decimal("185.30"))
    assert list(found.goods) == ["大米 2袋", "菜油 1桶"]


def test_units_without_a_pair_are_named(leader: Officer, household: Household) -> None:
    idle = make_unit(parent=leader.unit.brigade)
    brigade = Unit.objects.get(kind=Unit.Kind.BRIGADE)
    assert without_pair(brigade, TODAY) == [idle]


def test_strangers_to_the_pair_write_nothing(leader: Officer, household: Household) -> None:
    with pytest.raises(NotOfThePairError):
        visit_of_household(household, by=make_officer(leader.unit))


def test_a_pair_that_ended_takes_no_more(leader: Officer, helper: Officer, household: Household) -> None:
    end_pair(household, on=TODAY, conclusion="孩子回到父母身边", by=leader, at=AT)
    with pytest.raises(PairEndedError):
        visit_of_household(household, by=leader)
    assert (may_read(household, helper), may_read(household, leader)) == (False, True)


def test_a_year_after_the_end_nobody_tells_who_it_was(leader: Officer, helper: Officer, household: Household) -> None:
    mistake = visit_of_household(household, by=helper)
    strike_out_visit(mistake, reason="欧阳待护不在家", by=helper)
    visit_of_household(household, by=helper, goods=[RICE])
    end_pair(household, on=TODAY, conclusion="孩子回到父母身边", by=leader, at=AT)
    assert [forget_households(AT + dt.timedelta(days=days)) for days in (364, 365, 366)] == [0, 1, 0]
    household.refresh_from_db()
    assert {getattr(household, name) for name in PROTECTED} == {""}
    assert set(household.visits.values_list("done", "reason")) == {("", ""), ("", "—")}
    assert value_of(household, leader) == RICE.value
    about = Entry.objects.filter(object_type="outreach.household")
    assert "欧阳" not in str(list(about.values_list("before", "after")))
    assert not PersonalPart.objects.filter(entry__in=about).exists()
    assert verify()[1] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client: Client, leader: Officer, helper: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        visit_of_household(make_household(leader.unit, helper, by=leader), by=helper, goods=[RICE])
    client.force_login(helper, backend=BACKEND)
    with django_assert_num_queries(6):
        assert client.get(reverse("outreach:pair_list")).status_code == 200


def test_a_visit_with_goods_is_entered_on_the_page_once(client: Client, helper: Officer, household: Household) -> None:
    client.force_login(helper, backend=BACKEND)
    told = {
        "step": "visit",
        "client_id": "00000000-0000-4000-8000-000000000001",
        "happened_on": "2026-11-04",
        "done": "送米面油",
        "result": "已安排体检",
        "item_0": "大米",
        "quantity_0": "2",
        "measure_0": "袋",
        "value_0": "120.50",
        "is_signed": "on",
    }
    with time_machine.travel(AT, tick=False):
        for _ in range(2):
            client.post(reverse("outreach:pair", args=[household.number]), told)
    visit = HouseholdVisit.objects.get()
    assert [(line.item, line.value) for line in visit.goods.all()] == [("大米", Decimal("120.50"))]
    assert (visit.done, visit.result) == ("送米面油", "已安排体检")


def test_a_line_of_goods_that_is_begun_is_asked_for_whole(
    client: Client, helper: Officer, household: Household
) -> None:
    client.force_login(helper, backend=BACKEND)
    told = {"step": "visit", "happened_on": "2026-11-04", "done": "送米", "item_0": "大米"}
    answer = client.post(reverse("outreach:pair", args=[household.number]), told)
    assert {"quantity_0", "measure_0", "value_0"} <= set(answer.context["form"].errors)
    assert not HouseholdVisit.objects.exists()


def test_the_leader_begins_corrects_hands_over_and_ends_on_the_pages(client: Client, leader: Officer) -> None:
    client.force_login(leader, backend=BACKEND)
    first, second = make_officer(leader.unit), make_officer(leader.unit)
    days = {"begun_on": "2026-09-01", "consented_on": "2026-09-01"}
    told = days | {"kind": "elderly", "name": "欧阳老人", "needs": "买菜"}
    with time_machine.travel(AT, tick=False):
        new = {"helper": first.police_number, "client_id": "00000000-0000-4000-8000-000000000002"}
        new |= {"unit": str(leader.unit_id)}
        for _ in range(2):
            client.post(reverse("outreach:pair_new"), told | new)
        address = reverse("outreach:pair", args=[Household.objects.get().number])
        client.post(address, told | {"step": "change", "needs": "看病"})
        client.post(address, {"step": "helper", "helper-helper": second.police_number, "helper-on": "2026-10-01"})
        client.post(address, {"step": "end", "end-on": "2026-11-04", "end-conclusion": "搬到子女家"})
    household = Household.objects.get()
    assert (household.needs, household.conclusion, household.ended_on) == ("看病", "搬到子女家", TODAY)
    assert list(household.helpers.values_list("officer", flat=True)) == [first.pk, second.pk]
