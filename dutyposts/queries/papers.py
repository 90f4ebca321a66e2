"""The contents of a month's bulletin as plain JSON values; what is issued once is kept and never made again.

The paper is official Chinese whatever language its reader has chosen, and so are the few words made here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, Q, Subquery
from django.utils import translation

from dutyposts.models import (
    Event,
    EventPerson,
    Finding,
    FindingPerson,
    FlagHolding,
    Inspection,
    Item,
    Objection,
    PostScore,
    Ranking,
)
from dutyposts.queries.ranking_pages import average_of, streaks_of, tie_text
from dutyposts.queries.rankings import category_mean_text
from dutyposts.queries.versions import reopening_before
from dutyposts.rules.categories import Category
from organization.calendar import BEIJING

LANGUAGE = "zh-hans"


def paper_of(ranking: Ranking) -> dict[str, Any]:
    """Return what the bulletin says if it is issued now; the number of queries does not grow with the records."""
    with translation.override(LANGUAGE):
        scores, before, old = _scores(ranking)
        categories = list(ranking.standard.categories.order_by("tie_order"))
        codes = [Category(category.code) for category in categories]
        ranked = [score for score in scores if score.rank]
        names = {score.post_id: score.post_name for score in scores}
        inspections = _inspections(ranking)
        events = _events(ranking, names)
        return {
            "brigade": ranking.brigade.name,
            "standard": ranking.standard.version,
            "categories": [{"name": row.name, "maximum": str(row.points)} for row in categories],
            "average": _text(average_of(scores)),
            "average_before": _text(average_of(before)),
            "lines": [_line(score, codes) for score in ranked],
            "unranked": [_line(score, codes) for score in scores if not score.rank],
            "ties": [_tie(*pair) for pair in pairwise(ranked) if pair[0].score == pair[1].score],
            "flags": _flags(ranking, scores),
            "inspections": len(inspections),
            "praise": [event for event in events if event["kind"] == Item.Kind.BONUS],
            "deducted": [event for event in events if event["kind"] == Item.Kind.EVENT],
            "vetoes": [event for event in events if event["kind"] == Item.Kind.VETO],
            "problems": [_problem(row.name, row.code, inspections) for row in categories],
            "details": _details(inspections, names),
            "objections": _objections(ranking),
            "corrections": _corrections(old, scores),
            "reopening": _reopening(ranking),
        }


def _scores(ranking: Ranking) -> tuple[list[PostScore], list[PostScore], list[PostScore]]:
    """Return the scores, those of the month before as it stands published, those of the version before; one query."""
    earlier = Ranking.objects.filter(
        brigade=ranking.brigade_id, month=ranking.month.shift(-1), state=Ranking.State.PUBLISHED
    ).order_by("-version")
    version_before = Q(
        ranking__brigade=ranking.brigade_id, ranking__month=ranking.month, ranking__version=ranking.version - 1
    )
    wanted = Q(ranking=ranking) | Q(ranking=Subquery(earlier.values("pk")[:1])) | version_before
    rows = PostScore.objects.filter(wanted).in_place_order().select_related("ranking")
    found: dict[str, list[PostScore]] = defaultdict(list)
    for score in rows.with_flags():
        if score.ranking_id == ranking.pk:
            found["own"].append(score)
        else:
            found["old" if score.ranking.month == ranking.month else "before"].append(score)
    return found["own"], found["before"], found["old"]


def _line(score: PostScore, categories: Sequence[Category]) -> dict[str, Any]:
    return {
        "rank": score.rank,
        "post": score.post_name,
        "unit": score.unit_name,
        "means": [category_mean_text(score, category) for category in categories],
        "inspections": score.inspections,
        "days": score.days,
        "mean": _text(score.mean),
        "difficulty": str(score.difficulty),
        "events": str(score.events),
        "bonus": str(score.bonus),
        "score": _text(score.score),
        "reason": score.get_unranked_reason_display(),
    }


def _tie(upper: PostScore, lower: PostScore) -> dict[str, Any]:
    names = {"upper": upper.post_name, "lower": lower.post_name}
    return names | {"score": _text(upper.score), "text": tie_text(upper, lower)}


def _flags(ranking: Ranking, scores: Iterable[PostScore]) -> list[dict[str, Any]]:
    """Return who gets a flag, in order of place, with its number once it is handed over and the months in a row."""
    winners = [score for score in scores if score.has_flag]  # type: ignore[attr-defined]  # annotated
    if ranking.state != Ranking.State.PUBLISHED:
        return [{"post": score.post_name, "number": None, "months": 0} for score in winners]
    handed = FlagHolding.objects.filter(ranking=ranking, post__isnull=False)
    numbers = dict(handed.values_list("post", "flag__number"))
    streaks = streaks_of({score.post_id: ranking.month for score in winners})
    return [
        {"post": score.post_name, "number": numbers.get(score.post_id), "months": streaks[score.post_id]}
        for score in winners
    ]


def _inspections(ranking: Ranking) -> list[Inspection]:
    people = FindingPerson.objects.order_by("id").select_related("officer")
    findings = Finding.objects.filter(count__gt=0).order_by("id").prefetch_related(Prefetch("people", people))
    rows = Inspection.objects.submitted().filter(brigade=ranking.brigade_id, month=ranking.month)
    return list(rows.order_by("inspected_at", "id").prefetch_related(Prefetch("findings", findings)))


def _finding(inspection: Inspection, finding: Finding) -> dict[str, Any]:
    return {
        "post": inspection.post_name,
        "at": _moment(inspection),
        "code": finding.code,
        "text": finding.text,
        "points": str(finding.points),
        "count": finding.count,
        "people": [person.officer.police_number for person in finding.people.all()],
    }


def _problem(name: str, code: str, inspections: Iterable[Inspection]) -> dict[str, Any]:
    found = [
        _finding(inspection, finding)
        for inspection in inspections
        for finding in inspection.findings.all()
        if finding.category == code
    ]
    return {"category": name, "findings": found}


def _details(inspections: Iterable[Inspection], names: dict[int, str]) -> list[dict[str, Any]]:
    """Return every inspection by post, in the posts' order of place."""
    by_post: dict[int, list[Inspection]] = {post: [] for post in names}
    for inspection in inspections:
        by_post.setdefault(inspection.post_id, []).append(inspection)
    return [
        {"post": names.get(post, rows[0].post_name), "inspections": [_inspection(row) for row in rows]}
        for post, rows in by_post.items()
        if rows
    ]


