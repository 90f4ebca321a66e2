from dutyposts.models.events import Event, EventPerson
from dutyposts.models.flags import Flag, FlagDecision, FlagHolding
from dutyposts.models.inspections import Finding, FindingPerson, Inspection, Photo
from dutyposts.models.months import FrozenMonth, MonthRun, PostScore, Ranking, Reopening
from dutyposts.models.objections import Objection
from dutyposts.models.posts import Assignment, DutyPost, PostDifficulty
from dutyposts.models.standards import Item, Standard, StandardCategory

__all__ = [
    "Assignment",
    "DutyPost",
    "Event",
    "EventPerson",
    "Finding",
    "FindingPerson",
    "Flag",
    "FlagDecision",
    "FlagHolding",
    "FrozenMonth",
    "Inspection",
    "Item",
    "MonthRun",
    "Objection",
    "Photo",
    "PostDifficulty",
    "PostScore",
    "Ranking",
    "Reopening",
    "Standard",
    "StandardCategory",
]
