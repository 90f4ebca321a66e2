"""Pictures from outside: read by content, made again from their pixels, so nothing hidden is kept."""

import hashlib
import io
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1600
THUMBNAIL_SIZE = (400, 300)
THUMBNAIL_BYTES = 40 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureError(ValueError):
    """A picture that is refused."""


class PictureTooLargeError(PictureError):
    """More bytes or pixels than a camera makes."""


class PictureUnreadableError(PictureError):
    """Not a whole JPEG, PNG or WebP picture, whatever its name says."""


@dataclass(frozen=True, slots=True)
class Pictures:
    image: bytes
    thumbnail: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.image).hexdigest()


def read_pictures(upload: "File[bytes]") -> Pictures:
    """Return the picture and its thumbnail as new JPEG files without any metadata; the camera's turn is applied."""
    if upload.size > MAX_BYTES:
        raise PictureTooLargeError
    try:
        picture = _opened(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLargeError from error
    except (OSError, SyntaxError) as error:
        raise PictureUnreadableError from error
    image = _as_jpeg(picture, quality=82)
    picture.thumbnail(THUMBNAIL_SIZE)
    return Pictures(image, _as_thumbnail(picture))


def _opened(file: "File[bytes]") -> Image.Image:
    """Return an upright RGB picture, made smaller while it is decoded so that a large one costs little memory."""
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PictureTooLargeError
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return ImageOps.exif_transpose(opened).convert("RGB")


def _as_thumbnail(picture: Image.Image) -> bytes:
    """Return at most THUMBNAIL_BYTES: a noisy picture is kept more coarsely."""
    for quality in (75, 55, 35):
        data = _as_jpeg(picture, quality=quality)
        if len(data) <= THUMBNAIL_BYTES:
            return data
    return _as_jpeg(picture, quality=10)


def _as_jpeg(picture: Image.Image, *, quality: int) -> bytes:
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def keep_file(field: FieldFile, content: bytes, suffix: str = "jpg") -> None:
    """Store a file under a random name of our own; its row is saved by the caller."""
    field.save(f"{uuid4().hex}.{suffix}", ContentFile(content), save=False)


def drop_file(field: FieldFile) -> None:
    """Remove a file from storage as soon as the transaction has gone through."""
    if field.name:
        transaction.on_commit(partial(field.storage.delete, field.name))
