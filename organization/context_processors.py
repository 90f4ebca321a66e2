"""What every page's frame needs: the menu of the officer's roles, the theme, the brigade's name, whom to call."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from organization.menu import Area, Entry, Menu
from organization.models import Officer
from organization.sessions import seconds_left

THEME_COOKIE = "theme"
ADMINISTRATION = Area(_("Administration"), "edit", (Entry(_("Administration"), "admin:index", "/admin/"),))
MOST_TABS = 5
RAISED_AT = 2


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; somebody not signed in is led to what is open to everybody."""
    theme = request.COOKIES.get(THEME_COOKIE, "light")
    frame: dict[str, Any] = {"theme": theme if theme in {"light", "dark"} else "light", "help_line": settings.HELP_LINE}
    officer, menu = getattr(request, "user", None), _menu()
    if not isinstance(officer, Officer):
        return frame | {"public_pages": _pages(menu.public, _leading(request.path, menu.public))}
    open_areas = [(area, entries) for area in menu.areas if (entries := _open(officer, area))]
    open_areas.sort(key=lambda opened: opened[0].first_for not in officer.roles)
    if officer.is_staff:
        open_areas.append((ADMINISTRATION, list(ADMINISTRATION.entries)))
    current = _leading(request.path, [menu.quick, *(entry for _area, entries in open_areas for entry in entries)])
    may_record = current is menu.quick or _may_open(officer, menu.quick)
    tabs = [area for area, _entries in open_areas if area.is_tab or area.first_for in officer.roles]
    tabs = tabs[: MOST_TABS - may_record]
    nav = [_item(area, entries, current) | {"is_tab": area in tabs} for area, entries in open_areas]
    thumb = [item for item in nav if item["is_tab"]]
    if may_record:
        thumb.insert(RAISED_AT, _raised(menu, current))
    return frame | {
        "nav": nav,
        "pages": next((_pages(entries, current) for _area, entries in open_areas if current in entries), []),
        "tabs": thumb,
        "session_left": seconds_left(request.session),
        "brigade_name": (officer.unit.brigade or officer.unit).name,
    }


def _menu() -> Menu:
    menu: Menu = import_string(settings.MENU)
    return menu


def _open(officer: Officer, area: Area) -> list[Entry]:
    return [entry for entry in area.entries if _may_open(officer, entry)]


def _may_open(officer: Officer, entry: Entry) -> bool:
    return not entry.rights or any(officer.has_right(right) for right in entry.rights)


def _leading(path: str, entries: Sequence[Entry]) -> Entry | None:
    """Return the entry that stands for an address: the longest prefix; home stands for itself alone."""
    fitting = [entry for entry in entries if path.startswith(entry.prefix)]
    best = max(fitting, key=lambda entry: len(entry.prefix), default=None)
    return best if best is None or best.prefix != "/" or path == "/" else None


def _item(area: Area, entries: list[Entry], current: Entry | None) -> dict[str, Any]:
    return {
        "label": area.label,
        "url": reverse(entries[0].view),
        "icon": area.icon,
        "is_current": current in entries,
        "is_raised": False,
    }


def _raised(menu: Menu, current: Entry | None) -> dict[str, Any]:
    return {
        "label": menu.quick.label,
        "url": reverse(menu.quick.view),
        "icon": menu.quick_icon,
        "is_current": current is menu.quick,
        "is_raised": True,
    }


def _pages(entries: Sequence[Entry], current: Entry | None) -> list[dict[str, Any]]:
    """Return the pages beside the current one; a page that stands alone needs no strip."""
    if len(entries) == 1:
        return []
    return [{"label": page.label, "url": reverse(page.view), "is_current": page is current} for page in entries]
