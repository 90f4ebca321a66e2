import datetime as dt

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django.asserts import assertContains

from dutyposts.actions.closing import notice_month, publish_month
from dutyposts.actions.computing import compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.actions.objections import file_objection
from dutyposts.models import DutyPost, EventPerson, FlagHolding, FrozenMonth, Inspection, Ranking
from dutyposts.queries.papers import paper_of
from organization.calendar import Month
from organization.models import Officer, Unit
from tests.factories.access import BACKEND
from tests.factories.duty import AFTER, MONTH, NOON, add_event, assign, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LATER = AFTER + dt.timedelta(days=4)
QUERIES = {
    "ranking_month": 8,
    "ranking_why": 10,
    "bulletin": 4,
    "post_list": 6,
    "post_detail": 10,
    "flag_list": 5,
}


def make_month(month: Month, posts: int) -> Officer:
    """Publish a month of a brigade with so many posts and return its supervisor."""
    make_standard()
    brigade = make_brigade(code="B1")
    unit, inspector, chief = make_unit(parent=brigade), make_inspector(brigade), make_supervisor(brigade)
    for number in range(1, posts + 1):
        inspect_often(make_post(unit, code=f"P{number}"), inspector, *["A2"] * number, month=month)
    compute_month(brigade, month, by=None, at=AFTER)
    notice_month(brigade, month, by=chief, at=AFTER)
    publish_month(brigade, month, by=chief, at=LATER)
    return chief


def pages(officer: Officer) -> list[bytes]:
    """Return what is read of a published month: its bulletin and the names in its ranking."""
    client = Client()
    client.force_login(officer, backend=BACKEND)
    paper = client.get(reverse("dutyposts:bulletin", args=[MONTH])).content
    rows = client.get(reverse("dutyposts:ranking_month", args=[MONTH])).context["rows"]
    return [
        paper[paper.index(b"<article") :],
        repr([(row.score.post_name, row.score.unit_name) for row in rows]).encode(),
    ]


def cost(view: str, officer: Officer) -> int:
    """Return how many queries a page takes once the session is warm."""
    wanted: dict[str, list[object]] = {
        "ranking_month": [MONTH],
        "ranking_why": [MONTH, "P1"],
        "bulletin": [MONTH],
        "post_detail": ["P1"],
    }
    page, client = reverse(f"dutyposts:{view}", args=wanted.get(view, [])), Client()
    client.force_login(officer, backend=BACKEND)
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("posts", [1, 3])
@pytest.mark.parametrize("view", QUERIES)
def test_a_page_costs_the_same_for_one_and_three_posts(view: str, posts: int) -> None:
    assert cost(view, make_month(MONTH, posts)) == QUERIES[view]


@pytest.mark.parametrize("posts", [1, 3])
def test_a_month_with_ties_flags_and_objections_costs_no_more(posts: int) -> None:
    make_standard()
    brigade = make_brigade(code="B1")
    inspector, chief = make_inspector(brigade), make_supervisor(brigade)
    for code in ("P1", "P2", "P3")[:posts]:
        post = make_post(make_unit(parent=brigade), code=code)
        leader = make_officer(post.unit)
        assign(post, leader, is_leader=True)
        finding = inspect_often(post, inspector, "A2")[0].findings.get()
        file_objection(finding, claim="当时在处置事故。", by=leader, at=NOON)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    make_flags(brigade, 2, by=None, at=AFTER)
    notice_month(brigade, MONTH, by=chief, at=AFTER)
    assert (cost("ranking_month", chief), cost("bulletin", chief)) == (7, 11)


def test_praise_names_the_officers_of_the_event() -> None:
    make_standard()
    brigade = make_brigade(code="B1")
    unit = make_unit(parent=brigade)
    event = add_event(make_post(unit), "J1", by=make_officer(unit), approved_by=make_supervisor(brigade))
    officer = make_officer(unit, name="王小明")
    EventPerson.objects.create(event=event, officer=officer, name=officer.name, kind=officer.kind, unit=unit)
    ranking = compute_month(brigade, MONTH, by=None, at=AFTER)
    assert [event["people"] for event in paper_of(ranking)["praise"]] == [["王小明"]]


def test_the_average_is_that_of_the_ranked_posts() -> None:
    make_month(MONTH, 3)
    assert paper_of(Ranking.objects.get())["average"] == "98.00"


def test_a_bulletin_stays_byte_for_byte_what_was_issued(as_owner: None) -> None:
    chief = make_month(MONTH, 3)
    issued = pages(chief)
    post = DutyPost.objects.get(code="P1")
    DutyPost.objects.update(name="改过名的岗")
    Unit.objects.exclude(pk=post.brigade_id).update(name="改过名的单位")
    Officer.objects.exclude(pk=chief.pk).update(name="改过名的人", police_number=Concat(Value("9"), "police_number"))
    Inspection.objects.update(post_name="改过的记录")
    FlagHolding.objects.update(post=None)
    assert pages(chief) == issued


def test_the_paper_lists_every_inspection_and_each_points_lost() -> None:
    make_month(MONTH, 2)
    paper = paper_of(Ranking.objects.get())
    assert [(detail["post"], len(detail["inspections"])) for detail in paper["details"]] == [("P1岗", 4), ("P2岗", 4)]
    assert [row["score"] for row in paper["details"][1]["inspections"]] == ["98.00"] * 4
    assert [flag["number"] for flag in paper["flags"]] == [1, 2]


def test_the_paper_is_chinese_for_every_reader() -> None:
    make_month(MONTH, 1)
    with translation.override("en"):
        assert paper_of(Ranking.objects.get())["details"][0]["inspections"][0]["kind"] == "暗访"


def test_a_veto_stands_in_the_third_attachment() -> None:
    make_standard()
    brigade = make_brigade(code="B1")
    add_event(make_post(make_unit(parent=brigade), code="P1"), "V2", by=make_supervisor(brigade))
    paper = paper_of(compute_month(brigade, MONTH, by=None, at=AFTER))
    assert [(event["post"], event["text"]) for event in paper["vetoes"]] == [("P1岗", "收受财物")]
    assert [line["reason"] for line in paper["unranked"]] == ["一票否决"]


@pytest.mark.usefixtures("as_owner")
@pytest.mark.parametrize("change", [{"paper": {}}, {"digest": "0" * 64}])
def test_a_bulletin_changed_in_the_database_says_so(change: dict[str, object]) -> None:
    client, page = Client(), reverse("dutyposts:bulletin", args=[MONTH])
    client.force_login(make_month(MONTH, 1), backend=BACKEND)
    assert client.get(page).context["is_altered"] is False
    FrozenMonth.objects.update(**change)
    response = client.get(page)
    assert response.context["is_altered"] is True
    assertContains(response, "本版与发布时的指纹不符。")
