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


KEY_KEPT, WORDS_KEPT = 160, 600
"""So many characters of a place and of a visit's words are compared: only runs of ligatures have more when folded."""


def folded(text: str) -> str:
    """Return the form in which two ways of writing the same are the same: width, case and blanks aside."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def place_key(target: str) -> str:
    """Return the form under which two ways of writing one place are the same."""
    return folded(target)[:KEY_KEPT]


def words_of(*texts: str) -> str:
    """Return texts as they are searched, each on a line of its own."""
    return "\n".join(folded(text) for text in texts)[:WORDS_KEPT]