def _inspection(row: Inspection) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": _moment(row),
        "kind": row.get_kind_display(),
        "score": str(row.score),
        "findings": [_finding(row, finding) for finding in row.findings.all()],
    }


def _events(ranking: Ranking, names: dict[int, str]) -> list[dict[str, Any]]:
    rows = Event.objects.counted().filter(brigade=ranking.brigade_id, month=ranking.month)
    people = Prefetch("people", EventPerson.objects.order_by("id").select_related("officer"))
    ordered = rows.select_related("post").prefetch_related(people).order_by("post__code", "happened_on", "id")
    return [
        {
            "kind": row.kind,
            "number": row.number,
            "post": names.get(row.post_id, row.post.name),
            "on": f"{row.happened_on.month}月{row.happened_on.day}日",
            "text": row.text,
            "points": str(row.points),
            "count": row.count,
            "people": [person.name for person in row.people.all()],
            "numbers": [person.officer.police_number for person in row.people.all()],
        }
        for row in ordered
    ]


def _objections(ranking: Ranking) -> dict[str, int]:
    filed = Objection.objects.filter(brigade=ranking.brigade_id, month=ranking.month)
    states = list(filed.values_list("state", flat=True))
    return {state: states.count(state) for state in ("upheld", "rejected", "open")} | {"all": len(states)}


def _corrections(old: Iterable[PostScore], new: Sequence[PostScore]) -> list[dict[str, Any]]:
    """Return the posts whose place or score differs from the version before; a first version has none."""
    places = {score.post_id: _place(score) for score in old}
    changed = [score for score in new if places and places.get(score.post_id) != _place(score)]
    return [
        {"post": score.post_name, "old": places.get(score.post_id, [None, None]), "new": _place(score)}
        for score in changed
    ]


def _place(score: PostScore) -> list[Any]:
    return [score.rank, _text(score.score)]


def _reopening(ranking: Ranking) -> dict[str, str] | None:
    found = reopening_before(ranking)
    if found is None or found.confirmed_by is None:
        return None
    return {"reason": found.reason, "asked_by": found.asked_by.name, "confirmed_by": found.confirmed_by.name}


def _moment(inspection: Inspection) -> str:
    local = inspection.inspected_at.astimezone(BEIJING)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
