import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dutyposts.models import DutyPost, Inspection, Photo
from organization.models import Officer
from organization.rules.permissions import Role
from tests.factories.duty import NOON, assign, inspect, inspect_often, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_supervisor, make_unit
from tests.factories.pictures import picture, upload

NEW = "/inspections/new/"


@pytest.fixture(autouse=True)
def _noon(db: None) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        make_standard()
        yield


@pytest.fixture
def post() -> DutyPost:
    return make_post(make_unit(parent=make_brigade()), code="DS-01", name="善卷路口岗")


@pytest.fixture
def inspector(post: DutyPost, client: Client) -> Officer:
    officer = make_inspector(post.brigade)
    client.force_login(officer)
    return officer


def sent(post: DutyPost, *codes: str, **others: object) -> dict[str, object]:
    return {
        "client_id": str(uuid4()),
        "post": post.code,
        "kind": "covert",
        "inspected_at": "2026-10-14T11:30",
        "standard_version": "2024.1",
        "item": list(codes),
        **others,
    }


def errors_of(client: Client, data: dict[str, object]) -> list[str]:
    answer = client.post(NEW, data, headers={"Accept": "application/json"})
    return answer.json()["errors"] if answer.status_code == 422 else []


def test_the_least_inspected_post_is_preselected(client: Client, post: DutyPost, inspector: Officer) -> None:
    other = make_post(post.unit, code="DS-02")
    inspect(post, inspector)
    assert client.get(NEW).context["selected"].post == other


def test_the_post_asked_for_is_preselected(client: Client, post: DutyPost, inspector: Officer) -> None:
    make_post(post.unit, code="DS-02")
    inspect(post, inspector)
    assert client.get(f"{NEW}?post=DS-01").context["selected"].post == post


def test_posts_of_the_own_unit_are_not_offered(client: Client, post: DutyPost) -> None:
    client.force_login(make_officer(post.unit, role=Role.INSPECTOR, at=post.brigade))
    assert client.get(NEW).context["choices"] == []


def test_the_kind_of_the_last_inspection_is_remembered(client: Client, post: DutyPost, inspector: Officer) -> None:
    inspect(post, inspector)
    assert client.get(NEW).context["form"]["kind"].value() == "covert"


def test_the_page_asks_a_constant_number_of_queries(
    client: Client, post: DutyPost, inspector: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assign(post, make_officer(post.unit))
    client.get(NEW)
    with django_assert_num_queries(11):
        client.get(NEW)
    for _ in range(2):
        assign(make_post(post.unit), make_officer(post.unit))
    with django_assert_num_queries(11):
        client.get(NEW)


def test_a_plain_form_is_stored_with_the_server_s_score(client: Client, post: DutyPost, inspector: Officer) -> None:
    person = make_officer(post.unit)
    assign(post, person)
    answer = client.post(NEW, sent(post, "A1", "B11", count_B11="40", people_A1=[person.pk], note="已纠正"))
    stored = Inspection.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("dutyposts:inspection_done", args=[stored.number]))
    assert (str(stored.score), str(stored.presence), stored.inspector) == ("68.00", "0.00", inspector)
    assert stored.findings.get(code="A1").people.get().officer == person


def test_a_double_submit_stores_one_row(client: Client, post: DutyPost, inspector: Officer) -> None:
    data = sent(post, "A1")
    answers = [client.post(NEW, data)["Location"] for _ in range(5)]
    assert (len(set(answers)), Inspection.objects.count()) == (1, 1)


def test_a_device_gets_a_receipt(client: Client, post: DutyPost, inspector: Officer) -> None:
    answer = client.post(NEW, sent(post, "B2"), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["score"]) == (201, "95.00")


def test_photos_of_a_plain_form_are_kept_and_a_bad_one_blocks_nothing(
    client: Client, post: DutyPost, inspector: Officer
) -> None:
    data = sent(post, "B2", photos=[upload(picture()), upload(b"<svg/>", "x.png")])
    answer = client.post(NEW, data, follow=True)
    assert (Inspection.objects.count(), Photo.objects.count(), len(answer.context["messages"])) == (1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"post": ""},
        {"post": "DS-99"},
        {"kind": "secret"},
        {"inspected_at": "2026-10-14T13:00"},
        {"inspected_at": "2023-12-31T12:00"},
        {"inspected_at": "gestern"},
        {"item": ["D5"]},
        {"item": ["A1"], "count_A1": "0"},
        {"item": ["A1"], "count_A1": "９９"},
        {"item": ["A1"], "count_A1": "1e3"},
        {"item": ["A1"], "people_A1": ["999999"]},
        {"standard_version": "2023.9"},
        {"client_id": "1"},
        {"note": "长" * 501},
    ],
)
def test_each_refusal_is_one_error_and_stores_nothing(
    client: Client, post: DutyPost, inspector: Officer, change: dict[str, object]
) -> None:
    assert (len(errors_of(client, sent(post) | change)), Inspection.objects.count()) == (1, 0)


