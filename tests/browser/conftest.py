"""An inspector's phone with the recording page open."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize

from dutyposts.models import DutyPost
from organization.models import Officer
from tests.factories.duty import assign, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_unit

PHONE = ViewportSize(width=390, height=844)


@pytest.fixture
def post(transactional_db: None) -> DutyPost:
    make_standard()
    post = make_post(make_unit(parent=make_brigade()), code="DS-01", name="善卷路口岗")
    assign(post, make_officer(post.unit, name="李文涛"))
    return post


@pytest.fixture
def inspector(post: DutyPost) -> Officer:
    return make_inspector(post.brigade)


@pytest.fixture
def phone(page: Page, inspector: Officer, sign_in: Callable[[Officer], None]) -> Page:
    """Return a signed-in inspector's phone with the recording page open."""
    page.set_viewport_size(PHONE)
    sign_in(inspector)
    page.goto("/inspections/new/")
    return page
