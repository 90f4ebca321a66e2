"""What the log of visits counts, and in what (RULES.md, Outreach)."""

import unicodedata
from enum import StrEnum


class Category(StrEnum):
    """The kinds of entry, in the order of the yearly report."""

    DRIVER_VISIT = "driver_visit"
    PARTY_FOLLOWUP = "party_followup"
    VICTIM_VISIT = "victim_visit"
    COMMUNITY_VISIT = "community_visit"
    VILLAGE_VISIT = "village_visit"
    SCHOOL_VISIT = "school_visit"
    TRANSPORT_FIRM_VISIT = "transport_firm_visit"
    ENTERPRISE_VISIT = "enterprise_visit"
    GOOD_DEED = "good_deed"
    OPEN_CAMP = "open_camp"
    SYMPOSIUM = "symposium"
    DELEGATE_VISIT = "delegate_visit"
    CONSULTATION_STATION = "consultation_station"


PLACES = frozenset(
    {
        Category.COMMUNITY_VISIT,
        Category.VILLAGE_VISIT,
        Category.SCHOOL_VISIT,
        Category.TRANSPORT_FIRM_VISIT,
        Category.ENTERPRISE_VISIT,
    }
)
"""Categories of which the figure is how many different places were visited; of the others it is a sum of quantities."""

REPORTED = tuple(category for category in Category if category is not Category.CONSULTATION_STATION)
"""The categories of the report's sentence."""


def place_key(target: str) -> str:
    """Return the form under which two ways of writing one place are the same: width, case and blanks aside."""
    return "".join(unicodedata.normalize("NFKC", target).split()).casefold()


WORDS_KEPT = 600
"""So much of the words of a visit can be searched: no index holds more, and only runs of ligatures have more."""


def words_of(*texts: str) -> str:
    """Return texts as they are searched: width, case and blanks aside, each on a line of its own."""
    return "\n".join(place_key(text) for text in texts)[:WORDS_KEPT]
