"""Every action that the code records has a name, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import translation

from audit.actions import record
from audit.labels import action_name, actions_of, kind_name
from organization.models import Unit
from organization.rules.permissions import Role
from tests.factories.people import make_officer, make_unit

CODE = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)+")
# Names its actions after the kind of what it writes.
NAMED_BY_KIND = "organization/admin/scoped.py"


def sources() -> Iterator[Path]:
    """Yield the modules of the portal's own apps."""
    for config in apps.get_app_configs():
        if Path(config.path).parent == settings.BASE_DIR:
            yield from sorted(Path(config.path).rglob("*.py"))


def first_arguments(source: Path) -> Iterator[ast.expr]:
    """Yield what stands for the action in each call of `record` or `Change`."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"record", "Change"}:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "action"]
            yield (node.args or named)[0]


def codes_in(argument: ast.expr) -> list[str]:
    strings = [node.value for node in ast.walk(argument) if isinstance(node, ast.Constant)]
    return [text for text in strings if isinstance(text, str) and CODE.fullmatch(text)]


def test_every_recorded_action_has_a_name_and_every_name_an_action() -> None:
    recorded = {code for source in sources() for argument in first_arguments(source) for code in codes_in(argument)}
    assert recorded == {code for config in apps.get_app_configs() for code in actions_of(config)}


def test_only_the_admin_composes_the_name_of_an_action() -> None:
    composed = {
        source.relative_to(settings.BASE_DIR).as_posix()
        for source in sources()
        for argument in first_arguments(source)
        if not codes_in(argument)
    }
    assert composed == {"audit/actions.py", NAMED_BY_KIND}


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("dutyposts.month_published", "month published", "发布月度结果"),
        ("organization.password_changed", "own password changed", "修改本人密码"),
        ("organization.calendarday_changed", "changed: calendar day", "修改日历"),
        ("organization.partygroup_deleted", "deleted: Party group", "删除党小组"),
        ("gone.unknown_thing", "gone.unknown_thing", "gone.unknown_thing"),
    ],
)
def test_an_action_is_named_in_the_language_of_the_page(code: str, english: str, chinese: str) -> None:
    with translation.override("en"):
        assert action_name(code) == english
    with translation.override("zh-hans"):
        assert action_name(code) == chinese


@pytest.mark.parametrize(
    ("label", "name"), [("organization.unit", "Unit"), ("organization.gone", "organization.gone"), ("x", "x")]
)
def test_a_kind_has_the_name_of_its_model(label: str, name: str) -> None:
    with translation.override("en"):
        assert kind_name(label) == name


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/audit/", "/audit/{}/", "/admin/audit/entry/", "/admin/audit/entry/{}/change/"])
def test_pages_show_names(client: Client, address: str) -> None:
    top = make_unit(Unit.Kind.DETACHMENT)
    client.force_login(make_officer(top, role=Role.AUDITOR), backend="organization.authentication.RoleBackend")
    entry = record("organization.unit_saved", on=top, by=None)
    page = client.get(address.format(entry.number)).content.decode()
    page = re.sub(r"<select.*?</select>|<code>.*?</code>", "", page, flags=re.DOTALL)
    assert (page.count("保存单位") > 0, page.count("organization.unit_saved")) == (True, 0)
