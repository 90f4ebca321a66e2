import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError, compute_month, compute_months
from dutyposts.actions.flags import make_flags
from dutyposts.models import MonthRun, PostScore, Ranking
from dutyposts.queries.results import SCORE_COLUMNS
from organization.calendar import Month
from organization.models import Unit
from tests.factories.duty import AFTER, MONTH, add_event, inspect, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
STATEMENTS = {"sqlite": 11, "postgresql": 12}
STATEMENTS_UNCHANGED = {"sqlite": 7, "postgresql": 8}


def filled_brigade(*, posts: int = 2) -> Unit:
    brigade = make_brigade()
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for _ in range(posts):
        inspect_often(make_post(unit), inspector, "D1")
    return brigade


def statements(brigades: list[Unit]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert compute_months(brigades, MONTH, at=AFTER) == []
    return sum("SAVEPOINT" not in query["sql"] for query in captured)


@pytest.mark.parametrize(("brigades", "posts"), [(1, 1), (3, 2)])
def test_statements_do_not_grow_with_brigades_and_posts(brigades: int, posts: int) -> None:
    make_standard()
    units = [filled_brigade(posts=posts) for _ in range(brigades)]
    assert statements(units) == STATEMENTS[connection.vendor]
    assert statements(units) == STATEMENTS_UNCHANGED[connection.vendor]


def test_a_row_keeps_everything_its_explanation_needs() -> None:
    make_standard()
    brigade = make_brigade()
    unit, inspector = make_unit(parent=brigade, name="一中队"), make_inspector(brigade)
    post = make_post(unit, code="X-1", name="东门岗", difficulty="1.20")
    inspect_often(post, inspector, "B2", "A1")
    inspect(post, inspector)
    add_event(post, "D5", by=inspector)
    add_event(post, "J1", by=inspector, approved_by=make_supervisor(brigade))
    ranking = compute_month(brigade, MONTH, by=None, at=AFTER)
    row = ranking.scores.values(*SCORE_COLUMNS).get()
    assert row == {
        "ranking_id": ranking.pk,
        "post_id": post.pk,
        "post_code": "X-1",
        "post_name": "东门岗",
        "unit_id": unit.pk,
        "unit_name": "一中队",
        "rank": 1,
        "unranked_reason": "",
        "decided_by": "",
        "wins_flag": True,
        "score": Decimal("91.33"),
        "mean": Decimal("94.40"),
        "worst": Decimal("93.00"),
        "events": Decimal("5.00"),
        "bonus": Decimal("1.00"),
        "inspections": 5,
        "score_sum": Decimal("472.00"),
        "serious": 4,
        "days": 31,
        "difficulty": Decimal("1.20"),
        "enforcement_sum": Decimal("150.00"),
        "presence_sum": Decimal("130.00"),
        "appearance_sum": Decimal("92.00"),
        "style_sum": Decimal("100.00"),
    }


@pytest.mark.parametrize("name", ['东门, "岗"', "岗\\N", "岗\n二", ""])
def test_any_name_of_a_post_is_stored_as_it_is(name: str) -> None:
    make_standard()
    brigade = make_brigade()
    post = make_post(make_unit(parent=brigade))
    type(post).objects.update(name=name)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    assert PostScore.objects.get().post_name == name


def test_score_columns_are_all_columns_but_the_key() -> None:
    columns = [field.column for field in PostScore._meta.concrete_fields if not field.primary_key]
    assert set(SCORE_COLUMNS) == set(columns)


def test_computing_again_replaces_the_draft() -> None:
    make_standard()
    brigade = filled_brigade()
    first = compute_month(brigade, MONTH, by=None, at=AFTER)
    inspect(brigade.duty_posts.all()[0], make_inspector(brigade), "B2")
    second = compute_month(brigade, MONTH, by=None, at=AFTER)
    assert (first.pk, first.version) == (second.pk, second.version)
    assert first.digest != second.digest
    assert second.scores.count() == 2


def test_computing_again_with_nothing_changed_writes_no_row() -> None:
    make_standard()
    brigade = filled_brigade()
    compute_month(brigade, MONTH, by=None, at=AFTER)
    before = list(Ranking.objects.values()), list(PostScore.objects.values()), Entry.objects.count()
    compute_month(brigade, MONTH, by=None, at=AFTER + dt.timedelta(days=1))
    assert (list(Ranking.objects.values()), list(PostScore.objects.values()), Entry.objects.count()) == before


def test_a_published_month_is_refused_and_its_run_left_alone() -> None:
    make_standard()
    brigade = filled_brigade()
    compute_month(brigade, MONTH, by=None, at=AFTER)
    Ranking.objects.update(state="published", noticed_at=AFTER, notice_ends_on=AFTER, published_at=AFTER)
    with pytest.raises(MonthClosedError):
        compute_month(brigade, MONTH, by=None, at=AFTER)
    assert compute_months([brigade], MONTH, at=AFTER) == []
    assert MonthRun.objects.values_list("state", "attempts").get() == ("done", 1)


def test_a_month_without_a_standard_is_refused_and_named_in_its_run() -> None:
    brigade = make_brigade()
    with pytest.raises(NoStandardInForceError):
        compute_month(brigade, Month(2023, 12), by=None, at=AFTER)
    run = MonthRun.objects.get()
    assert (run.state, run.outcome) == ("failed", "NoStandardInForceError: 2023-12")


def test_a_person_tries_again_after_the_job_gave_up() -> None:
    brigade = make_brigade()
    for _ in range(4):
        with pytest.raises(NoStandardInForceError):
            compute_month(brigade, MONTH, by=None, at=AFTER)
    make_standard()
    compute_month(brigade, MONTH, by=make_supervisor(brigade), at=AFTER)
    assert MonthRun.objects.values_list("state", "attempts", "outcome").get() == ("done", 5, "")


def test_the_digest_does_not_depend_on_keys() -> None:
    make_standard()
    brigade = filled_brigade()
    digest = compute_month(brigade, MONTH, by=None, at=AFTER).digest
    Ranking.objects.all().delete()
    make_flags(brigade, 3, by=None, at=AFTER)
    assert compute_month(brigade, MONTH, by=None, at=AFTER).digest == digest


def test_settings_of_a_later_month_change_nothing() -> None:
    make_standard()
    brigade = filled_brigade()
    digest = compute_month(brigade, MONTH, by=None, at=AFTER).digest
    later = {"from_month": MONTH.shift(1), "set_at": AFTER, "set_by": make_supervisor(brigade)}
    setting = brigade.settings.create(name="min_inspections", value="9", **later)
    assert compute_month(brigade, MONTH, by=None, at=AFTER).digest == digest
    type(setting).objects.update(from_month=MONTH)
    assert set(compute_month(brigade, MONTH, by=None, at=AFTER).scores.values_list("rank", flat=True)) == {None}
