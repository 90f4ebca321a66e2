import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from services.models.cases import Case
from services.models.matters import Matter
from services.models.windows import Window
from services.rules.tickets import CALLING_ORDER, ticket_code

_AT_WINDOW = ("called", "serving")
_AT_END = ("done", "missed", "withdrawn")
_OF_VIOLATIONS = ("explained", "verbal", "settled", "general_procedure")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, officer: Officer) -> "TicketQuerySet":
        """Leave the tickets of the officer's brigade and of all brigades in scope."""
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "brigade__path"))

    def of_day(self, brigade: Unit, day: dt.date) -> "TicketQuerySet":
        return self.filter(brigade=brigade, taken_on=day)

    def waiting(self) -> "TicketQuerySet":
        """Leave who waits, in the order of being called."""
        return self.filter(state=Ticket.State.WAITING).order_by(*CALLING_ORDER)

    def at_window(self) -> "TicketQuerySet":
        return self.filter(state__in=_AT_WINDOW)

    def of_violations(self, brigade: Unit, first: dt.date, last: dt.date) -> "TicketQuerySet":
        days = {"taken_on__gte": first, "taken_on__lte": last}
        return self.filter(brigade=brigade, kind=Window.Kind.VIOLATIONS, **days)


class Ticket(models.Model):
    """The place of one person in the queue of one kind of windows on one day; it names nobody."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CALLED = "called", _("called")
        SERVING = "serving", _("being served")
        HELD = "held", _("on hold")
        DONE = "done", _("done")
        MISSED = "missed", _("did not come")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Priority(models.TextChoices):
        ELDERLY = "elderly", _("elderly")
        DISABLED = "disabled", _("disabled")
        PREGNANT = "pregnant", _("pregnant or with an infant")
        SOLDIER = "soldier", _("soldier")
        GREEN_CHANNEL = "green_channel", _("green channel")

    class Outcome(models.TextChoices):
        HANDLED = "handled", _("handled")
        NOTICE = "notice", _("told what is missing")
        ADVISED = "advised", _("advised")
        EXPLAINED = "explained", _("explained")
        VERBAL = "verbal", _("verbal warning")
        SETTLED = "settled", _("settled at the window")
        GENERAL_PROCEDURE = "general_procedure", _("general procedure")
        ELSEWHERE = "elsewhere", _("sent elsewhere")

    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Window.Kind)
    taken_on = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(_("number"))
    is_priority = models.BooleanField(_("called first"), default=False)
    priority = models.CharField(_("called first because"), max_length=16, choices=Priority, blank=True)
    matter = models.ForeignKey(
        Matter, verbose_name=_("matter"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(
        Case, verbose_name=_("case"), null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    window = models.ForeignKey(
        Window, verbose_name=_("window"), null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    hold_reason = models.CharField(_("on hold because"), max_length=100, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    taken_at = models.DateTimeField(_("taken at"))
    first_called_at = models.DateTimeField(_("first called at"), null=True, blank=True)
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    calls = models.PositiveSmallIntegerField(_("times called"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ("-taken_on", "kind", "number")
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = (
            models.Index(fields=["brigade", "kind", "-taken_on", "-id"], name="ticket_by_kind_and_day"),
            models.Index(
                fields=["brigade", "kind", "taken_on", "-is_priority", "number"],
                condition=models.Q(state="waiting"),
                name="ticket_that_is_next",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["brigade", "taken_on", "kind", "number"], name="ticket_has_its_own_number_of_the_day"
            ),
            models.UniqueConstraint(
                fields=["window"], condition=models.Q(state__in=_AT_WINDOW), name="window_serves_one_ticket_at_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "withdrawn"))
                | models.Q(window__isnull=False, called_at__isnull=False, calls__gte=1),
                name="called_ticket_has_its_window",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waiting") | models.Q(window=None, called_at=None),
                name="waiting_ticket_has_no_window",
            ),
            models.CheckConstraint(
                condition=models.Q(is_priority=False, priority="")
                | models.Q(is_priority=True) & ~models.Q(priority=""),
                name="ticket_called_first_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done") & ~models.Q(outcome="")
                | ~models.Q(state="done") & models.Q(outcome=""),
                name="done_ticket_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=_OF_VIOLATIONS) | models.Q(kind="violations"),
                name="outcome_of_violations_stays_there",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held") | ~models.Q(hold_reason=""), name="held_ticket_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_AT_END, finished_at__isnull=False)
                | ~models.Q(state__in=_AT_END) & models.Q(finished_at=None),
                name="ticket_at_its_end_says_when",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return ticket_code(self.kind, self.number)


def outcomes_for(kind: str) -> list[tuple[str, str]]:
    """Return the outcomes that a ticket of this kind of windows may have, with their words."""
    of_violations = [Ticket.Outcome(value) for value in _OF_VIOLATIONS]
    others = [Ticket.Outcome.HANDLED, Ticket.Outcome.NOTICE, Ticket.Outcome.ADVISED]
    kinds = of_violations if kind == Window.Kind.VIOLATIONS else others
    return [(one.value, str(one.label)) for one in (*kinds, Ticket.Outcome.ELSEWHERE)]
