from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry

OVERVIEW = Area(
    _("Overview"),
    "chart",
    (Entry(_("Overview"), "dashboard:overview", "/dashboard/", ("dashboard.view_overview",)),),
    is_tab=True,
)
HOME = Area(_("Home"), "home", (Entry(_("Home"), "dashboard:home", "/"),), is_tab=True)
IMPORT = Area(
    _("Import"),
    "doc",
    (
        Entry(
            _("Import"),
            "dashboard:import_list",
            "/imports/",
            ("dutyposts.import_records", "organization.import_records"),
        ),
    ),
)
