import pytest
import time_machine
from django.test import Client

from audit.models import Entry
from dutyposts.models import DutyPost, Flag, FlagHolding, Inspection, PostDifficulty, Standard
from organization.calendar import Month
from organization.models import Officer, Unit
from organization.rules.permissions import Role
from tests.factories.duty import CATEGORIES, inspect, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_unit

pytestmark = pytest.mark.django_db
TODAY = "2026-11-02T09:00+08:00"
ADD_STANDARD = "/admin/dutyposts/standard/add/"


@pytest.fixture
def brigade() -> Unit:
    return make_brigade(code="B1")


@pytest.fixture
def supervisor(client: Client, brigade: Unit) -> Officer:
    officer = make_officer(brigade, role=Role.SUPERVISOR)
    client.force_login(officer, backend="organization.authentication.RoleBackend")
    return officer


def filled(client: Client, address: str) -> dict[str, str]:
    """Return what a browser would send back for the page's forms as they stand."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {field.html_name: "" if field.value() is None else str(field.value()) for form in forms for field in form}


def saved(client: Client, address: str, data: dict[str, str]) -> bool:
    return client.post(address, data).status_code == 302


def new_standard(points: tuple[str, ...], orders: str, month: str) -> dict[str, str]:
    data = {"version": "2027.1", "in_force_from": month, "wording_override_reason": ""}
    data |= {"categories-TOTAL_FORMS": "4", "categories-INITIAL_FORMS": "0"}
    for index, (code, name, _points, _order) in enumerate(CATEGORIES):
        row = {"code": code, "name": name, "points": points[index], "tie_order": orders[index]}
        data |= {f"categories-{index}-{field}": value for field, value in row.items()}
    return data


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("last", "orders", "month", "is_saved"),
    [
        ("20", "1234", "2027-01", True),
        ("20", "4321", "2026-12", True),
        ("19.99", "1234", "2027-01", False),
        ("20", "1233", "2027-01", False),
        ("20", "1234", "2026-11", False),
        ("20", "1234", "next", False),
    ],
)
def test_a_standard_adds_up_and_comes_into_force_later(
    client: Client, supervisor: Officer, last: str, orders: str, month: str, *, is_saved: bool
) -> None:
    make_standard()
    assert saved(client, ADD_STANDARD, new_standard(("30", "30", "20", last), orders, month)) is is_saved


@time_machine.travel(TODAY, tick=False)
def test_the_very_first_standard_may_begin_at_once(client: Client, supervisor: Officer) -> None:
    assert saved(client, ADD_STANDARD, new_standard(("30", "30", "20", "20"), "1234", "2024-01"))


@pytest.mark.parametrize(
    ("text", "reason", "is_saved"),
    [
        ("未按规定着装", "", True),
        ("开罚单少于十张", "", False),
        ("开罚单少于十张", "太短", False),
        ("开罚单未当场宣读", "条文只管程序不管数量", True),
    ],
)
def test_no_item_rewards_penalties_unless_a_supervisor_says_why(
    client: Client, supervisor: Officer, text: str, reason: str, *, is_saved: bool
) -> None:
    address = f"/admin/dutyposts/standard/{make_standard().pk}/change/"
    data = filled(client, address) | {"items-0-text": text, "wording_override_reason": reason}
    assert saved(client, address, data) is is_saved
    allowed = Entry.objects.filter(action="dutyposts.standard_wording_allowed", actor=supervisor)
    assert allowed.count() == (1 if reason and is_saved else 0)


def test_an_allowed_wording_names_who_allowed_it(client: Client, supervisor: Officer) -> None:
    address = f"/admin/dutyposts/standard/{make_standard().pk}/change/"
    client.post(address, filled(client, address) | {"wording_override_reason": "条文只管程序不管数量"})
    assert Standard.objects.get().wording_override_by == supervisor


@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_used_standard_never_changes(client: Client, supervisor: Officer, page: str) -> None:
    standard = make_standard()
    Standard.objects.update(is_used=True)
    assert client.post(f"/admin/dutyposts/standard/{standard.pk}/{page}/", {"post": "yes"}).status_code == 403


def test_an_unused_standard_can_be_deleted(client: Client, supervisor: Officer) -> None:
    assert saved(client, f"/admin/dutyposts/standard/{make_standard().pk}/delete/", {"post": "yes"})
    assert Entry.objects.filter(action="dutyposts.standard_deleted").count() == 1


def test_a_post_belongs_to_the_brigade_of_its_unit(client: Client, supervisor: Officer, brigade: Unit) -> None:
    unit = make_unit(parent=brigade)
    data = filled(client, "/admin/dutyposts/dutypost/add/")
    data |= {"code": "P9", "name": "九号岗", "unit": str(unit.pk), "kind": "road", "opened_on": "2026-11-01"}
    assert saved(client, "/admin/dutyposts/dutypost/add/", data)
    assert DutyPost.objects.get(code="P9").brigade == brigade


def test_a_post_of_another_brigade_is_as_if_missing(client: Client, supervisor: Officer) -> None:
    post = make_post(make_unit(parent=make_brigade()))
    response = client.get(f"/admin/dutyposts/dutypost/{post.pk}/change/")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("month", "value", "is_saved"),
    [("2026-12", "1.20", True), ("2026-11", "1.20", False), ("2026-12", "1.31", False), ("2026-12", "1.005", False)],
)
def test_a_difficulty_counts_from_a_coming_month(
    client: Client, supervisor: Officer, brigade: Unit, month: str, value: str, *, is_saved: bool
) -> None:
    post = make_post(make_unit(parent=brigade))
    data = {"post": str(post.pk), "from_month": month, "value": value, "reason": "路口复杂"}
    assert saved(client, "/admin/dutyposts/postdifficulty/add/", data) is is_saved
    assert PostDifficulty.objects.filter(set_by=supervisor, from_month=Month(2026, 12)).count() == is_saved


def test_making_flag_three_makes_all_three_in_store(client: Client, supervisor: Officer, brigade: Unit) -> None:
    data = filled(client, "/admin/dutyposts/flag/add/") | {"brigade": str(brigade.pk), "number": "3"}
    assert saved(client, "/admin/dutyposts/flag/add/", data)
    assert (Flag.objects.count(), FlagHolding.objects.filter(post=None, ended_at=None).count()) == (3, 3)


@pytest.mark.parametrize("number", ["0", "51", "-1", ""])
def test_a_flag_bears_a_number_from_1_to_50(client: Client, supervisor: Officer, brigade: Unit, number: str) -> None:
    data = filled(client, "/admin/dutyposts/flag/add/") | {"brigade": str(brigade.pk), "number": number}
    assert not saved(client, "/admin/dutyposts/flag/add/", data)


def test_others_drafts_are_not_listed(client: Client, supervisor: Officer, brigade: Unit) -> None:
    make_standard()
    inspection = inspect(make_post(make_unit(parent=brigade)), make_inspector(brigade))
    pages = []
    for status in (Inspection.Status.SUBMITTED, Inspection.Status.DRAFT):
        Inspection.objects.update(status=status)
        pages.append(list(client.get("/admin/dutyposts/inspection/").context["cl"].queryset))
    assert pages == [[inspection], []]


@pytest.mark.parametrize("model", ["inspection", "finding", "photo", "event", "objection", "ranking", "postscore"])
def test_what_counts_is_read_only(client: Client, supervisor: Officer, model: str) -> None:
    assert client.get(f"/admin/dutyposts/{model}/").status_code == 200
    assert client.get(f"/admin/dutyposts/{model}/add/").status_code == 403


def test_an_inspection_is_shown_and_not_changed(client: Client, supervisor: Officer, brigade: Unit) -> None:
    make_standard()
    inspection = inspect(make_post(make_unit(parent=brigade)), make_inspector(brigade), "A1")
    address = f"/admin/dutyposts/inspection/{inspection.pk}/change/"
    assert (client.get(address).status_code, client.post(address, {"score": "100"}).status_code) == (200, 403)
