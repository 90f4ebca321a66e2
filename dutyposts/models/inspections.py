from django.db import models
from django.utils.translation import gettext_lazy as _

from dutyposts.models.posts import DutyPost
from dutyposts.models.standards import Item, Standard, StandardCategory
from organization.calendar import Month
from organization.fields import HundredthsField, MonthField
from organization.models import Officer, Unit
from organization.models.units import within


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, officer: Officer) -> "InspectionQuerySet":
        """Drafts are seen by their writer only; the rest by whoever may look at the post's unit, or inspected it."""
        own = models.Q(inspector=officer) | models.Q(second_inspector=officer)
        seen = within(officer.scope, "unit__path") | own
        return self.filter(seen).exclude(~models.Q(inspector=officer), status=Inspection.Status.DRAFT)

    def submitted(self) -> "InspectionQuerySet":
        return self.filter(status=Inspection.Status.SUBMITTED)

    def of_month(self, month: Month) -> "InspectionQuerySet":
        return self.filter(month=month)


class Inspection(models.Model):
    """One visit to one post at one moment, with the names that person, post and unit had then."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("announced check")
        COVERT = "covert", _("covert check")
        VIDEO = "video", _("video check")
        SUPERVISION = "supervision", _("police supervision")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        VOIDED = "voided", _("voided")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(_("client id"), null=True, blank=True, unique=True, editable=False)
    post = models.ForeignKey(
        DutyPost, verbose_name=_("duty post"), on_delete=models.PROTECT, related_name="inspections"
    )
    post_name = models.CharField(_("post at the time"), max_length=60)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("unit name at the time"), max_length=60)
    month = MonthField(_("month"))
    inspected_at = models.DateTimeField(_("inspected at"))
    entered_at = models.DateTimeField(_("entered at"))
    is_late = models.BooleanField(_("entered after the month"), default=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    inspector = models.ForeignKey(Officer, verbose_name=_("inspector"), on_delete=models.PROTECT, related_name="+")
    second_inspector = models.ForeignKey(
        Officer, verbose_name=_("second inspector"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    note = models.TextField(_("note"), blank=True, max_length=500)
    score = HundredthsField(_("score"))
    enforcement = HundredthsField(_("duty and enforcement"))
    presence = HundredthsField(_("presence and performance"))
    appearance = HundredthsField(_("appearance and bearing"))
    style = HundredthsField(_("work style"))
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        Officer,
        verbose_name=_("voided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    void_reason = models.CharField(_("why voided"), max_length=200, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ("-inspected_at", "-id")
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes = (
            models.Index(fields=["month", "post", "status"], name="inspection_by_month_and_post"),
            models.Index(fields=["brigade", "-inspected_at", "-id"], name="inspection_by_brigade_newest"),
            models.Index(fields=["post", "-inspected_at", "-id"], name="inspection_by_post_newest"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(second_inspector=None) | ~models.Q(second_inspector=models.F("inspector")),
                name="inspection_second_inspector_differs",
                violation_error_message=_("The second inspector is somebody else."),
            ),
            models.CheckConstraint(
                condition=(models.Q(status="voided") & models.Q(voided_at__isnull=False))
                | (~models.Q(status="voided") & models.Q(voided_at=None)),
                name="only_a_voided_inspection_was_voided",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    score=models.F("enforcement") + models.F("presence") + models.F("appearance") + models.F("style")
                ),
                name="inspection_score_is_the_sum_of_its_categories",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Finding(models.Model):
    """One fault seen in an inspection, in the words of then; an objection lowers `count`, to 0 when struck out."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("inspection"), on_delete=models.CASCADE, related_name="findings"
    )
    item = models.ForeignKey(Item, verbose_name=_("item"), on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=10)
    category = models.CharField(_("category"), max_length=12, choices=StandardCategory.Code)
    text = models.CharField(_("text"), max_length=200)
    points = HundredthsField(_("points"))
    count = models.PositiveSmallIntegerField(_("times"))
    recorded_count = models.PositiveSmallIntegerField(_("times recorded"))

    class Meta:
        ordering = ("inspection", "id")
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = (
            models.UniqueConstraint(fields=["inspection", "item"], name="item_is_found_once_in_an_inspection"),
            models.CheckConstraint(
                condition=models.Q(recorded_count__gte=1, count__lte=models.F("recorded_count")),
                name="finding_is_never_raised",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ×{self.count}"

    @property
    def is_struck(self) -> bool:
        return self.count == 0


class FindingPerson(models.Model):
    """Somebody responsible for a finding, with kind and unit as of that moment."""

    finding = models.ForeignKey(Finding, verbose_name=_("finding"), on_delete=models.CASCADE, related_name="people")
    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="findings")
    name = models.CharField(_("name at the time"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Officer.Kind)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("finding", "id")
        verbose_name = _("person responsible")
        verbose_name_plural = _("people responsible")
        constraints = (
            models.UniqueConstraint(fields=["finding", "officer"], name="person_is_named_once_in_a_finding"),
        )

    def __str__(self) -> str:
        return self.name


class Photo(models.Model):
    """A picture taken at an inspection, re-encoded and without location; served only through a permission check."""

    inspection = models.ForeignKey(
        Inspection, verbose_name=_("inspection"), on_delete=models.CASCADE, related_name="photos"
    )
    client_id = models.UUIDField(_("client id"), null=True, blank=True, unique=True, editable=False)
    image = models.FileField(_("image"), upload_to="photos/%Y/%m/", max_length=120)
    thumbnail = models.FileField(_("thumbnail"), upload_to="photos/%Y/%m/", max_length=120)
    digest = models.CharField(_("fingerprint"), max_length=64)
    added_by = models.ForeignKey(
        Officer, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ("inspection", "id")
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = (
            models.UniqueConstraint(fields=["inspection", "digest"], name="photo_is_kept_once_in_an_inspection"),
        )

    def __str__(self) -> str:
        return f"{self.inspection} {self.pk}"
