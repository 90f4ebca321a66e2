"""The sentence of the yearly report, in the language that is active."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from outreach.queries.outside import LENIENCY
from outreach.rules.categories import Category

# The words of each figure, in the order of the report; `leniency` is counted by the register of warnings.
CLAUSES = {
    Category.DRIVER_VISIT.value: gettext_noop("visited %(count)s drivers at home"),
    Category.PARTY_FOLLOWUP.value: gettext_noop("followed up %(count)s case parties"),
    Category.VICTIM_VISIT.value: gettext_noop("visited %(count)s people harmed in accidents"),
    Category.COMMUNITY_VISIT.value: gettext_noop("%(count)s communities"),
    Category.VILLAGE_VISIT.value: gettext_noop("%(count)s villages"),
    Category.SCHOOL_VISIT.value: gettext_noop("%(count)s schools"),
    Category.TRANSPORT_FIRM_VISIT.value: gettext_noop("%(count)s passenger transport firms"),
    Category.ENTERPRISE_VISIT.value: gettext_noop("%(count)s other enterprises and institutions"),
    Category.GOOD_DEED.value: gettext_noop("did %(count)s good deeds for enterprises"),
    LENIENCY: gettext_noop("waived %(count)s fines for minor violations of enterprises' vehicles"),
    Category.OPEN_CAMP.value: gettext_noop("held %(count)s police open days"),
    Category.SYMPOSIUM.value: gettext_noop("held %(count)s symposia"),
    Category.DELEGATE_VISIT.value: gettext_noop("visited %(count)s deputies, committee members and supervisors"),
}
# How a place reads where nothing before it says that it was visited.
_VERB = {
    Category.COMMUNITY_VISIT.value: gettext_noop("visited %(count)s communities"),
    Category.VILLAGE_VISIT.value: gettext_noop("visited %(count)s villages"),
    Category.SCHOOL_VISIT.value: gettext_noop("visited %(count)s schools"),
    Category.TRANSPORT_FIRM_VISIT.value: gettext_noop("visited %(count)s passenger transport firms"),
    Category.ENTERPRISE_VISIT.value: gettext_noop("visited %(count)s other enterprises and institutions"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One figure of the sentence with the words around it; `category` leads to its rows."""

    category: str
    before: str
    count: int
    after: str


def clauses(figures: Mapping[str, int]) -> list[Clause]:
    """Return the clauses of the figures that are not zero, in the report's order."""
    told: list[Clause] = []
    for category, words in CLAUSES.items():
        count = figures.get(category, 0)
        if count:
            goes_on = bool(told) and told[-1].category in {Category.VICTIM_VISIT.value, *_VERB}
            words_here = words if goes_on else _VERB.get(category, words)
            before, __, after = _(words_here).partition("%(count)s")
            told.append(Clause(category, before, count, after))
    return told


def sentence(figures: Mapping[str, int]) -> str:
    """Return the whole sentence; without a single figure it says so."""
    told = [f"{clause.before}{clause.count}{clause.after}" for clause in clauses(figures)]
    if not told:
        return _("No visits are recorded for this period.")
    opening, end = frame()
    return f"{opening}{_(', ').join(told)}{end}"


def frame() -> tuple[str, str]:
    """Return what stands before and after the clauses."""
    opening, __, end = _("Our officers %(clauses)s.").partition("%(clauses)s")
    return opening, end
