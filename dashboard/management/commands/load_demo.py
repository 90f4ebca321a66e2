from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dashboard.demo.accounts import open_accounts, password_of, secret_in
from dashboard.demo.campaigns import Campaigns
from dashboard.demo.cases import Cases
from dashboard.demo.contests import Contests
from dashboard.demo.pairs import Pairs
from dashboard.demo.passages import Passages
from dashboard.demo.people import ACCOUNTS, BRIGADE, make_cast
from dashboard.demo.pioneers import Pioneers
from dashboard.demo.pledges import Pledges
from dashboard.demo.tickets import Tickets
from dashboard.demo.visits import Visits
from dashboard.demo.windows import Windows
from dashboard.demo.year import MONTHS, Year
from organization.calendar import Month
from organization.models import Officer, Unit


class Command(BaseCommand):
    help = "Load the demonstration brigade: a year of data up to today and one account per role. Repeatable."

    def handle(self, *_args: Any, **_options: Any) -> None:
        secret = secret_in(settings.DATA_DIR)
        if not Unit.objects.filter(code=BRIGADE).exists():
            if Unit.objects.exists():
                message = "The database holds other units; load the demonstration into an empty one."
                raise CommandError(message)
            self._load(secret)
        people = Officer.objects.in_bulk(ACCOUNTS, field_name="police_number")
        for number in ACCOUNTS:
            self.stdout.write(_sign_in(people[number], password_of(number, secret)))

    def _load(self, secret: bytes) -> None:
        now = timezone.localtime()
        with transaction.atomic():
            cast = make_cast(Month.of_moment(now).shift(-MONTHS - 6).starts_at)
            open_accounts([cast.people[number] for number in ACCOUNTS], secret)
            Year(cast, now).live()
            Pledges(cast, now).live()
            Visits(cast, now).live()
            Pairs(cast, now).live()
            Campaigns(cast, now).live()
            Contests(cast, now).live()
            Windows(cast, now).live()
            Tickets(cast, now).live()
            Cases(cast, now).live()
            Passages(cast, now).live()
            Pioneers(cast, now).live()


def _sign_in(officer: Officer, password: str) -> str:
    with translation.override("zh-hans"):
        roles = ", ".join(str(holding.get_role_display()) for holding in officer.holdings) or _("officer")
    return f"{officer.police_number}  {password}  {officer.name}  {roles}"
