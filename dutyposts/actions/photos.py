"""Pictures of an inspection."""

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from audit.actions import record
from dutyposts.actions.computing import MonthClosedError
from dutyposts.actions.inspections import AlreadyVoidedError, CorrectionTooLateError, NotOwnInspectionError
from dutyposts.locks import share_month
from dutyposts.models import Inspection, Photo
from dutyposts.models.months import is_closed
from organization.models import Officer
from organization.pictures import drop_file, keep_file, read_pictures

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_PHOTOS = 12


class TooManyPhotosError(ValueError):
    """The inspection has as many photos as it may have."""


def add_photo(
    inspection: Inspection, upload: "File[bytes]", *, by: Officer, at: dt.datetime, client_id: UUID | None = None
) -> Photo:
    """Keep a photo with the inspection, whatever its file is called.

    The same `client_id` or the same picture again returns the one that is kept.

    Raises a PictureError, TooManyPhotosError, MonthClosedError, AlreadyVoidedError or NotOwnInspectionError.
    """
    pictures = read_pictures(upload)
    digest = pictures.digest
    with transaction.atomic():
        inspection = _hold(inspection, by)
        kept = list(inspection.photos.all())
        for photo in kept:
            if photo.digest == digest or (client_id is not None and photo.client_id == client_id):
                return photo
        if len(kept) >= MAX_PHOTOS:
            raise TooManyPhotosError
        photo = Photo(inspection=inspection, client_id=client_id, digest=digest, added_by=by, added_at=at)
        keep_file(photo.image, pictures.image)
        keep_file(photo.thumbnail, pictures.thumbnail)
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
            drop_file(kept)
        photo.delete()


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
