from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry

WALL = Entry(_("Pledge wall"), "pledges:wall_home", "/wall/", ("pledges.view_pledges",))
AREA = Area(
    _("Pledges"),
    "heart",
    (
        Entry(_("My pledge"), "pledges:mine", "/pledges/mine/", ("pledges.write_pledge",)),
        Entry(_("To review"), "pledges:review_list", "/pledges/reviews/", ("pledges.view_pledges",)),
        Entry(_("Ledger"), "pledges:ledger", "/pledges/", ("pledges.view_pledges",)),
        Entry(_("Leaders' comments"), "pledges:comment_list", "/pledges/comments/", ("pledges.view_pledges",)),
        WALL,
    ),
    is_tab=True,
)
