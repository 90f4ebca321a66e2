"""The admin in Chromium under the portal's own policy; a violation on the console fails the page."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from organization.models import Officer
from organization.rules.permissions import Role
from tests.factories.duty import inspect, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    Role.SUPERVISOR: (
        "",
        "dutyposts/inspection/",
        "dutyposts/inspection/{inspection}/change/",
        "dutyposts/standard/{standard}/change/",
        "dutyposts/dutypost/add/",
        "dutyposts/assignment/add/",
    ),
    Role.SYSTEM_ADMINISTRATOR: (
        "",
        "organization/officer/",
        "organization/officer/{officer}/change/",
        "organization/unit/add/",
    ),
    Role.SECURITY_ADMINISTRATOR: ("organization/roleholding/", "organization/roleholding/add/"),
    Role.AUDITOR: ("audit/entry/", "audit/entry/1/change/"),
}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("role", sorted(PAGES))
def test_the_admin_runs_under_the_strict_policy_and_fits(
    page: Page, sign_in: Callable[[Officer], None], role: Role, width: int
) -> None:
    brigade = make_brigade()
    officer = make_officer(brigade, role=role)
    standard = make_standard()
    inspection = inspect(make_post(make_unit(parent=brigade)), make_inspector(brigade), "A1")
    keys = {"officer": officer.pk, "standard": standard.pk, "inspection": inspection.pk}
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(officer)
    for address in PAGES[role]:
        wanted = f"/admin/{address.format(**keys)}"
        response = page.goto(wanted)
        assert response is not None
        assert (response.status, urlsplit(page.url).path) == (200, wanted)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_person_is_found_by_typing(page: Page, sign_in: Callable[[Officer], None]) -> None:
    brigade = make_brigade()
    make_officer(brigade, name="李四", number="200001")
    sign_in(make_officer(brigade, role=Role.SECURITY_ADMINISTRATOR))
    page.goto("/admin/organization/roleholding/add/")
    page.locator(".field-officer .select2-selection").click()
    page.locator(".select2-search__field").fill("李")
    assert page.get_by_role("option", name="李四").inner_text() == "李四"


def test_a_list_is_downloaded(page: Page, sign_in: Callable[[Officer], None]) -> None:
    sign_in(make_officer(make_brigade(), role=Role.SYSTEM_ADMINISTRATOR))
    page.goto("/admin/organization/officer/")
    with page.expect_download() as download:
        page.locator(".export-form button").click()
    assert download.value.suggested_filename.endswith(".xlsx")
