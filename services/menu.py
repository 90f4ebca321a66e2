from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry

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
        Entry(_("Accidents"), "services:accident_list", "/accidents/", ("services.view_accidents",)),
        Entry(_("Leniency"), "services:leniency_list", "/warnings/", ("services.view_leniency",)),
    ),
)
