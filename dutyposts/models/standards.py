from django.db import models
from django.utils.translation import gettext_lazy as _

from dutyposts.rules.categories import Category
from organization.calendar import Month
from organization.fields import HundredthsField, MonthField
from organization.models import Officer


class StandardQuerySet(models.QuerySet["Standard"]):
    def in_force(self, month: Month) -> "StandardQuerySet":
        """Order the versions so that the one in force in `month` comes first."""
        return self.filter(in_force_from__lte=month).order_by("-in_force_from")


class Standard(models.Model):
    """One version of the appraisal standard; once used it never changes and is followed by a new one."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    in_force_from = MonthField(_("in force from"), unique=True)
    is_used = models.BooleanField(_("used"), default=False, editable=False)
    wording_override_by = models.ForeignKey(
        Officer, verbose_name=_("wording allowed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wording_override_reason = models.CharField(_("why the wording is allowed"), max_length=200, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        ordering = ("-in_force_from",)
        verbose_name = _("appraisal standard")
        verbose_name_plural = _("appraisal standards")

    def __str__(self) -> str:
        return self.version


class StandardCategory(models.Model):
    """One of the four categories in a version: its maximum and its place in the tie order."""

    class Code(models.TextChoices):
        ENFORCEMENT = Category.ENFORCEMENT.value, _("Duty and enforcement")
        PRESENCE = Category.PRESENCE.value, _("Presence and performance")
        APPEARANCE = Category.APPEARANCE.value, _("Appearance and bearing")
        STYLE = Category.STYLE.value, _("Work style")

    standard = models.ForeignKey(
        Standard, verbose_name=_("standard"), on_delete=models.CASCADE, related_name="categories"
    )
    code = models.CharField(_("code"), max_length=12, choices=Code)
    name = models.CharField(_("name"), max_length=20)
    points = HundredthsField(_("points"))
    tie_order = models.PositiveSmallIntegerField(_("tie order"))

    class Meta:
        ordering = ("standard", "tie_order")
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = (
            models.UniqueConstraint(fields=["standard", "code"], name="category_is_once_in_a_standard"),
            models.UniqueConstraint(fields=["standard", "tie_order"], name="tie_order_is_once_in_a_standard"),
            models.CheckConstraint(condition=models.Q(points__gt=0), name="category_has_points"),
            models.CheckConstraint(condition=models.Q(tie_order__gte=1, tie_order__lte=4), name="tie_order_is_1_to_4"),
        )

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One line of the standard: a deduction, an event, a bonus or a veto."""

    class Kind(models.TextChoices):
        DEDUCTION = "deduction", _("deduction")
        EVENT = "event", _("event")
        BONUS = "bonus", _("bonus")
        VETO = "veto", _("veto")

    class AppliesTo(models.TextChoices):
        OFFICER = "officer", _("officers")
        AUXILIARY = "auxiliary", _("auxiliaries")
        BOTH = "both", _("both")

    standard = models.ForeignKey(Standard, verbose_name=_("standard"), on_delete=models.CASCADE, related_name="items")
    category = models.ForeignKey(
        StandardCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="items",
    )
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    applies_to = models.CharField(_("applies to"), max_length=10, choices=AppliesTo)
    text = models.CharField(_("text"), max_length=200)
    points = HundredthsField(_("points"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("standard", "position", "code")
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = (
            models.UniqueConstraint(fields=["standard", "code"], name="item_code_is_once_in_a_standard"),
            models.CheckConstraint(
                condition=~models.Q(kind="deduction") | models.Q(category__isnull=False),
                name="deduction_has_a_category",
                violation_error_message=_("A deduction belongs to a category."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="veto", points=0) | (~models.Q(kind="veto") & models.Q(points__gt=0)),
                name="only_a_veto_is_without_points",
                violation_error_message=_("A veto has 0 points, every other item more than 0."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
