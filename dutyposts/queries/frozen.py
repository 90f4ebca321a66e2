"""What a published month freezes: the records it was made from and what came out, in one canonical form."""

import hashlib
from collections import defaultdict
from typing import Any

from audit.rules.chain import canonical
from dutyposts.models import Event, Finding, FlagHolding, Inspection, Ranking
from dutyposts.queries.rankings import as_json
from dutyposts.queries.results import RULE_VERSION


def frozen_content(ranking: Ranking) -> dict[str, Any]:
    """Return standard, settings, inputs and result of a month as plain JSON values, in a fixed order."""
    return {
        "rules": RULE_VERSION,
        "result_digest": ranking.digest,
        "ranking": as_json(ranking) | {"state": ""},
        "settings": ranking.settings,
        "standard": _standard(ranking),
        "posts": _posts(ranking),
        "inspections": _inspections(ranking),
        "events": _events(ranking),
    }


def frozen_digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def differences(frozen: Any, present: Any, path: str = "") -> list[str]:
    """Return, as `path: then → now`, every place where two plain JSON values differ."""
    if isinstance(frozen, dict) and isinstance(present, dict):
        keys = sorted(frozen.keys() | present.keys())
        return [line for key in keys for line in differences(frozen.get(key), present.get(key), f"{path}/{key}")]
    if isinstance(frozen, list) and isinstance(present, list) and len(frozen) == len(present):
        pairs = enumerate(zip(frozen, present, strict=True))
        return [line for place, (then, now) in pairs for line in differences(then, now, f"{path}/{place}")]
    return [] if frozen == present else [f"{path}: {frozen} → {present}"]


def holdings_of(ranking: Ranking) -> list[FlagHolding]:
    """Return where the flags went with this publication, by flag number."""
    return list(ranking.flag_holdings.select_related("flag", "post", "received_by").order_by("flag__number"))


def _standard(ranking: Ranking) -> dict[str, Any]:
    standard = ranking.standard
    categories = standard.categories.order_by("tie_order").values_list("code", "points")
    items = standard.items.order_by("code").values_list("code", "kind", "points", "text")
    return {
        "version": standard.version,
        "categories": {code: str(points) for code, points in categories},
        "items": {code: [kind, str(points), text] for code, kind, points, text in items},
    }


def _posts(ranking: Ranking) -> dict[str, Any]:
    """Return names and days of service within the month; what becomes of a post later changes nothing here."""
    first, last = ranking.month.first, ranking.month.last
    return {
        score.post_code: {
            "name": score.post_name,
            "unit": score.unit_name,
            "from": str(max(first, score.post.opened_on)),
            "to": str(min(last, score.post.closed_on or last)),
        }
        for score in ranking.scores.select_related("post").order_by("post_code")
    }


def _inspections(ranking: Ranking) -> dict[str, Any]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    in_month = {"brigade": ranking.brigade_id, "month": ranking.month}
    findings = Finding.objects.filter(inspection__brigade=ranking.brigade_id, inspection__month=ranking.month).order_by(
        "inspection", "code"
    )
    for inspection, code, count in findings.values_list("inspection", "code", "count"):
        found[inspection][code] = count
    rows = Inspection.objects.submitted().filter(**in_month).order_by("number").select_related("post")
    return {
        row.number: {
            "post": row.post.code,
            "at": row.inspected_at.isoformat(),
            "score": str(row.score),
            "findings": found[row.pk],
        }
        for row in rows
    }


def _events(ranking: Ranking) -> dict[str, Any]:
    rows = Event.objects.counted().filter(brigade=ranking.brigade_id, month=ranking.month)
    return {
        row.number: [row.post.code, row.code, str(row.points), row.count]
        for row in rows.order_by("number").select_related("post")
    }
