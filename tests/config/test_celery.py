import datetime as dt
import logging
from zoneinfo import ZoneInfo

import pytest
from kombu import Connection

from config.celery import app

_BEIJING = ZoneInfo("Asia/Shanghai")


def test_month_end_starts_half_past_midnight_in_beijing() -> None:
    last_run = dt.datetime(2026, 10, 1, 0, 30, tzinfo=_BEIJING)
    schedule = app.conf.beat_schedule["month end"]["schedule"]
    start, delta, _ = schedule.remaining_delta(last_run)
    assert (start + delta).astimezone(_BEIJING) == dt.datetime(2026, 11, 1, 0, 30, tzinfo=_BEIJING)


def test_the_catch_up_asks_every_ten_minutes_of_every_hour_beside_the_month_end() -> None:
    schedule = app.conf.beat_schedule["month end catch-up"]["schedule"]
    assert (schedule.hour, schedule.minute) == (set(range(24)), {5, 15, 25, 35, 45, 55})


def test_month_end_and_its_catch_up_are_one_task() -> None:
    tasks = [app.conf.beat_schedule[name]["task"] for name in ("month end", "month end catch-up")]
    assert tasks == ["dutyposts.tasks.close_due_months"] * 2


def test_every_scheduled_task_exists_and_its_message_expires() -> None:
    app.loader.import_default_modules()
    entries = app.conf.beat_schedule.values()
    assert [entry["task"] for entry in entries if entry["task"] not in app.tasks] == []
    assert [entry["options"]["expires"] > 0 for entry in entries] == [True] * len(entries)


def test_limits_stand_below_the_time_after_which_a_message_is_given_again() -> None:
    longest = max(task.time_limit or 0 for task in app.tasks.values())
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < 1800
    assert longest < 1800


def test_only_json_is_read() -> None:
    assert app.conf.accept_content == ["json"]


def test_page_goes_on_when_the_broker_is_away(caplog: pytest.LogCaptureFixture) -> None:
    @app.task(name="tests.unreachable")
    def unreachable() -> None:
        pass

    nowhere = Connection("redis://127.0.0.1:1/0", transport_options={"max_retries": 0})
    with nowhere as away, caplog.at_level(logging.WARNING):
        assert unreachable.apply_async(connection=away) is None
    assert [record.name for record in caplog.records] == ["config.celery"]
