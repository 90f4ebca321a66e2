import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from organization.models import Officer
from organization.pictures import PictureUnreadableError
from outreach.actions.photos import MAX_PHOTOS, TooManyPhotosError, add_photo, remove_photo
from outreach.actions.visits import NotYoursError, VisitClosedError, strike_out
from outreach.models import Visit, VisitPhoto
from tests.factories.access import BACKEND
from tests.factories.outreach import AT, make_visit
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.pictures import picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Officer:
    return make_officer(make_unit(parent=make_brigade()))


@pytest.fixture
def visit(officer: Officer) -> Visit:
    return make_visit(officer)


def test_the_same_picture_is_kept_once(officer: Officer, visit: Visit) -> None:
    first, again = (add_photo(visit, upload(picture()), by=officer, at=AT) for _ in range(2))
    assert (first.pk, VisitPhoto.objects.count()) == (again.pk, 1)


def test_a_kept_picture_holds_nothing_but_its_pixels(officer: Officer, visit: Visit) -> None:
    photo = add_photo(visit, upload(picture()), by=officer, at=AT)
    with photo.image.open() as file, Image.open(file) as kept:
        assert (kept.format, dict(kept.getexif())) == ("JPEG", {})


def test_what_is_no_picture_is_refused(officer: Officer, visit: Visit) -> None:
    with pytest.raises(PictureUnreadableError):
        add_photo(visit, upload(b"<svg onload=alert(1)>"), by=officer, at=AT)


def test_a_visit_keeps_so_many_photos(officer: Officer, visit: Visit) -> None:
    for number in range(MAX_PHOTOS):
        add_photo(visit, upload(picture(shade=number * 30)), by=officer, at=AT)
    with pytest.raises(TooManyPhotosError):
        add_photo(visit, upload(picture(shade=255)), by=officer, at=AT)


def test_only_who_works_on_the_visit_adds_and_removes(officer: Officer, visit: Visit) -> None:
    neighbour = make_officer(make_unit(parent=officer.unit.brigade))
    photo = add_photo(visit, upload(picture()), by=officer, at=AT)
    with pytest.raises(NotYoursError):
        add_photo(visit, upload(picture()), by=neighbour, at=AT)
    with pytest.raises(NotYoursError):
        remove_photo(photo, by=neighbour)
    remove_photo(photo, by=officer)
    assert not VisitPhoto.objects.exists()


def test_a_struck_out_visit_takes_no_photos(officer: Officer, visit: Visit) -> None:
    strike_out(visit, reason="重复登记", by=officer)
    with pytest.raises(VisitClosedError):
        add_photo(visit, upload(picture()), by=officer, at=AT)


def test_the_form_takes_photos_and_says_which_were_refused(client: Client, officer: Officer, visit: Visit) -> None:
    client.force_login(officer, backend=BACKEND)
    photos = [upload(picture()), upload(b"no picture")]
    answer = client.post(reverse("outreach:photo_add", args=[visit.number]), {"photos": photos}, follow=True)
    assert (visit.photos.count(), len(list(answer.context["messages"]))) == (1, 1)


def test_another_brigade_does_not_get_the_picture(client: Client, officer: Officer, visit: Visit) -> None:
    photo = add_photo(visit, upload(picture()), by=officer, at=AT)
    address = reverse("outreach:photo", args=[photo.pk])
    client.force_login(officer, backend=BACKEND)
    answer = client.get(address)
    assert (answer.headers["Content-Type"], answer.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    client.force_login(make_officer(make_unit(parent=make_brigade())), backend=BACKEND)
    assert client.get(address).status_code == 404