def test_a_second_inspector_of_the_post_s_unit_is_refused(client: Client, post: DutyPost, inspector: Officer) -> None:
    colleague = make_officer(post.unit)
    assert len(errors_of(client, sent(post, second_inspector=colleague.pk))) == 1


def test_a_phone_s_clock_may_run_a_little_ahead(client: Client, post: DutyPost, inspector: Officer) -> None:
    assert errors_of(client, sent(post, inspected_at="2026-10-14T12:04")) == []
    assert Inspection.objects.get().inspected_at == NOON


def test_a_refused_form_keeps_everything(client: Client, post: DutyPost, inspector: Officer) -> None:
    data = sent(post, "A1", count_A1="3", note="门岗", inspected_at="2026-10-14T13:00")
    form = client.post(NEW, data).context["form"]
    row = next(row for group in form.groups for row in group.rows if row.item.code == "A1")
    assert (row.is_on, row.count, form["note"].value(), form["client_id"].value()) == (
        True,
        "3",
        "门岗",
        data["client_id"],
    )


def test_choosing_another_post_shows_its_people_and_keeps_what_is_ticked(
    client: Client, post: DutyPost, inspector: Officer
) -> None:
    person = make_officer(post.unit, name="李文涛")
    assign(post, person)
    form = client.post(NEW, sent(post, "A1", do="choose")).context["form"]
    rows = {row.item.code: row for group in form.groups for row in group.rows}
    assert (form.is_bound, rows["A1"].is_on, rows["A2"].people) == (False, True, [(person, False)])


def test_a_draft_is_kept_and_submitted_from_the_page(client: Client, post: DutyPost, inspector: Officer) -> None:
    data = sent(post, "A1", do="draft")
    page = client.post(NEW, data, follow=True)
    form = page.context["form"]
    assert (str(form["client_id"].value()), list(form.chosen)) == (data["client_id"], ["A1"])
    client.post(NEW, data | {"do": "save", "item": ["B2"]})
    assert [(row.status, str(row.score)) for row in Inspection.objects.all()] == [("submitted", "95.00")]


def test_another_post_begins_anew_and_names_the_draft_that_is_kept(
    client: Client, post: DutyPost, inspector: Officer
) -> None:
    make_post(post.unit, code="DS-02")
    client.post(NEW, sent(post, "A1", do="draft"))
    context = client.get(f"{NEW}?post=DS-02").context
    assert (context["selected"].post.code, context["form"].chosen) == ("DS-02", {})
    assert [draft.post for draft in context["drafts"]] == [post]


def test_the_draft_that_is_open_is_not_named_beside_itself(client: Client, post: DutyPost, inspector: Officer) -> None:
    assert client.post(NEW, sent(post, "A1", do="draft"), follow=True).context["drafts"] == []


def test_the_draft_of_another_is_not_named(client: Client, post: DutyPost, inspector: Officer) -> None:
    client.post(NEW, sent(post, "A1", do="draft"))
    client.force_login(make_inspector(post.brigade))
    assert client.get(NEW).context["drafts"] == []


def test_a_draft_is_discarded(client: Client, post: DutyPost, inspector: Officer) -> None:
    client.post(NEW, sent(post, do="draft"))
    client.post(reverse("dutyposts:draft_discard", args=[Inspection.objects.get().number]))
    assert Inspection.objects.count() == 0


def test_an_officer_without_the_right_is_refused(client: Client, post: DutyPost) -> None:
    client.force_login(make_officer(post.unit))
    assert client.get(NEW).status_code == 403


def test_the_done_page_names_the_next_stop_and_a_missing_photo(
    client: Client, post: DutyPost, inspector: Officer
) -> None:
    other = make_post(post.unit, code="DS-02")
    stored = inspect(post, inspector, "B2")
    context = client.get(reverse("dutyposts:inspection_done", args=[stored.number])).context
    assert (context["next_stop"].post, [row.code for row in context["missing_photos"]]) == (other, ["B2"])
    assert context["corrects_until"] == NOON + dt.timedelta(minutes=30)


