"""Pictures of a visit."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from audit.actions import record
from organization.models import Officer
from organization.pictures import drop_file, keep_file, read_pictures
from outreach.actions.visits import hold_visit
from outreach.models import Visit, VisitPhoto

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_PHOTOS = 6


class TooManyPhotosError(ValueError):
    """The visit has as many photos as it may have."""


def add_photo(visit: Visit, upload: "File[bytes]", *, by: Officer, at: dt.datetime) -> VisitPhoto:
    """Keep a photo with the visit, whatever its file is called; the same picture again returns the one that is kept.

    Raises a PictureError, TooManyPhotosError, VisitClosedError or NotYoursError.
    """
    pictures = read_pictures(upload)
    with transaction.atomic():
        visit = hold_visit(visit, by)
        kept = {photo.digest: photo for photo in visit.photos.all()}
        if pictures.digest in kept:
            return kept[pictures.digest]
        if len(kept) >= MAX_PHOTOS:
            raise TooManyPhotosError
        photo = VisitPhoto(visit=visit, digest=pictures.digest, added_by=by, added_at=at)
        keep_file(photo.image, pictures.image)
        keep_file(photo.thumbnail, pictures.thumbnail)
        photo.save(force_insert=True)
        record("outreach.photo_added", on=visit, by=by, scope=visit.unit.path, after={"digest": photo.digest})
    return photo


def remove_photo(photo: VisitPhoto, *, by: Officer) -> None:
    with transaction.atomic():
        visit = hold_visit(photo.visit, by)
        kept = visit.photos.filter(pk=photo.pk).first()
        if kept is None:
            return
        record("outreach.photo_removed", on=visit, by=by, scope=visit.unit.path, before={"digest": kept.digest})
        drop_file(kept.image)
        drop_file(kept.thumbnail)
        kept.delete()
