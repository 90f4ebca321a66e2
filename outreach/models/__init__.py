from outreach.models.donations import Donation, Drive
from outreach.models.minimum import Excuse, ShortfallWarning, SquadronMonth
from outreach.models.opinions import Opinion
from outreach.models.photos import VisitPhoto
from outreach.models.places import Place
from outreach.models.visits import Visit, Visitor, VisitTopic, VisitUnit

__all__ = [
    "Donation",
    "Drive",
    "Excuse",
    "Opinion",
    "Place",
    "ShortfallWarning",
    "SquadronMonth",
    "Visit",
    "VisitPhoto",
    "VisitTopic",
    "VisitUnit",
    "Visitor",
]
