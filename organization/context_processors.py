"""What every page's frame needs: the menu of the officer's roles, the theme, the brigade's name, whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Officer
from organization.sessions import seconds_left

THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the menu: where it leads, which addresses it stands for, which rights open it (one is enough)."""

    label: str | Promise
    view: str
    prefix: str
    rights: tuple[str, ...]
    icon: str
    is_tab: bool = False


MENU = (
    Entry(_("Overview"), "dashboard:overview", "/dashboard/", ("dashboard.view_overview",), "chart", is_tab=True),
    Entry(_("Home"), "dashboard:home", "/", (), "home", is_tab=True),
    Entry(_("Ranking"), "dutyposts:ranking_current", "/rankings/", ("dutyposts.view_posts",), "rank", is_tab=True),
    Entry(_("Posts"), "dutyposts:post_list", "/posts/", ("dutyposts.view_posts",), "flag", is_tab=True),
    Entry(
        _("Inspections"), "dutyposts:inspection_list", "/inspections/", ("dutyposts.view_posts",), "clip", is_tab=True
    ),
    Entry(_("Events"), "dutyposts:event_list", "/events/", ("dutyposts.propose_event",), "cal"),
    Entry(
        _("Import"),
        "dashboard:import_list",
        "/imports/",
        ("dutyposts.import_records", "organization.import_records"),
        "doc",
    ),
    Entry(_("Audit"), "audit:entry_list", "/audit/", ("audit.view_entries",), "lock", is_tab=True),
)
ADMINISTRATION = Entry(_("Administration"), "admin:index", "/admin/", (), "edit")
RECORD = Entry(_("Record"), "dutyposts:inspection_new", "/inspections/new/", ("dutyposts.record_inspection",), "plus")
MOST_TABS = 5
RAISED_AT = 2


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context; a page of somebody not signed in has no menu."""
    theme = request.COOKIES.get(THEME_COOKIE, "light")
    frame: dict[str, Any] = {"theme": theme if theme in {"light", "dark"} else "light", "help_line": settings.HELP_LINE}
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return frame
    entries = [entry for entry in MENU if _may_open(officer, entry)]
    if officer.is_staff:
        entries.append(ADMINISTRATION)
    tabs = tabs_of(entries, may_record=_may_open(officer, RECORD))
    return frame | {
        "nav": [_item(entry, request.path, tabs) for entry in entries],
        "tabs": [_item(entry, request.path, tabs) for entry in tabs],
        "session_left": seconds_left(request.session),
        "brigade_name": (officer.unit.brigade or officer.unit).name,
    }


def tabs_of(entries: Iterable[Entry], *, may_record: bool) -> list[Entry]:
    """Return what the thumb reaches on a phone: at most five, the raised one for recording in the middle."""
    tabs = [entry for entry in entries if entry.is_tab][: MOST_TABS - may_record]
    return [*tabs[:RAISED_AT], RECORD, *tabs[RAISED_AT:]] if may_record else tabs


def _may_open(officer: Officer, entry: Entry) -> bool:
    return not entry.rights or any(officer.has_right(right) for right in entry.rights)


def _item(entry: Entry, path: str, tabs: list[Entry]) -> dict[str, Any]:
    return {
        "label": entry.label,
        "url": reverse(entry.view),
        "icon": entry.icon,
        "is_current": _leading(path) is entry,
        "is_tab": entry in tabs,
        "is_raised": entry is RECORD,
    }


def _leading(path: str) -> Entry | None:
    """Return the entry that stands for an address: the longest prefix; home stands for itself alone."""
    fitting = [entry for entry in (*MENU, ADMINISTRATION, RECORD) if path.startswith(entry.prefix)]
    best = max(fitting, key=lambda entry: len(entry.prefix), default=None)
    return best if best is None or best.prefix != "/" or path == "/" else None
