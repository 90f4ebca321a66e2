from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer
from outreach.models.visits import Visit


class VisitPhoto(models.Model):
    """A picture of a visit, re-encoded and without location; served only through a permission check."""

    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.CASCADE, related_name="photos")
    image = models.FileField(_("image"), upload_to="visits/%Y/%m/", max_length=120)
    thumbnail = models.FileField(_("thumbnail"), upload_to="visits/%Y/%m/", max_length=120)
    digest = models.CharField(_("fingerprint"), max_length=64)
    added_by = models.ForeignKey(
        Officer, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        ordering = ("visit", "id")
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        constraints = (models.UniqueConstraint(fields=["visit", "digest"], name="photo_is_kept_once_on_a_visit"),)

    def __str__(self) -> str:
        return f"{self.visit} {self.pk}"
