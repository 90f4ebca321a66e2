from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry

_VIEWING = ("dutyposts.view_posts",)

AREA = Area(
    _("Duty"),
    "rank",
    (
        Entry(_("Ranking"), "dutyposts:ranking_current", "/rankings/", _VIEWING),
        Entry(_("Posts"), "dutyposts:post_list", "/posts/", _VIEWING),
        Entry(_("Inspections"), "dutyposts:inspection_list", "/inspections/", _VIEWING),
        Entry(_("Objections"), "dutyposts:objection_list", "/objections/", _VIEWING),
        Entry(_("Events"), "dutyposts:event_list", "/events/", ("dutyposts.propose_event",)),
        Entry(_("Red flags"), "dutyposts:flag_list", "/flags/", _VIEWING),
        Entry(_("Month-end runs"), "dutyposts:run_list", "/rankings/runs/", ("dutyposts.compute_month",)),
    ),
    is_tab=True,
)
QUICK = Entry(_("Record"), "dutyposts:inspection_new", "/inspections/new/", ("dutyposts.record_inspection",))
