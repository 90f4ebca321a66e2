"""The list of places that a brigade looks after; what a visit names enters it by itself."""

from collections.abc import Iterable

from django.db import transaction

from audit.actions import record
from organization.models import Officer, Unit
from outreach.models import Place, Visit
from outreach.rules.categories import PLACES, Category, place_key


def note_places(visits: Iterable[Visit]) -> None:
    """Enter the places of visits that are not in the list yet; at most one query, right when two do so at once."""
    found = {
        (visit.brigade_id, visit.category, visit.target_key): visit.target.strip()
        for visit in visits
        if visit.category in PLACES
    }
    Place.objects.bulk_create(
        [
            Place(brigade_id=brigade, category=category, key=key, name=name)
            for (brigade, category, key), name in found.items()
        ],
        ignore_conflicts=True,
    )


def list_places(brigade: Unit, category: Category, names: Iterable[str], *, by: Officer) -> int:
    """Enter places by name, blank and known ones aside; return how many are new."""
    wanted = {place_key(name): " ".join(name.split()) for name in names if name.strip()}
    with transaction.atomic():
        held = Unit.objects.select_for_update().get(pk=brigade.pk)
        places = Place.objects.filter(brigade=held, category=category)
        known = set(places.filter(key__in=wanted).values_list("key", flat=True))
        new = [
            Place(brigade=held, category=category, key=key, name=name)
            for key, name in wanted.items()
            if key not in known
        ]
        Place.objects.bulk_create(new, ignore_conflicts=True)
        places.filter(key__in=wanted).update(is_left_out=False)
        after = {"category": category, "names": [place.name for place in new]}
        record("outreach.places_listed", on=brigade, by=by, scope=brigade.path, after=after)
    return len(new)


def leave_out(place: Place, *, is_left_out: bool, by: Officer) -> None:
    """Take a place from the table of what is to be visited, or put it back; its visits stay counted."""
    with transaction.atomic():
        held = Place.objects.select_for_update(of=("self",)).select_related("brigade").get(pk=place.pk)
        if held.is_left_out == is_left_out:
            return
        held.is_left_out = is_left_out
        held.save(update_fields=["is_left_out"])
        record(
            "outreach.place_left_out" if is_left_out else "outreach.place_put_back",
            on=held,
            by=by,
            scope=held.brigade.path,
            after={"name": held.name},
        )
