from services.models.accidents import AccidentCase, AccidentChange, AccidentDue, AccidentMark, AccidentParty
from services.models.bookings import Booking, Seat, Slot, VehicleResult
from services.models.cases import Case, CaseBlock, CaseMaterial, CaseStep, Slip
from services.models.leniency import Leniency, RuleName
from services.models.matters import Material, Matter, MatterRule, RuleVersion
from services.models.passages import PassagePermit, PermitVehicle
from services.models.pioneers import PioneerCheck
from services.models.ratings import Rating
from services.models.reminders import Reminder
from services.models.tickets import Ticket
from services.models.windows import Window, WindowDuty, WindowHours

__all__ = [
    "AccidentCase",
    "AccidentChange",
    "AccidentDue",
    "AccidentMark",
    "AccidentParty",
    "Booking",
    "Case",
    "CaseBlock",
    "CaseMaterial",
    "CaseStep",
    "Leniency",
    "Material",
    "Matter",
    "MatterRule",
    "PassagePermit",
    "PermitVehicle",
    "PioneerCheck",
    "Rating",
    "Reminder",
    "RuleName",
    "RuleVersion",
    "Seat",
    "Slip",
    "Slot",
    "Ticket",
    "VehicleResult",
    "Window",
    "WindowDuty",
    "WindowHours",
]
