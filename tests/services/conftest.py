from functools import partial

import pytest
from django.apps import apps

from services.models import Matter
from services.seed import seed_matters


@pytest.fixture(autouse=True)
def _matters(request: pytest.FixtureRequest) -> None:
    """Give the matters back to a test that follows a transactional one, after which all tables are empty."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        if not Matter.objects.exists():
            seed_matters(partial(apps.get_model, "services"))
