"""officers.csv: the people of the units, with their Party groups."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from organization.actions.officers import save_officer
from organization.calendar import beijing_date
from organization.importers.cells import Column, choice, code, day, text, yes_no
from organization.importers.problems import CellError
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Officer, PartyBranch, PartyGroup, Unit

_POLICE_NUMBER = re.compile(r"[0-9A-Za-z]{4,12}")
_MEMBER = Officer.PartyStanding.MEMBER


def police_number(cell: str) -> str:
    if not _POLICE_NUMBER.fullmatch(cell):
        raise CellError(_("A police number has 4 to 12 digits and letters: %(value)s."), value=cell)
    return cell


def _load(rows: Iterator[Row], run: Run) -> None:
    units = {unit.code: unit for unit in Unit.objects.select_related("brigade")}
    groups: dict[tuple[int, str], PartyGroup] = {}
    for row in unique_rows(rows, run, "police_number"):
        unit = units.get(row["unit_code"])
        stored = Officer.objects.select_related("unit").filter(police_number=row["police_number"]).first()
        if unit is not None and _is_good(row, unit, stored, run):
            _save(row, unit, stored, groups, run)
        elif unit is None:
            run.refuse(row.line, "unit_code", _("There is no unit %(value)s."), value=row["unit_code"])


def _is_good(row: Row, unit: Unit, stored: Officer | None, run: Run) -> bool:
    if not run.reaches(unit) or (stored is not None and not run.reaches(stored.unit)):
        run.refuse(
            row.line, "unit_code", _("The unit %(value)s is not among those you may import for."), value=unit.code
        )
    elif row["party_group"] and not row["party_member"]:
        run.refuse(row.line, "party_group", _("Only a Party member belongs to a Party group."))
    elif row["joined_on"] is not None and row["joined_on"] > beijing_date(run.at):
        run.refuse(row.line, "joined_on", _("The day lies in the future."))
    else:
        return True
    return False


def _save(row: Row, unit: Unit, stored: Officer | None, groups: dict[tuple[int, str], PartyGroup], run: Run) -> None:
    officer = stored or Officer(police_number=row["police_number"])
    wanted = _wanted(row, unit, officer, groups)
    if stored is not None and all(getattr(stored, name) == value for name, value in wanted.items()):
        run.unchanged += 1
        return
    if officer.name != row["name"]:
        officer.sort_key = ""
    for name, value in wanted.items():
        setattr(officer, name, value)
    save_officer(officer, by=run.by, on=beijing_date(run.at))
    (run.created if stored is None else run.changed).add(officer.police_number)
    run.brigades.add((unit.brigade or unit).path)


def _wanted(row: Row, unit: Unit, officer: Officer, groups: dict[tuple[int, str], PartyGroup]) -> dict[str, Any]:
    is_probationary = officer.party_standing == Officer.PartyStanding.PROBATIONARY
    standing = _MEMBER if row["party_member"] else Officer.PartyStanding.NONE
    group = _group(row["party_group"], unit, groups) if row["party_group"] else None
    return {
        "name": row["name"],
        "kind": row["kind"],
        "unit_id": unit.pk,
        "title": row["title"],
        "party_standing": officer.party_standing if row["party_member"] and is_probationary else standing,
        "party_group_id": group.pk if group else None,
        "joined_on": row["joined_on"],
    }


def _group(name: str, unit: Unit, groups: dict[tuple[int, str], PartyGroup]) -> PartyGroup:
    """Return the group of the brigade's Party branch, both made when there are none."""
    home = unit.brigade or unit
    if (home.pk, name) not in groups:
        branch_name = gettext("Party branch of %(brigade)s") % {"brigade": home.name}
        branch, _created = PartyBranch.objects.get_or_create(unit=home, defaults={"name": branch_name[:60]})
        groups[home.pk, name], _created = PartyGroup.objects.get_or_create(branch=branch, name=name)
    return groups[home.pk, name]


OFFICERS = Importer(
    kind="officers",
    title=gettext_lazy("people"),
    right="organization.import_records",
    columns=(
        Column("police_number", police_number, "012345", is_code=True),
        Column("name", text(40), "张三"),
        Column("kind", choice(*Officer.Kind.values), "officer"),
        Column("unit_code", code(20), "DS-Z1", is_code=True),
        Column("party_member", yes_no, "yes"),
        Column("party_group", text(60), "一中队党小组", required=False, blank=""),
        Column("title", text(40), "中队长", required=False, blank=""),
        Column("joined_on", day, "2016-07-01", required=False),
    ),
    load=_load,
)
