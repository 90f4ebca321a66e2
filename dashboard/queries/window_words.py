"""What the windows ask of somebody, in words by kind: the title by number, and why."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from services.facts import Kind

WINDOW_WORDS = {
    Kind.RELEASES: (
        ngettext_lazy("Settle %(count)d release to a hospital", "Settle %(count)d releases to a hospital", "count"),
        _("Released first is not let off: bring the proof, or handle it"),
    ),
    Kind.ACCIDENTS: (
        ngettext_lazy("%(count)d accident case is due", "%(count)d accident cases are due", "count"),
        _("A limit of the law ends within three working days, or is passed"),
    ),
    Kind.CALLS: (
        ngettext_lazy("Call back %(count)d dissatisfied citizen", "Call back %(count)d dissatisfied citizens", "count"),
        _("Within fifteen working days after a low rating"),
    ),
    Kind.TEAMS: (
        ngettext_lazy("Name the team of %(count)d appointment", "Name the teams of %(count)d appointments", "count"),
        _("Two officers go to the applicant"),
    ),
    Kind.RESULTS: (
        ngettext_lazy(
            "Note the results of %(count)d appointment", "Note the results of %(count)d appointments", "count"
        ),
        _("The day is over: note what came of it, or cancel it"),
    ),
    Kind.CASES: (
        ngettext_lazy("%(count)d case at the windows is due", "%(count)d cases at the windows are due", "count"),
        _("A limit ends within three days, or is passed"),
    ),
}
