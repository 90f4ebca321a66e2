import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from outreach.models.visits import Visit


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, officer: Officer) -> "OpinionQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "visit__unit__path"))

    def open(self) -> "OpinionQuerySet":
        """Keep what still needs an answer, or the return visit after it."""
        return self.exclude(state=Opinion.State.CLOSED)

    def overdue(self, day: dt.date) -> "OpinionQuerySet":
        return self.filter(state=Opinion.State.RAISED, due_on__lt=day)


class Opinion(models.Model):
    """What somebody said on a visit: a unit owns it until it is answered, told back and closed."""

    class Kind(models.TextChoices):
        OPINION = "opinion", _("opinion")
        SUGGESTION = "suggestion", _("suggestion")
        REQUEST = "request", _("request for help")
        COMPLAINT = "complaint", _("complaint")
        PRAISE = "praise", _("praise")

    class State(models.TextChoices):
        RAISED = "raised", _("to be answered")
        ANSWERED = "answered", _("to be told back")
        CLOSED = "closed", _("closed")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", _("satisfied")
        FAIRLY = "fairly", _("fairly satisfied")
        DISSATISFIED = "dissatisfied", _("dissatisfied")

    visit = models.ForeignKey(Visit, verbose_name=_("visit"), on_delete=models.PROTECT, related_name="opinions")
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("what was said"), max_length=300)
    owner = models.ForeignKey(Unit, verbose_name=_("unit that answers"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RAISED)
    raised_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("entered at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        Officer, verbose_name=_("answered by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    told_on = models.DateField(_("told back on"), null=True, blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction, blank=True)
    closed_by = models.ForeignKey(
        Officer, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        indexes = (models.Index(fields=["brigade", "state", "due_on", "id"], name="opinion_by_state_and_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="raised") | ~models.Q(answer="") & models.Q(answered_by__isnull=False),
                name="answered_opinion_has_its_answer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(told_on__isnull=False, closed_by__isnull=False),
                name="closed_opinion_was_told_back",
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]
