"""Whether a published month still is what was published."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from audit.models import Entry
from dutyposts.models import Ranking
from dutyposts.queries.frozen import differences, frozen_content, frozen_digest
from dutyposts.queries.results import SCORE_COLUMNS, basis_of, work_out

_CODE, _FIRST_JUDGED = SCORE_COLUMNS.index("post_code"), SCORE_COLUMNS.index("rank")


def differences_of(ranking: Ranking) -> list[str]:
    """Return every place where a published version differs from what its publication sealed; empty when it stands.

    The latest version is also compared with what its records and the rules make of the month now; an older one was
    reopened because its records changed.
    """
    found = _broken_seals(ranking)
    if ranking.is_latest:
        found += differences(ranking.frozen.content, frozen_content(ranking)) + _recomputed(ranking)
    return found


def _broken_seals(ranking: Ranking) -> list[str]:
    frozen = ranking.frozen
    sealed = Entry.objects.filter(
        action="dutyposts.month_published", object_type="dutyposts.ranking", object_id=str(ranking.pk)
    ).first()
    digests = {
        "/digest": frozen_digest(frozen.content),
        "/audit": (sealed.after or {}).get("digest") if sealed else None,
    }
    found = [f"{path}: {frozen.digest} → {digest}" for path, digest in digests.items() if digest != frozen.digest]
    return found + differences({"result": frozen.content.get("result_digest")}, {"result": ranking.digest})


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
