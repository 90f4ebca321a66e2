from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from pledges.models.cycles import Cycle
from pledges.models.pledges import PledgeItem


class ProgressQuerySet(models.QuerySet["Progress"]):
    def standing(self) -> "ProgressQuerySet":
        return self.filter(withdrawn_at=None)


class Progress(models.Model):
    """What was done for a promise, with what shows it; a withdrawn note keeps its reason and counts for nothing."""

    item = models.ForeignKey(PledgeItem, verbose_name=_("promise"), on_delete=models.PROTECT, related_name="progress")
    happened_on = models.DateField(_("on"))
    text = models.CharField(_("what was done"), max_length=200)
    evidence = models.CharField(
        _("evidence"), max_length=200, blank=True, help_text=_("Number of the record, or who can confirm it.")
    )
    is_kept = models.BooleanField(_("with this the promise is kept"), default=False)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    correction_reason = models.CharField(_("why corrected"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-id")
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        indexes = (models.Index(fields=["item", "-happened_on"], name="progress_by_promise"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(corrected_at=None) | ~models.Q(correction_reason=""),
                name="corrected_progress_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawal_reason=""),
                name="withdrawn_progress_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.text


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, officer: Officer) -> "EvidenceQuerySet":
        """Return the own ones, those of pledges that the officer reviews or reviewed, and those of the led branch.

        Colleagues who read the posted pledge do not see them: they may show people who promised nothing.
        """
        own = models.Q(progress__item__pledge__author=officer)
        reviewed = models.Q(progress__item__pledge__in=officer.pledge_reviews.values("pledge"))
        led = within(officer.paths_of("pledges.appraise"), "progress__item__pledge__unit__path")
        return self.filter(own | reviewed | led)


class Evidence(models.Model):
    """A file that shows what was done: a picture made anew, or a PDF; sent through a permission check only."""

    class Kind(models.TextChoices):
        PICTURE = "picture", _("photo")
        PDF = "pdf", _("PDF")

    progress = models.ForeignKey(
        Progress, verbose_name=_("progress"), on_delete=models.CASCADE, related_name="evidence_files"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("file name"), max_length=120)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", max_length=120)
    thumbnail = models.FileField(_("thumbnail"), upload_to="evidence/%Y/%m/", max_length=120, blank=True)
    digest = models.CharField(_("fingerprint"), max_length=64)
    added_at = models.DateTimeField(_("added at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("progress", "id")
        verbose_name = _("file of evidence")
        verbose_name_plural = _("files of evidence")
        constraints = (
            models.UniqueConstraint(fields=["progress", "digest"], name="file_is_kept_once_with_a_note_of_progress"),
            models.CheckConstraint(
                condition=models.Q(kind="pdf") | ~models.Q(thumbnail=""), name="picture_has_a_thumbnail"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, officer: Officer) -> "CommentQuerySet":
        return self.filter(
            models.Q(subject=officer)
            | models.Q(by=officer)
            | within(officer.paths_of("pledges.read_comments"), "unit__path")
        )


class Comment(models.Model):
    """A leader's comment, one level down: on a member, or on a unit."""

    class Form(models.TextChoices):
        MEETING = "meeting", _("at a meeting")
        PERSONAL = "personal", _("in person")
        ON_SITE = "on_site", _("on site")
        CASUAL = "casual", _("on occasion")

    cycle = models.ForeignKey(Cycle, verbose_name=_("cycle"), on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(Officer, verbose_name=_("by"), on_delete=models.PROTECT, related_name="comments_given")
    subject = models.ForeignKey(
        Officer,
        verbose_name=_("about"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments_received",
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    form = models.CharField(_("form"), max_length=10, choices=Form)
    given_on = models.DateField(_("on"))
    achievements = models.CharField(_("what went well"), max_length=300)
    problems = models.CharField(_("what did not"), max_length=300)
    advice = models.CharField(_("what to do"), max_length=300)
    due_on = models.DateField(_("mended by"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "-id")
        verbose_name = _("leader's comment")
        verbose_name_plural = _("leaders' comments")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(subject=None) | ~models.Q(subject=models.F("by")),
                name="nobody_comments_on_themselves",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by} {self.given_on}"
