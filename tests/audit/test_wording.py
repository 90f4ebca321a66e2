import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test import Client
from django.utils import translation

from audit.actions import record
from audit.labels import model_of
from audit.models import Entry, PersonalPart
from audit.wording import changes_of, personal_of
from organization.models import Unit
from organization.rules.permissions import Role
from tests.factories.people import make_brigade, make_officer, make_unit


def told(object_type: str, key: str, value: object, language: str = "en") -> tuple[str, str]:
    with translation.override(language):
        ((name, _before, after),) = changes_of(Entry(object_type=object_type, after={key: value}))
    return name, after


@pytest.mark.parametrize(
    ("object_type", "key", "value", "english", "chinese"),
    [
        ("organization.officer", "is_active", False, ("May sign in", "no"), ("可以登录", "否")),
        ("organization.officer", "kind", "auxiliary", ("Kind", "auxiliary"), ("类型", "协管员")),
        ("organization.officer", "left_on", "2026-10-31", ("Left on", "2026-10-31"), ("离职日期", "2026-10-31")),
        ("organization.officer", "title", "", ("Title", "--"), ("职务", "--")),
        ("organization.officer", "rows", 12, ("Rows", "12"), ("行数", "12")),
        (
            "dutyposts.inspection",
            "inspected_at",
            "2026-10-31T16:05:00Z",
            ("Inspected at", "2026-11-01 00:05:00"),
            ("检查时间", "2026-11-01 00:05:00"),
        ),
        ("dutyposts.inspection", "score", "96.5", ("Score", "96.50"), ("得分", "96.50")),
        (
            "dutyposts.inspection",
            "findings",
            {"A5": 1, "D4": 2},
            ("Findings", "A5: 1; D4: 2"),
            ("扣分记录", "A5: 1；D4: 2"),
        ),
        ("dutyposts.objection", "count", 0, ("Times", "0"), ("次数", "0")),
        ("dutyposts.objection", "score", "91.00", ("Score", "91.00"), ("得分", "91.00")),
        ("dutyposts.ranking", "posts", ["P1", "", "P2"], ("Duty posts", "P1, P2"), ("岗勤点", "P1，P2")),
        ("dutyposts.ranking", "version", "seven", ("Version", "seven"), ("版本", "seven")),
        ("dutyposts.gone", "old_h", None, ("old_h", "--"), ("old_h", "--")),
        ("gone.thing", "is_new", True, ("is_new", "yes"), ("is_new", "是")),
    ],
)
def test_a_change_is_told_in_the_language_of_the_page(
    object_type: str, key: str, value: object, english: tuple[str, str], chinese: tuple[str, str]
) -> None:
    assert told(object_type, key, value) == english
    assert told(object_type, key, value, "zh-hans") == chinese


@pytest.mark.django_db
def test_a_key_is_told_as_what_it_points_at() -> None:
    unit = make_brigade()
    assert told("organization.unit", "parent_id", unit.pk) == ("Superior unit", str(unit))
    assert told("organization.unit", "parent_id", 999) == ("Superior unit", "999")
    assert told("organization.unit", "parent_id", None) == ("Superior unit", "--")


def test_what_is_added_has_nothing_before() -> None:
    entry = Entry(object_type="gone.thing", before={"a": 1}, after={"b": 2})
    assert changes_of(entry) == [("a", "1", "--"), ("b", "--", "2")]


def test_every_column_that_an_app_names_exists() -> None:
    named = [getattr(config, "audit_fields", {}) for config in apps.get_app_configs()]
    keys = {
        key: meant if isinstance(meant, str) else key.rpartition(".")[0]
        for each in named
        for key, meant in each.items()
    }
    assert [key for key, meant in keys.items() if not _stands(meant)] == []


def _stands(path: str) -> bool:
    if model_of(path):
        return True
    label, _dot, column = path.rpartition(".")
    model = model_of(label)
    try:
        return model is not None and isinstance(model._meta.get_field(column), models.Field)
    except FieldDoesNotExist:
        return False


@pytest.mark.django_db
def test_the_personal_part_is_told_until_it_is_deleted(client: Client) -> None:
    top = make_unit(Unit.Kind.DETACHMENT)
    client.force_login(make_officer(top, role=Role.AUDITOR), backend="organization.authentication.RoleBackend")
    entry = record("organization.officer_saved", on=make_officer(top), by=None, personal={"name": "某某"})
    assert personal_of(entry) == [("名称", "某某")]
    PersonalPart.objects.filter(pk=entry.pk).delete()
    assert client.get(f"/audit/{entry.number}/").context["personal"] == []
