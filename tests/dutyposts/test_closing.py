import datetime as dt

import pytest

from audit.models import Entry
from audit.queries import verify
from dutyposts.actions.closing import (
    BlockedError,
    NotComputedError,
    NotPublishedError,
    ReasonTooShortError,
    SamePersonError,
    WrongNumberOfFlagsError,
    ask_to_reopen,
    confirm_reopening,
    decide_flags,
    notice_month,
    publish_month,
)
from dutyposts.actions.computing import MonthClosedError, compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.actions.inspections import void_inspection
from dutyposts.models import Event, FlagDecision, FlagHolding, FrozenMonth, Inspection, PostScore, Ranking
from dutyposts.queries.preflight import blockers_of_notice, blockers_of_publication
from organization.calendar import Month
from organization.models import Officer, Unit
from tests.factories.duty import AFTER, MONTH, NOON, add_event, inspect, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
LATER = AFTER + dt.timedelta(days=4)
REASON = "一条检查记录登记错误，需要更正。"


@pytest.fixture
def brigade() -> Unit:
    make_standard()
    brigade = make_brigade()
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for code, faults in (("P1", ()), ("P2", ("A2",)), ("P3", ("D1",)), ("P4", ("B2",))):
        inspect_often(make_post(unit, code=code), inspector, *faults)
    compute_month(brigade, MONTH, by=None, at=AFTER)
    return brigade


