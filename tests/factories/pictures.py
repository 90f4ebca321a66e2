"""Pictures as a camera sends them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(
    width: int = 64, height: int = 48, *, shade: int = 90, form: str = "JPEG", exif: Image.Exif | None = None
) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (shade, 120, 30))
    image.save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
