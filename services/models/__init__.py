from services.models.cases import Case, CaseBlock, CaseMaterial, CaseStep, Slip
from services.models.matters import Material, Matter, MatterRule, RuleVersion
from services.models.tickets import Ticket
from services.models.windows import Window, WindowDuty, WindowHours

__all__ = [
    "Case",
    "CaseBlock",
    "CaseMaterial",
    "CaseStep",
    "Material",
    "Matter",
    "MatterRule",
    "RuleVersion",
    "Slip",
    "Ticket",
    "Window",
    "WindowDuty",
    "WindowHours",
]
