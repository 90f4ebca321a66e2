import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from organization.models import Officer, Unit
from outreach.actions.sums import recount_all
from outreach.actions.visits import change_visit, strike_out
from outreach.models import Visit, VisitSum
from outreach.queries.figures import Figure, figures_of, period_figures
from outreach.queries.programme import programme_of
from outreach.queries.sentences import sentence
from outreach.rules.categories import PLACES, REPORTED, Category, place_key
from tests.factories.files import import_sample
from tests.factories.outreach import AT, make_visit, visit_input
from tests.factories.people import make_brigade, make_officer, make_unit

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 10, 31)


@pytest.fixture
def squadron_of_one() -> Unit:
    squadron = make_unit(parent=make_brigade())
    make_officer(squadron)
    return squadron


def test_the_command_prints_figures_records_and_the_sentence() -> None:
    import_sample()
    out = StringIO()
    call_command("programme_figures", "--brigade=YH", "--from=2026-01-01", "--to=2026-10-31", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert {key: count for key, count in told["figures"].items() if count} == {
        "driver_visit": 12,
        "village_visit": 1,
        "school_visit": 1,
        "leniency": 2,
        "symposium": 2,
    }
    assert told["records"]["school_visit"] == 2
    assert told["sentence"].split("，") == [
        "民警先后上门走访驾驶人12人",
        "走访农村1个",
        "学校1所",
        "对企业车辆轻微交通违法行为共免予处罚2起",
        "召开座谈会2场次。",
    ]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("--brigade=NO", "--from=2026-01-01", "--to=2026-10-31"), "There is no brigade NO."),
        (("--brigade=YH", "--from=2026-10-31", "--to=2026-01-01"), "The last day cannot come before the first."),
        (("--brigade=YH", "--from=2026", "--to=2026-01-01"), "2026 is not a day such as 2026-10-31."),
    ],
)
def test_the_command_says_what_it_does_not_understand(arguments: tuple[str, ...], refusal: str) -> None:
    make_brigade(code="YH")
    with override("en"), pytest.raises(CommandError) as error:
        call_command("programme_figures", *arguments)
    assert str(error.value).endswith(refusal)


def test_a_joint_visit_counts_once_for_the_brigade_and_once_for_each_unit() -> None:
    import_sample()
    brigade, first, second = (Unit.objects.get(code=code) for code in ("YH", "YH-Z1", "YH-Z2"))
    found = [period_figures(brigade, FIRST, LAST, unit)[Category.SCHOOL_VISIT] for unit in (None, first, second)]
    assert found == [Figure(1, 2), Figure(1, 2), Figure(1, 1)]


def test_only_what_was_done_counts() -> None:
    brigade = make_brigade()
    make_visit(make_officer(make_unit(parent=brigade)), is_booked=True)
    assert period_figures(brigade, FIRST, dt.date(2026, 12, 31))[Category.SCHOOL_VISIT] == Figure()


def test_a_period_without_visits_says_so() -> None:
    with override("en"):
        assert sentence({}) == "No visits are recorded for this period."


def test_the_sentence_reads_in_english() -> None:
    figures = {"party_followup": 3, "school_visit": 2, "leniency": 4}
    with override("en"):
        assert sentence(figures) == (
            "Our officers followed up 3 case parties, visited 2 schools, waived 4 fines for minor violations of"
            " enterprises' vehicles."
        )


DAYS = st.one_of(st.integers(0, 99), st.sampled_from([0, 30, 31, 58, 59, 89, 90]))
VISITS = st.lists(
    st.tuples(
        st.sampled_from(Category),
        DAYS,
        st.sampled_from(["甲", "甲 ", "乙", "丙"]),
        st.integers(1, 5),
        st.booleans(),
        st.sampled_from(["done", "moved", "struck out"]),
    ),
    max_size=12,
)


