from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organization.forms.own_password import check_own_password, tries_left
from organization.models import Officer


class SignInForm(AuthenticationForm):
    """Police number and password; one message for both, with the tries that remain."""

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Police number")
        self.fields["username"].help_text = _("Auxiliaries: your work number")
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "spellcheck": "false"})

    def get_invalid_login_error(self) -> ValidationError:
        left = tries_left(self.request, self.cleaned_data.get("username", ""))
        text = ngettext(
            "Police number or password is wrong. After %(count)d more failure the account locks for 15 minutes.",
            "Police number or password is wrong. After %(count)d more failures the account locks for 15 minutes.",
            left,
        )
        return ValidationError(text % {"count": left}, code="invalid_login")


class ChangePasswordForm(PasswordChangeForm):
    """A wrong old password counts as a failed sign-in; the new one has to be another."""

    def __init__(self, user: Officer, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        check_own_password(self.request, password)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "old_password" in cleaned and cleaned.get("new_password1") == cleaned["old_password"]:
            self.add_error("new_password1", _("This is the old password; choose another."))
        return cleaned
