import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from organization.rules.masking import masked_plate
from services.rules.passages import Span, Standing

_NAMED = ("organisation", "occasion", "purpose", "basis", "route_from", "route_to")


class StandingName(models.TextChoices):
    UPCOMING = Standing.UPCOMING.value, _("not yet valid")
    VALID = Standing.VALID.value, _("valid")
    ENDED = Standing.ENDED.value, _("expired")
    REVOKED = Standing.REVOKED.value, _("revoked")


class PassagePermitQuerySet(models.QuerySet["PassagePermit"]):
    def visible_to(self, officer: Officer) -> "PassagePermitQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "brigade__path"))

    def standing(self, standing: Standing, at: dt.datetime) -> "PassagePermitQuerySet":
        """Keep the permits that stand so at a moment."""
        if standing == Standing.REVOKED:
            return self.filter(revoked_at__lte=at)
        kept = self.exclude(revoked_at__lte=at)
        if standing == Standing.UPCOMING:
            return kept.filter(starts_at__gt=at)
        if standing == Standing.ENDED:
            return kept.filter(ends_at__lte=at)
        return kept.filter(starts_at__lte=at, ends_at__gt=at)

    def overlapping(self, starts_at: dt.datetime, ends_at: dt.datetime) -> "PassagePermitQuerySet":
        """Keep what is not revoked and counts at some moment of the period."""
        return self.filter(revoked_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)


class PassagePermit(models.Model):
    """Who lets which vehicles pass first, for a project or an event, where and when; it exempts from nothing."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("large equipment of a major project")
        EVENT = "event", _("major event")

    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    number = models.CharField(_("permit number"), max_length=32, unique=True)
    code = models.CharField(_("check code"), max_length=6)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(_("what for"), max_length=8, choices=Kind)
    organisation = models.CharField(_("organisation that applies"), max_length=60)
    occasion = models.CharField(_("project or event"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=200)
    basis = models.CharField(_("legal basis"), max_length=120)
    route_from = models.CharField(_("from where"), max_length=40)
    route_to = models.CharField(_("to where"), max_length=40)
    route_along = models.CharField(_("along which roads"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("valid from"))
    ends_at = models.DateTimeField(_("valid until"))
    hour_from = models.TimeField(_("daily from"), null=True, blank=True)
    hour_until = models.TimeField(_("daily until"), null=True, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    issued_by = models.ForeignKey(Officer, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("issued on"))
    revoked_by = models.ForeignKey(
        Officer, verbose_name=_("revoked by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("why revoked"), max_length=200, blank=True)

    objects = PassagePermitQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_on", "-id")
        verbose_name = _("passage permit")
        verbose_name_plural = _("passage permits")
        indexes = (models.Index(fields=["brigade", "-issued_on", "-id"], name="passage_by_brigade_and_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="passage_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(hour_from=None, hour_until=None)
                | models.Q(hour_from__isnull=False, hour_until__isnull=False),
                name="passage_hours_have_both_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(*((name, "") for name in _NAMED), _connector=models.Q.OR),
                name="passage_says_who_why_and_where",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~models.Q(revoked_reason=""),
                name="revoked_passage_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def span(self) -> Span:
        return Span(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            hour_from=self.hour_from,
            hour_until=self.hour_until,
            revoked_at=self.revoked_at,
        )

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether a vehicle may pass under the permit at a moment."""
        return self.span.is_open(at, timezone.localtime(at).time())

    @property
    def route(self) -> str:
        """The route in one line, as an entry of the register keeps it."""
        stops = [self.route_from, self.route_along, self.route_to]
        return " — ".join(stop for stop in stops if stop)

    @property
    def period(self) -> str:
        """From when until when, with the hours of the day, as an entry of the register keeps it."""
        first, last = (f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (self.starts_at, self.ends_at))
        return f"{first} ~ {last}" + (f" ({self.hours})" if self.hours else "")

    @property
    def hours(self) -> str:
        return f"{self.hour_from:%H:%M}-{self.hour_until:%H:%M}" if self.hour_from and self.hour_until else ""


class PermitVehicle(models.Model):
    """A vehicle that a permit names."""

    permit = models.ForeignKey(
        PassagePermit, verbose_name=_("passage permit"), on_delete=models.CASCADE, related_name="vehicles"
    )
    position = models.PositiveSmallIntegerField(_("number"))
    plate = models.CharField(_("plate"), max_length=16)
    plate_key = models.CharField(max_length=16, editable=False, db_index=True)
    kind = models.CharField(_("kind of vehicle"), max_length=30)

    class Meta:
        ordering = ("permit", "position")
        verbose_name = _("vehicle of a permit")
        verbose_name_plural = _("vehicles of permits")
        constraints = (
            models.UniqueConstraint(fields=["permit", "plate_key"], name="vehicle_stands_once_in_a_permit"),
            models.CheckConstraint(condition=~models.Q(plate_key="") & ~models.Q(kind=""), name="vehicle_is_described"),
        )

    def __str__(self) -> str:
        return f"{self.masked_plate} {self.kind}"

    @property
    def masked_plate(self) -> str:
        return masked_plate(self.plate_key)
