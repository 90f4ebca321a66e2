"""The records behind a version of a month: as frozen once it is published, as they stand until then."""

from decimal import Decimal
from typing import Any

from django.db.models import Count

from dutyposts.models import Finding, FrozenMonth, Inspection, Ranking
from dutyposts.models.inspections import InspectionQuerySet


class Records:
    """What one version was made from. A later correction changes nothing in what a published version shows."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        frozen: dict[str, Any] | None = (
            FrozenMonth.objects.filter(ranking=ranking).values_list("content", flat=True).first()
        )
        self._frozen = frozen

    def inspections(self, post_id: int) -> list[Inspection]:
        """Return the inspections of one post, oldest first, with their number of photos."""
        rows = self._inspections().filter(post=post_id).order_by("inspected_at", "id")
        found = [row for row in rows.annotate(photo_count=Count("photos")) if self._holds(row)]
        for row in found if self._frozen else ():
            row.score = Decimal(self._frozen_inspection(row)["score"])
        return found

    def findings(self, **only: object) -> list[Finding]:
        """Return the findings, oldest first, those struck out included; `only` narrows them down."""
        in_month = {"inspection__brigade": self.ranking.brigade_id, "inspection__month": self.ranking.month}
        rows = Finding.objects.filter(**in_month, **only).select_related("inspection")
        ordered = rows.prefetch_related("people__officer").order_by("inspection__inspected_at", "id")
        found = [row for row in ordered if self._holds(row.inspection)]
        for row in found if self._frozen else ():
            row.count = self._frozen_inspection(row.inspection)["findings"][row.code]
        return found

    def _inspections(self) -> InspectionQuerySet:
        rows = Inspection.objects.filter(brigade=self.ranking.brigade_id, month=self.ranking.month)
        return rows if self._frozen else rows.submitted()

    def _holds(self, inspection: Inspection) -> bool:
        if self._frozen is None:
            return inspection.status == Inspection.Status.SUBMITTED
        return inspection.number in self._frozen["inspections"]

    def _frozen_inspection(self, inspection: Inspection) -> dict[str, Any]:
        return self._frozen["inspections"][inspection.number] if self._frozen else {}
