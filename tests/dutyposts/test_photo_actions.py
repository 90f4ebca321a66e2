import datetime as dt
from uuid import UUID

import pytest

from dutyposts.actions.inspections import (
    AlreadyVoidedError,
    CorrectionTooLateError,
    NotOwnInspectionError,
    void_inspection,
)
from dutyposts.actions.photos import (
    MAX_PHOTOS,
    TooManyPhotosError,
    add_photo,
    remove_photo,
)
from dutyposts.models import Inspection, Photo
from tests.factories.duty import NOON, inspect, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_unit
from tests.factories.pictures import picture, upload

CLIENT_ID = UUID("6a7b5a43-6b1c-4b6e-9a0a-0d3f3c6f2b11")


@pytest.fixture
def inspection(db: None) -> Inspection:
    make_standard()
    brigade = make_brigade()
    return inspect(make_post(make_unit(parent=brigade)), make_inspector(brigade), "B2")


def test_a_photo_is_kept_under_a_name_of_our_own(inspection: Inspection) -> None:
    photo = add_photo(inspection, upload(picture(), "../../x.php"), by=inspection.inspector, at=NOON)
    folder, _, name = str(photo.image.name).partition("/")
    name = name.rsplit("/", 1)[1]
    assert (folder, len(name), name[-4:]) == ("photos", 36, ".jpg")


def test_the_same_picture_or_client_id_is_kept_once(inspection: Inspection) -> None:
    by = inspection.inspector
    first = add_photo(inspection, upload(picture()), by=by, at=NOON, client_id=CLIENT_ID)
    same = add_photo(inspection, upload(picture()), by=by, at=NOON)
    again = add_photo(inspection, upload(picture(shade=10)), by=by, at=NOON, client_id=CLIENT_ID)
    assert (same.pk, again.pk, Photo.objects.count()) == (first.pk, first.pk, 1)


def test_only_the_inspector_adds_photos(inspection: Inspection) -> None:
    other = make_inspector(inspection.brigade)
    with pytest.raises(NotOwnInspectionError):
        add_photo(inspection, upload(picture()), by=other, at=NOON)


def test_a_voided_inspection_takes_no_photo(inspection: Inspection) -> None:
    by = inspection.inspector
    void_inspection(inspection, by=by, reason="记错岗", at=NOON)
    with pytest.raises(AlreadyVoidedError):
        add_photo(inspection, upload(picture()), by=by, at=NOON)


def test_an_inspection_has_at_most_12_photos(inspection: Inspection) -> None:
    for shade in range(MAX_PHOTOS):
        add_photo(inspection, upload(picture(shade=shade * 20)), by=inspection.inspector, at=NOON)
    with pytest.raises(TooManyPhotosError):
        add_photo(inspection, upload(picture(8, 8)), by=inspection.inspector, at=NOON)


def test_a_photo_is_taken_back_within_the_minutes_with_its_files(
    inspection: Inspection, django_capture_on_commit_callbacks: object
) -> None:
    photo = add_photo(inspection, upload(picture()), by=inspection.inspector, at=NOON)
    storage, name = photo.image.storage, str(photo.image.name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        remove_photo(photo, by=inspection.inspector, minutes=30, at=NOON)
    assert (Photo.objects.count(), storage.exists(name)) == (0, False)


def test_a_photo_stays_after_the_minutes(inspection: Inspection) -> None:
    photo = add_photo(inspection, upload(picture()), by=inspection.inspector, at=NOON)
    with pytest.raises(CorrectionTooLateError):
        remove_photo(photo, by=inspection.inspector, minutes=30, at=NOON + dt.timedelta(minutes=30))
