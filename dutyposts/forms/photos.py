from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dutyposts.actions.computing import MonthClosedError
from dutyposts.actions.inspections import AlreadyVoidedError, CorrectionTooLateError, NotOwnInspectionError
from dutyposts.actions.photos import TooManyPhotosError
from organization.forms.pictures import PICTURE_REASONS

_REASONS: Mapping[type[ValueError], Any] = {
    **PICTURE_REASONS,
    TooManyPhotosError: _("An inspection keeps 12 photos; the others were left out."),
    MonthClosedError: _("The month is on notice or published; its photos change no more."),
    AlreadyVoidedError: _("This inspection is voided and changes no more."),
    NotOwnInspectionError: _("Only the inspector changes an inspection."),
    CorrectionTooLateError: _("The time to correct is over; the photo stays."),
}


class PhotoForm(forms.Form):
    """The name that the device gave to a photo, so that sending it twice keeps it once."""

    client_id = forms.UUIDField(required=False)


def why_refused(error: ValueError) -> str:
    return str(_REASONS[type(error)])
