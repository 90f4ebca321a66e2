"""Whether a published month still is what was published."""

import logging
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Subquery

from audit.models import Entry
from dutyposts.models import FrozenMonth, PostScore, Ranking
from dutyposts.queries.frozen import differences, frozen_content, frozen_digest
from dutyposts.queries.results import RULE_VERSION, SCORE_COLUMNS, basis_of, stored_result, work_out

_logger = logging.getLogger(__name__)
_CODE, _FIRST_JUDGED = SCORE_COLUMNS.index("post_code"), SCORE_COLUMNS.index("rank")


def differences_of(ranking: Ranking) -> list[str]:
    """Return every place where a published version differs from what its publication sealed; empty when it stands.

    The latest version is also compared with what its records and the rules make of the month now; an older one was
    reopened because its records changed.
    """
    frozen = sealed_month(ranking)
    found = broken_seals(ranking, frozen, list(ranking.scores.all()))
    if frozen is not None and ranking.is_latest:
        found += differences(frozen.content, frozen_content(ranking)) + _recomputed(ranking)
    return list(dict.fromkeys(found))


def is_ranking_altered(ranking: Ranking, frozen: FrozenMonth | None, scores: Sequence[PostScore]) -> bool:
    """Tell whether the rows of a published version are no longer what was published; the log says where."""
    return _is_reported(ranking, broken_seals(ranking, frozen, scores))


def is_paper_altered(ranking: Ranking, frozen: FrozenMonth | None) -> bool:
    """Tell whether the bulletin of a published version is no longer what was issued; the log says where."""
    return _is_reported(ranking, _broken_papers(frozen))


def _is_reported(ranking: Ranking, found: Sequence[str]) -> bool:
    if found:
        _logger.error("%s does not agree with the fingerprint at publication: %s", ranking, "; ".join(found))
    return bool(found)


def sealed_month(ranking: Ranking) -> FrozenMonth | None:
    """Return what publication froze, with what its audit entry says of it as `sealed`."""
    entry = Entry.objects.filter(
        action="dutyposts.month_published", object_type="dutyposts.ranking", object_id=str(ranking.pk)
    )
    return FrozenMonth.objects.annotate(sealed=Subquery(entry.values("after")[:1])).filter(ranking=ranking).first()


def broken_seals(ranking: Ranking, frozen: FrozenMonth | None, scores: Sequence[PostScore]) -> list[str]:
    """Return where the stored rows of a published version part from the fingerprint at publication.

    `scores` are all its rows. They lead to the digest of the result, that lies in the frozen content, its digest is the
    fingerprint, and the fingerprint stands in the audit entry of the publication. `frozen` is the `sealed_month`.
    """
    found = _broken_papers(frozen)
    if frozen is None:
        return found
    content: dict[str, Any] = frozen.content
    result = stored_result(ranking, scores, rules=content.get("rules", RULE_VERSION))
    then = {"result": content.get("result_digest"), "rows": ranking.digest, "posts": _names(content.get("posts", {}))}
    now = {score.post_code: {"name": score.post_name, "unit": score.unit_name} for score in scores}
    return found + differences(then, {"result": ranking.digest, "rows": result.digest, "posts": now})


def _broken_papers(frozen: FrozenMonth | None) -> list[str]:
    """Return where content and bulletin, as they were frozen, part from the audit entry of the publication."""
    if frozen is None:
        return ["/digest: None"]
    entry: dict[str, Any] = frozen.sealed or {}  # type: ignore[attr-defined]  # annotated by sealed_month
    digests = {
        "/digest": (frozen.digest, frozen_digest(frozen.content)),
        "/audit": (frozen.digest, entry.get("digest")),
        "/paper": (frozen_digest(frozen.paper), entry.get("paper")),
    }
    return [f"{path}: {then} → {now}" for path, (then, now) in digests.items() if then != now]


def _names(posts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {code: {"name": post["name"], "unit": post["unit"]} for code, post in posts.items()}


def _recomputed(ranking: Ranking) -> list[str]:
    basis = basis_of([ranking.brigade_id], ranking.month)
    if basis is None:
        return [f"/standard: {ranking.standard} → None"]
    result = work_out([ranking.brigade], basis, {ranking.brigade_id: ranking.version})[0]
    computed = {str(row[_CODE]): _judged(row) for row in result.score_rows(ranking.pk)}
    stored = {row[_CODE]: _judged(row) for row in ranking.scores.values_list(*SCORE_COLUMNS)}
    return differences(stored, computed, "/recomputed")


def _judged(row: Sequence[Any]) -> dict[str, Any]:
    """Return what the rules decide about a post, without the names of post and unit; points in hundredths."""
    values = (int(value * 100) if isinstance(value, Decimal) else value for value in row[_FIRST_JUDGED:])
    return dict(zip(SCORE_COLUMNS[_FIRST_JUDGED:], values, strict=True))
