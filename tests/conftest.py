import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings as portal_settings
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import blocking_manager_key

import audit.triggers
import dutyposts.triggers
from audit import guards
from organization.models import Officer
from services.seed import seed_matters

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What is missing is seen at its response. Bootstrap's own pictures are refused when a test looks at a page before the
# portal's sheet, which replaces them, has come; the sweep of all pages finds those that were left.
_NO_FAULTS = ("Failed to load resource", "Loading the image 'data:image/svg+xml")

# How long an example takes tells of the machine's load, not of the code.
hypothesis.settings.register_profile(
    "portal",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("portal")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs Chromium where it is missing, and on servers what has nothing to do with them."""
    kept = [item for item in items if CHROMIUM.exists() or not item.get_closest_marker("browser")]
    if "DATABASE_URL" in os.environ:
        kept = [item for item in kept if _asks_for_servers(item)]
    config.hook.pytest_deselected(items=sorted(set(items) - set(kept), key=items.index))
    items[:] = kept


def _asks_for_servers(item: pytest.Item) -> bool:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    if item.get_closest_marker("once"):
        return False
    return "db" in names or any(item.get_closest_marker(mark) for mark in ("django_db", "servers"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not CHROMIUM.exists():
        terminalreporter.section("BROWSER TESTS NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk")


def pytest_unconfigure() -> None:
    shutil.rmtree(portal_settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests change and empty the audit table; the tests of its guards install them again for themselves."""
    with django_db_blocker.unblock():
        guards.drop(audit.triggers.GUARDS, connection)


@pytest.fixture(autouse=True)
def _language_of_the_portal() -> Iterator[None]:
    """Begin every test in the default language; a client's request leaves its own behind."""
    with translation.override(portal_settings.LANGUAGE_CODE):
        yield


_GUARDS_ARE_OFF = pytest.StashKey[bool]()


def _is_transactional(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction", False))


@pytest.fixture(autouse=True)
def _emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the guards of closed months off when a transactional test is over, since all tables are emptied then."""
    yield
    if _is_transactional(request.node):
        guards.drop(dutyposts.triggers.GUARDS, connection)
        request.node.stash[_GUARDS_ARE_OFF] = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put guards and seeds back once the tables are empty, for whatever test comes next; none after the last."""
    yield
    if item.stash.get(_GUARDS_ARE_OFF, False) and nextitem is not None:
        with item.config.stash[blocking_manager_key].unblock():
            guards.install(dutyposts.triggers.GUARDS, connection)
            seed_matters(partial(apps.get_model, "services"))


@pytest.fixture
def as_owner(db: None) -> None:
    """Let the test change what the guards keep, as only the owner of the database can."""
    guards.drop(dutyposts.triggers.GUARDS, connection)


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop on this thread while it runs, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Yield a page of a Chinese desktop at the live server; what it may not do fails the test.

    That is: an error or a policy violation on the console, an exception of a script, a request to another host,
    a picture, style or script that is missing. The page itself may be an error page, and what is sent may be refused.
    """
    faults: list[str] = []
    home = urlsplit(live_server.url).netloc
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_NO_FAULTS):
            faults.append(message.text)

    def watch(response: Response) -> None:
        is_missing = response.status >= HTTPStatus.BAD_REQUEST and not response.request.is_navigation_request()
        is_missing = is_missing and response.status != HTTPStatus.UNPROCESSABLE_ENTITY
        if is_missing or urlsplit(response.url.removeprefix("blob:")).netloc != home:
            faults.append(f"{response.status} {response.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: faults.append(error.message))
    page.on("response", watch)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def sign_in(page: Page, client: Client, live_server: LiveServer) -> Callable[[Officer], None]:
    """Return how to give the page's browser the session of an officer."""

    def give_session(officer: Officer) -> None:
        client.force_login(officer, backend="organization.authentication.RoleBackend")
        name = portal_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return give_session
