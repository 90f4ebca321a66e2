import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from dutyposts.actions.closing import ask_to_reopen, confirm_reopening, decide_flags, notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.actions.inspections import void_inspection
from dutyposts.models import FrozenMonth, Inspection, PostScore, Ranking
from dutyposts.queries.ranking_pages import losses_of, streaks_of, sum_of, tie_text
from dutyposts.queries.records import Records
from organization.calendar import Month
from organization.models import Officer, Unit
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, add_event, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LATER = AFTER + dt.timedelta(days=4)
REASON = "一条检查记录登记错误，需要更正。"
OK, MISSING = 200, 404


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    brigade = make_brigade(code="B1")
    inspect_often(make_post(make_unit(parent=brigade), code="P1"), make_inspector(brigade), "A1", "A2")
    return brigade


@pytest.fixture
def chief(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def address(view: str, *args: object, **query: str) -> str:
    return reverse(f"dutyposts:{view}", args=args) + (f"?{urlencode(query)}" if query else "")


def score_of(code: str = "P1") -> PostScore:
    return PostScore.objects.select_related("ranking__standard").get(post_code=code, ranking__is_latest=True)


def publish(brigade: Unit, chief: Officer) -> Ranking:
    compute_month(brigade, MONTH, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    return publish_month(brigade, MONTH, by=chief, at=LATER)


@pytest.mark.parametrize("view", ["ranking_month", "bulletin", "ranking_why"])
def test_a_months_pages_are_for_the_own_brigade(brigade: Unit, chief: Officer, view: str) -> None:
    publish(brigade, chief)
    page = address(view, MONTH, *(["P1"] if view == "ranking_why" else []), brigade="B1")
    assert signed_in(chief).get(page).status_code == OK
    assert signed_in(make_supervisor(make_brigade(code="B2"))).get(page).status_code == MISSING


@pytest.mark.parametrize("view", ["post_list", "flag_list"])
def test_a_brigades_lists_are_for_the_own_brigade(brigade: Unit, chief: Officer, view: str) -> None:
    page = address(view, brigade="B1")
    assert signed_in(chief).get(page).status_code == OK
    assert signed_in(make_supervisor(make_brigade(code="B2"))).get(page).status_code == MISSING


def test_the_arrows_lead_only_to_months_that_were_computed(brigade: Unit, chief: Officer) -> None:
    compute_month(brigade, MONTH, by=None, at=AFTER)
    compute_month(brigade, MONTH.shift(-1), by=None, at=AFTER)
    months = signed_in(chief).get(address("ranking_month", MONTH)).context["months"]
    assert months == [(MONTH.shift(-1), True), (MONTH.shift(1), False)]


def test_the_arrows_pass_over_a_draft_without_an_own_score(brigade: Unit, chief: Officer) -> None:
    publish(brigade, chief)
    compute_month(brigade, MONTH.shift(1), by=None, at=LATER)
    client = signed_in(make_officer(make_unit(parent=brigade)))
    assert client.get(address("ranking_month", MONTH)).context["months"][1] == (MONTH.shift(1), False)


def test_a_supervisor_computes_a_month_that_is_missing(brigade: Unit, chief: Officer) -> None:
    client = signed_in(chief)
    assert client.get(address("ranking_month", MONTH)).templates[0].name == "dutyposts/ranking_missing.html"
    client.post(address("month_compute", MONTH))
    assert client.get(address("ranking_month", MONTH)).templates[0].name == "dutyposts/ranking_month.html"


def test_a_missing_month_does_not_exist_for_others_nor_before_it_begins(brigade: Unit, chief: Officer) -> None:
    officer = make_officer(make_unit(parent=brigade))
    assert signed_in(officer).get(address("ranking_month", MONTH)).status_code == MISSING
    assert signed_in(chief).get(address("ranking_month", Month(2099, 1))).status_code == MISSING


def test_a_superseded_version_shows_the_records_of_its_day_for_ever(brigade: Unit, chief: Officer) -> None:
    first = publish(brigade, chief)
    confirm_reopening(ask_to_reopen(first, reason=REASON, by=chief, at=LATER), by=make_supervisor(brigade), at=LATER)
    void_inspection(Inspection.objects.earliest("pk"), by=chief, reason="登记错误", at=LATER)
    old = first.scores.select_related("ranking__standard").get()
    records = Records(Ranking.objects.get(pk=first.pk))
    assert sum(row.score for row in records.inspections(old.post_id)) == old.score_sum == Decimal(388)
    assert sum(loss.total for loss in losses_of(old, records)) == Decimal(12)
    assert (len(records.findings()), len(records.inspections(old.post_id))) == (8, 4)


def test_the_links_of_an_old_version_keep_it(brigade: Unit, chief: Officer) -> None:
    first = publish(brigade, chief)
    confirm_reopening(ask_to_reopen(first, reason=REASON, by=chief, at=LATER), by=make_supervisor(brigade), at=LATER)
    client = signed_in(chief)
    old = client.get(address("ranking_month", MONTH, version="1"))
    assert old.context["version_address"] == "?version=1"
    assert client.get(address("ranking_why", MONTH, "P1", version="1")).context["address"] == "?version=1"
    assert client.get(address("bulletin", MONTH, version="1")).context["back"].endswith("?version=1")
    assert client.get(address("ranking_month", MONTH)).context["version_address"] == ""


def test_the_boxes_of_the_explanation_add_up(brigade: Unit, chief: Officer) -> None:
    compute_month(brigade, MONTH, by=None, at=AFTER)
    page = signed_in(chief).get(address("ranking_why", MONTH, "P1")).context
    score = page["score"]
    assert sum(row.score for row in page["inspections"]) == score.score_sum
    assert sum(loss.total for loss in page["losses"]) == 100 * score.inspections - score.score_sum
    assert page["sum"].base - score.events + score.bonus == score.score


def test_a_difficult_post_shows_its_base_and_a_capped_bonus(brigade: Unit, chief: Officer) -> None:
    post = make_post(make_unit(parent=brigade), code="P2", difficulty="1.30")
    inspect_often(post, make_inspector(brigade), "D1")
    for _ in range(6):
        add_event(post, "J1", by=chief, approved_by=make_supervisor(brigade))
    compute_month(brigade, MONTH, by=None, at=AFTER)
    score, found = score_of("P2"), sum_of(score_of("P2"))
    assert (found.base, found.total, score.score) == (Decimal("97.69"), Decimal("102.69"), Decimal("102.69"))


def test_a_result_above_105_says_that_it_was_held() -> None:
    score = PostScore(score_sum=Decimal(400), inspections=4, difficulty=Decimal(1), events=Decimal(0), bonus=Decimal(6))
    assert sum_of(score).total == Decimal(106)


def test_a_tie_is_told_with_the_numbers_that_decide(brigade: Unit) -> None:
    inspect_often(make_post(make_unit(parent=brigade), code="P2"), make_inspector(brigade), "D1")
    compute_month(brigade, MONTH, by=None, at=AFTER)
    assert tie_text(score_of("P2"), score_of("P1")) == "同分比警容警姿：P2岗 20.00，P1岗 17.00。"


def test_months_won_in_a_row_are_counted_back_from_the_last(brigade: Unit, chief: Officer) -> None:
    post = publish(brigade, chief).scores.get().post_id
    assert streaks_of({post: MONTH}) == {post: 1}
    assert streaks_of({post: MONTH.shift(1)}) == {post: 0}


def test_only_flags_really_given_count(brigade: Unit, chief: Officer) -> None:
    inspect_often(make_post(make_unit(parent=brigade), code="P2"), make_inspector(brigade), "D1")
    make_flags(brigade, 1, by=None, at=AFTER)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    given, passed_over = score_of("P1"), score_of("P2")
    ranking = notice_month(brigade, MONTH, by=chief, at=AFTER)
    decide_flags(ranking, [score_of("P1")], reason="P2岗本月已受表彰。", by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=LATER)
    won = {given.post_id: MONTH, passed_over.post_id: MONTH}
    assert streaks_of(won) == {given.post_id: 1, passed_over.post_id: 0}
    page = signed_in(chief).get(address("ranking_month", MONTH))
    assert [(row.score.post_code, row.score.has_flag) for row, _ in page.context["podium"]] == [
        ("P2", False),
        ("P1", True),
    ]


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("change", [{"rank": 2}, {"score": 100}, {"post_name": "别的岗"}, {"wins_flag": False}])
def test_a_row_changed_in_the_database_shows_on_the_ranking(
    brigade: Unit, chief: Officer, change: dict[str, object]
) -> None:
    publish(brigade, chief)
    client, page = signed_in(chief), address("ranking_month", MONTH)
    assert client.get(page).context["is_altered"] is False
    PostScore.objects.update(**change)
    response = client.get(page)
    assert response.context["is_altered"] is True
    assertContains(response, "本版与发布时的指纹不符。")


@pytest.mark.usefixtures("as_owner")
def test_a_version_without_its_fingerprint_does_not_agree(brigade: Unit, chief: Officer) -> None:
    publish(brigade, chief)
    FrozenMonth.objects.all().delete()
    assert signed_in(chief).get(address("ranking_month", MONTH)).context["is_altered"] is True
