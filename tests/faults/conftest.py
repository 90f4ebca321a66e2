from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings
from redis import Redis

from tests.servers import Server, redis

KEPT_BY_THE_BROKER = ("celery", "unacked", "unacked_index", "unacked_mutex")


@pytest.fixture(autouse=True)
def _shared_with_other_processes(settings: Settings) -> None:
    """Let the portal's processes find what this one uploads, and no message that an earlier test has left."""
    settings.MEDIA_ROOT = Path(settings.DATA_DIR, "media")
    if settings.REDIS_URL:
        Redis.from_url(settings.REDIS_URL).delete(*KEPT_BY_THE_BROKER)
    for message in Path(settings.BROKER_FOLDER, "messages").iterdir():
        message.unlink()


@pytest.fixture
def broker() -> Iterator[Server]:
    """Run a Redis server of the test's own, which it may freeze and kill."""
    with redis() as server:
        yield server
