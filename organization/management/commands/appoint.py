from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organization.actions.officers import RolesExcludeEachOtherError, give_role, set_one_time_password
from organization.models import Officer, Unit
from organization.rules.permissions import ADMINISTRATORS, Role


class Command(BaseCommand):
    help = "Give an officer a role at a unit. An account without a password gets a one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("police_number")
        parser.add_argument("role", choices=sorted(set(Role) - {Role.OFFICER}))
        parser.add_argument("unit_code")
        parser.add_argument("--new-password", action="store_true", help="set a new password even where there is one")

    def handle(self, *_args: Any, **options: Any) -> None:
        officer = Officer.objects.filter(police_number=options["police_number"]).first()
        unit = Unit.objects.filter(code=options["unit_code"]).first()
        if officer is None or unit is None:
            missing = "officer" if officer is None else "unit"
            raise CommandError(f"There is no such {missing}.")
        role = Role(options["role"])
        try:
            give_role(officer, role, unit, by=None, at=timezone.now())
        except RolesExcludeEachOtherError as error:
            alone = ", ".join(sorted(ADMINISTRATORS))
            raise CommandError(f"{officer.police_number} holds roles that exclude it; held alone: {alone}.") from error
        self.stdout.write(f"{officer.police_number} is {role} at {unit.code}.")
        if options["new_password"] or not officer.has_usable_password():
            self.stdout.write(f"Password, shown only now: {set_one_time_password(officer, by=None)}")
