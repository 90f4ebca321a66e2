"""What the commands about months are given, looked up; whatever is unknown is refused with its name."""

import argparse

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from organization.calendar import Month, MonthFormatError
from organization.models import Officer, Unit


def add_brigade(parser: CommandParser) -> None:
    parser.add_argument("--brigade", required=True, metavar="CODE")


def add_month(parser: CommandParser) -> None:
    parser.add_argument("--month", required=True, type=month, metavar="2026-10")


def add_by(parser: CommandParser) -> None:
    parser.add_argument("--by", required=True, metavar="USERNAME", help="police number of the supervisor")


def month(text: str) -> Month:
    try:
        return Month.parse(text)
    except MonthFormatError:
        raise argparse.ArgumentTypeError(_("%(text)s is not a month such as 2026-10.") % {"text": text}) from None


def brigade_with(code: str) -> Unit:
    try:
        return Unit.objects.brigades().get(code=code)
    except Unit.DoesNotExist:
        raise CommandError(_("There is no brigade %(code)s.") % {"code": code}) from None


def supervisor_with(police_number: str, right: str, brigade: Unit) -> Officer:
    """Return the officer, who holds `right` at the brigade."""
    officer: Officer | None = Officer.objects.filter(police_number=police_number).first()
    if officer is None:
        raise CommandError(_("There is no officer %(number)s.") % {"number": police_number})
    if not officer.has_right(right, brigade):
        text = _("%(number)s may not do this for %(brigade)s.")
        raise CommandError(text % {"number": police_number, "brigade": brigade.code})
    return officer
