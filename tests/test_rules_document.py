"""Runs the worked tables of docs/RULES.md."""

import datetime as dt
import re
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import pytest

from dutyposts.rules.categories import Category
from dutyposts.rules.flags import next_holders
from dutyposts.rules.inspections import Fault, category_scores
from dutyposts.rules.months import MonthRules, PostMonth, mean_h, month_score_h, standings, unranked_reason
from organization.calendar import Month
from outreach.rules.categories import PLACES, place_key
from outreach.rules.categories import Category as VisitCategory
from outreach.rules.contests import Prize, results
from outreach.rules.minimum import Span, required
from pledges.measures import fits
from pledges.rules.appraisal import Conclusion, Fulfilment, Mark, Weights, fulfilment_h, overall_h
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Author, route_of
from services.rules import accidents as cases
from services.rules.leniency import Facts, Rule, lacks_of
from services.rules.passages import Span as PassageSpan
from services.rules.ratings import told_rate
from services.rules.tickets import calling_key

DOCUMENT = (Path(__file__).parent.parent / "docs" / "RULES.md").read_text(encoding="utf-8")
MAXIMA_H = {Category.ENFORCEMENT: 30_00, Category.PRESENCE: 30_00, Category.APPEARANCE: 20_00, Category.STYLE: 20_00}
TIE_ORDER = list(MAXIMA_H)
FULL = dict.fromkeys(Category, 0)


def rows(name: str) -> list[list[str]]:
    _, _, after = DOCUMENT.partition(f"<!-- table: {name} -->\n")
    lines = takewhile(lambda line: line.startswith("|"), after.splitlines())
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][2:]


def h(text: str) -> int:
    return int(Decimal(text) * 100)


def test_every_table_has_rows() -> None:
    names = re.findall(r"<!-- table: (\w+) -->", DOCUMENT)
    assert {name: len(rows(name)) > 0 for name in names} == dict.fromkeys(
        [
            *("inspection", "month", "reason", "ranking", "flags"),
            *("route", "appraisal", "fulfilment", "rates", "target", "average"),
            *("visits", "owed", "contests", "ratings", "tickets", "leniency", "passages", "accidents"),
        ],
        True,
    )


@pytest.mark.parametrize(("findings", "enforcement", "presence", "appearance", "style", "score"), rows("inspection"))
def test_inspection(findings: str, enforcement: str, presence: str, appearance: str, style: str, score: str) -> None:
    faults = [
        Fault(Category(category), h(points), int(count))
        for category, points, count in re.findall(r"(\w+) ([\d.]+) ×(\d+)", findings)
    ]
    scores = category_scores(MAXIMA_H, faults)
    assert list(scores.values()) == [h(enforcement), h(presence), h(appearance), h(style)]
    assert sum(scores.values()) == h(score)


@pytest.mark.parametrize(("scores", "difficulty", "events", "bonus", "expected"), rows("month"))
def test_month(scores: str, difficulty: str, events: str, bonus: str, expected: str) -> None:
    values = [] if scores == "none" else [h(score) for score in scores.split(", ")]
    post = PostMonth(
        code="A",
        inspections=len(values),
        score_sum_h=sum(values),
        category_sums_h=FULL,
        events_h=h(events),
        bonus_h=h(bonus),
        difficulty_h=h(difficulty),
    )
    assert month_score_h(post, MonthRules()) == (None if expected == "none" else h(expected))


@pytest.mark.parametrize(("inspections", "days", "vetoed", "reason"), rows("reason"))
def test_reason(inspections: str, days: str, vetoed: str, reason: str) -> None:
    post = PostMonth(
        code="A", inspections=int(inspections), category_sums_h=FULL, days=int(days), is_vetoed=vetoed == "yes"
    )
    assert (unranked_reason(post, MonthRules()) or "ranked") == reason


@pytest.mark.parametrize(("posts", "places", "decided_by"), rows("ranking"))
def test_ranking(posts: str, places: str, decided_by: str) -> None:
    months = [_post_month(*text.split()) for text in posts.split("; ")]
    ranked = standings(months, MonthRules(), TIE_ORDER)
    assert " ".join(f"{row.post.code}{row.rank}" for row in ranked) == places
    assert ", ".join(row.decided_by or "–" for row in ranked) == decided_by


