from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry
from organization.rules.permissions import Role

_VIEWING = ("services.view_windows",)

AREA = Area(
    _("Windows"),
    "desk",
    (
        Entry(_("Cases"), "services:case_list", "/cases/", ("services.work_windows",)),
        Entry(_("Tickets"), "services:ticket_home", "/tickets/", ("services.work_windows",)),
        Entry(_("Violation window"), "services:violation_list", "/violations/", ("services.work_windows",)),
        Entry(_("Appointments"), "services:booking_list", "/appointments/", ("services.work_windows",)),
        Entry(_("Windows"), "services:window_list", "/windows/", _VIEWING),
        Entry(_("Pioneer posts"), "services:pioneer_list", "/pioneers/", ("services.lead_windows",)),
        Entry(_("Accidents"), "services:accident_list", "/accidents/", ("services.view_accidents",)),
        Entry(_("Leniency"), "services:leniency_list", "/warnings/", ("services.view_leniency",)),
        Entry(_("Priority passages"), "services:passage_list", "/passages/", ("services.view_passages",)),
    ),
    first_for=Role.WINDOW_CLERK,
)
PUBLIC = (
    Entry(_("Guide to the windows"), "services:guide_home", "/guide/"),
    Entry(_("How far is my case?"), "services:follow", "/follow/"),
)
