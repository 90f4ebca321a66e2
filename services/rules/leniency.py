"""When a minor violation ends with words instead of a penalty, and what never does (RULES.md, Windows and cases)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from organization.calendar import add_working_days

MOST_WARNINGS = 2
SETTLE_DAYS = 3
LEADER_DAYS = 2


class Rule(StrEnum):
    """What the register holds: two kinds of spoken warning, a release before handling, a priority passage."""

    W1 = "W1"
    W2 = "W2"
    W3 = "W3"
    W4 = "W4"


WAIVING = frozenset({Rule.W1, Rule.W2})
"""The rules under which a fine is waived; W3 is handled later, W4 exempts from nothing."""

ARTICLES: Mapping[Rule, str] = {
    Rule.W1: "道路交通安全法第九十三条第一款",
    Rule.W2: "道路交通安全法第八十七条第二款；道路交通安全违法行为处理程序规定第四十二条",
    Rule.W3: "道路交通安全法第八十七条第一款；道路交通安全违法行为处理程序规定第二十二条",
    Rule.W4: "道路通行组织措施，不免除任何责任",
}


class Ground(StrEnum):
    """What is never let off."""

    DRINK_DRIVING = "drink_driving"
    NO_LICENCE = "no_licence"
    FALSE_PLATES = "false_plates"
    OVERLOADING = "overloading"
    SPEEDING = "speeding"
    FATIGUE = "fatigue"
    RED_LIGHT = "red_light"
    ACCIDENT = "accident"


class Lack(StrEnum):
    """What a rule asks for and a case does not have."""

    DRIVER_PRESENT = "driver_present"
    CORRECTED = "corrected"
    FOREIGN_PLATE = "foreign_plate"
    NO_HAZARD = "no_hazard"
    FREE_PASSAGE = "free_passage"
    HOSPITAL = "hospital"
    PERMIT = "permit"
    ROUTE = "route"
    PASSAGE_TIME = "passage_time"
    ESCORT = "escort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules ask about a case."""

    rule: Rule
    is_local: bool = True
    is_driver_present: bool = False
    is_corrected: bool = False
    is_hazardous: bool = False
    is_passage_affected: bool = False
    hospital: str = ""
    permit: str = ""
    route: str = ""
    passage_time: str = ""
    escort: str = ""


def lacks_of(facts: Facts) -> list[Lack]:
    """Return what is missing for the rule, in the order in which the form asks; empty where it may be used."""
    met: dict[Lack, bool]
    match facts.rule:
        case Rule.W1:
            met = {
                Lack.DRIVER_PRESENT: facts.is_driver_present,
                Lack.CORRECTED: facts.is_corrected,
                Lack.FREE_PASSAGE: not facts.is_passage_affected,
            }
        case Rule.W2:
            met = {
                Lack.FOREIGN_PLATE: not facts.is_local,
                Lack.CORRECTED: facts.is_corrected,
                Lack.NO_HAZARD: not facts.is_hazardous,
                Lack.FREE_PASSAGE: not facts.is_passage_affected,
            }
        case Rule.W3:
            met = {Lack.HOSPITAL: bool(facts.hospital)}
        case Rule.W4:
            met = {
                Lack.PERMIT: bool(facts.permit),
                Lack.ROUTE: bool(facts.route),
                Lack.PASSAGE_TIME: bool(facts.passage_time),
                Lack.ESCORT: bool(facts.escort),
            }
    return [lack for lack, is_met in met.items() if not is_met]


def repeats_since(day: dt.date) -> dt.date:
    """Return the first of the twelve months, ending on `day`, in which a third spoken warning is refused."""
    month_day = (day.month, min(day.day, 28)) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return dt.date(day.year - 1, *month_day) + dt.timedelta(days=1)


def settle_dates(day: dt.date, overrides: Mapping[dt.date, bool]) -> tuple[dt.date, dt.date]:
    """Return by when a release is settled, and the last day before the leader is told too; both working days."""
    due_on = add_working_days(day, SETTLE_DAYS, overrides)
    return due_on, add_working_days(due_on, LEADER_DAYS, overrides)