def _post_month(code: str, score: str, serious: str, means: str) -> PostMonth:
    sums = {category: 4 * h(mean) for category, mean in zip(TIE_ORDER, means.split(","), strict=True)}
    assert sum(sums.values()) == 4 * h(score)
    return PostMonth(
        code=code,
        inspections=4,
        score_sum_h=4 * h(score),
        category_sums_h=sums,
        worst_h=h(score),
        serious=int(serious),
    )


@pytest.mark.parametrize(("before", "winners", "after"), rows("flags"))
def test_flags(before: str, winners: str, after: str) -> None:
    moved = next_holders(_holders(before), [ord(winner) for winner in winners.split()])
    assert moved == _holders(after)


def _holders(text: str) -> dict[int, int | None]:
    pairs = (part.split() for part in text.split(", "))
    return {int(number): None if post == "store" else ord(post) for number, post in pairs}


AUTHORS = {
    "–": Author(),
    "in no group": Author(is_in_group=False),
    "leads the group": Author(leads_group=True),
    "leads the brigade": Author(leads_brigade=True),
    "secretary": Author(is_secretary=True),
}


@pytest.mark.parametrize(("owner", "author", "levels"), rows("route"))
def test_route(owner: str, author: str, levels: str) -> None:
    assert ", ".join(route_of(Owner(owner), AUTHORS[author])) == levels


def _marks(text: str) -> dict[Mark, int]:
    return dict(zip(Mark, map(int, text.split()), strict=True))


@pytest.mark.parametrize(("peers", "public", "organization", "overall"), rows("appraisal"))
def test_appraisal(peers: str, public: str, organization: str, overall: str) -> None:
    mark = None if organization == "–" else Mark(organization)
    assert overall_h(_marks(peers), _marks(public), mark, Weights()) == (None if overall == "none" else h(overall))


@pytest.mark.parametrize(("conclusions", "rate"), rows("fulfilment"))
def test_fulfilment(conclusions: str, rate: str) -> None:
    told = [Conclusion(conclusion) for conclusion in conclusions.split(", ")]
    assert fulfilment_h(told) == (None if rate == "none" else h(rate))


@pytest.mark.parametrize(("pledges", "fulfilled", "due", "excused", "rate"), rows("rates"))
def test_rate_of_several_pledges(pledges: str, fulfilled: str, due: str, excused: str, rate: str) -> None:
    told = [pledge.split(", ") for pledge in pledges.split("; ")]
    parts = [Fulfilment(one.count("fulfilled"), len(one), one.count("excused")) for one in told]
    found = sum(parts, Fulfilment())
    assert found == Fulfilment(int(fulfilled), int(due), int(excused))
    assert found.percent == (None if rate == "none" else Decimal(rate))


@pytest.mark.parametrize(("figure", "target", "is_signed"), rows("target"))
def test_target(figure: str, target: str, is_signed: str) -> None:
    told = None if target == "–" else Decimal(target)
    assert fits(figure, told, Owner.MEMBER) == (is_signed == "yes")


@pytest.mark.parametrize(("scores", "average"), rows("average"))
def test_average(scores: str, average: str) -> None:
    told = [] if scores == "–" else [h(score) for score in scores.split(", ")]
    assert mean_h(sum(told), len(told)) == (None if average == "none" else h(average))


@pytest.mark.parametrize(("visits", "kind", "figure", "records"), rows("visits"))
def test_visits(visits: str, kind: str, figure: str, records: str) -> None:
    found = [visit.rpartition(" ") for visit in visits.split(", ")]
    places, quantities = {place_key(place) for place, _, _ in found}, [int(quantity) for _, _, quantity in found]
    assert (len(places) if VisitCategory(kind) in PLACES else sum(quantities)) == int(figure)
    assert len(found) == int(records)


