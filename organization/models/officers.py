import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.units import Unit, within
from organization.rules.permissions import ADMINISTRATORS, STAFF, Role, roles_with

if TYPE_CHECKING:
    from organization.models.roles import RoleHolding

POLICE_NUMBER = RegexValidator(r"^[0-9A-Za-z]{4,12}$", _("A police number has 4 to 12 digits and letters."))


class OfficerQuerySet(models.QuerySet["Officer"]):
    def visible_to(self, officer: "Officer") -> "OfficerQuerySet":
        return self.filter(within(officer.scope, "unit__path"))

    def serving(self, day: dt.date) -> "OfficerQuerySet":
        return self.filter(models.Q(left_on=None) | models.Q(left_on__gte=day), is_active=True)


class OfficerManager(BaseUserManager["Officer"].from_queryset(OfficerQuerySet)):  # type: ignore[misc]
    """Finds an account by police number; accounts are made by `organization.actions.officers`."""


class Officer(AbstractBaseUser):
    """One member of the force, officer or auxiliary; also the account, which cannot sign in without a password."""

    class Kind(models.TextChoices):
        OFFICER = "officer", _("officer")
        AUXILIARY = "auxiliary", _("auxiliary")

    class PartyStanding(models.TextChoices):
        NONE = "none", _("not a member")
        MEMBER = "member", _("Party member")
        PROBATIONARY = "probationary", _("probationary member")

    police_number = models.CharField(_("police number"), max_length=12, unique=True, validators=[POLICE_NUMBER])
    name = models.CharField(_("name"), max_length=40)
    sort_key = models.CharField(
        _("pinyin"), max_length=120, blank=True, help_text=_("Decides the order in lists; leave empty to derive it.")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="officers")
    title = models.CharField(_("title"), max_length=40, blank=True)
    party_standing = models.CharField(
        _("Party standing"), max_length=12, choices=PartyStanding, default=PartyStanding.NONE
    )
    party_group = models.ForeignKey(
        "organization.PartyGroup",
        verbose_name=_("Party group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(
        _("must change the password"), default=False, help_text=_("Somebody else knows the password that was set.")
    )

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "police_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_superuser = False

    class Meta:
        ordering = ("sort_key", "police_number")
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        indexes = (models.Index(fields=["unit", "sort_key"], name="officer_by_unit_and_name"),)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def holdings(self) -> list["RoleHolding"]:
        """The roles held now, with their units; read once per request."""
        return list(self.role_holdings.current().select_related("unit"))

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset({Role.OFFICER, *(Role(holding.role) for holding in self.holdings)})

    @cached_property
    def scope(self) -> list[str]:
        """Paths of the units that this officer may look at, with everything below them."""
        return sorted({self.unit.path, *(holding.unit.path for holding in self.holdings)})

    @property
    def is_staff(self) -> bool:
        return self.is_active and not STAFF.isdisjoint(self.roles)

    def has_right(self, right: str, unit: Unit | None = None) -> bool:
        """Tell whether a role held now grants `right`, at `unit` where one is given."""
        return self.is_active and any(unit is None or unit.path.startswith(path) for path in self.paths_of(right))

    def paths_with(self, roles: Iterable[Role]) -> list[str]:
        """Return the paths of the units at which one of `roles` is held; everybody is an officer of the own unit."""
        wanted = set(roles)
        paths = [holding.unit.path for holding in self.holdings if holding.role in wanted]
        plain = Role.OFFICER in wanted and self.roles.isdisjoint(ADMINISTRATORS)
        return [*paths, self.unit.path] if plain else paths

    def paths_of(self, right: str) -> list[str]:
        """Return the paths of the units at which `right` is held."""
        return self.paths_with(roles_with(right))

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:  # noqa: ARG002 - the admin's signature
        return self.has_right(perm)

    def has_perms(self, perms: Iterable[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff and bool(app_label)


class Posting(models.Model):
    """A period in which an officer belonged to a unit; the open one names the present unit."""

    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="postings")
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("officer", "-started_on")
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = (
            models.UniqueConstraint(
                fields=["officer"], condition=models.Q(ended_on=None), name="officer_has_one_open_posting"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="posting_ends_after_it_started",
                violation_error_message=_("The posting cannot end before it started."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer.police_number} {self.unit} {self.started_on}"
