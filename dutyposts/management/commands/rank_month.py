import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dutyposts.actions.computing import MonthClosedError, NoStandardInForceError, compute_month, compute_months
from dutyposts.management.arguments import add_month, brigade_with
from dutyposts.models import Ranking
from dutyposts.queries.rankings import as_json
from organization.calendar import Month
from organization.models import Unit


class Command(BaseCommand):
    help = "Compute a month (again) and print the ranking; a published month is printed as it stands."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--brigade", metavar="CODE")
        whose.add_argument("--all", action="store_true", help="every brigade, as the month-end job does")
        add_month(parser)
        parser.add_argument("--json", action="store_true", dest="as_object", help="print one JSON object")

    def handle(self, *_args: Any, brigade: str | None, month: Month, as_object: bool, **_options: Any) -> None:
        if brigade is not None:
            self.rank(brigade_with(brigade), month, as_object=as_object)
        elif as_object:
            raise CommandError(_("--json prints one brigade; name it with --brigade."))
        else:
            self.rank_all(month, timezone.now())

    def rank(self, brigade: Unit, month: Month, *, as_object: bool) -> None:
        try:
            ranking = compute_month(brigade, month, by=None, at=timezone.now())
        except MonthClosedError:
            ranking = (
                Ranking.objects.latest_versions()
                .select_related("standard", "brigade")
                .get(brigade=brigade, month=month)
            )
        except NoStandardInForceError as error:
            raise CommandError(_("No standard is in force in %(month)s.") % {"month": month}) from error
        if as_object:
            self.stdout.write(json.dumps(as_json(ranking), ensure_ascii=False, indent=1))
        else:
            self.print_table(ranking)

    def rank_all(self, month: Month, at: dt.datetime) -> None:
        brigades = list(Unit.objects.brigades().order_by("path"))
        failures = compute_months(brigades, month, at=at)
        count = len(brigades) - len(failures)
        text = ngettext("%(count)d brigade computed.", "%(count)d brigades computed.", count)
        self.stdout.write(text % {"count": count})
        if failures:
            raise CommandError("\n".join(f"{failure.brigade.code}: {failure.reason}" for failure in failures))

    def print_table(self, ranking: Ranking) -> None:
        self.stdout.write(f"{ranking} {ranking.get_state_display()}")
        for score in ranking.scores.in_place_order():
            remark = (
                score.get_unranked_reason_display()
                or ("★ " if score.wins_flag else "  ") + score.get_decided_by_display()
            )
            value = "–" if score.score is None else str(score.score)
            self.stdout.write(f"{score.rank or '–':>4}  {score.post_code:<20}{value:>7}  {remark}".rstrip())
