from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_tries_yet() -> Iterator[None]:
    """Forget the wrong tries of this address before and after a test: all tests come from it."""
    cache.clear()
    yield
    cache.clear()
