import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.admin.scoped import ScopedAdmin
from organization.models import BrigadeSetting, CalendarDay, Officer, PartyBranch, RoleHolding, Unit
from organization.rules.permissions import MODELS, Role
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "organization.authentication.RoleBackend"
FOR_EVERYBODY = {
    "calendarday",
    "importjob",
    "item",
    "matter",
    "matterrule",
    "ruleversion",
    "standard",
    "standardcategory",
}


@pytest.fixture
def brigade() -> Unit:
    return make_brigade(code="B1", parent=make_unit(Unit.Kind.DETACHMENT, code="DD"))


@pytest.fixture
def other(brigade: Unit) -> Unit:
    return make_brigade(code="B2", parent=brigade.parent)


def signed_in(client: Client, unit: Unit, role: Role) -> Officer:
    officer = make_officer(unit, role=role)
    client.force_login(officer, backend=BACKEND)
    return officer


def listed(client: Client, model: str) -> list[str]:
    return sorted(str(row) for row in client.get(f"/admin/organization/{model}/").context["cl"].queryset)


def test_every_model_with_rights_has_pages_and_no_other() -> None:
    models = [model for model in apps.get_models() if admin.site.is_registered(model)]
    assert {model._meta.label_lower for model in models} == set(MODELS)


def test_every_page_keeps_to_units() -> None:
    pages = [admin.site.get_model_admin(apps.get_model(name)) for name in MODELS if name != "audit.entry"]
    assert {isinstance(page, ScopedAdmin) for page in pages} == {True}
    assert {page.opts.model_name for page in pages if not page.scope_path} == FOR_EVERYBODY  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_nothing_that_counts_is_deleted(name: str) -> None:
    page = admin.site.get_model_admin(apps.get_model(name))
    assert getattr(page, "may_delete", False) is (name in {"organization.calendarday", "dutyposts.standard"})


def test_lists_hold_the_own_units_only(client: Client, brigade: Unit, other: Unit) -> None:
    make_unit(parent=other)
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    assert listed(client, "unit") == [brigade.name]


