from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import HundredthsField
from organization.models import Officer, Unit
from organization.models.units import within

CENTRAL_RECEIPT_FROM = Decimal(1000)


class DriveQuerySet(models.QuerySet["Drive"]):
    def visible_to(self, officer: Officer) -> "DriveQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "brigade__path"))


class Drive(models.Model):
    """A call to give, for one cause; giving is voluntary."""

    brigade = models.ForeignKey(Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="drives")
    name = models.CharField(_("name"), max_length=60)

    objects = DriveQuerySet.as_manager()

    class Meta:
        ordering = ("brigade", "name")
        verbose_name = _("donation drive")
        verbose_name_plural = _("donation drives")
        constraints = (models.UniqueConstraint(fields=["brigade", "name"], name="drive_name_is_unique_in_brigade"),)

    def __str__(self) -> str:
        return self.name


class DonationQuerySet(models.QuerySet["Donation"]):
    def visible_to(self, officer: Officer) -> "DonationQuerySet":
        """Return the own gifts, and those of the brigades where the officer keeps the list."""
        kept = within(officer.paths_of("outreach.keep_donations"), "drive__brigade__path")
        return self.filter(kept | models.Q(officer=officer))


class Donation(models.Model):
    """What one person gave; a receipt is owed for every sum."""

    drive = models.ForeignKey(Drive, verbose_name=_("drive"), on_delete=models.PROTECT, related_name="donations")
    officer = models.ForeignKey(Officer, verbose_name=_("donor"), on_delete=models.PROTECT, related_name="donations")
    amount = HundredthsField(_("amount in yuan"))
    is_special_dues = models.BooleanField(_("special Party dues"), default=False)
    given_on = models.DateField(_("given on"))
    entered_by = models.ForeignKey(
        Officer, verbose_name=_("entered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"))
    receipt_number = models.CharField(_("receipt number"), max_length=40, blank=True)
    receipt_on = models.DateField(_("receipt handed over on"), null=True, blank=True)

    objects = DonationQuerySet.as_manager()

    class Meta:
        ordering = ("drive", "given_on", "officer__sort_key", "id")
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="donation_is_more_than_nothing",
                violation_error_message=_("Give an amount above zero."),
            ),
            models.UniqueConstraint(
                fields=["drive", "officer", "given_on", "is_special_dues"],
                name="donation_of_a_day_is_entered_once",
                violation_error_message=_("This gift is entered already."),
            ),
            models.CheckConstraint(
                condition=models.Q(receipt_number="", receipt_on=None)
                | ~models.Q(receipt_number="") & models.Q(receipt_on__isnull=False),
                name="receipt_has_number_and_day",
                violation_error_message=_("Give number and day of the receipt."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.drive} {self.given_on}"

    @property
    def takes_central_receipt(self) -> bool:
        """Special dues of 1,000 yuan and more are passed to the Centre, which issues the receipt."""
        return self.is_special_dues and self.amount >= CENTRAL_RECEIPT_FROM
