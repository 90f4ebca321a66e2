from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from dutyposts.actions.closing import BlockedError, NotComputedError, publish_month
from dutyposts.management.arguments import add_brigade, add_by, add_month, brigade_with, supervisor_with
from organization.calendar import Month


class Command(BaseCommand):
    help = "Publish a month whose notice is over, as the button does, with the same checks."

    def add_arguments(self, parser: CommandParser) -> None:
        add_brigade(parser)
        add_month(parser)
        add_by(parser)

    def handle(self, *_args: Any, brigade: str, month: Month, by: str, **_options: Any) -> None:
        unit = brigade_with(brigade)
        officer = supervisor_with(by, "dutyposts.publish_month", unit)
        try:
            ranking = publish_month(unit, month, by=officer, at=timezone.now())
        except BlockedError as error:
            raise CommandError("\n".join(str(blocker.message) for blocker in error.blockers)) from error
        except NotComputedError as error:
            raise CommandError(_("%(month)s has not been computed yet.") % {"month": month}) from error
        text = _("%(ranking)s is published. Fingerprint: %(digest)s")
        self.stdout.write(text % {"ranking": ranking, "digest": ranking.frozen.digest})
