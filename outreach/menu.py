from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry

_VIEWING = ("outreach.view_visits",)

AREA = Area(
    _("Outreach"),
    "people",
    (
        Entry(_("This month"), "outreach:month_current", "/outreach/", _VIEWING),
        Entry(_("Visit log"), "outreach:visit_list", "/outreach/visits/", _VIEWING),
        Entry(_("Opinions"), "outreach:opinion_list", "/outreach/opinions/", _VIEWING),
        Entry(_("Pairs"), "outreach:pair_list", "/outreach/pairs/", _VIEWING),
        Entry(_("Campaigns"), "outreach:campaign_list", "/outreach/campaigns/", _VIEWING),
        Entry(_("Places"), "outreach:place_list", "/outreach/places/", _VIEWING),
        Entry(_("Contests"), "outreach:contest_list", "/outreach/contests/", _VIEWING),
        Entry(_("Lessons"), "outreach:lesson_list", "/outreach/lessons/", _VIEWING),
        Entry(_("Report"), "outreach:report", "/outreach/report/", _VIEWING),
        Entry(_("Donations"), "outreach:drive_list", "/outreach/donations/", _VIEWING),
        Entry(_("Excuses"), "outreach:excuse_list", "/outreach/excuses/", ("outreach.ask_excuse",)),
    ),
    is_tab=True,
)
