from outreach.models.campaigns import Campaign
from outreach.models.donations import Donation, Drive
from outreach.models.minimum import Excuse, ShortfallWarning, SquadronMonth
from outreach.models.opinions import Opinion
from outreach.models.pairs import Helper, Household, HouseholdGoods, HouseholdVisit
from outreach.models.photos import VisitPhoto
from outreach.models.places import Place
from outreach.models.publicity import EventOfficer, EventUnit, Goods, PublicityEvent
from outreach.models.visits import Visit, Visitor, VisitTopic, VisitUnit

__all__ = [
    "Campaign",
    "Donation",
    "Drive",
    "EventOfficer",
    "EventUnit",
    "Excuse",
    "Goods",
    "Helper",
    "Household",
    "HouseholdGoods",
    "HouseholdVisit",
    "Opinion",
    "Place",
    "PublicityEvent",
    "ShortfallWarning",
    "SquadronMonth",
    "Visit",
    "VisitPhoto",
    "VisitTopic",
    "VisitUnit",
    "Visitor",
]
