"""Files that show something: a picture made anew, or a PDF; read by content, whatever they are called."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from organization.pictures import PictureError, PictureTooLargeError, read_pictures

if TYPE_CHECKING:
    from django.core.files.base import File

MEGABYTE = 1024 * 1024
PDF_TYPE = "application/pdf"
_LONGEST_NAME = 120
_PDF = b"%PDF-"
_TAIL = 2048
# A locked file shows nothing, and one that runs or carries something else does more than show.
_REFUSED_IN_PDF = (b"/Encrypt", b"/JavaScript", b"/Launch", b"/EmbeddedFile")


class UploadError(ValueError):
    """A file that is refused."""


class UploadTooLargeError(UploadError):
    """More megabytes than allowed, or more pixels than a camera makes; the argument is the megabytes."""


class UploadUnreadableError(UploadError):
    """Neither a whole JPEG, PNG or WebP picture nor a whole, open PDF without programs."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of a file; only a picture has a thumbnail."""

    file: bytes
    thumbnail: bytes = b""

    @property
    def is_pdf(self) -> bool:
        return not self.thumbnail

    @property
    def suffix(self) -> str:
        return "pdf" if self.is_pdf else "jpg"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.file).hexdigest()


def read_upload(upload: "File[bytes]", megabytes: int) -> Content:
    """Return a picture without any metadata and its thumbnail, or a PDF as it is. Raises an UploadError."""
    if upload.size > megabytes * MEGABYTE:
        raise UploadTooLargeError(str(megabytes))
    is_pdf = upload.read(len(_PDF)) == _PDF
    upload.seek(0)
    if is_pdf:
        return Content(_whole_pdf(upload.read()))
    try:
        pictures = read_pictures(upload)
    except PictureTooLargeError as error:
        raise UploadTooLargeError(str(megabytes)) from error
    except PictureError as error:
        raise UploadUnreadableError from error
    return Content(pictures.image, pictures.thumbnail)


def name_of(upload: "File[bytes]") -> str:
    """Return what the file was called, without folders; it is shown, and never used as a path."""
    name = PurePath((upload.name or "").replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[-_LONGEST_NAME:]


def _whole_pdf(content: bytes) -> bytes:
    tail = content[-_TAIL:]
    is_whole = b"startxref" in tail and b"%%EOF" in tail
    if not is_whole or any(name in content for name in _REFUSED_IN_PDF):
        raise UploadUnreadableError
    return content