def test_another_units_person_is_as_if_missing(client: Client, brigade: Unit, other: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    stranger = make_officer(other)
    for pk in (stranger.pk, 999999):
        response = client.get(reverse("admin:organization_officer_change", args=[pk]))
        assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_the_search_for_people_keeps_to_the_own_units(client: Client, brigade: Unit, other: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    make_officer(other, name="李四")
    query = {"term": "李", "app_label": "organization", "model_name": "roleholding", "field_name": "officer"}
    signed_in(client, brigade, Role.SECURITY_ADMINISTRATOR)
    assert client.get("/admin/autocomplete/", query).json()["results"] == []


def person(unit: Unit, number: str = "200001") -> dict[str, str]:
    names = {"police_number": number, "name": "王五", "sort_key": "", "kind": "officer", "unit": str(unit.pk)}
    forms = {"postings-TOTAL_FORMS": "0", "postings-INITIAL_FORMS": "0"}
    return names | forms | {"title": "", "party_standing": "none", "is_active": "on"}


def test_a_person_is_saved_through_the_action(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    client.post("/admin/organization/officer/add/", person(brigade))
    officer = Officer.objects.get(police_number="200001")
    assert (officer.sort_key, officer.postings.count()) == ("wang wu", 1)
    assert Entry.objects.filter(action="organization.officer_saved", object_id=str(officer.pk)).count() == 1


def test_a_person_of_another_unit_is_refused(client: Client, brigade: Unit, other: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    response = client.post("/admin/organization/officer/add/", person(other))
    assert list(response.context["adminform"].form.errors) == ["unit"]


def test_the_admins_own_log_stays_empty(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    client.post("/admin/organization/calendarday/add/", {"day": "2026-12-31", "note": "补班", "is_working": "on"})
    assert (CalendarDay.objects.count(), LogEntry.objects.count()) == (1, 0)


def test_the_history_of_an_object_is_its_audit_entries(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    client.post("/admin/organization/calendarday/add/", {"day": "2026-12-31", "note": "补班"})
    day = CalendarDay.objects.get()
    client.post(f"/admin/organization/calendarday/{day.pk}/change/", {"day": "2026-12-31", "note": "元旦"})
    entries = client.get(f"/admin/organization/calendarday/{day.pk}/history/").context["entries"]
    assert [entry.before for entry in entries] == [{"note": "补班"}, None]


def test_saving_without_a_change_leaves_no_entry(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    day = CalendarDay.objects.create(day=dt.date(2026, 12, 31), is_working=False)
    count = Entry.objects.count()
    client.post(f"/admin/organization/calendarday/{day.pk}/change/", {"day": "2026-12-31", "note": ""})
    assert Entry.objects.count() == count


def test_a_deleted_calendar_day_stays_in_the_chain(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    day = CalendarDay.objects.create(day=dt.date(2026, 12, 31), is_working=False)
    client.post(f"/admin/organization/calendarday/{day.pk}/delete/", {"post": "yes"})
    entry = Entry.objects.get(action="organization.calendarday_deleted")
    assert entry.before == {"day": "2026-12-31", "is_working": False, "note": ""}


def test_a_unit_is_made_below_the_own_one_only(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    unit = {"code": "Z9", "name": "九中队", "kind": "squadron"}
    client.post("/admin/organization/unit/add/", unit | {"parent": str(brigade.pk)})
    response = client.post("/admin/organization/unit/add/", {"code": "DX", "name": "支队", "kind": "detachment"})
    assert response.status_code == 403
    assert list(Unit.objects.exclude(pk__in=[brigade.pk, brigade.parent_id]).values_list("path", flat=True)) == [
        "DD/B1/Z9/"
    ]


def test_a_unit_is_not_moved_below_itself(client: Client, brigade: Unit) -> None:
    assert brigade.parent is not None
    signed_in(client, brigade.parent, Role.SYSTEM_ADMINISTRATOR)
    squadron = make_unit(parent=brigade)
    data = {"name": "一大队", "kind": "brigade", "parent": str(squadron.pk)}
    response = client.post(f"/admin/organization/unit/{brigade.pk}/change/", data)
    assert list(response.context["adminform"].form.errors) == ["parent"]


def give(client: Client, officer: Officer, role: str, unit: Unit) -> list[str]:
    """Return the fields that the form finds fault with."""
    data = {"officer": str(officer.pk), "role": role, "unit": str(unit.pk)}
    response = client.post("/admin/organization/roleholding/add/", data)
    return list(response.context["adminform"].form.errors) if response.status_code == 200 else []


def test_the_security_administrator_gives_and_ends_a_role(client: Client, brigade: Unit) -> None:
    chief = signed_in(client, brigade, Role.SECURITY_ADMINISTRATOR)
    officer = make_officer(brigade)
    assert give(client, officer, "supervisor", brigade) == []
    holding = RoleHolding.objects.get(officer=officer)
    client.post(f"/admin/organization/roleholding/{holding.pk}/end/")
    holding.refresh_from_db()
    assert (holding.granted_by, holding.ended_at is None) == (chief, False)


def test_nobody_gives_a_role_to_themselves(client: Client, brigade: Unit) -> None:
    chief = signed_in(client, brigade, Role.SECURITY_ADMINISTRATOR)
    assert give(client, chief, "supervisor", brigade) == ["__all__"]


def test_an_administrators_role_is_given_alone(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SECURITY_ADMINISTRATOR)
    assert give(client, make_supervisor(brigade), "auditor", brigade) == ["__all__"]


def test_a_role_of_another_unit_is_neither_given_nor_ended(client: Client, brigade: Unit, other: Unit) -> None:
    signed_in(client, brigade, Role.SECURITY_ADMINISTRATOR)
    assert give(client, make_officer(brigade), "supervisor", other) == ["unit"]
    holding = make_supervisor(other).role_holdings.get()
    assert client.post(f"/admin/organization/roleholding/{holding.pk}/end/").status_code == 403


def test_the_system_administrator_gives_no_roles(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    assert client.get("/admin/organization/roleholding/add/").status_code == 403


def test_a_one_time_password_is_shown_once(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    officer = make_officer(brigade)
    response = client.post(f"/admin/organization/officer/{officer.pk}/one-time-password/")
    assert Officer.objects.get(pk=officer.pk).check_password(response.context["password"])


@pytest.mark.parametrize("role", [Role.SECURITY_ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_no_administrator_takes_another_ones_account(client: Client, brigade: Unit, role: Role) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    officer = make_officer(brigade, role=role)
    assert client.post(f"/admin/organization/officer/{officer.pk}/one-time-password/").status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SECURITY_ADMINISTRATOR])
def test_only_the_system_administrator_sets_passwords(client: Client, brigade: Unit, role: Role) -> None:
    signed_in(client, brigade, role)
    officer = make_officer(brigade)
    assert client.post(f"/admin/organization/officer/{officer.pk}/one-time-password/").status_code == 403


@time_machine.travel("2026-11-02T09:00+08:00", tick=False)
@pytest.mark.parametrize(
    ("value", "month", "faults"),
    [("2", "2026-12", []), ("51", "2026-12", ["value"]), ("2", "2026-11", ["from_month"]), ("x", "", ["from_month"])],
)
def test_a_setting_counts_from_a_coming_month(
    client: Client, brigade: Unit, value: str, month: str, faults: list[str]
) -> None:
    signed_in(client, brigade, Role.SUPERVISOR)
    data = {"brigade": brigade.pk, "name": "flag_places", "value": value, "from_month": month, "reason": "试行"}
    response = client.post("/admin/organization/brigadesetting/add/", data)
    found = set(response.context["adminform"].form.errors) if response.status_code == 200 else set()
    assert (found >= set(faults), BrigadeSetting.objects.count()) == (True, 0 if faults else 1)


def test_a_supervisor_of_one_brigade_sees_another_ones_party_branch_as_missing(
    client: Client, brigade: Unit, other: Unit
) -> None:
    signed_in(client, brigade, Role.SUPERVISOR)
    for unit in (brigade, other):
        PartyBranch.objects.create(unit=unit, name=f"{unit.code}支部")
    assert listed(client, "partybranch") == ["B1支部"]


def test_a_role_elsewhere_opens_nothing_at_home(client: Client, brigade: Unit, other: Unit) -> None:
    supervisor = make_officer(brigade, role=Role.SUPERVISOR, at=other)
    client.force_login(supervisor, backend=BACKEND)
    assert listed(client, "unit") == [other.name]


def test_an_export_holds_what_the_list_shows_as_text(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    make_officer(brigade, name="=1+1", number="300001")
    response = client.post("/admin/organization/officer/export/?q=300001")
    sheet = load_workbook(BytesIO(response.getvalue())).worksheets[0]
    cell = sheet["B2"]
    assert (sheet.max_row, cell.value, cell.data_type) == (2, "=1+1", "s")
    after = Entry.objects.get(action="organization.list_exported").after
    assert after == {"list": "organization.officer", "filter": "q=300001", "rows": 1}


def test_an_export_is_not_had_by_a_link(client: Client, brigade: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    assert client.get("/admin/organization/officer/export/").status_code == 405


def test_an_export_keeps_to_the_own_units(client: Client, brigade: Unit, other: Unit) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    make_officer(other)
    client.post("/admin/organization/officer/export/").getvalue()
    entry = Entry.objects.get(action="organization.list_exported")
    assert (entry.after or {})["rows"] == 1


@pytest.mark.parametrize("people", [1, 3])
def test_a_list_costs_the_same_for_any_number_of_rows(
    client: Client, brigade: Unit, people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, brigade, Role.SYSTEM_ADMINISTRATOR)
    for _index in range(people):
        make_officer(make_unit(parent=brigade))
    with django_assert_max_num_queries(7):
        client.get("/admin/organization/officer/")


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.UNIT_LEADER])
def test_the_daily_work_has_no_admin(client: Client, brigade: Unit, role: Role) -> None:
    signed_in(client, brigade, role)
    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")


@pytest.mark.parametrize("page", ["add/", "1/change/", "1/delete/"])
def test_the_auditor_changes_no_entry(client: Client, brigade: Unit, page: str) -> None:
    assert brigade.parent is not None
    signed_in(client, brigade.parent, Role.AUDITOR)
    assert client.post(f"/admin/audit/entry/{page}", {"post": "yes", "actor_name": "x"}).status_code == 403
