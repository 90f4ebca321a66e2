import pytest
from django.test import Client
from django.urls import reverse

from dutyposts.actions.photos import add_photo
from dutyposts.models import DutyPost, Inspection, Photo
from organization.models import Officer
from tests.dutyposts.test_photo_actions import CLIENT_ID
from tests.factories.duty import NOON, inspect, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_unit
from tests.factories.pictures import picture, upload


@pytest.fixture
def post(db: None) -> DutyPost:
    make_standard()
    return make_post(make_unit(parent=make_brigade()))


@pytest.fixture
def inspector(post: DutyPost) -> Officer:
    return make_inspector(post.brigade)


@pytest.fixture
def inspection(post: DutyPost, inspector: Officer) -> Inspection:
    return inspect(post, inspector, "B2")


@pytest.fixture
def photo(inspection: Inspection, inspector: Officer) -> Photo:
    return add_photo(inspection, upload(picture()), by=inspector, at=NOON)


@pytest.mark.parametrize("page", ["photo", "photo_thumbnail"])
def test_a_photo_is_shown_inline_as_jpeg_to_this_browser_only(client: Client, photo: Photo, page: str) -> None:
    client.force_login(make_officer(photo.inspection.unit))
    answer = client.get(reverse(f"dutyposts:{page}", args=[photo.pk]))
    headers = [
        answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    ]
    assert headers == ["image/jpeg", "inline", "nosniff", "private, max-age=3600"]
    answer.close()


@pytest.mark.parametrize("page", ["photo", "photo_thumbnail"])
def test_another_unit_sees_no_photo(client: Client, photo: Photo, page: str) -> None:
    client.force_login(make_officer(make_unit(parent=photo.inspection.brigade)))
    assert client.get(reverse(f"dutyposts:{page}", args=[photo.pk])).status_code == 404


def test_nobody_sees_a_photo_without_signing_in(client: Client, photo: Photo) -> None:
    assert client.get(reverse("dutyposts:photo", args=[photo.pk])).status_code == 302


def test_a_device_sends_a_photo_once(client: Client, inspection: Inspection, inspector: Officer) -> None:
    client.force_login(inspector)
    path = reverse("dutyposts:photo_add", args=[inspection.number])
    answers = [
        client.post(
            path,
            {"client_id": CLIENT_ID, "photos": upload(picture(shade=shade))},
            headers={"Accept": "application/json"},
        ).status_code
        for shade in (1, 90)
    ]
    assert (answers, Photo.objects.count()) == ([201, 201], 1)


def test_a_device_learns_why_a_photo_is_refused(client: Client, inspection: Inspection, inspector: Officer) -> None:
    client.force_login(inspector)
    path = reverse("dutyposts:photo_add", args=[inspection.number])
    answer = client.post(path, {"photos": upload(b"<html>", "a.png")}, headers={"Accept": "application/json"})
    assert (answer.status_code, len(answer.json()["errors"]), Photo.objects.count()) == (422, 1, 0)


def test_the_post_itself_adds_no_photo(client: Client, inspection: Inspection) -> None:
    client.force_login(make_officer(inspection.unit))
    client.post(reverse("dutyposts:photo_add", args=[inspection.number]), {"photos": upload(picture())})
    assert Photo.objects.count() == 0


def test_a_missing_file_is_not_found(client: Client, photo: Photo, inspector: Officer) -> None:
    client.force_login(inspector)
    photo.image.storage.delete(str(photo.image.name))
    assert client.get(reverse("dutyposts:photo", args=[photo.pk])).status_code == 404