@pytest.mark.parametrize(("first", "last", "excused", "owed"), rows("owed"))
def test_owed(first: str, last: str, excused: str, owed: str) -> None:
    def span(start: str, end: str) -> Span:
        return Span(dt.date(2026, 11, int(start)), dt.date(2026, 11, int(end)))

    spans = [span(*days.split("–")) for days in excused.split(", ")] if excused != "–" else []
    assert required(2, Month(2026, 11), span(first, last), spans) == int(owed)


@pytest.mark.parametrize(("marks", "means", "places", "prizes"), rows("contests"))
def test_contests(marks: str, means: str, places: str, prizes: str) -> None:
    given = [[int(mark) for mark in entry.split() if mark != "–"] for entry in marks.split("; ")]
    found = results(dict(enumerate(given)), {Prize.FIRST: 1, Prize.SECOND: 1, Prize.THIRD: 2})
    lines = [found.get(at) for at in range(len(given))]
    assert [line and line.mean_h for line in lines] == [
        None if mean == "none" else h(mean) for mean in means.split(", ")
    ]
    assert ", ".join(str(line.place) if line else "none" for line in lines) == places
    assert ", ".join((line and line.prize) or "none" for line in lines) == prizes


@pytest.mark.parametrize("row", rows("tickets"), ids=str)
def test_the_table_of_tickets(row: list[str]) -> None:
    taken, called = row
    tickets = [(number.endswith("!"), int(number.rstrip("!"))) for number in taken.split()]
    assert [number for _first, number in sorted(tickets, key=lambda ticket: calling_key(*ticket))] == [
        int(number) for number in called.split()
    ]


@pytest.mark.parametrize(("start", "end", "hours", "revoked", "moment", "stands", "passes"), rows("passages"))
def test_passages(start: str, end: str, hours: str, revoked: str, moment: str, stands: str, passes: str) -> None:
    def at(text: str) -> dt.datetime:
        return dt.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=dt.UTC)

    first, last = map(dt.time.fromisoformat, hours.split("-")) if hours != "–" else (None, None)
    revoked_at = None if revoked == "–" else at(revoked)
    span = PassageSpan(starts_at=at(start), ends_at=at(end), hour_from=first, hour_until=last, revoked_at=revoked_at)
    assert span.standing(at(moment)) == stands
    assert span.is_open(at(moment), at(moment).time()) == (passes == "yes")


@pytest.mark.parametrize(("rule", "local", "driver", "corrected", "hazardous", "affected", "lacks"), rows("leniency"))
def test_leniency(
    rule: str, local: str, driver: str, corrected: str, hazardous: str, affected: str, lacks: str
) -> None:
    facts = Facts(
        rule=Rule(rule),
        is_local=local == "yes",
        is_driver_present=driver == "yes",
        is_corrected=corrected == "yes",
        is_hazardous=hazardous == "yes",
        is_passage_affected=affected == "yes",
    )
    assert (", ".join(lacks_of(facts)) or "–") == lacks


@pytest.mark.parametrize(("case", "happened", "then", "now"), rows("accidents"))
def test_accidents(case: str, happened: str, then: str, now: str) -> None:
    days = re.findall(r"(\w+) (\d\d-\d\d)", happened)
    marks = {cases.Mark(mark): dt.date.fromisoformat(f"2026-{day}") for mark, day in days}
    facts = cases.Facts(case == "simple", case == "tested", case == "fled", marks)
    for version, told in ((2010, then), (2022, now)):
        found = [due for due in cases.due_dates(facts, version, {}) if due.step in cases.CERTIFYING]
        assert [f"{due.step} {due.due_on.strftime('%m-%d') if due.due_on else '–'}" for due in found] == [told]


@pytest.mark.parametrize(("good", "rated", "told", "interval"), rows("ratings"))
def test_ratings(good: str, rated: str, told: str, interval: str) -> None:
    rate = told_rate(int(good), int(rated))
    shown = None if rate is None else (f"at {rate.bound} {rate.value}" if rate.bound else f"{rate.value}")
    assert (shown or "–", "–" if rate is None else f"{rate.low}–{rate.high}") == (told, interval)
