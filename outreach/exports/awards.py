from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from outreach.models import Entry


def header() -> list[str]:
    return [
        _("Contest"),
        _("Campaign"),
        _("Kind"),
        _("Prize"),
        _("Place"),
        _("Code"),
        _("Title of the work"),
        _("School"),
        _("School grade"),
        _("Mean"),
    ]


def rows_of(awards: QuerySet[Entry]) -> Iterator[list[str]]:
    """Yield the entries with a prize; pupils stand behind their codes."""
    joined = awards.select_related("contest__campaign")
    return (_row(entry) for entry in joined.iterator(chunk_size=1000))


def _row(entry: Entry) -> list[str]:
    contest = entry.contest
    return [
        contest.title,
        contest.campaign.title if contest.campaign else "",
        entry.get_kind_display(),
        entry.get_prize_display(),
        str(entry.place),
        entry.code,
        entry.title or "—",
        entry.school or "—",
        entry.get_grade_display(),
        str(entry.mean),
    ]
