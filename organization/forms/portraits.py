from django import forms
from django.utils.translation import gettext_lazy as _


class PortraitForm(forms.Form):
    """A picture of oneself and the word that it may be shown."""

    photo = forms.FileField(
        label=_("Photo of yourself"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. A small copy is kept, without the place it was taken at."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    agrees = forms.BooleanField(label=_("I agree that the pledge wall, its big screen and its print show my photo."))