def test_the_detail_shows_the_arithmetic(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector, "A1", *["B11"] * 40)
    sums = client.get(reverse("dutyposts:inspection_detail", args=[stored.number])).context["sums"]
    assert [(str(line.maximum), str(line.lost), str(line.score)) for line in sums] == [
        ("30.00", "0.00", "30.00"),
        ("30.00", "40.00", "0.00"),
        ("20.00", "2.00", "18.00"),
        ("20.00", "0.00", "20.00"),
    ]


def test_another_unit_sees_no_inspection(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector)
    client.force_login(make_officer(make_unit(parent=post.brigade)))
    paths = [reverse(f"dutyposts:inspection_{page}", args=[stored.number]) for page in ("detail", "done")]
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_the_post_sees_its_inspection(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector)
    client.force_login(make_officer(post.unit))
    assert client.get(reverse("dutyposts:inspection_detail", args=[stored.number])).status_code == 200


def test_the_inspector_corrects_within_the_minutes(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector, "A1")
    path = reverse("dutyposts:inspection_edit", args=[stored.number])
    assert client.get(path).status_code == 200
    client.post(path, {"item": ["B2"], "note": "更正"})
    stored.refresh_from_db()
    assert (str(stored.score), stored.note) == ("95.00", "更正")


def test_a_correction_too_late_keeps_what_was_typed(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(
        post, inspector, "A1", at=NOON - dt.timedelta(minutes=30), inspected_at=NOON - dt.timedelta(hours=1)
    )
    form = client.post(reverse("dutyposts:inspection_edit", args=[stored.number]), {"item": ["B2"]}).context["form"]
    assert (list(form.chosen), len(form.non_field_errors())) == (["B2"], 1)


def test_nobody_else_corrects(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector)
    client.force_login(make_inspector(post.brigade))
    assert client.get(reverse("dutyposts:inspection_edit", args=[stored.number])).status_code == 404


def test_a_supervisor_voids_with_the_consequence_in_numbers(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector, "B2")
    inspect_often(post, inspector, times=3)
    client.force_login(make_supervisor(post.brigade))
    path = reverse("dutyposts:inspection_void", args=[stored.number])
    effect = client.get(path).context["effect"]
    assert (effect.times, str(effect.score), str(effect.new_score)) == (3, "98.75", "100.00")
    client.post(path, {"reason": "记错岗"})
    stored.refresh_from_db()
    assert (stored.status, stored.void_reason) == ("voided", "记错岗")


def test_voiding_needs_a_reason(client: Client, post: DutyPost, inspector: Officer) -> None:
    stored = inspect(post, inspector)
    client.force_login(make_supervisor(post.brigade))
    client.post(reverse("dutyposts:inspection_void", args=[stored.number]), {"reason": " "})
    stored.refresh_from_db()
    assert stored.status == "submitted"


def test_the_list_asks_a_constant_number_of_queries(
    client: Client, post: DutyPost, inspector: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    inspect(post, inspector, "A1")
    client.get("/inspections/")
    with django_assert_num_queries(5):
        client.get("/inspections/")
    inspect_often(post, inspector, "A1", "B2", times=2)
    with django_assert_num_queries(5):
        client.get("/inspections/")


def test_the_list_is_narrowed(client: Client, post: DutyPost, inspector: Officer) -> None:
    inspect(post, inspector)
    inspect(make_post(post.unit, code="DS-02"), inspector)
    found = {
        query: len(client.get(f"/inspections/?{query}").context["rows"])
        for query in ("month=2026-10", "month=2026-09", "month=x", "post=DS-02", "kind=video", "status=submitted")
    }
    assert list(found.values()) == [2, 0, 2, 1, 0, 2]


def test_the_list_goes_on_where_the_page_ended(client: Client, post: DutyPost, inspector: Officer) -> None:
    moments = [NOON - dt.timedelta(days=day % 5) for day in range(33)]
    made = [inspect(post, inspector, inspected_at=moment).number for moment in moments]
    first = client.get("/inspections/").context
    second = client.get(f"/inspections/?{first['following']}").context
    seen = [row.number for row in (*first["rows"], *second["rows"])]
    assert (len(first["rows"]), len(second["rows"]), set(seen), second["following"]) == (30, 3, set(made), "")


def test_a_broken_place_in_the_list_begins_anew(client: Client, inspector: Officer) -> None:
    assert client.get("/inspections/?before=%00").status_code == 302


def test_the_token_names_who_is_signed_in(client: Client, inspector: Officer) -> None:
    assert client.get("/inspections/token").json()["officer"] == inspector.police_number


def test_the_token_sends_a_stranger_to_sign_in(client: Client) -> None:
    assert client.get("/inspections/token").status_code == 302


def test_the_worker_is_a_script_of_the_pages_folder(client: Client) -> None:
    answer = client.get("/inspections/worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
