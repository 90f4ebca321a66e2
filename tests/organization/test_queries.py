import pytest

from organization.models import Unit
from organization.queries import brigade_for
from tests.factories.people import make_brigade, make_officer, make_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", [None, "", "B1"])
def test_an_officer_of_a_squadron_opens_the_own_brigade(code: str | None) -> None:
    brigade = make_brigade(code="B1")
    assert brigade_for(make_officer(make_unit(parent=brigade)), code) == brigade


@pytest.mark.parametrize(("code", "found"), [(None, "B1"), ("B2", "B2")])
def test_a_detachment_opens_its_first_brigade_or_the_one_asked_for(code: str | None, found: str) -> None:
    detachment = make_unit(Unit.Kind.DETACHMENT)
    for name in ("B1", "B2"):
        make_brigade(code=name, parent=detachment)
    assert brigade_for(make_officer(detachment), code).code == found


@pytest.mark.parametrize("code", ["B2", "nonsense"])
def test_another_brigade_is_as_if_missing(code: str) -> None:
    make_brigade(code="B2")
    officer = make_officer(make_brigade(code="B1"))
    with pytest.raises(Unit.DoesNotExist):
        brigade_for(officer, code)
