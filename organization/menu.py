"""What the menu is made of. Each app describes its area in `menu.py`; `config.menu` puts them in order."""

from dataclasses import dataclass

from django.utils.functional import Promise

from organization.rules.permissions import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One page to go to: its address, the addresses it stands for, which rights open it (one is enough; none: all)."""

    label: str | Promise
    view: str
    prefix: str
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """One item of the menu; it leads to the first of its pages that the officer may open and lists the others there.

    Whoever holds the role `first_for` has it at the beginning, and under the thumb, as the page where the day begins.
    """

    label: str | Promise
    icon: str
    entries: tuple[Entry, ...]
    is_tab: bool = False
    first_for: Role | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """The areas in their order, what the raised button on a phone does, and what is open without signing in."""

    areas: tuple[Area, ...]
    quick: Entry
    quick_icon: str
    public: tuple[Entry, ...]
