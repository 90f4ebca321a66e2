import pytest
from django.core.exceptions import ValidationError

from pledges.actions.cycles import save_cycle
from pledges.models import Cycle
from tests.factories.pledges import make_party, make_submitted

pytestmark = pytest.mark.django_db


def test_name_changes_until_a_pledge_is_signed_under_it() -> None:
    party = make_party()
    party.cycle.name = "2026年度"
    save_cycle(party.cycle, by=party.secretary)
    make_submitted(party)
    party.cycle.name = "另一年"
    with pytest.raises(ValidationError):
        save_cycle(party.cycle, by=party.secretary)
    assert Cycle.objects.get().name == "2026年度"


def test_state_is_not_changed_by_saving() -> None:
    party = make_party()
    party.cycle.state = Cycle.State.CONCLUDED
    assert save_cycle(party.cycle, by=party.secretary).state == Cycle.State.OPEN
