"""matters.csv: what each matter asks for under a version of the rules, a row per material."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from organization.importers.cells import Column, choice, code, text, whole, yes_no
from organization.importers.runs import Importer, Row, Run, unique_rows
from services.actions.imports import MaterialRow, RuleRow, store_rule
from services.models import MatterRule

_OF_THE_RULE = ("matter_name", "statutory_days", "day_kind", "promised_days", "blocked_by_violation")


@dataclass(slots=True)
class _Gathered:
    """The rows of one matter under one version; `told` is what its first row says of the matter as a whole."""

    told: Row
    materials: list[MaterialRow] = field(default_factory=list)


def _load(rows: Iterator[Row], run: Run) -> None:
    gathered: dict[tuple[str, str], _Gathered] = {}
    for row in unique_rows(rows, run, "material_code", "matter_code", "rule_version"):
        found = gathered.setdefault((row["rule_version"], row["matter_code"]), _Gathered(row))
        if _is_good(row, found.told, run):
            found.materials.append(_material(row, len(found.materials) + 1))
    if run.problems:
        return
    for (version, matter), found in gathered.items():
        number, outcome = f"{version} {matter}", store_rule(_rule(found.told), found.materials)
        if outcome is None:
            run.unchanged += 1
        else:
            (run.created if outcome else run.changed).add(number)


def _is_good(row: Row, first: Row, run: Run) -> bool:
    for column in _OF_THE_RULE:
        if row[column] != first[column]:
            line = {"value": str(row[column]), "line": str(first.line)}
            run.refuse(row.line, column, _("%(value)s differs from what line %(line)s says of this matter."), **line)
            return False
    if row["promised_days"] > row["statutory_days"]:
        run.refuse(row.line, "promised_days", _("What is promised cannot be longer than what the law allows."))
        return False
    return True


def _rule(row: Row) -> RuleRow:
    return RuleRow(
        version=row["rule_version"],
        matter=row["matter_code"],
        name=row["matter_name"],
        statutory_days=row["statutory_days"],
        day_kind=row["day_kind"],
        promised_days=row["promised_days"],
        is_blocked_by_violation=row["blocked_by_violation"],
    )


def _material(row: Row, position: int) -> MaterialRow:
    told: dict[str, Any] = {"code": row["material_code"], "name": row["material_name"], "is_original": row["original"]}
    return MaterialRow(**told, copies=row["copies"], condition=row["condition"], position=position)


MATTERS = Importer(
    kind="matters",
    title=gettext_lazy("matters and their materials"),
    right="services.import_matters",
    columns=(
        Column("rule_version", code(8), "2022", is_code=True),
        Column("matter_code", code(8), "DL5", is_code=True),
        Column("matter_name", text(60), "补领驾驶证"),
        Column("statutory_days", whole(1, 999), "1"),
        Column("day_kind", choice(*MatterRule.DayKind.values), "working"),
        Column("promised_days", whole(0, 999), "0"),
        Column("blocked_by_violation", yes_no, "no"),
        Column("material_code", code(12), "id", is_code=True),
        Column("material_name", text(80), "身份证明"),
        Column("original", yes_no, "yes"),
        Column("copies", whole(0, 9), "1"),
        Column("condition", text(80), "", required=False, blank=""),
    ),
    load=_load,
)
