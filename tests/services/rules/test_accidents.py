"""The table of limits, row by row: 2026-09-29 lies before National Day, which ends on 8 October; the 10th is worked."""

import datetime as dt
from collections.abc import Mapping

import pytest

from services.rules.accidents import (
    CERTIFYING,
    RULES,
    Facts,
    Kind,
    Mark,
    Step,
    Unit,
    amber_until,
    due_dates,
    limit_of,
    may_be_simple,
    next_due,
    target_of,
)
from services.rules.days import Basis, is_in_working_days

TUESDAY = dt.date(2026, 9, 29)
OLD, NEW = 2010, 2022


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def dues(
    marks: Mapping[Mark, dt.date],
    version: int = OLD,
    *,
    is_simple: bool = False,
    has_test: bool = False,
    is_hit_and_run: bool = False,
) -> dict[Step, dt.date | None]:
    found = due_dates(Facts(is_simple, has_test, is_hit_and_run, marks), version, {})
    return {due.step: due.due_on for due in found}


@pytest.mark.parametrize(
    ("step", "old", "new"),
    [
        (Step.ACCEPT, "10-09", "10-09"),
        (Step.COPY_REPORT, "10-08", "10-12"),
        (Step.ASK_RETEST, "10-09", "10-09"),
        (Step.PAUSE, None, "11-30"),
        (Step.SERVE, "10-09", "10-09"),
        (Step.ASK_REVIEW, "10-09", "10-09"),
        (Step.ACCEPT_REVIEW, "10-12", "09-29"),
        (Step.REVIEW, "10-29", "10-29"),
        (Step.REDO, "10-19", "10-19"),
        (Step.ASK_MEDIATION, "10-09", "10-19"),
        (Step.MEDIATION, "10-09", None),
        (Step.RETURN_VEHICLE, "10-12", "10-12"),
        (Step.RETURN_CALL, "10-19", "10-19"),
    ],
)
def test_a_step_is_due_by_both_versions(step: Step, old: str | None, new: str | None) -> None:
    for version, last in ((OLD, old), (NEW, new)):
        found = dues({RULES[step].starts: TUESDAY}, version)
        assert found.get(step) == (day(last) if last else None)


@pytest.mark.parametrize(
    ("version", "test", "extended"),
    [(OLD, "10-19", "11-30"), (NEW, "10-29", "11-30")],
)
def test_a_test_is_ordered_and_lasts(version: int, test: str, extended: str) -> None:
    scene = {Mark.SCENE: TUESDAY}
    assert dues(scene, version, has_test=True) == {Step.ORDER_TEST: day("10-09"), Step.AFTER_TEST: None}
    ordered = scene | {Mark.TEST_ORDERED: TUESDAY}
    assert dues(ordered, version, has_test=True)[Step.TEST] == day(test)
    assert dues(ordered | {Mark.TEST_EXTENDED: TUESDAY}, version, has_test=True)[Step.TEST] == day(extended)


@pytest.mark.parametrize("version", [OLD, NEW])
def test_the_certificate_is_due_in_ten_ten_or_five_working_days(version: int) -> None:
    scene = {Mark.SCENE: TUESDAY}
    assert dues(scene, version) == {Step.CERTIFICATE: day("10-19")}
    concluded = scene | {Mark.TEST_ORDERED: TUESDAY, Mark.TEST_CONCLUDED: day("10-09")}
    assert dues(concluded, version, has_test=True)[Step.AFTER_TEST] == day("10-15")
    assert dues(scene, version, is_hit_and_run=True) == {Step.HIT_AND_RUN: None}
    found = scene | {Mark.FOUND: day("10-09")}
    assert dues(found, version, is_hit_and_run=True) == {Step.HIT_AND_RUN: day("10-22")}
    asked = scene | {Mark.VICTIM_ASKED: day("10-09")}
    assert dues(asked, version, is_hit_and_run=True) == {Step.UNDETECTED: day("10-22")}


