from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from organization.importers.runs import Importer

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_MEGABYTES = 100


def _check_size(upload: "UploadedFile[bytes]") -> None:
    if (upload.size or 0) > MOST_MEGABYTES << 20:
        message = _("The file is larger than %(most)d MB: divide it.") % {"most": MOST_MEGABYTES}
        raise ValidationError(message, code="size")


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is in the file"),
        error_messages={
            "required": _("Choose what is in the file."),
            "invalid_choice": _("Choose what is in the file."),
        },
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8, or the first sheet of an .xlsx file."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        validators=[
            FileExtensionValidator(["csv", "xlsx"], _("Choose a .csv or .xlsx file.")),
            _check_size,
        ],
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another.")},
    )

    def __init__(self, *args: Any, importers: Sequence[Importer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (importer.kind, importer.title) for importer in importers
        ]
