"""What every page's frame needs: the menu of the officer's roles, the theme, the brigade's name."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Officer

THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the menu: which right it asks for, where it leads, which addresses it stands for."""

    label: str | Promise
    view: str
    prefix: str
    right: str = ""
    icon: str = "home"


MENU = (
    Entry(_("Overview"), "dashboard:overview", "/dashboard/", "dashboard.view_overview", "chart"),
    Entry(_("Home"), "dashboard:home", "/", "", "home"),
    Entry(_("Ranking"), "dutyposts:ranking_current", "/rankings/", "dutyposts.view_posts", "rank"),
    Entry(_("Posts"), "dutyposts:post_list", "/posts/", "dutyposts.view_posts", "flag"),
    Entry(_("Inspections"), "dutyposts:inspection_list", "/inspections/", "dutyposts.view_posts", "clip"),
    Entry(_("Events"), "dutyposts:event_list", "/events/", "dutyposts.propose_event", "cal"),
    Entry(_("Import"), "dashboard:import_list", "/imports/", "dutyposts.import_records", "doc"),
    Entry(_("Audit"), "audit:entry_list", "/audit/", "audit.view_entries", "lock"),
)
ADMIN = Entry(_("Administration"), "admin:index", "/admin/", "", "edit")
TABS = ("dashboard:home", "dutyposts:ranking_current", "dutyposts:post_list", "dutyposts:inspection_list", "audit:entry_list")
MOST_TABS = 5


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; a page of somebody not signed in has no menu."""
    theme = request.COOKIES.get(THEME_COOKIE, "light")
    frame: dict[str, Any] = {"theme": theme if theme in {"light", "dark"} else "light"}
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return frame
    entries = [entry for entry in MENU if not entry.right or officer.has_right(entry.right)]
    if officer.is_staff:
        entries.append(ADMIN)
    brigade = officer.unit.brigade or officer.unit
    return frame | {
        "nav": [_item(entry, request.path) for entry in entries],
        "tabs": [_item(entry, request.path) for entry in entries if entry.view in TABS][:MOST_TABS],
        "may_inspect": officer.has_right("dutyposts.record_inspection"),
        "brigade_name": brigade.name,
    }


def _item(entry: Entry, path: str) -> dict[str, Any]:
    is_current = path == "/" if entry.prefix == "/" else path.startswith(entry.prefix)
    return {"label": entry.label, "url": reverse(entry.view), "icon": entry.icon, "is_current": is_current}
