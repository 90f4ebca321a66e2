from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from pledges.models.cycles import Cycle
from pledges.models.pledges import PledgeItem


class Progress(models.Model):
    """What was done for a promise, with what shows it."""

    item = models.ForeignKey(PledgeItem, verbose_name=_("promise"), on_delete=models.PROTECT, related_name="progress")
    happened_on = models.DateField(_("on"))
    text = models.CharField(_("what was done"), max_length=200)
    evidence = models.CharField(
        _("evidence"), max_length=200, blank=True, help_text=_("Number of the record, or who can confirm it.")
    )
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    client_id = models.UUIDField(_("client id"), unique=True, editable=False)

    class Meta:
        ordering = ("-happened_on", "-id")
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        indexes = (models.Index(fields=["item", "-happened_on"], name="progress_by_promise"),)

    def __str__(self) -> str:
        return self.text


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
