from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from organization.rules.masking import masked_name, masked_phone
from services.models.cases import LEAD, WORK
from services.models.matters import MatterRule
from services.rules.visits import FEWEST, MOST

MARK = RegexValidator(r"^[0-9A-Z\u4e00-\u9fff]{4,10}$", _("Use the plate, or the last digits of the frame number."))


def paths_at(officer: Officer, right: str) -> list[str]:
    """Return the paths of the units whose appointments `officer` works on: a right at a unit reaches its brigade."""
    paths = list(officer.paths_of(right))
    brigade = officer.unit.brigade
    if paths and brigade is not None:
        paths.append(brigade.path)
    return paths


def works_at(officer: Officer, brigade: Unit, right: str = WORK) -> bool:
    return any(brigade.path.startswith(path) for path in paths_at(officer, right))


class Slot(models.Model):
    """A time at which teams can go out; it has as many seats as teams."""

    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField(_("day"))
    begins_at = models.TimeField(_("begins at"))
    capacity = models.PositiveSmallIntegerField(_("appointments at once"))

    class Meta:
        ordering = ("day", "begins_at")
        verbose_name = _("time for appointments")
        verbose_name_plural = _("times for appointments")
        constraints = (
            models.UniqueConstraint(fields=["brigade", "day", "begins_at"], name="slot_stands_once"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="slot_has_a_seat"),
        )

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.begins_at:%H:%M}"


class Seat(models.Model):
    """One place in a slot, made with it; who books takes one, so that no slot holds more than it has."""

    slot = models.ForeignKey(Slot, verbose_name=_("time"), on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        ordering = ("slot", "number")
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = (models.UniqueConstraint(fields=["slot", "number"], name="seat_has_its_own_number"),)

    def __str__(self) -> str:
        return f"{self.slot} {self.number}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, officer: Officer) -> "BookingQuerySet":
        """Leave the appointments of the brigades at whose windows the officer works or leads."""
        return self.filter(within(paths_at(officer, WORK) + paths_at(officer, LEAD), "brigade__path"))


class Booking(models.Model):
    """One applicant to whom a team of two goes out for at least five motorcycles."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        TEAM = "team", _("team named")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    number = models.CharField(_("appointment number"), max_length=32, unique=True)
    code = models.CharField(_("code of the appointment"), max_length=8, unique=True)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    slot = models.ForeignKey(Slot, verbose_name=_("time"), on_delete=models.PROTECT, related_name="bookings")
    seat = models.OneToOneField(
        Seat, verbose_name=_("seat"), null=True, blank=True, on_delete=models.PROTECT, related_name="booking"
    )
    rule = models.ForeignKey(MatterRule, verbose_name=_("rule of a matter"), on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(_("applicant"), max_length=40, blank=True)
    applicant_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    place = models.CharField(_("place of the visit"), max_length=80)
    vehicle_count = models.PositiveSmallIntegerField(_("motorcycles"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.BOOKED)
    first_officer = models.ForeignKey(
        Officer, verbose_name=_("first officer"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_officer = models.ForeignKey(
        Officer, verbose_name=_("second officer"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    booked_on = models.DateField(_("booked on"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("-booked_on", "-id")
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = (models.Index(fields=["brigade", "-booked_on", "-id"], name="booking_by_brigade_and_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(vehicle_count__gte=FEWEST, vehicle_count__lte=MOST), name="booking_is_for_enough"
            ),
            models.CheckConstraint(
                condition=models.Q(state="cancelled", seat=None)
                | ~models.Q(state="cancelled") & models.Q(seat__isnull=False),
                name="booking_has_a_seat_until_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(first_officer=None, second_officer=None)
                | models.Q(first_officer__isnull=False, second_officer__isnull=False)
                & ~models.Q(first_officer=models.F("second_officer")),
                name="team_is_two_officers",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("team", "held")) | models.Q(first_officer__isnull=False),
                name="booking_is_held_by_a_team",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("booked", "team"), finished_at=None)
                | models.Q(state__in=("held", "cancelled"), finished_at__isnull=False),
                name="booking_at_its_end_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def masked_name(self) -> str:
        return masked_name(self.applicant_name)

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.applicant_phone)

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.BOOKED, self.State.TEAM)


class VehicleResult(models.Model):
    """What came of one motorcycle."""

    booking = models.ForeignKey(
        Booking, verbose_name=_("appointment"), on_delete=models.CASCADE, related_name="results"
    )
    position = models.PositiveSmallIntegerField(_("number"))
    mark = models.CharField(_("plate or end of the frame number"), max_length=10, validators=[MARK])
    is_passed = models.BooleanField(_("passed"))
    reason = models.CharField(_("reason"), max_length=100, blank=True)

    class Meta:
        ordering = ("booking", "position")
        verbose_name = _("result of a motorcycle")
        verbose_name_plural = _("results of motorcycles")
        constraints = (
            models.UniqueConstraint(fields=["booking", "position"], name="vehicle_has_one_result"),
            models.UniqueConstraint(fields=["booking", "mark"], name="vehicle_stands_once_in_a_booking"),
            models.CheckConstraint(
                condition=models.Q(is_passed=True, reason="") | models.Q(is_passed=False) & ~models.Q(reason=""),
                name="vehicle_not_passed_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.booking} {self.position}"
