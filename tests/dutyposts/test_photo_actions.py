import datetime as dt
import io
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dutyposts.actions.inspections import (
    AlreadyVoidedError,
    CorrectionTooLateError,
    NotOwnInspectionError,
    void_inspection,
)
from dutyposts.actions.photos import (
    MAX_PHOTOS,
    PhotoError,
    PhotoTooLargeError,
    PhotoUnreadableError,
    TooManyPhotosError,
    add_photo,
    read_pictures,
    remove_photo,
)
from dutyposts.models import Inspection, Photo
from tests.factories.duty import NOON, inspect, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_unit

CLIENT_ID = UUID("6a7b5a43-6b1c-4b6e-9a0a-0d3f3c6f2b11")
GPS_TAG = 0x8825


def picture(
    width: int = 64, height: int = 48, *, shade: int = 90, form: str = "JPEG", exif: Image.Exif | None = None
) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (shade, 120, 30))
    image.save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def inspection(db: None) -> Inspection:
    make_standard()
    brigade = make_brigade()
    return inspect(make_post(make_unit(parent=brigade)), make_inspector(brigade), "B2")


def stored_picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(read_pictures(upload(data)).image))


def test_a_photo_shrinks_to_1600_pixels() -> None:
    assert stored_picture(picture(3200, 2400)).size == (1600, 1200)


def test_a_photo_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(GPS_TAG)[2] = (29.0, 2.0, 1.0)
    stored = stored_picture(picture(64, 48, exif=exif))
    assert (stored.size, dict(stored.getexif()), "exif" in stored.info) == ((48, 64), {}, False)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_every_accepted_format_becomes_a_jpeg(form: str) -> None:
    assert stored_picture(picture(form=form)).format == "JPEG"


def test_a_noisy_thumbnail_stays_within_40_kilobytes() -> None:
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 120).convert("RGB").save(out, "PNG")
    assert len(read_pictures(upload(out.getvalue())).thumbnail) <= 40 * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"MZ\x90\x00",
        picture(640, 480)[:700],
        picture(form="PNG")[:60],
    ],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoUnreadableError):
        read_pictures(upload(data))


@pytest.mark.parametrize(("width", "height"), [(9000, 6000), (12000, 9000), (30000, 30000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    header = picture(form="PNG")
    data = header[:16] + width.to_bytes(4) + height.to_bytes(4) + header[24:]
    with pytest.raises(PhotoError):
        read_pictures(upload(data))


def test_a_file_above_10_megabytes_is_refused() -> None:
    with pytest.raises(PhotoTooLargeError):
        read_pictures(upload(picture() + b"\0" * (10 * 1024 * 1024)))


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
