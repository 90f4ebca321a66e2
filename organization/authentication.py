from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import FilteredRelation, Model, Q
from django.utils.translation import gettext as _

from organization.models import Officer
from organization.rules.passwords import is_guessable


class RoleBackend(ModelBackend):
    """Signs in by police number and password; rights come from roles only, never from Django's permission tables."""

    def get_user(self, user_id: int) -> Officer | None:
        """Read who asks with unit, brigade and the roles held now, for every request anew; one query."""
        held = FilteredRelation("role_holdings", condition=Q(role_holdings__ended_at=None))
        rows = Officer.objects.filter(pk=user_id, is_active=True).annotate(held=held).order_by("held__role")
        found = list(rows.select_related("unit__brigade", "held__unit"))
        if not found:
            return None
        officer: Officer = found[0]
        # Who holds no role has one row, on which nothing is set.
        officer.holdings = [row.held for row in found if hasattr(row, "held")]
        return officer

    def get_all_permissions(self, user_obj: object, obj: Model | None = None) -> set[str]:  # noqa: ARG002
        return set()

    def has_perm(self, user_obj: object, perm: str, obj: Model | None = None) -> bool:  # noqa: ARG002
        return isinstance(user_obj, Officer) and user_obj.has_right(perm)


class GuessablePasswordValidator:
    """Refuses what is made of words that somebody who knows the force tries first."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        if is_guessable(password):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _("Your password can't be made of words such as jiaojing, police or password with digits added.")