def test_a_test_of_a_fled_vehicle_waits_for_both() -> None:
    marks = {Mark.SCENE: TUESDAY, Mark.TEST_ORDERED: TUESDAY, Mark.TEST_CONCLUDED: TUESDAY, Mark.FOUND: day("10-09")}
    assert dues(marks, has_test=True, is_hit_and_run=True)[Step.AFTER_TEST] == day("10-15")


def test_the_simple_procedure_certifies_on_the_spot_or_in_three_days() -> None:
    scene = {Mark.SCENE: TUESDAY}
    found = [dues(scene, version, is_simple=True) for version in (OLD, NEW)]
    assert found == [{Step.SIMPLE_CERTIFICATE: TUESDAY}, {Step.SIMPLE_CERTIFICATE: day("10-09")}]


def test_quick_handling_is_of_the_newer_rules() -> None:
    marks = {Mark.SCENE: TUESDAY, Mark.QUICK_ASKED: TUESDAY}
    assert (dues(marks, OLD), dues(marks, NEW)) == (
        {Step.CERTIFICATE: day("10-19")},
        {Step.QUICK: day("10-12")},
    )


def test_the_clock_stands_still_at_most_sixty_days() -> None:
    paused = {Mark.SCENE: TUESDAY, Mark.PAUSED: TUESDAY}
    assert dues(paused, NEW)[Step.CERTIFICATE] is None
    assert dues(paused | {Mark.RESUMED: day("10-09")}, NEW)[Step.AFTER_PAUSE] == day("10-15")
    assert dues(paused | {Mark.RESUMED: day("12-20")}, NEW)[Step.AFTER_PAUSE] == day("12-04")


def test_a_report_made_later_starts_with_its_acceptance() -> None:
    assert dues({Mark.REPORTED_LATER: TUESDAY}) == {Step.ACCEPT: day("10-09"), Step.CERTIFICATE: None}
    accepted = {Mark.REPORTED_LATER: TUESDAY, Mark.ACCEPTED: day("10-09")}
    assert dues(accepted)[Step.CERTIFICATE] == day("10-22")


def test_the_units_are_those_of_the_provisions() -> None:
    limits = [limit_of(step, version) for step in Step for version in (OLD, NEW)]
    own = [limit for limit in limits if limit and limit.days and "处理程序规定" in limit.article]
    assert all((limit.unit is Unit.WORKING) == is_in_working_days(limit.days, Basis.ACCIDENTS) for limit in own)
    assert all(limit_of(step, NEW) for step in CERTIFYING)


def test_nobody_is_late_with_what_parties_may_ask() -> None:
    marks = {Mark.SCENE: TUESDAY, Mark.CERTIFIED: TUESDAY, Mark.SERVED: TUESDAY}
    found = due_dates(Facts(is_simple=False, has_test=False, is_hit_and_run=False, marks=marks), NEW, {})
    assert next_due(found, is_closed=False) is None
    closed = marks | {Mark.CLOSED: TUESDAY}
    found = due_dates(Facts(is_simple=False, has_test=False, is_hit_and_run=False, marks=closed), NEW, {})
    assert next_due(found, is_closed=True) == day("10-19")


def test_amber_and_the_own_target_are_three_working_days_ahead() -> None:
    assert amber_until(TUESDAY, {}) == day("10-09")
    assert (target_of(day("10-09"), {}), target_of(day("10-10"), {})) == (TUESDAY, day("09-30"))


@pytest.mark.parametrize(
    ("kind", "is_slight", "has_test", "fled", "expected"),
    [
        (Kind.PROPERTY, False, False, False, True),
        (Kind.INJURY, True, False, False, True),
        (Kind.INJURY, False, False, False, False),
        (Kind.DEATH, True, False, False, False),
        (Kind.PROPERTY, False, True, False, False),
        (Kind.PROPERTY, False, False, True, False),
    ],
)
def test_the_simple_procedure_is_for_small_cases(
    kind: Kind, *, is_slight: bool, has_test: bool, fled: bool, expected: bool
) -> None:
    assert may_be_simple(kind, is_slight=is_slight, has_test=has_test, is_hit_and_run=fled) is expected
