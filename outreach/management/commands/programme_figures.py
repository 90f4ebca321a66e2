import argparse
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organization.models import Unit
from outreach.models.kinds import figure_name
from outreach.queries.programme import programme_of


class Command(BaseCommand):
    help = "Print what the visits of a period add up to, and the report's sentence."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--brigade", required=True, metavar="CODE")
        parser.add_argument("--from", required=True, type=_day, dest="first", metavar="2026-01-01")
        parser.add_argument("--to", required=True, type=_day, dest="last", metavar="2026-10-31")
        parser.add_argument("--json", action="store_true", dest="as_object", help="print one JSON object")

    def handle(
        self, *_args: Any, brigade: str, first: dt.date, last: dt.date, as_object: bool, **_options: Any
    ) -> None:
        found = Unit.objects.brigades().filter(code=brigade).first()
        if found is None:
            raise CommandError(_("There is no brigade %(code)s.") % {"code": brigade})
        if last < first:
            raise CommandError(_("The last day cannot come before the first."))
        programme = programme_of(found, first, last)
        if as_object:
            told = {
                "brigade": found.code,
                "from": first.isoformat(),
                "to": last.isoformat(),
                "figures": programme.figures,
                "records": programme.records,
                "sentence": programme.sentence,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for category, count in programme.figures.items():
            self.stdout.write(f"{count:>7}  {figure_name(category)}")
        self.stdout.write(programme.sentence)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("%(text)s is not a day such as 2026-10-31.") % {"text": text}) from None
