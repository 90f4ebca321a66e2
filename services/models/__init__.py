from services.models.matters import Material, Matter, MatterRule, RuleVersion
from services.models.windows import Window, WindowDuty, WindowHours

__all__ = [
    "Material",
    "Matter",
    "MatterRule",
    "RuleVersion",
    "Window",
    "WindowDuty",
    "WindowHours",
]
