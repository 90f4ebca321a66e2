import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import override
from time_machine import TimeMachineFixture

from audit.models import Entry
from dutyposts.actions.closing import ask_to_reopen, confirm_reopening
from dutyposts.actions.computing import compute_month
from dutyposts.models import Finding, FrozenMonth, Inspection, PostScore, Ranking
from dutyposts.queries.rankings import as_json
from organization.models import Unit
from tests.factories.duty import AFTER, MONTH, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


THEN = AFTER.replace(day=6)


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    brigade = make_brigade(code="DS", name="三大队")
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    inspect_often(make_post(unit, code="DS-01"), inspector, "D1")
    inspect_often(make_post(unit, code="DS-02"), inspector)
    make_post(unit, code="DS-03")
    return brigade


@pytest.fixture
def supervisor(brigade: Unit) -> str:
    return make_supervisor(brigade).police_number


@pytest.fixture
def published(brigade: Unit, supervisor: str, time_machine: TimeMachineFixture) -> Ranking:
    time_machine.move_to(AFTER)
    run("rank_month", brigade="DS")
    run("notice_month", brigade="DS", by=supervisor)
    time_machine.move_to(THEN)
    run("publish_month", brigade="DS", by=supervisor)
    return Ranking.objects.get()


def run(command: str, **options: str | bool) -> str:
    given = options if command == "verify_audit" else {"month": MONTH, **options}
    out = StringIO()
    call_command(command, stdout=out, **given)
    return out.getvalue()


def test_rank_month_prints_a_table(brigade: Unit) -> None:
    assert run("rank_month", brigade="DS").splitlines() == [
        "三大队 2026-10 v1 computed",
        "   1  DS-02                100.00  ★ month score",
        "   2  DS-01                 97.00  ★",
        "   –  DS-03                     –  too few inspections",
    ]


def test_rank_month_prints_one_object(brigade: Unit) -> None:
    printed = json.loads(run("rank_month", brigade="DS", as_object=True))
    assert printed == as_json(Ranking.objects.get())
    assert list(printed) == ["brigade", "month", "version", "state", "standard", "posts", "unranked"]
    assert printed["unranked"] == [{"post": "DS-03", "inspections": 0, "score": None, "reason": "too_few_inspections"}]


def test_rank_month_computes_every_brigade(brigade: Unit) -> None:
    make_brigade()
    assert run("rank_month", all=True) == "2 brigades computed.\n"


def test_rank_month_prints_a_published_month_as_it_stands(published: Ranking) -> None:
    before = list(PostScore.objects.values())
    assert json.loads(run("rank_month", brigade="DS", as_object=True))["state"] == "published"
    assert list(PostScore.objects.values()) == before


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("rank_month", "--brigade", "XX", "--month", "2026-10"), "There is no brigade XX."),
        (("rank_month", "--brigade", "DS", "--month", "2023-10"), "No standard is in force in 2023-10."),
        (("rank_month", "--all", "--month", "2026-10", "--json"), "--json prints one brigade; name it with --brigade."),
        (("notice_month", "--brigade", "DS", "--month", "2026-10", "--by", "9"), "There is no officer 9."),
        (("verify_month", "--brigade", "DS", "--month", "2026-10"), "2026-10 is not published."),
        (
            ("rank_month", "--brigade", "DS", "--month", "2026-13"),
            "Error: argument --month: 2026-13 is not a month such as 2026-10.",
        ),
    ],
)
def test_what_is_unknown_is_refused_by_name(brigade: Unit, given: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*given)
    assert str(refused.value) == message


@pytest.mark.parametrize("command", ["notice_month", "publish_month"])
def test_who_lacks_the_right_at_the_brigade_is_refused(brigade: Unit, command: str) -> None:
    officer, stranger = make_officer(brigade).police_number, make_supervisor(make_brigade()).police_number
    for by in (officer, stranger):
        with pytest.raises(CommandError, match=f"^{by} may not do this for DS.$"):
            run(command, brigade="DS", by=by)


@pytest.mark.parametrize("command", ["notice_month", "publish_month"])
def test_a_month_without_ranking_goes_no_further(brigade: Unit, supervisor: str, command: str) -> None:
    with pytest.raises(CommandError, match=r"^2026-10 has not been computed yet.$"):
        run(command, brigade="DS", by=supervisor)


