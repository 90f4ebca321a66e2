from organization.models.calendar_days import CalendarDay
from organization.models.imports import ImportJob
from organization.models.officers import Officer, Posting
from organization.models.party import (
    CommitteeSeat,
    LeadingGroup,
    LeadingGroupSeat,
    PartyBranch,
    PartyGroup,
)
from organization.models.portraits import Portrait
from organization.models.roles import RoleHolding
from organization.models.settings import BrigadeSetting
from organization.models.units import Unit

__all__ = [
    "BrigadeSetting",
    "CalendarDay",
    "CommitteeSeat",
    "ImportJob",
    "LeadingGroup",
    "LeadingGroupSeat",
    "Officer",
    "PartyBranch",
    "PartyGroup",
    "Portrait",
    "Posting",
    "RoleHolding",
    "Unit",
]
