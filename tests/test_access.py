"""Who may open what: tests/permissions.csv names every address, and an address that is missing there fails."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organization.models import Officer
from organization.rules.permissions import MODELS, STAFF, Role
from tests.factories.access import BACKEND, ROLES, World, make_world
from tests.factories.duty import AFTER

pytestmark = pytest.mark.once
TABLE = Path(__file__).parent / "permissions.csv"
PUBLIC = {
    "healthz",
    "set_language",
    "",
    "dutyposts:inspection_worker",
    "organization:accessibility",
    "organization:login",
    "organization:theme",
    "pledges:wall",
    "pledges:wall_home",
    "pledges:wall_portrait",
    "pledges:wall_screen",
    "services:follow",
    "services:guide",
    "services:rate",
    "services:guide_home",
    "services:guide_matter",
    "services:hall",
    "services:hall_portrait",
    "services:hall_screen",
    "services:lookup",
}
# A world takes longer to make than its pages to ask, so several visitors share one.
GROUPS = [ROLES[:5], ROLES[5:9], ROLES[9:]]
FOR_EVERYBODY_SIGNED_IN = {"admin_password", "organization:logout", "organization:password"}


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    method: str
    statuses: dict[str, int]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(line.pop("name"), line.pop("method"), {role: int(status) for role, status in line.items()})
            for line in csv.DictReader(file)
        ]


def portal_urls(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the portal with its full name; Django's admin has a loop of its own."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", pattern
        elif pattern.namespace != "admin":
            yield from portal_urls(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)


URLS = dict(portal_urls(get_resolver().url_patterns))
NAMES = sorted(name for name in URLS if name)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def status_of(client: Client, method: str, address: str) -> int:
    """Return the answer's status and take back whatever the request changed, a sign-out too."""
    fresh = Client(enforce_csrf_checks=client.handler.enforce_csrf_checks)
    fresh.cookies.update(client.cookies)
    with transaction.atomic():
        response = fresh.generic(method, address)
        response.getvalue()  # a file is closed once it is read
        transaction.set_rollback(True)
    return response.status_code


def test_the_table_names_every_address_once_for_get_and_post() -> None:
    assert sorted((row.name, row.method) for row in rows()) == [
        (name, verb) for name in NAMES for verb in ("GET", "POST")
    ]


def test_every_view_asks_for_a_right_or_says_that_it_needs_none() -> None:
    unguarded = {name for name, pattern in URLS.items() if not hasattr(pattern.callback, "required_right")}
    assert unguarded == PUBLIC | FOR_EVERYBODY_SIGNED_IN


def test_public_views_are_these() -> None:
    public = {name for name, pattern in URLS.items() if not getattr(pattern.callback, "login_required", True)}
    assert public == PUBLIC


@time_machine.travel(AFTER, tick=False)
@pytest.mark.parametrize("group", GROUPS)
def test_every_role_gets_the_answer_of_the_table(world: World, group: Sequence[str]) -> None:
    wrong = []
    for role in group:
        client = world.client_of(role)
        for row in rows():
            status = status_of(client, row.method, world.address(row.name))
            if status != row.statuses[role]:
                wrong.append(f"{row.method} {row.name} answers the {role} {status}, not {row.statuses[role]}")
    assert wrong == []


@time_machine.travel(AFTER, tick=False)
def test_a_post_without_its_token_is_refused_everywhere(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.officers["supervisor"], backend=BACKEND)
    names = {row.name for row in rows() if row.method == "POST" and row.statuses["supervisor"] != 405}
    assert {name: status_of(client, "POST", world.address(name)) for name in names} == dict.fromkeys(names, 403)


def signed_in(group: Sequence[str]) -> list[str]:
    return [role for role in group if role != "anonymous"]


def admin_addresses(page: str) -> dict[str, str]:
    return {name: reverse(f"admin:{name.replace('.', '_')}_{page}") for name in MODELS}


def admin_status(officer: Officer, allowed: frozenset[Role]) -> int:
    if STAFF.isdisjoint(officer.roles):
        return 302
    return 403 if allowed.isdisjoint(officer.roles) else 200


@pytest.mark.parametrize("group", GROUPS)
def test_the_admins_lists_open_to_those_who_may_see_the_model(world: World, group: Sequence[str]) -> None:
    addresses = admin_addresses("changelist")
    for role in signed_in(group):
        client, officer = world.client_of(role), world.officers[role]
        answers = {name: client.get(address).status_code for name, address in addresses.items()}
        expected = {name: admin_status(officer, viewers) for name, (viewers, _changers) in MODELS.items()}
        assert (role, answers) == (role, expected)


@pytest.mark.parametrize("group", GROUPS)
def test_nobody_adds_in_the_admin_what_the_role_may_not_change(world: World, group: Sequence[str]) -> None:
    addresses = admin_addresses("add")
    for role in signed_in(group):
        client, officer = world.client_of(role), world.officers[role]
        refused = [name for name, (_viewers, changers) in MODELS.items() if admin_status(officer, changers) != 200]
        statuses = {client.post(addresses[name]).status_code for name in refused}
        assert (role, statuses - {302 if STAFF.isdisjoint(officer.roles) else 403}) == (role, set())


def test_the_admin_sends_strangers_to_the_portals_own_door(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"{reverse('organization:login')}?next=/admin/",
    )