def enter(officer: Officer, other: Officer, told: tuple[Category, int, str, int, bool, str]) -> None:
    """Enter a visit, joint or not, and let it be corrected or struck out."""
    category, day, target, quantity, is_joint, state = told
    people, happened_on = [officer, *([other] if is_joint else [])], FIRST + dt.timedelta(days=day)
    wanted: dict[str, Any] = {"category": category, "target": target, "happened_on": happened_on, "quantity": quantity}
    if state == "moved":
        visit = make_visit(officer, other, target="丁", happened_on=FIRST + dt.timedelta(days=40), quantity=7)
        change_visit(visit, visit_input(officer.unit, people, **wanted), by=officer, at=AT)
    else:
        visit = make_visit(*people, **wanted)
    if state == "struck out":
        strike_out(visit, reason="记错了", by=officer)


@settings(max_examples=25)
@given(VISITS, DAYS, DAYS)
def test_figures_of_any_period_equal_a_naive_count(
    squadron_of_one: Unit, told: list[tuple[Category, int, str, int, bool, str]], start: int, end: int
) -> None:
    Visit.objects.all().delete()
    VisitSum.objects.all().delete()
    brigade, officer = Unit.objects.get(kind=Unit.Kind.BRIGADE), squadron_of_one.officers.get()
    other = Officer.objects.exclude(pk=officer.pk).first() or make_officer(make_unit(parent=brigade))
    for visit in told:
        enter(officer, other, visit)
    period = FIRST + dt.timedelta(days=start), FIRST + dt.timedelta(days=end)
    found = programme_of(brigade, *period)
    assert found == programme_of(brigade, *period, officer.unit)
    stands = [row for row in told if row[5] != "struck out"]
    parts = ((found, stands), (programme_of(brigade, *period, other.unit), [row for row in stands if row[4]]))
    for programme, counted in parts:
        for category in REPORTED:
            rows = [row for row in counted if row[0] is category and start <= row[1] <= end]
            places, total = {place_key(row[2]) for row in rows}, sum(row[3] for row in rows)
            assert programme.figures[category] == (len(places) if category in PLACES else total)
            assert programme.records[category] == len(rows)
    assert recount_all(brigade.pk) == 0


def test_the_figures_of_several_periods_are_those_of_each(squadron_of_one: Unit) -> None:
    officer, brigade = squadron_of_one.officers.get(), Unit.objects.get(kind=Unit.Kind.BRIGADE)
    for month in (9, 10, 11):
        make_visit(officer, category=Category.DRIVER_VISIT, quantity=month, happened_on=dt.date(2026, month, 2))
    periods = [(dt.date(2026, 9, 1), dt.date(2026, 11, 3)), (dt.date(2026, 10, 1), dt.date(2026, 10, 31))]
    found = [figures[Category.DRIVER_VISIT] for figures in figures_of(brigade, *periods)]
    assert found == [Figure(30, 3), Figure(10, 1)]


def test_rows_that_were_changed_by_hand_are_added_up_anew(squadron_of_one: Unit) -> None:
    brigade = Unit.objects.get(kind=Unit.Kind.BRIGADE)
    visit = make_visit(squadron_of_one.officers.get())
    VisitSum.objects.filter(unit=None).update(total=9)
    VisitSum.objects.filter(unit=squadron_of_one).update(category=Category.OPEN_CAMP)
    out = StringIO()
    with override("en"):
        call_command("recount_visits", f"--brigade={brigade.code}", stdout=out)
        call_command("recount_visits", stdout=out)
    told = [f"{brigade.code}: 3 sums were not right", f"{brigade.code}: 0 sums were not right"]
    sums = VisitSum.objects.values_list("unit", "category", "records", "total")
    kept = {(None, visit.category, 1, 1), (squadron_of_one.pk, visit.category, 1, 1)}
    assert (out.getvalue().splitlines(), set(sums)) == (told, kept)


def test_recounting_names_a_brigade_that_is_not_there() -> None:
    with override("en"), pytest.raises(CommandError, match=r"There is no brigade NO\."):
        call_command("recount_visits", "--brigade=NO")
