from django.utils.translation import gettext_lazy as _

from dashboard.menu import HOME, IMPORT, OVERVIEW
from dutyposts import menu as dutyposts
from organization.menu import Area, Entry, Menu
from outreach import menu as outreach
from pledges import menu as pledges
from services import menu as services

AUDIT = Area(
    _("Audit"), "lock", (Entry(_("Audit"), "audit:entry_list", "/audit/", ("audit.view_entries",)),), is_tab=True
)
MENU = Menu(
    areas=(OVERVIEW, HOME, dutyposts.AREA, pledges.AREA, outreach.AREA, services.AREA, IMPORT, AUDIT),
    quick=dutyposts.QUICK,
    quick_icon="plus",
    public=(pledges.WALL, *services.PUBLIC),
)
