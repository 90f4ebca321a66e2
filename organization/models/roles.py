from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.officers import Officer
from organization.models.units import Unit, within
from organization.rules.permissions import ADMINISTRATORS, Role


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    def current(self) -> "RoleHoldingQuerySet":
        return self.filter(ended_at=None)

    def visible_to(self, officer: Officer) -> "RoleHoldingQuerySet":
        return self.filter(within(officer.scope, "unit__path"))


class RoleHolding(models.Model):
    """A portal role of an officer, bound to a unit; it reaches everything below that unit."""

    class Name(models.TextChoices):
        INSPECTOR = Role.INSPECTOR.value, _("inspector")
        UNIT_LEADER = Role.UNIT_LEADER.value, _("unit leader")
        PARTY_GROUP_LEADER = Role.PARTY_GROUP_LEADER.value, _("Party group leader")
        COMMITTEE_MEMBER = Role.COMMITTEE_MEMBER.value, _("committee member")
        SUPERVISOR = Role.SUPERVISOR.value, _("supervisor")
        WINDOW_CLERK = Role.WINDOW_CLERK.value, _("window clerk")
        SYSTEM_ADMINISTRATOR = Role.SYSTEM_ADMINISTRATOR.value, _("system administrator")
        SECURITY_ADMINISTRATOR = Role.SECURITY_ADMINISTRATOR.value, _("security administrator")
        AUDITOR = Role.AUDITOR.value, _("auditor")

    officer = models.ForeignKey(
        Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="role_holdings"
    )
    role = models.CharField(_("role"), max_length=24, choices=Name)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="role_holdings")
    granted_by = models.ForeignKey(
        Officer, verbose_name=_("granted by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RoleHoldingQuerySet.as_manager()

    class Meta:
        ordering = ("officer", "role")
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = (
            models.UniqueConstraint(
                fields=["officer", "role", "unit"],
                condition=models.Q(ended_at=None),
                name="role_is_held_once_at_a_unit",
                violation_error_message=_("The officer holds this role at this unit already."),
            ),
            models.UniqueConstraint(
                fields=["officer"],
                condition=models.Q(ended_at=None, role__in=sorted(ADMINISTRATORS)),
                name="nobody_holds_two_administrator_roles",
                violation_error_message=_(
                    "System administration, security administration and audit are never held by one person."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer.police_number} {self.get_role_display()} {self.unit}"
