from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dutyposts.management.arguments import add_brigade, add_month, brigade_with
from dutyposts.models import Ranking
from dutyposts.queries.verification import differences_of
from organization.calendar import Month


class Command(BaseCommand):
    help = "Recompute a published month from its records and compare; exit 1 and the differences."

    def add_arguments(self, parser: CommandParser) -> None:
        add_brigade(parser)
        add_month(parser)

    def handle(self, *_args: Any, brigade: str, month: Month, **_options: Any) -> None:
        published = Ranking.objects.filter(brigade=brigade_with(brigade), month=month, state=Ranking.State.PUBLISHED)
        rankings = list(published.select_related("brigade", "standard", "frozen").order_by("version"))
        if not rankings:
            raise CommandError(_("%(month)s is not published.") % {"month": month})
        failed = [ranking for ranking in rankings if not self.stands(ranking)]
        if failed:
            raise CommandError(_("%(ranking)s is not what was published.") % {"ranking": failed[0]})

    def stands(self, ranking: Ranking) -> bool:
        found = differences_of(ranking)
        for line in found:
            self.stdout.write(line)
        if not found:
            text = _("%(ranking)s stands. Fingerprint: %(digest)s")
            self.stdout.write(text % {"ranking": ranking, "digest": ranking.frozen.digest})
        return not found
