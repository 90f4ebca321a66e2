"""What visits and events speak of: the dangers that the national traffic campaign names, and daily matters."""

from enum import StrEnum


class Topic(StrEnum):
    DRINK_DRIVING = "drink_driving"
    SPEEDING = "speeding"
    FATIGUE = "fatigue"
    RED_LIGHTS = "red_lights"
    FORCED_OVERTAKING = "forced_overtaking"
    OVERLOADING = "overloading"
    SCHOOL_WAY = "school_way"
    TWO_WHEELERS = "two_wheelers"
    FLEET_SAFETY = "fleet_safety"
    LICENCES = "licences"
    PARKING = "parking"
    ROAD_FACILITIES = "road_facilities"
    ACCIDENT_CASES = "accident_cases"
    DISCIPLINE = "discipline"