@pytest.fixture
def chief(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


@pytest.fixture
def noticed(brigade: Unit, chief: Officer) -> Ranking:
    return notice_month(brigade, MONTH, by=chief, at=AFTER)


@pytest.fixture
def published(noticed: Ranking, chief: Officer) -> Ranking:
    return publish_month(noticed.brigade, MONTH, by=chief, at=LATER)


def codes(ranking: Ranking) -> list[str]:
    return [str(blocker.code) for blocker in blockers_of_publication(ranking, at=LATER)]


def at_posts() -> dict[int, str]:
    now = FlagHolding.objects.filter(ended_at=None, post__isnull=False)
    return dict(now.values_list("flag__number", "post__code"))


def test_the_notice_runs_three_working_days(noticed: Ranking) -> None:
    assert (noticed.state, noticed.notice_ends_on) == ("noticed", dt.date(2026, 11, 5))


def test_noticing_again_returns_what_stands(noticed: Ranking, chief: Officer) -> None:
    again = notice_month(noticed.brigade, MONTH, by=chief, at=LATER)
    assert (again.pk, again.noticed_at) == (noticed.pk, noticed.noticed_at)


def test_a_month_that_was_never_computed_is_not_noticed(brigade: Unit, chief: Officer) -> None:
    with pytest.raises(NotComputedError):
        notice_month(brigade, MONTH.shift(-1), by=chief, at=AFTER)


def test_the_notice_waits_for_the_end_of_the_month_drafts_and_bonuses(brigade: Unit, chief: Officer) -> None:
    post = brigade.duty_posts.get(code="P1")
    add_event(post, "J1", by=chief)
    Inspection.objects.filter(post=post).update(status=Inspection.Status.DRAFT)
    found = blockers_of_notice(brigade, MONTH, at=NOON)
    assert [str(blocker.code) for blocker in found] == ["not_over", "drafts", "bonuses"]
    with pytest.raises(BlockedError):
        notice_month(brigade, MONTH, by=chief, at=AFTER)


def test_a_noticed_month_takes_no_new_entries(noticed: Ranking, chief: Officer) -> None:
    post = noticed.brigade.duty_posts.get(code="P1")
    with pytest.raises(MonthClosedError):
        inspect(post, make_inspector(noticed.brigade), at=LATER)
    with pytest.raises(MonthClosedError):
        add_event(post, "D5", by=chief)
    with pytest.raises(MonthClosedError):
        void_inspection(Inspection.objects.filter(post=post)[0], by=chief, reason="看错了", at=LATER)
    assert (Inspection.objects.count(), Event.objects.count()) == (16, 0)


def test_publication_waits_for_the_last_day_of_notice(noticed: Ranking, chief: Officer) -> None:
    with pytest.raises(BlockedError) as blocked:
        publish_month(noticed.brigade, MONTH, by=chief, at=AFTER + dt.timedelta(days=3))
    assert [str(blocker.code) for blocker in blocked.value.blockers] == ["notice_runs"]


def test_a_draft_is_not_published(brigade: Unit, chief: Officer) -> None:
    with pytest.raises(BlockedError) as blocked:
        publish_month(brigade, MONTH, by=chief, at=LATER)
    assert [str(blocker.code) for blocker in blocked.value.blockers] == ["not_noticed"]


def test_publication_freezes_the_month_and_hands_over_the_flags(published: Ranking) -> None:
    assert (published.state, published.published_at) == ("published", LATER)
    assert published.frozen.content["result_digest"] == published.digest
    assert at_posts() == {1: "P1", 2: "P2", 3: "P3"}
    assert verify()[1] is None


def test_publishing_again_changes_nothing(published: Ranking, chief: Officer) -> None:
    before = Entry.objects.count(), FlagHolding.objects.count()
    assert publish_month(published.brigade, MONTH, by=chief, at=LATER) == published
    assert (Entry.objects.count(), FlagHolding.objects.count()) == before


def share_the_cut(brigade: Unit) -> None:
    """Let four posts share the first place, with three flags."""
    unit, inspector = make_unit(parent=brigade), make_inspector(brigade)
    for code in ("Q1", "Q2", "Q3"):
        inspect_often(make_post(unit, code=code), inspector)


def test_more_winners_than_flags_need_a_decision(brigade: Unit, chief: Officer) -> None:
    share_the_cut(brigade)
    ranking = notice_month(brigade, MONTH, by=chief, at=AFTER)
    assert codes(ranking) == ["flags"]
    chosen = list(ranking.scores.filter(post_code__in=["P1", "Q2", "Q3"]))
    decide_flags(ranking, chosen, reason="按上月持有情况决定", by=chief, at=AFTER)
    publish_month(brigade, MONTH, by=chief, at=LATER)
    assert at_posts() == {1: "P1", 2: "Q2", 3: "Q3"}


def test_a_decision_names_winners_only_and_no_more_than_there_are_flags(brigade: Unit, chief: Officer) -> None:
    share_the_cut(brigade)
    ranking = notice_month(brigade, MONTH, by=chief, at=AFTER)
    for scores in (list(ranking.scores.filter(rank=1)), list(ranking.scores.filter(post_code="P4"))):
        with pytest.raises(WrongNumberOfFlagsError):
            decide_flags(ranking, scores, reason="按上月持有情况决定", by=chief, at=AFTER)


@pytest.mark.usefixtures("as_owner")
def test_another_result_takes_the_decision_back(brigade: Unit, chief: Officer) -> None:
    share_the_cut(brigade)
    ranking = notice_month(brigade, MONTH, by=chief, at=AFTER)
    decide_flags(ranking, list(ranking.scores.filter(post_code="P1")), reason="决定一次", by=chief, at=AFTER)
    Inspection.objects.filter(post__code="P4").update(presence=30, score=100)
    compute_month(brigade, MONTH, by=chief, at=AFTER)
    assert (FlagDecision.objects.count(), codes(ranking)) == (0, ["flags"])


def test_reopening_takes_a_reason_and_two_people(published: Ranking, chief: Officer) -> None:
    with pytest.raises(ReasonTooShortError):
        ask_to_reopen(published, reason="  错了    ", by=chief, at=LATER)
    reopening = ask_to_reopen(published, reason=REASON, by=chief, at=LATER)
    assert ask_to_reopen(published, reason=REASON, by=make_supervisor(published.brigade), at=LATER) == reopening
    with pytest.raises(SamePersonError):
        confirm_reopening(reopening, by=chief, at=LATER)
    assert Ranking.objects.count() == 1


def test_only_a_published_month_is_reopened(noticed: Ranking, chief: Officer) -> None:
    with pytest.raises(NotPublishedError):
        ask_to_reopen(noticed, reason=REASON, by=chief, at=LATER)


def test_a_second_version_corrects_the_first_which_stays(published: Ranking, chief: Officer) -> None:
    other, brigade = make_supervisor(published.brigade), published.brigade
    first = list(published.scores.values()), published.frozen.content
    second = confirm_reopening(ask_to_reopen(published, reason=REASON, by=chief, at=LATER), by=other, at=LATER)
    assert (second.version, second.state, second.is_latest) == (2, "computed", True)
    void_inspection(Inspection.objects.filter(post__code="P1")[0], by=chief, reason="登记在了别的岗", at=LATER)
    notice_month(brigade, MONTH, by=chief, at=LATER)
    corrected = publish_month(brigade, MONTH, by=other, at=LATER + dt.timedelta(days=7))
    assert (corrected.version, at_posts()) == (2, {1: "P4", 2: "P2", 3: "P3"})
    published.refresh_from_db()
    assert (list(published.scores.values()), FrozenMonth.objects.get(ranking=published).content) == first
    assert (published.state, published.is_latest) == ("published", False)


def test_confirming_again_returns_the_version_that_was_started(published: Ranking, chief: Officer) -> None:
    reopening = ask_to_reopen(published, reason=REASON, by=chief, at=LATER)
    other = make_supervisor(published.brigade)
    again = [confirm_reopening(reopening, by=other, at=LATER) for _ in range(2)]
    assert ([ranking.version for ranking in again], Ranking.objects.count()) == ([2, 2], 2)


def test_a_reopened_older_month_moves_no_flag(published: Ranking, chief: Officer) -> None:
    brigade, other, november = published.brigade, make_supervisor(published.brigade), MONTH.shift(1)
    inspect_often(brigade.duty_posts.get(code="P4"), make_inspector(brigade), month=november)
    december = dt.datetime(2026, 12, 1, 9, tzinfo=AFTER.tzinfo)
    compute_month(brigade, november, by=None, at=december)
    notice_month(brigade, november, by=chief, at=december)
    publish_month(brigade, november, by=chief, at=december + dt.timedelta(days=7))
    assert at_posts() == {1: "P4"}
    confirm_reopening(ask_to_reopen(published, reason=REASON, by=chief, at=december), by=other, at=december)
    notice_month(brigade, MONTH, by=chief, at=december)
    publish_month(brigade, MONTH, by=chief, at=december + dt.timedelta(days=8))
    assert at_posts() == {1: "P4"}


def test_flags_form_an_unbroken_chain_over_many_months() -> None:
    make_standard()
    brigade = make_brigade()
    unit, inspector, chief = make_unit(parent=brigade), make_inspector(brigade), make_supervisor(brigade)
    posts = [make_post(unit, code=f"C{number}") for number in range(5)]
    faults = ((), ("A2",), ("A1",), ("D1",), ("B2", "D1"))
    make_flags(brigade, 3, by=None, at=Month(2025, 1).starts_at)
    for number, month in enumerate(Month(2025, 1).until(Month(2025, 8))):
        for place, post in enumerate(posts):
            inspect_often(post, inspector, *faults[(2 * place + 3 * number) % 5], month=month)
        compute_month(brigade, month, by=None, at=month.ends_at)
        notice_month(brigade, month, by=chief, at=month.ends_at)
        publish_month(brigade, month, by=chief, at=month.ends_at + dt.timedelta(days=15))
        won = set(PostScore.objects.filter(ranking__month=month, wins_flag=True).values_list("post__code", flat=True))
        assert set(at_posts().values()) == won
    for flag in brigade.flags.all():
        ends = list(flag.holdings.order_by("id").values_list("started_at", "ended_at"))
        assert [end for _, end in ends[:-1]] == [start for start, _ in ends[1:]]
        assert (ends[0][0], ends[-1][1], len(ends)) == (Month(2025, 1).starts_at, None, 9)
