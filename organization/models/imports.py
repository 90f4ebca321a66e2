from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.officers import Officer


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, officer: Officer) -> "ImportJobQuerySet":
        return self.filter(started_by=officer)


class ImportJob(models.Model):
    """One imported file: how far it is, and what came of it, row by row where it failed.

    One from the command line was started by nobody.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    kind = models.CharField(_("kind"), max_length=20)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/", max_length=120, blank=True)
    file_name = models.CharField(_("file name"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    file_digest = models.CharField(_("fingerprint of the file"), max_length=64, blank=True)
    started_by = models.ForeignKey(
        Officer, verbose_name=_("started by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started at"))
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    problems = models.JSONField(_("problems"), default=list, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        ordering = ("-started_at",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name
