import datetime as dt

from django.db import transaction

from audit.actions import record
from organization.actions.portraits import withdraw_portrait
from organization.calendar import BEIJING
from organization.codes import code_of
from organization.models import Officer, Posting, RoleHolding, Unit
from organization.rules.names import sort_key
from organization.rules.permissions import Role, may_hold_together

_WATCHED = ("kind", "unit_id", "title", "party_standing", "party_group_id", "joined_on", "left_on", "is_active")


class RolesExcludeEachOtherError(ValueError):
    """An administrator's role is held alone."""


class OwnRoleError(ValueError):
    """Nobody gives a role to themselves."""


def save_officer(officer: Officer, *, by: Officer | None, on: dt.date) -> Officer:
    """Create or change a person; a change of unit ends the open posting on the day before `on` and opens the next.

    An account without a password cannot sign in. Whoever leaves loses the portrait. The name enters the audit chain as
    personal data.
    """
    with transaction.atomic():
        before = Officer.objects.filter(pk=officer.pk).values(*_WATCHED).first() if officer.pk else None
        officer.sort_key = officer.sort_key or sort_key(officer.name)
        if not officer.password:
            officer.set_unusable_password()
        officer.save()
        if before is None or before["unit_id"] != officer.unit_id:
            _post(officer, started_on=officer.joined_on or on if before is None else on)
        if not officer.is_active or (officer.left_on is not None and officer.left_on <= on):
            withdraw_portrait(officer, by=by, at=dt.datetime.combine(on, dt.time(), tzinfo=BEIJING))
        record(
            "organization.officer_saved",
            on=officer,
            by=by,
            scope=officer.unit.path,
            before=before,
            after={name: getattr(officer, name) for name in _WATCHED},
            personal={"police_number": officer.police_number, "name": officer.name},
        )
    return officer


def _post(officer: Officer, *, started_on: dt.date) -> None:
    open_posting = officer.postings.filter(ended_on=None).first()
    if open_posting is not None:
        open_posting.ended_on = max(open_posting.started_on, started_on - dt.timedelta(days=1))
        open_posting.save(update_fields=["ended_on"])
    Posting.objects.create(officer=officer, unit=officer.unit, started_on=started_on)


def give_role(officer: Officer, role: Role, unit: Unit, *, by: Officer | None, at: dt.datetime) -> RoleHolding:
    """Bind a role of an officer to a unit; giving it again returns the holding that stands.

    `by` is None on the command line, where the first administrators are named.
    """
    with transaction.atomic():
        Officer.objects.select_for_update().get(pk=officer.pk)
        current = list(officer.role_holdings.current())
        standing = next((held for held in current if (held.role, held.unit_id) == (role, unit.pk)), None)
        if standing is not None:
            return standing
        if by is not None and by.pk == officer.pk:
            raise OwnRoleError
        if not may_hold_together({*(Role(held.role) for held in current), role}):
            raise RolesExcludeEachOtherError(role)
        holding = RoleHolding.objects.create(officer=officer, role=role, unit=unit, granted_by=by, started_at=at)
        record("organization.role_given", on=holding, by=by, scope=unit.path, after={"role": role, "unit": unit.code})
    return holding


def end_role(holding: RoleHolding, *, by: Officer | None, at: dt.datetime) -> RoleHolding:
    """End a holding; it counts for no request that starts later. Ending it again does nothing."""
    with transaction.atomic():
        if RoleHolding.objects.current().filter(pk=holding.pk).update(ended_at=at):
            holding.ended_at = at
            record("organization.role_ended", on=holding, by=by, scope=holding.unit.path, before={"role": holding.role})
    return holding


def set_password(officer: Officer, password: str, *, by: Officer | None, must_change: bool = False) -> None:
    """Give the account a password; with `must_change` it opens nothing but the page that changes it."""
    with transaction.atomic():
        _store_password(officer, password, must_change=must_change)
        record("organization.password_set", on=officer, by=by, scope=officer.unit.path)


def change_own_password(officer: Officer, password: str) -> None:
    """Replace the own password; every other session of the account ends with the old one."""
    with transaction.atomic():
        _store_password(officer, password, must_change=False)
        record("organization.password_changed", on=officer, by=officer, scope=officer.unit.path)


def _store_password(officer: Officer, password: str, *, must_change: bool) -> None:
    officer.set_password(password)
    officer.must_change_password = must_change
    officer.save(update_fields=["password", "must_change_password"])


def set_one_time_password(officer: Officer, *, by: Officer | None) -> str:
    """Give the account a random password to be changed at the first sign-in, and return it: four groups of four."""
    password = "-".join(code_of(4) for _group in range(4))
    set_password(officer, password, by=by, must_change=True)
    return password
