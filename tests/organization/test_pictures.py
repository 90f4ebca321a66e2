import io

import pytest
from PIL import Image

from organization.pictures import PictureError, PictureTooLargeError, PictureUnreadableError, read_pictures
from tests.factories.pictures import picture, upload

GPS_TAG = 0x8825


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
    with pytest.raises(PictureUnreadableError):
        read_pictures(upload(data))


@pytest.mark.parametrize(("width", "height"), [(9000, 6000), (12000, 9000), (30000, 30000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    header = picture(form="PNG")
    data = header[:16] + width.to_bytes(4) + height.to_bytes(4) + header[24:]
    with pytest.raises(PictureError):
        read_pictures(upload(data))


def test_a_file_above_10_megabytes_is_refused() -> None:
    with pytest.raises(PictureTooLargeError):
        read_pictures(upload(picture() + b"\0" * (10 * 1024 * 1024)))
