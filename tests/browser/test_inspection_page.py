from collections.abc import Callable
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from dutyposts.models import DutyPost, Inspection, Photo
from organization.models import Officer
from tests.dutyposts.test_photo_actions import picture
from tests.factories.duty import assign, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CAMERA = FilePayload(name="IMG_0001.JPG", mimeType="image/jpeg", buffer=picture(2400, 1800))
PHONE = ViewportSize(width=390, height=844)
FULL_MARKS = "100.00"
KEPT = """async () => {
    while (!(await caches.match("/inspections/new/"))) await new Promise((next) => setTimeout(next, 50));
}"""
DRAFTED = """async (note) => {
    const kept = () => new Promise((done) => {
        const opening = indexedDB.open("inspections", 1);
        opening.onsuccess = () => {
            const asked = opening.result.transaction("records").objectStore("records").getAll();
            asked.onsuccess = () => { opening.result.close(); done(asked.result); };
        };
    });
    const isKept = (record) => record.pairs.some((pair) => pair[0] === "note" && pair[1] === note);
    while (!(await kept()).some(isKept)) await new Promise((next) => setTimeout(next, 50));
}"""


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


def fault(page: Page, code: str) -> None:
    page.locator(f'[data-code="{code}"] label').first.click()


def save(page: Page) -> None:
    page.locator("[data-save]").click()


def test_two_faults_and_a_photo_take_at_most_7_taps_from_home(phone: Page) -> None:
    phone.goto("/")
    taps: list[Callable[[], object]] = [
        lambda: phone.locator(".tabbar .plus").click(),
        lambda: fault(phone, "A2"),
        lambda: fault(phone, "B2"),
        lambda: phone.locator("[data-camera]").set_input_files(CAMERA),
        lambda: save(phone),
    ]
    for tap in taps:
        tap()
    phone.wait_for_url("**/done/")
    stored = Inspection.objects.get()
    assert (len(taps) <= 7, str(stored.score), stored.photos.count()) == (True, "94.00", 1)


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        ({}, "100.00"),
        ({"A1": 1, "C1": 2}, "94.00"),
        ({"B11": 40}, "70.00"),
        ({"A1": 9, "A2": 9, "B11": 31, "C1": 20, "D1": 7}, "0.00"),
    ],
)
def test_the_live_score_is_the_server_s(phone: Page, counts: dict[str, int], score: str) -> None:
    for code, count in counts.items():
        fault(phone, code)
        phone.fill(f"#count_{code}", str(count))
    expect(phone.locator("[data-score]")).to_have_text(score)
    save(phone)
    if "D1" in counts:
        save(phone)
    phone.wait_for_url("**/done/")
    assert str(Inspection.objects.get().score) == score


def test_the_stepper_counts(phone: Page) -> None:
    fault(phone, "A2")
    phone.locator('[data-code="A2"] [data-step="1"]').click()
    expect(phone.locator("[data-score]")).to_have_text("98.00")


def test_a_finding_asks_for_a_photo_once_and_blocks_nothing(phone: Page) -> None:
    fault(phone, "B2")
    save(phone)
    expect(phone.locator("[data-save]")).to_have_text("不拍照，先保存")
    assert Inspection.objects.count() == 0
    save(phone)
    phone.wait_for_url("**/done/")
    assert (Inspection.objects.count(), Photo.objects.count()) == (1, 0)


def test_a_photo_is_made_small_and_drawn_anew_before_it_leaves_the_phone(phone: Page) -> None:
    fault(phone, "B2")
    phone.locator("[data-camera]").set_input_files(CAMERA)
    expect(phone.locator("[data-thumbs] figure")).to_have_count(1)
    width = phone.locator("[data-thumbs] img").evaluate("image => image.naturalWidth")
    assert width == 1600


def test_a_person_on_duty_is_named(phone: Page) -> None:
    fault(phone, "A2")
    phone.locator('[data-code="A2"] .who summary').click()
    phone.locator('[data-code="A2"] .who label').click()
    save(phone)
    phone.wait_for_url("**/done/")
    assert Inspection.objects.get().findings.get().people.get().name == "李文涛"


def test_a_double_click_stores_one_row(phone: Page) -> None:
    fault(phone, "A2")
    phone.locator("[data-save]").dblclick()
    phone.wait_for_url("**/done/")
    assert Inspection.objects.count() == 1


def test_a_draft_survives_a_closed_page(phone: Page) -> None:
    fault(phone, "A2")
    phone.fill("[name=note]", "晚到岗")
    phone.evaluate(DRAFTED, "晚到岗")
    phone.goto("about:blank")
    phone.goto("/inspections/new/")
    expect(phone.locator("[data-score]")).to_have_text("99.00")
    expect(phone.locator("[name=note]")).to_have_value("晚到岗")


def test_saved_without_a_network_it_is_sent_once_when_the_network_is_back(phone: Page) -> None:
    fault(phone, "B2")
    phone.locator("[data-camera]").set_input_files(CAMERA)
    expect(phone.locator("[data-thumbs] figure")).to_have_count(1)
    phone.context.set_offline(True)
    save(phone)
    expect(phone.locator("[data-queue-list] li")).to_have_count(1)
    expect(phone.locator("[data-score]")).to_have_text(FULL_MARKS)
    phone.context.set_offline(False)
    expect(phone.locator("[data-queue]")).to_be_hidden()
    assert (Inspection.objects.count(), Photo.objects.count()) == (1, 1)


def test_the_page_opens_without_a_network(phone: Page) -> None:
    phone.evaluate(KEPT)
    phone.context.set_offline(True)
    phone.goto("/inspections/new/?post=DS-01")
    fault(phone, "A2")
    expect(phone.locator("[data-score]")).to_have_text("99.00")
    phone.context.set_offline(False)


def test_signed_out_the_queue_waits_for_the_same_officer(
    phone: Page, inspector: Officer, sign_in: Callable[[Officer], None]
) -> None:
    fault(phone, "A2")
    phone.context.clear_cookies()
    save(phone)
    expect(phone.locator("[data-signin]")).to_be_visible()
    sign_in(inspector)
    with phone.expect_response(lambda response: response.status == HTTPStatus.CREATED):
        phone.goto("/inspections/new/")
    expect(phone.locator("[data-queue]")).to_be_hidden()
    assert Inspection.objects.count() == 1


def test_the_plain_form_works_without_script(
    chromium: Browser, live_server: LiveServer, phone: Page, post: DutyPost
) -> None:
    state = phone.context.storage_state()
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=state, viewport=PHONE
    )
    plain = context.new_page()
    plain.goto("/inspections/new/")
    fault(plain, "B11")
    plain.fill("#count_B11", "40")
    plain.set_input_files("[data-camera]", CAMERA)
    save(plain)
    plain.wait_for_url("**/done/")
    stored = Inspection.objects.get()
    assert (stored.post, str(stored.score), stored.photos.count()) == (post, "70.00", 1)
    context.close()


def test_the_page_has_no_sideways_scroll_at_320_pixels(phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    fault(phone, "A2")
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
