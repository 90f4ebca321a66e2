import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from organization.models import Unit
from outreach.models import Visit
from outreach.queries.figures import Figure, period_figures
from outreach.queries.programme import programme_of
from outreach.queries.sentences import sentence
from outreach.rules.categories import PLACES, REPORTED, Category, place_key
from tests.factories.files import import_sample
from tests.factories.outreach import make_visit
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


VISITS = st.lists(
    st.tuples(
        st.sampled_from(Category), st.integers(0, 9), st.sampled_from(["甲", "甲 ", "乙", "丙"]), st.integers(1, 5)
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(VISITS, st.integers(0, 9), st.integers(0, 9))
def test_figures_of_any_period_equal_a_naive_count(
    squadron_of_one: Unit, told: list[tuple[Category, int, str, int]], start: int, end: int
) -> None:
    Visit.objects.all().delete()
    officer, brigade = squadron_of_one.officers.get(), Unit.objects.get(kind=Unit.Kind.BRIGADE)
    for category, day, target, quantity in told:
        happened_on = FIRST + dt.timedelta(days=day)
        make_visit(officer, category=category, happened_on=happened_on, target=target, quantity=quantity)
    period = FIRST + dt.timedelta(days=start), FIRST + dt.timedelta(days=end)
    found = programme_of(brigade, *period)
    assert found == programme_of(brigade, *period, officer.unit)
    for category in REPORTED:
        rows = [row for row in told if row[0] is category and start <= row[1] <= end]
        places, total = {place_key(row[2]) for row in rows}, sum(row[3] for row in rows)
        assert found.figures[category] == (len(places) if category in PLACES else total)
        assert found.records[category] == len(rows)
