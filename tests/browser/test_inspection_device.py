"""What a phone keeps of inspections: drafts, what waits for the network, photos that the server refused."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from playwright.sync_api import Error, FilePayload, Page, expect

from dutyposts.models import DutyPost, Inspection, Photo
from organization.models import Officer
from tests.browser.test_inspection_page import CAMERA, FULL_MARKS, fault, save
from tests.factories.duty import make_post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_REQUESTS = 10
ASKED = """() => performance.getEntriesByType("resource").filter((each) => each.initiatorType !== "fetch")
    .map((each) => each.name.split("#")[0])"""
NO_PICTURE = FilePayload(name="IMG_0002.JPG", mimeType="image/jpeg", buffer=b"<html></html>")
FORGOTTEN = """async () => {
    while (await caches.has("inspection-page")) await new Promise((next) => setTimeout(next, 50));
}"""
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


def test_signing_out_takes_the_page_off_the_phone_and_leaves_what_is_not_sent(phone: Page) -> None:
    phone.fill("[name=note]", "晚到岗")
    phone.evaluate(DRAFTED, "晚到岗")
    phone.evaluate(KEPT)
    phone.locator("summary.who").click()
    phone.get_by_role("button", name="退出").click()
    phone.wait_for_url("**/login/")
    phone.evaluate(FORGOTTEN)
    phone.evaluate(DRAFTED, "晚到岗")
    phone.context.set_offline(True)
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        phone.goto("/inspections/new/")
    phone.context.set_offline(False)


def test_home_says_what_waits_unsent_until_it_is_sent(phone: Page) -> None:
    phone.goto("/")
    waiting = phone.locator("[data-unsent]")
    expect(waiting).to_be_hidden()
    phone.goto("/inspections/new/")
    phone.route("**/inspections/token*", lambda route: route.abort())
    fault(phone, "A2")
    save(phone)
    expect(phone.locator("[data-queue-list] li")).to_have_count(1)
    phone.goto("/")
    expect(waiting).to_contain_text("本机待发送的检查记录：1")
    phone.unroute("**/inspections/token*")
    with phone.expect_response(lambda response: response.status == HTTPStatus.CREATED):
        waiting.get_by_role("link").click()
    expect(phone.locator("[data-queue]")).to_be_hidden()
    phone.goto("/")
    expect(waiting).to_be_hidden()
    assert Inspection.objects.count() == 1


def test_the_recording_page_asks_at_most_ten_times_before_it_stands(phone: Page) -> None:
    asked: list[str] = phone.evaluate(ASKED)
    page = [name for name in asked if not name.endswith("/mark.svg")]  # the tab's picture, which every page has
    assert len(page) + 1 <= MOST_REQUESTS


@pytest.fixture
def refused(phone: Page) -> Page:
    """Return a phone whose inspection is saved and whose photo is refused."""
    phone.locator("[data-camera]").set_input_files(NO_PICTURE)
    expect(phone.locator("[data-thumbs] figure")).to_have_count(1)
    save(phone)
    expect(phone.locator("[data-queue-list] li")).to_contain_text("照片没收下：")
    return phone


def test_a_refused_photo_stays_on_the_phone_with_its_reason(refused: Page) -> None:
    assert (Inspection.objects.count(), Photo.objects.count()) == (1, 0)
    refused.reload()
    row = refused.locator("[data-queue-list] li")
    expect(row).to_contain_text("JPEG")
    expect(row.locator("[data-open]:visible")).to_have_count(0)
    refused.set_viewport_size({"width": 320, "height": 640})
    assert refused.evaluate("document.documentElement.scrollWidth") == 320


def test_another_photo_is_taken_for_the_refused_one(refused: Page) -> None:
    refused.locator("[data-retake]").set_input_files(CAMERA)
    expect(refused.locator("[data-queue]")).to_be_hidden()
    assert (Inspection.objects.count(), Photo.objects.count()) == (1, 1)


def test_a_refused_photo_is_discarded_by_the_second_press(refused: Page) -> None:
    button = refused.locator("[data-drop]")
    button.click()
    expect(button).to_have_text("再按一次就丢弃")
    button.click()
    expect(refused.locator("[data-queue]")).to_be_hidden()
    assert (Inspection.objects.count(), Photo.objects.count()) == (1, 0)


def test_another_post_begins_anew_and_the_draft_is_kept(phone: Page, post: DutyPost) -> None:
    make_post(post.unit, code="DS-02", name="城东车站岗")
    fault(phone, "A2")
    phone.fill("[name=note]", "晚到岗")
    phone.evaluate(DRAFTED, "晚到岗")
    phone.goto("/inspections/new/?post=DS-02")
    expect(phone.locator("[data-post-name]")).to_have_text("城东车站岗")
    expect(phone.locator("[data-score]")).to_have_text(FULL_MARKS)
    expect(phone.locator("[data-recording]")).to_contain_text("城东车站岗")
    fault(phone, "B2")
    phone.get_by_role("button", name="接着填").click()
    expect(phone.locator("[data-post-name]")).to_have_text("善卷路口岗")
    expect(phone.locator("[data-score]")).to_have_text("99.00")
    expect(phone.locator("[data-queue-list] li")).to_contain_text("城东车站岗")


def test_starting_anew_keeps_the_draft(phone: Page) -> None:
    fault(phone, "A2")
    phone.get_by_role("button", name="重新记").click()
    expect(phone.locator("[data-score]")).to_have_text(FULL_MARKS)
    expect(phone.locator("[data-queue-list] li")).to_contain_text("99.00")


def test_a_browser_that_keeps_nothing_says_so_and_still_saves(phone: Page) -> None:
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    phone.reload()
    expect(phone.locator("[data-limit]")).to_contain_text("这个浏览器不能")
    fault(phone, "B2")
    phone.locator("[data-camera]").set_input_files(CAMERA)
    save(phone)
    phone.wait_for_url("**/done/")
    assert (Inspection.objects.count(), Photo.objects.count()) == (1, 1)


def test_a_browser_that_cannot_open_the_page_offline_says_so(phone: Page) -> None:
    phone.add_init_script("delete Navigator.prototype.serviceWorker")
    phone.reload()
    expect(phone.locator("[data-limit]")).to_contain_text("没有网络时")
