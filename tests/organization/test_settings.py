import datetime as dt
from decimal import Decimal

import pytest

from audit.models import Entry
from organization.actions.settings import SettingCountsTooEarlyError, set_brigade_setting
from organization.calendar import BEIJING, Month
from organization.models import BrigadeSetting, Officer
from organization.queries import settings_of
from organization.rules.settings import DEFINITIONS, Setting, SettingValueError, parse
from tests.factories.people import make_brigade, make_supervisor

AT = dt.datetime(2026, 11, 2, 9, tzinfo=BEIJING)
NEXT = Month(2026, 12)


@pytest.fixture
def supervisor(db: None) -> Officer:
    return make_supervisor(make_brigade())


def let_count(by: Officer, value: str, month: Month = NEXT) -> BrigadeSetting:
    return set_brigade_setting(by.unit, Setting.FLAG_PLACES, value, from_month=month, reason="试行", by=by, at=AT)


@pytest.mark.parametrize("setting", Setting)
def test_every_default_lies_within_its_bounds(setting: Setting) -> None:
    definition = DEFINITIONS[setting]
    assert parse(setting, str(definition.default)) == definition.default


@pytest.mark.parametrize("text", ["", "x", "0", "51", "1.5", "NaN", "Infinity", "-1", "1e1000"])
def test_a_value_outside_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(SettingValueError):
        parse(Setting.FLAG_PLACES, text)


def test_points_have_at_most_two_places() -> None:
    assert parse(Setting.FLAG_MIN_SCORE, "85.25") == Decimal("85.25")
    with pytest.raises(SettingValueError):
        parse(Setting.FLAG_MIN_SCORE, "85.255")


def test_a_setting_counts_from_its_month_on(supervisor: Officer) -> None:
    let_count(supervisor, "2")
    brigade = supervisor.unit_id
    counted = [settings_of([brigade], month)[brigade][Setting.FLAG_PLACES] for month in (Month(2026, 11), NEXT)]
    assert counted == [Decimal(3), Decimal(2)]


@pytest.mark.parametrize("month", [Month(2026, 11), Month(2026, 10)])
def test_the_running_month_keeps_its_settings(supervisor: Officer, month: Month) -> None:
    with pytest.raises(SettingCountsTooEarlyError):
        let_count(supervisor, "2", month)


def test_setting_it_again_replaces_the_coming_value(supervisor: Officer) -> None:
    let_count(supervisor, "2")
    let_count(supervisor, "4")
    assert list(BrigadeSetting.objects.values_list("value", flat=True)) == ["4"]


def test_a_setting_leaves_before_and_after(supervisor: Officer) -> None:
    let_count(supervisor, "2")
    entry = Entry.objects.get(action="organization.setting_changed")
    assert (entry.before, entry.after) == ({"value": "3"}, {"value": "2", "from_month": "2026-12", "reason": "试行"})
