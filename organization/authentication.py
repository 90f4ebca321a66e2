from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from organization.models import Officer


class RoleBackend(ModelBackend):
    """Signs in by police number and password; rights come from roles only, never from Django's permission tables."""

    def get_user(self, user_id: int) -> Officer | None:
        officer = Officer.objects.select_related("unit", "unit__brigade").filter(pk=user_id, is_active=True).first()
        return officer if isinstance(officer, Officer) else None

    def get_all_permissions(self, user_obj: object, obj: Model | None = None) -> set[str]:  # noqa: ARG002
        return set()

    def has_perm(self, user_obj: object, perm: str, obj: Model | None = None) -> bool:  # noqa: ARG002
        return isinstance(user_obj, Officer) and user_obj.has_right(perm)
