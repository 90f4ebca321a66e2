from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from dutyposts.actions.closing import BlockedError, NotComputedError, notice_month
from dutyposts.actions.computing import MonthClosedError
from dutyposts.management.arguments import add_brigade, add_by, add_month, brigade_with, supervisor_with
from organization.calendar import Month


class Command(BaseCommand):
    help = "Put a month's ranking on notice, as the button does, with the same checks."

    def add_arguments(self, parser: CommandParser) -> None:
        add_brigade(parser)
        add_month(parser)
        add_by(parser)

    def handle(self, *_args: Any, brigade: str, month: Month, by: str, **_options: Any) -> None:
        unit = brigade_with(brigade)
        officer = supervisor_with(by, "dutyposts.notice_month", unit)
        try:
            ranking = notice_month(unit, month, by=officer, at=timezone.now())
        except BlockedError as error:
            raise CommandError("\n".join(str(blocker.message) for blocker in error.blockers)) from error
        except NotComputedError as error:
            raise CommandError(_("%(month)s has not been computed yet.") % {"month": month}) from error
        except MonthClosedError as error:
            raise CommandError(_("%(month)s is published already.") % {"month": month}) from error
        text = _("%(ranking)s is on notice until %(day)s.")
        self.stdout.write(text % {"ranking": ranking, "day": ranking.notice_ends_on})