def test_a_blocker_is_printed(brigade: Unit, supervisor: str) -> None:
    compute_month(brigade, MONTH, by=None, at=AFTER)
    with pytest.raises(CommandError, match=r"^The ranking has not been on notice yet.$"):
        run("publish_month", brigade="DS", by=supervisor)


def test_notice_and_publication_tell_what_they_did(published: Ranking, supervisor: str) -> None:
    assert run("publish_month", brigade="DS", by=supervisor) == (
        f"三大队 2026-10 v1 is published. Fingerprint: {published.frozen.digest}\n"
    )
    with pytest.raises(CommandError, match=r"^2026-10 is published already.$"):
        run("notice_month", brigade="DS", by=supervisor)


def verified() -> tuple[list[str], str]:
    out = StringIO()
    try:
        call_command("verify_month", brigade="DS", month=MONTH, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), str(error)
    return out.getvalue().splitlines(), ""


BROKEN = "三大队 2026-10 v1 is not what was published."


def test_a_published_month_stands(published: Ranking) -> None:
    assert verified() == ([f"三大队 2026-10 v1 stands. Fingerprint: {published.frozen.digest}"], "")


@pytest.mark.usefixtures("as_owner")
def test_a_changed_score_row_is_found(published: Ranking) -> None:
    PostScore.objects.filter(post_code="DS-01").update(days=30)
    (rows, recomputed), message = verified()
    assert (rows.split(":")[0], recomputed, message) == ("/rows", "/recomputed/DS-01/days: 30 → 31", BROKEN)


@pytest.mark.usefixtures("as_owner")
def test_a_changed_record_is_found(published: Ranking) -> None:
    inspection = Inspection.objects.filter(post__code="DS-01").earliest("inspected_at")
    Finding.objects.filter(inspection=inspection).update(count=0)
    assert verified() == ([f"/inspections/{inspection.number}/findings/D1: 1 → 0"], BROKEN)


@pytest.mark.usefixtures("as_owner")
def test_changed_frozen_content_is_found(published: Ranking) -> None:
    frozen = FrozenMonth.objects.get()
    frozen.content["settings"]["min_days"] = "1"
    frozen.save()
    lines, message = verified()
    assert ([line.split(":")[0] for line in lines], message) == (["/digest", "/settings/min_days"], BROKEN)


@pytest.mark.usefixtures("as_owner")
def test_frozen_content_with_a_digest_to_fit_is_found_by_the_audit_chain(published: Ranking) -> None:
    FrozenMonth.objects.update(digest="0" * 64)
    lines, _message = verified()
    assert [line.split(":")[0] for line in lines] == ["/digest", "/audit"]


def test_a_reopened_version_is_held_to_its_own_seal(published: Ranking, supervisor: str) -> None:
    first, second = make_supervisor(published.brigade), make_supervisor(published.brigade)
    reopening = ask_to_reopen(published, reason="记录有误，需要更正一次。", by=first, at=THEN)
    confirm_reopening(reopening, by=second, at=THEN)
    Inspection.objects.update(status="voided", voided_at=THEN)
    assert verified() == ([f"三大队 2026-10 v1 stands. Fingerprint: {published.frozen.digest}"], "")


@pytest.mark.usefixtures("as_owner")
def test_a_fingerprint_that_is_gone_is_found(published: Ranking) -> None:
    FrozenMonth.objects.all().delete()
    assert verified() == (["/digest: None"], BROKEN)


@pytest.mark.usefixtures("as_owner")
def test_a_changed_row_of_a_reopened_version_is_found(published: Ranking) -> None:
    first, second = make_supervisor(published.brigade), make_supervisor(published.brigade)
    reopening = ask_to_reopen(published, reason="记录有误，需要更正一次。", by=first, at=THEN)
    confirm_reopening(reopening, by=second, at=THEN)
    PostScore.objects.filter(ranking=published, post_code="DS-01").update(post_name="别的岗")
    assert verified() == (["/posts/DS-01/name: DS-01岗 → 别的岗"], BROKEN)


def test_verify_audit_counts_the_entries(published: Ranking) -> None:
    last = Entry.objects.latest("number")
    assert run("verify_audit") == f"{last.number} entries stand. Fingerprint: {last.digest}\n"


def test_verify_audit_names_the_first_broken_link(published: Ranking) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'x' WHERE number IN (3, 5)")
    with pytest.raises(CommandError, match=r"^The audit chain is broken at entry 3: altered.$"):
        run("verify_audit")
