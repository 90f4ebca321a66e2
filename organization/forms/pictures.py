from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.pictures import PictureTooLargeError, PictureUnreadableError

# Why a picture is refused, and what to do.
PICTURE_REASONS: Mapping[type[ValueError], str | Promise] = {
    PictureTooLargeError: _("A photo is larger than 10 MB or 50 million pixels. Choose another or take it again."),
    PictureUnreadableError: _("A file is no whole JPEG, PNG or WebP picture. Choose another or take it again."),
}
