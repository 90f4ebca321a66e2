from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.officers import Officer


class PortraitQuerySet(models.QuerySet["Portrait"]):
    def current(self) -> "PortraitQuerySet":
        """Return those that their officers agree to now; whoever may no longer sign in could not withdraw."""
        return self.filter(withdrawn_at=None, officer__is_active=True)


class Portrait(models.Model):
    """A picture of an officer, there for as long as the officer agrees; afterwards only that there was one."""

    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="portraits")
    image = models.FileField(_("image"), upload_to="portraits/%Y/%m/", max_length=120, blank=True)
    digest = models.CharField(_("fingerprint"), max_length=64, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = PortraitQuerySet.as_manager()

    class Meta:
        ordering = ("officer", "-agreed_at")
        verbose_name = _("portrait")
        verbose_name_plural = _("portraits")
        indexes = (models.Index(fields=["digest"], name="portrait_by_digest"),)
        constraints = (
            models.UniqueConstraint(
                fields=["officer"], condition=models.Q(withdrawn_at=None), name="officer_has_one_current_portrait"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) & ~models.Q(image="") & ~models.Q(digest="")
                | models.Q(withdrawn_at__isnull=False, image="", digest=""),
                name="portrait_is_gone_once_withdrawn",
            ),
        )

    def __str__(self) -> str:
        return str(self.officer)
