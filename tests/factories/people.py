"""Units and people. Every factory takes what a test cares about by name and fills in the rest, the same each time."""

import datetime as dt
from itertools import count

from organization.actions.officers import give_role, save_officer
from organization.actions.units import save_unit
from organization.calendar import BEIJING
from organization.models import Officer, Unit
from organization.rules.permissions import Role

LONG_AGO = dt.datetime(2024, 1, 1, tzinfo=BEIJING)
_numbers = count(100000)
_codes = count(1)


def make_unit(
    kind: Unit.Kind = Unit.Kind.SQUADRON, *, parent: Unit | None = None, code: str = "", name: str = ""
) -> Unit:
    code = code or f"U{next(_codes)}"
    return save_unit(Unit(code=code, name=name or f"{code}单位", kind=kind, parent=parent), by=None)


def make_brigade(*, code: str = "", name: str = "", parent: Unit | None = None) -> Unit:
    return make_unit(Unit.Kind.BRIGADE, parent=parent, code=code, name=name)


def make_officer(
    unit: Unit,
    *,
    name: str = "张三",
    kind: Officer.Kind = Officer.Kind.OFFICER,
    role: Role | None = None,
    at: Unit | None = None,
    number: str = "",
    password: str = "",
) -> Officer:
    """Make a person of `unit`; `role` is bound to `at`, or to the unit itself."""
    officer = Officer(police_number=number or str(next(_numbers)), name=name, kind=kind, unit=unit)
    if password:
        officer.set_password(password)
    save_officer(officer, by=None, on=LONG_AGO.date())
    if role is not None:
        give_role(officer, role, at or unit, by=None, at=LONG_AGO)
    return officer


def make_supervisor(brigade: Unit, *, name: str = "周主管") -> Officer:
    return make_officer(brigade, name=name, role=Role.SUPERVISOR)


def make_inspector(brigade: Unit, *, name: str = "郑检查") -> Officer:
    """Make an inspector who belongs to the brigade itself and so to no unit with posts."""
    return make_officer(brigade, name=name, role=Role.INSPECTOR)
