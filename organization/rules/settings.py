"""What a brigade may set, within which bounds, and what holds where it has set nothing."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum


class Setting(StrEnum):
    MIN_INSPECTIONS = "min_inspections"
    MIN_DAYS = "min_days"
    FLAG_PLACES = "flag_places"
    FLAG_MIN_SCORE = "flag_min_score"
    SERIOUS_POINTS = "serious_points"
    EVENTS_CAP = "events_cap"
    BONUS_CAP = "bonus_cap"
    NOTICE_DAYS = "notice_days"
    OBJECTION_DAYS = "objection_days"
    PHOTO_POINTS = "photo_points"
    CORRECTION_MINUTES = "correction_minutes"
    REVIEW_DAYS = "review_days"
    PEER_WEIGHT = "peer_weight"
    PUBLIC_WEIGHT = "public_weight"
    WALL_IS_PUBLIC = "wall_is_public"
    HALL_IS_PUBLIC = "hall_is_public"
    EVIDENCE_FILES = "evidence_files"
    EVIDENCE_MEGABYTES = "evidence_megabytes"
    GRASSROOTS_LEAST = "grassroots_least"
    OPINION_DAYS = "opinion_days"
    RULE_VERSION = "rule_version"


class SettingValueError(ValueError):
    """A value outside the bounds of its setting, or not a number of the right kind."""


@dataclass(frozen=True, slots=True)
class Definition:
    default: Decimal
    least: Decimal
    most: Decimal
    is_whole: bool = True


def _whole(default: int, least: int, most: int) -> Definition:
    return Definition(Decimal(default), Decimal(least), Decimal(most))


def _points(default: str, least: str, most: str) -> Definition:
    return Definition(Decimal(default), Decimal(least), Decimal(most), is_whole=False)


DEFINITIONS: dict[Setting, Definition] = {
    Setting.MIN_INSPECTIONS: _whole(4, 1, 31),
    Setting.MIN_DAYS: _whole(15, 1, 31),
    Setting.FLAG_PLACES: _whole(3, 1, 50),
    Setting.FLAG_MIN_SCORE: _points("85", "0", "105"),
    Setting.SERIOUS_POINTS: _points("5", "0.01", "100"),
    Setting.EVENTS_CAP: _points("20", "0", "100"),
    Setting.BONUS_CAP: _points("5", "0", "5"),
    Setting.NOTICE_DAYS: _whole(3, 1, 30),
    Setting.OBJECTION_DAYS: _whole(3, 1, 30),
    Setting.PHOTO_POINTS: _points("3", "0.01", "100"),
    Setting.CORRECTION_MINUTES: _whole(30, 0, 1440),
    Setting.REVIEW_DAYS: _whole(3, 1, 30),
    Setting.PEER_WEIGHT: _whole(30, 0, 50),
    Setting.PUBLIC_WEIGHT: _whole(40, 0, 50),
    Setting.WALL_IS_PUBLIC: _whole(0, 0, 1),
    Setting.HALL_IS_PUBLIC: _whole(0, 0, 1),
    Setting.EVIDENCE_FILES: _whole(4, 1, 12),
    Setting.EVIDENCE_MEGABYTES: _whole(10, 1, 10),
    Setting.GRASSROOTS_LEAST: _whole(2, 0, 31),
    Setting.OPINION_DAYS: _whole(15, 1, 60),
    Setting.RULE_VERSION: _whole(2010, 2010, 2100),
}


def parse(setting: Setting, text: str) -> Decimal:
    """Return the value of a setting, checked against its bounds."""
    definition = DEFINITIONS[setting]
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise SettingValueError(text) from error
    places = 1 if definition.is_whole else Decimal("0.01")
    if not value.is_finite() or not definition.least <= value <= definition.most or value % places:
        raise SettingValueError(text)
    return value
