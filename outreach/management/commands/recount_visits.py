from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organization.models import Unit
from outreach.actions.sums import recount_all


class Command(BaseCommand):
    help = "Add up the visits of every month anew, as after rows were changed by hand, and say what was not right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--brigade", metavar="CODE", help="of one brigade only")

    def handle(self, *_args: Any, brigade: str | None, **_options: Any) -> None:
        brigades = Unit.objects.brigades().order_by("path")
        if brigade:
            brigades = brigades.filter(code=brigade)
            if not brigades:
                raise CommandError(_("There is no brigade %(code)s.") % {"code": brigade})
        for found in brigades:
            count = recount_all(found.pk)
            told = ngettext("%(count)s sum was not right", "%(count)s sums were not right", count) % {"count": count}
            self.stdout.write(f"{found.code}: {told}")
