"""The ten criteria of a promise: five leads for members, five goods for organizations (RULES.md, Pledges)."""

from enum import StrEnum


class Owner(StrEnum):
    """Whose pledge it is."""

    MEMBER = "member"
    GROUP = "group"
    BRANCH = "branch"


class Criterion(StrEnum):
    LEARN = "learn"
    EXCEL = "excel"
    SERVE = "serve"
    LAW = "law"
    INTEGRITY = "integrity"
    LEADERSHIP = "leadership"
    MEMBERS = "members"
    MECHANISM = "mechanism"
    PERFORMANCE = "performance"
    PUBLIC_RESPONSE = "public_response"


FIVE_LEADS = frozenset(
    {Criterion.LEARN, Criterion.EXCEL, Criterion.SERVE, Criterion.LAW, Criterion.INTEGRITY},
)
FIVE_GOODS = frozenset(Criterion) - FIVE_LEADS

LEAST_ITEMS = 2
MOST_ITEMS = 5


def criteria_for(owner: Owner) -> frozenset[Criterion]:
    return FIVE_LEADS if owner is Owner.MEMBER else FIVE_GOODS
