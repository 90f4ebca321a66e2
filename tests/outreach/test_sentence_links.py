import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from organization.models import Officer
from outreach.models import Visit
from outreach.queries import log
from outreach.rules.categories import PLACES
from services.queries import leniency
from tests.factories.access import BACKEND
from tests.factories.files import import_sample
from tests.factories.outreach import AT

LINK = re.compile(r'<a href="(/(?:outreach/visits|warnings)/[^"]*)"><b class="num">(\d+)</b>')
DAYS = st.dates(dt.date(2026, 9, 1), dt.date(2026, 11, 30))


@pytest.fixture
def reader(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Sign in somebody of the sample brigade; the list shows two rows at a time, so that every list has its pages."""
    import_sample()
    monkeypatch.setattr(log, "PAGE_SIZE", 2)
    monkeypatch.setattr(leniency, "PAGE_SIZE", 1)
    with time_machine.travel(AT, tick=False):
        client.force_login(Officer.objects.get(police_number="006111"), backend=BACKEND)
        yield client


def listed(client: Client, address: str) -> Iterator[str]:
    """Yield the numbers of the visits or warnings on every page of a list."""
    while True:
        context = client.get(address).context
        page = context["page"]
        yield from (
            (line["number"] for line in page.lines) if "lines" in page.__slots__ else (row.number for row in page.rows)
        )
        if not context["older_url"]:
            return
        address = address.partition("?")[0] + context["older_url"]


@pytest.mark.django_db
@settings(max_examples=12)
@given(DAYS, DAYS, st.sampled_from(["", "YH-Z1", "YH-Z2"]))
def test_every_number_of_the_sentence_is_what_its_list_holds(
    reader: Client, one: dt.date, other: dt.date, unit: str
) -> None:
    period = {"first": str(min(one, other)), "last": str(max(one, other)), "unit": unit}
    report = reader.get(reverse("outreach:report"), period)
    links = LINK.findall(report.content.decode())
    assert len(links) == sum(count > 0 for count in report.context["programme"].figures.values())
    for address, number in links:
        if address.startswith("/warnings/"):
            assert len(list(listed(reader, unescape(address)))) == int(number)
            continue
        visits = Visit.objects.filter(number__in=listed(reader, unescape(address)))
        is_place = visits[0].category in PLACES
        total = len({visit.target_key for visit in visits}) if is_place else sum(visit.quantity for visit in visits)
        assert total == int(number)
