"""How the rows of an imported file are stored: in bulk, unaudited one by one, since the file's entry names them all.

Every function runs inside the import's transaction, with the months that it touches held.
"""

from collections.abc import Collection, Sequence

from dutyposts.actions.inspections import FindingInput, finding_rows, person_rows, store_findings
from dutyposts.actions.scoring import maxima_of, score_inspection
from dutyposts.models import (
    Assignment,
    DutyPost,
    Event,
    EventPerson,
    Inspection,
    Item,
    PostDifficulty,
    Standard,
    StandardCategory,
)
from dutyposts.rules.categories import Category
from organization.copying import insert_all


def store_standard(standard: Standard, categories: Sequence[StandardCategory], items: Sequence[Item]) -> None:
    """Put a version in the place of the unused one of its name, if there is one."""
    standard.save()
    standard.items.all().delete()
    standard.categories.all().delete()
    StandardCategory.objects.bulk_create(categories)
    for item in items:
        item.category_id = item.category.pk if item.category else None
    Item.objects.bulk_create(items)


def store_post(post: DutyPost, difficulty: PostDifficulty | None) -> None:
    """Store a post and, where it changed, its difficulty from a month on."""
    post.save()
    if difficulty is not None:
        PostDifficulty.objects.update_or_create(
            post=post,
            from_month=difficulty.from_month,
            defaults={"value": difficulty.value, "reason": difficulty.reason, "set_by": difficulty.set_by},
        )


def store_assignment(assignment: Assignment) -> None:
    assignment.save()


def insert_inspections(
    new: Sequence[tuple[Inspection, Collection[FindingInput]]], maxima_h: Sequence[dict[Category, int]]
) -> None:
    """Score and store inspections that are not there yet, with their findings."""
    rows = [finding_rows(findings) for _inspection, findings in new]
    for (inspection, _findings), found, maxima in zip(new, rows, maxima_h, strict=True):
        score_inspection(inspection, maxima, found)
    insert_all([inspection for inspection, _findings in new])
    for (inspection, _findings), found in zip(new, rows, strict=True):
        for row in found:
            row.inspection_id = inspection.pk
    insert_all([row for found in rows for row in found])
    people = [person_rows(found, findings) for found, (_inspection, findings) in zip(rows, new, strict=True)]
    insert_all([person for named in people for person in named])


def replace_inspection(inspection: Inspection, findings: Collection[FindingInput]) -> None:
    """Store a changed inspection with other findings in the place of its own; none of them has an objection."""
    inspection.findings.all().delete()
    rows = finding_rows(findings)
    score_inspection(inspection, maxima_of(inspection.standard), rows)
    inspection.save()
    store_findings(inspection, rows, findings)


def store_event(event: Event, people: Sequence[EventPerson]) -> None:
    """Store a new or changed event with the people whom it names now."""
    event.save()
    event.people.all().delete()
    EventPerson.objects.bulk_create(people)


def mark_used(standards: Collection[Standard]) -> None:
    Standard.objects.filter(pk__in=[standard.pk for standard in standards], is_used=False).update(is_used=True)
