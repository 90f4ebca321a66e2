"""standard.csv: versions of the appraisal standard, a row per item; the rows of a version repeat its categories."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from dutyposts.actions.imports import store_standard
from dutyposts.models import Inspection, Item, Standard, StandardCategory
from dutyposts.rules.wording import banned_words
from organization.importers.cells import Column, choice, code, decimal, month, text, whole
from organization.importers.runs import Importer, Row, Run, unique_rows

FULL_MARKS = Decimal(100)

_CATEGORY = ("category_code", "category_name", "category_points", "tie_order")


def _load(rows: Iterator[Row], run: Run) -> None:
    versions: dict[str, list[Row]] = defaultdict(list)
    for row in unique_rows(rows, run, "item_code", "version"):
        versions[row["version"]].append(row)
    for items in versions.values():
        _load_version(items, run)


def _load_version(rows: Sequence[Row], run: Run) -> None:
    checks = [_month_is_one(rows, run), _categories_are_whole(rows, run), *(_item_is_good(row, run) for row in rows)]
    if not all(checks):
        return
    first = rows[0]
    stored = Standard.objects.filter(version=first["version"]).prefetch_related("categories", "items__category").first()
    if stored is not None and _content_of(stored) == _content(rows):
        run.unchanged += len(rows)
    elif _may_take_force(first, stored, run):
        _store(rows, stored)
        for row in rows:
            (run.created if stored is None else run.changed).add(f"{row['version']} {row['item_code']}")


def _month_is_one(rows: Sequence[Row], run: Run) -> bool:
    first = rows[0]
    others = [row for row in rows if row["in_force_from"] != first["in_force_from"]]
    for row in others:
        run.refuse(row.line, "in_force_from", _("Version %(version)s has two months."), version=first["version"])
    return not others


def _categories_are_whole(rows: Sequence[Row], run: Run) -> bool:
    """Check that a version has the four categories, each told alike in all rows, and that they add up to 100."""
    count = len(run.problems)
    first: dict[str, Row] = {}
    for row in rows:
        told = first.setdefault(row["category_code"], row)
        for column in _CATEGORY:
            if row[column] != told[column]:
                run.refuse(row.line, column, _("Line %(line)s tells this category otherwise."), line=str(told.line))
    found = {name: row for name, row in first.items() if name}
    for row in found.values():
        for column in _CATEGORY[1:]:
            if row[column] in (None, ""):
                run.refuse(row.line, column, _("Fill in this cell."))
    return len(run.problems) == count and _categories_add_up(found, rows[0].line, run)


def _categories_add_up(found: Mapping[str, Row], line: int, run: Run) -> bool:
    count = len(run.problems)
    missing = [name for name in StandardCategory.Code.values if name not in found]
    total = sum((row["category_points"] for row in found.values()), Decimal())
    if missing:
        run.refuse(line, "category_code", _("The category %(value)s is missing."), value=", ".join(missing))
    elif total != FULL_MARKS:
        run.refuse(line, "category_points", _("The categories add up to %(total)s, not to 100."), total=f"{total:f}")
    elif len({row["tie_order"] for row in found.values()}) < len(found):
        run.refuse(line, "tie_order", _("Two categories have the same place in the tie order."))
    return len(run.problems) == count


def _item_is_good(row: Row, run: Run) -> bool:
    count = len(run.problems)
    if row["kind"] == Item.Kind.DEDUCTION and not row["category_code"]:
        run.refuse(row.line, "category_code", _("A deduction belongs to a category."))
    if (row["kind"] == Item.Kind.VETO) != (row["points"] == 0):
        run.refuse(row.line, "points", _("A veto has 0 points, every other item more than 0."))
    for word in banned_words(row["text"]):
        run.refuse(
            row.line,
            "text",
            _("“%(word)s” counts penalties, which no item may reward. A supervisor can allow it in the admin."),
            word=word,
        )
    return len(run.problems) == count


def _may_take_force(first: Row, stored: Standard | None, run: Run) -> bool:
    """Refuse to change what was used, and to come into force under inspections that another version scored."""
    version, in_force_from = first["version"], first["in_force_from"]
    rival = Standard.objects.filter(in_force_from=in_force_from).exclude(version=version).first()
    scored = Inspection.objects.filter(month__gte=in_force_from).exclude(standard__version=version)
    if stored is not None and stored.is_used:
        run.refuse(
            first.line,
            "version",
            _("Version %(version)s is used and changes no more: follow it by a new one."),
            version=version,
        )
    elif rival is not None:
        run.refuse(
            first.line, "in_force_from", _("Version %(version)s comes into force in this month."), version=rival.version
        )
    elif scored.exists():
        run.refuse(first.line, "in_force_from", _("There are inspections of this time under an earlier version."))
    else:
        return True
    return False


def _store(rows: Sequence[Row], stored: Standard | None) -> None:
    standard = stored or Standard(version=rows[0]["version"])
    standard.in_force_from = rows[0]["in_force_from"]
    categories = {
        row["category_code"]: StandardCategory(
            standard=standard,
            code=row["category_code"],
            name=row["category_name"],
            points=row["category_points"],
            tie_order=row["tie_order"],
        )
        for row in rows
        if row["category_code"]
    }
    items = [
        Item(
            standard=standard,
            category=categories.get(row["category_code"]),
            code=row["item_code"],
            kind=row["kind"],
            applies_to=row["applies_to"],
            text=row["text"],
            points=row["points"],
            position=position,
        )
        for position, row in enumerate(rows, start=1)
    ]
    store_standard(standard, list(categories.values()), items)


def _content(rows: Sequence[Row]) -> tuple[object, ...]:
    return (
        rows[0]["in_force_from"],
        {tuple(row[column] for column in _CATEGORY) for row in rows if row["category_code"]},
        {
            (row["item_code"], row["category_code"], row["kind"], row["applies_to"], row["text"], row["points"])
            for row in rows
        },
    )


def _content_of(standard: Standard) -> tuple[object, ...]:
    return (
        standard.in_force_from,
        {(row.code, row.name, row.points, row.tie_order) for row in standard.categories.all()},
        {
            (item.code, item.category.code if item.category else "", item.kind, item.applies_to, item.text, item.points)
            for item in standard.items.all()
        },
    )


STANDARD = Importer(
    kind="standard",
    title=gettext_lazy("appraisal standard"),
    right="dutyposts.import_records",
    columns=(
        Column("version", code(20), "2026.1", is_code=True),
        Column("in_force_from", month, "2026-01"),
        Column("category_code", choice(*StandardCategory.Code.values), "appearance", required=False, blank=""),
        Column("category_name", text(20), "警容警姿", required=False, blank=""),
        Column("category_points", decimal("0.01", "100"), "20", required=False),
        Column("tie_order", whole(1, 4), "3", required=False),
        Column("item_code", code(10), "A1", is_code=True),
        Column("kind", choice(*Item.Kind.values), "deduction"),
        Column("applies_to", choice(*Item.AppliesTo.values), "both"),
        Column("text", text(200), "未按规定着执勤服"),
        Column("points", decimal("0", "100"), "2"),
    ),
    load=_load,
)
