from outreach.models.donations import Donation, Drive
from outreach.models.minimum import Excuse, ShortfallWarning, SquadronMonth
from outreach.models.opinions import Opinion
from outreach.models.visits import Visit, Visitor, VisitUnit

__all__ = [
    "Donation",
    "Drive",
    "Excuse",
    "Opinion",
    "ShortfallWarning",
    "SquadronMonth",
    "Visit",
    "VisitUnit",
    "Visitor",
]
