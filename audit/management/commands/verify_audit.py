from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.actions import head
from audit.queries import verify


class Command(BaseCommand):
    help = "Walk the audit chain; exit 1 and the first broken link."

    def handle(self, *_args: Any, **_options: Any) -> None:
        count, broken = verify()
        if broken is not None:
            text = _("The audit chain is broken at entry %(number)d: %(reason)s.")
            raise CommandError(text % {"number": broken.number, "reason": broken.reason})
        self.stdout.write(_("%(count)d entries stand. Fingerprint: %(digest)s") % {"count": count, "digest": head()[1]})
