"""One month through the portal as people live it: seen, objected to, noticed, published, corrected."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from audit.queries import verify
from dutyposts.actions.events import void_event
from dutyposts.actions.objections import file_objection
from dutyposts.models import DutyPost, FlagHolding, Inspection, Ranking
from organization.models import Officer, Unit
from tests.factories.access import enter_password
from tests.factories.duty import MONTH, add_event, assign, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
NOTICED = dt.datetime(2026, 11, 2, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PUBLISHED = dt.datetime(2026, 11, 6, 15, tzinfo=NOTICED.tzinfo)


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    return make_brigade(code="DS")


@pytest.fixture
def posts(brigade: Unit) -> list[DutyPost]:
    return [make_post(make_unit(parent=brigade), code=f"DS-0{number}") for number in range(1, 4)]


def press(client: Client, officer: Officer, name: str, **data: str) -> int:
    client.force_login(officer, backend="organization.authentication.RoleBackend")
    enter_password(client)
    return client.post(reverse(f"dutyposts:{name}", args=[MONTH]), data).status_code


def test_month_from_the_roadside_to_the_corrigendum(
    client: Client, brigade: Unit, posts: list[DutyPost], time_machine: TimeMachineFixture
) -> None:
    inspector, one, other = make_inspector(brigade), make_supervisor(brigade), make_supervisor(brigade)
    leader = make_officer(posts[0].unit)
    assign(posts[0], leader, is_leader=True)
    found = inspect_often(posts[0], inspector, "B2")[0]
    inspect_often(posts[1], inspector, "A2")
    inspect_often(posts[2], inspector)
    bonus = add_event(posts[2], "J1", by=one, approved_by=other)

    time_machine.move_to(NOTICED)
    assert press(client, one, "month_compute") == 302  # nothing there yet: the job or a person computes
    press(client, one, "month_notice")
    objection = file_objection(found.findings.get(), claim="当时在救助伤者", by=leader, at=NOTICED)

    time_machine.move_to(PUBLISHED)
    press(client, one, "month_publish")
    assert Ranking.objects.get().state == Ranking.State.NOTICED

    client.force_login(other, backend="organization.authentication.RoleBackend")
    client.post(reverse("dutyposts:objection_decide", args=[objection.pk]), {"decision": "0", "answer": "属实，撤销"})
    press(client, one, "month_publish", document_number="德公交〔2026〕10号")
    press(client, one, "month_publish", document_number="第二次")
    version_1 = Ranking.objects.get()
    assert (version_1.state, version_1.document_number) == ("published", "德公交〔2026〕10号")
    assert places(version_1) == [("DS-03", 1, "101.00"), ("DS-02", 2, "99.00"), ("DS-01", 3, "96.25")]
    assert FlagHolding.objects.filter(ended_at=None, post__isnull=False).count() == 3
    assert Inspection.objects.get(pk=found.pk).score == 100

    press(client, one, "month_reopen", reason="加分事项经核实不成立，需要更正")
    press(client, one, "month_reopen")
    assert Ranking.objects.count() == 1
    press(client, other, "month_reopen")
    void_event(bonus, reason="材料不实", by=one, at=PUBLISHED)
    press(client, one, "month_notice")
    time_machine.move_to(PUBLISHED + dt.timedelta(days=10))
    press(client, one, "month_publish", document_number="德公交〔2026〕11号")
    version_2 = Ranking.objects.get(version=2)
    assert version_2.state == Ranking.State.PUBLISHED
    assert places(version_2)[0] == ("DS-03", 1, "100.00")
    assert "更正通报" in client.get(reverse("dutyposts:bulletin", args=[MONTH])).content.decode()
    assert verify()[1] is None


def places(ranking: Ranking) -> list[tuple[str, int | None, str]]:
    return [(score.post_code, score.rank, str(score.score)) for score in ranking.scores.in_place_order()]
