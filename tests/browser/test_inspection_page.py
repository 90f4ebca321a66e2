from decimal import Decimal

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from dutyposts.models import DutyPost, Inspection, Photo
from tests.browser.conftest import PHONE
from tests.factories.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CAMERA = FilePayload(name="IMG_0001.JPG", mimeType="image/jpeg", buffer=picture(2400, 1800))
FULL_MARKS = "100.00"
SEEN = """() => {
    const focused = document.activeElement;
    if (focused === document.body) return true;
    const ringed = [focused, focused.closest("label")].filter((each) => each);
    const style = (each) => getComputedStyle(each);
    return ringed.some((each) => style(each).outlineStyle !== "none" || style(each).boxShadow.includes("6px"));
}"""


def fault(page: Page, code: str) -> None:
    page.locator(f'[data-code="{code}"] label').first.click()


def save(page: Page) -> None:
    page.locator("[data-save]").click()


def test_two_faults_and_a_photo_take_5_taps_from_home(phone: Page) -> None:
    phone.goto("/")
    phone.locator(".tabbar .plus").click()
    fault(phone, "A2")
    fault(phone, "B2")
    phone.locator("[data-camera]").set_input_files(CAMERA)
    save(phone)
    phone.wait_for_url("**/done/")
    stored = Inspection.objects.get()
    assert (str(stored.score), stored.photos.count()) == ("94.00", 1)


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


def test_every_item_tapped_gives_the_server_s_scores(phone: Page) -> None:
    rows = phone.locator("[data-item]")
    for row in rows.all():
        row.locator("label").first.click()
    for row in rows.all()[::2]:
        row.locator('[data-step="1"]').click(click_count=3)
    live, lost = phone.locator("[data-score]").inner_text(), phone.locator("[data-catlost]").all_inner_texts()
    save(phone)
    save(phone)
    phone.wait_for_url("**/done/")
    stored = Inspection.objects.get()
    categories = stored.standard.categories.all()
    left = [category.points - Decimal(text.removeprefix("−")) for category, text in zip(categories, lost, strict=True)]
    assert live == str(stored.score)
    assert left == [getattr(stored, category.code) for category in categories]


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


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, which is to be seen at every stop."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"Tab never comes to {selector}")


def test_the_whole_record_is_made_by_keyboard(phone: Page) -> None:
    for selector, key in (
        (".postpick summary", "Enter"),
        ("[name=post]", "Space"),
        ('[data-code="A2"] input[name=item]', "Space"),
        ('[data-code="A2"] [data-step="1"]', "Enter"),
        ('[data-code="B2"] input[name=item]', "Space"),
        ("[name=note]", "晚"),
        ("[data-save]", "Enter"),
    ):
        tab_to(phone, selector)
        phone.keyboard.insert_text(key) if key == "晚" else phone.keyboard.press(key)
    expect(phone.locator("[data-camera]")).to_be_focused()
    tab_to(phone, "[data-save]")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/done/")
    stored = Inspection.objects.get()
    assert (str(stored.score), stored.note) == ("93.00", "晚")


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
