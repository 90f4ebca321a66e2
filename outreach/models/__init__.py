from outreach.models.campaigns import Campaign
from outreach.models.contests import Contest, Entry, Mark, Pupil
from outreach.models.donations import Donation, Drive
from outreach.models.lessons import Lesson
from outreach.models.minimum import Excuse, ShortfallWarning, SquadronMonth
from outreach.models.opinions import Opinion
from outreach.models.pairs import Helper, Household, HouseholdGoods, HouseholdVisit
from outreach.models.photos import VisitPhoto
from outreach.models.places import Place
from outreach.models.publicity import EventOfficer, EventUnit, Goods, PublicityEvent
from outreach.models.sums import VisitSum
from outreach.models.visits import Visit, Visitor, VisitTopic, VisitUnit

__all__ = [
    "Campaign",
    "Contest",
    "Donation",
    "Drive",
    "Entry",
    "EventOfficer",
    "EventUnit",
    "Excuse",
    "Goods",
    "Helper",
    "Household",
    "HouseholdGoods",
    "HouseholdVisit",
    "Lesson",
    "Mark",
    "Opinion",
    "Place",
    "PublicityEvent",
    "Pupil",
    "ShortfallWarning",
    "SquadronMonth",
    "Visit",
    "VisitPhoto",
    "VisitSum",
    "VisitTopic",
    "VisitUnit",
    "Visitor",
]
