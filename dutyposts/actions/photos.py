"""Pictures of an inspection: read by content, made again from their pixels, so nothing hidden is kept."""

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps

from audit.actions import record
from dutyposts.actions.computing import MonthClosedError
from dutyposts.actions.inspections import AlreadyVoidedError, CorrectionTooLateError, NotOwnInspectionError
from dutyposts.locks import share_month
from dutyposts.models import Inspection, Photo
from dutyposts.models.months import is_closed
from organization.models import Officer

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_PHOTOS = 12
LONGEST_SIDE = 1600
THUMBNAIL_SIZE = (400, 300)
THUMBNAIL_BYTES = 40 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")


class PhotoError(ValueError):
    """A photo that is refused."""


class PhotoTooLargeError(PhotoError):
    """More bytes or pixels than a camera makes."""


class PhotoUnreadableError(PhotoError):
    """Not a whole JPEG, PNG or WebP picture, whatever its name says."""


class TooManyPhotosError(PhotoError):
    """The inspection has as many photos as it may have."""


@dataclass(frozen=True, slots=True)
class Pictures:
    image: bytes
    thumbnail: bytes


def add_photo(
    inspection: Inspection, upload: "File[bytes]", *, by: Officer, at: dt.datetime, client_id: UUID | None = None
) -> Photo:
    """Keep a photo with the inspection, whatever its file is called.

    The same `client_id` or the same picture again returns the one that is kept.

    Raises a PhotoError, MonthClosedError, AlreadyVoidedError or NotOwnInspectionError.
    """
    pictures = read_pictures(upload)
    digest = hashlib.sha256(pictures.image).hexdigest()
    with transaction.atomic():
        inspection = _hold(inspection, by)
        kept = list(inspection.photos.all())
        for photo in kept:
            if photo.digest == digest or (client_id is not None and photo.client_id == client_id):
                return photo
        if len(kept) >= MAX_PHOTOS:
            raise TooManyPhotosError
        photo = Photo(inspection=inspection, client_id=client_id, digest=digest, added_by=by, added_at=at)
        photo.image.save(f"{uuid4().hex}.jpg", ContentFile(pictures.image), save=False)
        photo.thumbnail.save(f"{uuid4().hex}.jpg", ContentFile(pictures.thumbnail), save=False)
        photo.save(force_insert=True)
        record("dutyposts.photo_added", on=photo, by=by, scope=inspection.unit.path, after={"digest": digest})
    return photo


def remove_photo(photo: Photo, *, by: Officer, minutes: int, at: dt.datetime) -> None:
    """Let the inspector take a photo back within `minutes` of adding it."""
    with transaction.atomic():
        inspection = _hold(photo.inspection, by)
        if at >= photo.added_at + dt.timedelta(minutes=minutes):
            raise CorrectionTooLateError
        record("dutyposts.photo_removed", on=photo, by=by, scope=inspection.unit.path, before={"digest": photo.digest})
        for kept in (photo.image, photo.thumbnail):
            transaction.on_commit(partial(kept.storage.delete, str(kept.name)))
        photo.delete()


def read_pictures(upload: "File[bytes]") -> Pictures:
    """Return the picture and its thumbnail as new JPEG files without any metadata; the camera's turn is applied."""
    if (upload.size) > MAX_BYTES:
        raise PhotoTooLargeError
    try:
        picture = _opened(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLargeError from error
    except (OSError, SyntaxError) as error:
        raise PhotoUnreadableError from error
    image = _as_jpeg(picture, quality=82)
    picture.thumbnail(THUMBNAIL_SIZE)
    return Pictures(image, _as_thumbnail(picture))


def _opened(file: "File[bytes]") -> Image.Image:
    """Return an upright RGB picture, made smaller while it is decoded so that a large one costs little memory."""
    with Image.open(file, formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise PhotoTooLargeError
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


def _hold(inspection: Inspection, by: Officer) -> Inspection:
    """Lock an inspection of an open month for its inspector."""
    share_month(inspection.brigade_id, inspection.month)
    held = Inspection.objects.select_for_update(of=("self",)).select_related("unit", "brigade")
    inspection = held.get(pk=inspection.pk)
    if inspection.inspector_id != by.pk:
        raise NotOwnInspectionError
    if inspection.status == Inspection.Status.VOIDED:
        raise AlreadyVoidedError
    if is_closed(inspection.brigade, inspection.month):
        raise MonthClosedError(str(inspection.month))
    return inspection
