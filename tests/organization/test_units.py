import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from organization.actions.units import UnitInsideItselfError, save_unit
from organization.models import Unit
from tests.factories.people import make_brigade, make_officer, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def detachment() -> Unit:
    return make_unit(Unit.Kind.DETACHMENT, code="DD")


def paths() -> list[str]:
    return list(Unit.objects.order_by("path").values_list("path", flat=True))


def test_a_path_names_all_units_above(detachment: Unit) -> None:
    make_unit(code="Z1", parent=make_brigade(code="B1", parent=detachment))
    assert paths() == ["DD/", "DD/B1/", "DD/B1/Z1/"]


def test_a_brigade_is_its_own_brigade_and_that_of_what_lies_below(detachment: Unit) -> None:
    brigade = make_brigade(parent=detachment)
    squadron = make_unit(parent=brigade)
    assert (detachment.brigade, brigade.brigade, squadron.brigade) == (None, brigade, brigade)


def test_moving_a_unit_moves_what_lies_below(detachment: Unit) -> None:
    brigade = make_brigade(code="B1")
    make_unit(code="Z1", parent=brigade)
    brigade.parent = detachment
    save_unit(brigade, by=None)
    assert paths() == ["DD/", "DD/B1/", "DD/B1/Z1/"]


def test_a_unit_is_not_placed_below_itself(detachment: Unit) -> None:
    detachment.parent = make_brigade(parent=detachment)
    with pytest.raises(UnitInsideItselfError):
        save_unit(detachment, by=None)


def test_a_squadron_belongs_to_a_brigade() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit()


def test_a_unit_does_not_close_before_it_opened() -> None:
    unit = make_brigade()
    unit.opened_on, unit.closed_on = dt.date(2026, 2, 1), dt.date(2026, 1, 31)
    with pytest.raises(IntegrityError), transaction.atomic():
        save_unit(unit, by=None)


def test_a_changed_name_leaves_before_and_after() -> None:
    unit = make_brigade(name="一大队")
    unit.name = "二大队"
    save_unit(unit, by=None)
    entry = Entry.objects.first()
    assert entry is not None
    assert ((entry.before or {})["name"], (entry.after or {})["name"]) == ("一大队", "二大队")


def test_one_sees_the_own_unit_and_below(detachment: Unit) -> None:
    brigade, other = make_brigade(parent=detachment), make_brigade(parent=detachment)
    squadron = make_unit(parent=brigade)
    make_unit(parent=other)
    assert list(Unit.objects.visible_to(make_officer(brigade))) == [brigade, squadron]


def test_a_code_that_begins_like_another_is_no_unit_below() -> None:
    make_brigade(code="B10")
    brigade = make_brigade(code="B1")
    assert list(Unit.objects.visible_to(make_officer(brigade))) == [brigade]
