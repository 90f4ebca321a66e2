"""Who stands where in the Party: whose review a pledge needs, and who may give it."""

import datetime as dt

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length

from organization.models import CommitteeSeat, Officer, PartyBranch, RoleHolding
from organization.rules.permissions import Role
from pledges.models import Pledge
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Author, Level, route_of


def author_of(pledge: Pledge, on: dt.date) -> Author:
    """Return what the one who pledges is, as it stands on that day; one query."""
    itself, secretary = OuterRef("pk"), CommitteeSeat.Position.SECRETARY
    leading = RoleHolding.objects.current().filter(role=Role.SUPERVISOR, unit=pledge.branch.unit, officer=itself)
    seated = seats_of(pledge.branch, on).filter(position=secretary, officer=itself)
    standing = Officer.objects.filter(pk=pledge.author_id).values_list(
        Exists(leaders_of(pledge.group_id).filter(pk=itself)), Exists(seated), Exists(leading)
    )
    leads_group, is_secretary, leads_brigade = standing.get()
    return Author(
        is_in_group=pledge.group_id is not None,
        leads_group=leads_group,
        is_secretary=is_secretary,
        leads_brigade=leads_brigade,
    )


def leaders_of(group_id: int | None) -> QuerySet[Officer]:
    """Return the members of a Party group who hold the role of its leader; no group has none."""
    if group_id is None:
        return _active().none()
    holding = Q(role_holdings__role=Role.PARTY_GROUP_LEADER, role_holdings__ended_at=None)
    return _active().filter(holding, party_group=group_id).distinct()


def seats_of(branch: PartyBranch, on: dt.date) -> QuerySet[CommitteeSeat]:
    return branch.seats.filter(Q(ended_on=None) | Q(ended_on__gte=on), started_on__lte=on)


def reviewers_of(pledge: Pledge, level: Level, on: dt.date) -> list[Officer]:
    """Return who may review at a level, the one whose turn it is first; nobody reviews the own pledge.

    At the branch that is the secretary, then the deputy, then the other members; above it whoever supervises nearest.
    """
    match level:
        case Level.GROUP:
            found = (
                leaders_of(pledge.group_id).order_by("sort_key", "pk") if pledge.group_id else Officer.objects.none()
            )
        case Level.BRANCH:
            found = _committee(pledge.branch, on)
        case Level.SUPERIOR:
            found = _superiors(pledge.branch)
    return list(dict.fromkeys(officer for officer in found if officer.pk != pledge.author_id))


def _active() -> QuerySet[Officer]:
    active: QuerySet[Officer] = Officer.objects.filter(is_active=True)
    return active


def _committee(branch: PartyBranch, on: dt.date) -> QuerySet[Officer]:
    order = [CommitteeSeat.Position.SECRETARY, CommitteeSeat.Position.DEPUTY]
    turn = Case(
        *(When(committee_seats__position=position, then=Value(at)) for at, position in enumerate(order)),
        default=Value(len(order)),
        output_field=IntegerField(),
    )
    seated = _active().filter(committee_seats__in=seats_of(branch, on))
    return seated.alias(turn=turn).order_by("turn", "sort_key", "pk")


def _superiors(branch: PartyBranch) -> QuerySet[Officer]:
    supervising = _active().filter(
        role_holdings__role=Role.SUPERVISOR,
        role_holdings__ended_at=None,
        role_holdings__unit__path__in=_paths_above(branch.unit.path),
    )
    return supervising.alias(nearness=Length(F("role_holdings__unit__path"))).order_by("-nearness", "sort_key", "pk")


def _paths_above(path: str) -> list[str]:
    """Return the paths of the units above the one at `path`, which ends with a stroke."""
    names = path.rstrip("/").split("/")
    return ["/".join(names[:depth]) + "/" for depth in range(1, len(names))]


def route_for(pledge: Pledge, on: dt.date) -> tuple[Level, ...]:
    """Return the levels that this pledge passes."""
    return route_of(Owner(pledge.owner_kind), author_of(pledge, on))
