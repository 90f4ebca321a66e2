import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.calendar import BEIJING
from organization.models import Officer, Unit
from organization.models.units import within
from organization.rules.masking import masked_plate
from services.rules.leniency import ARTICLES, WAIVING, Rule

_LATER = dt.timedelta(days=1)


class RuleName(models.TextChoices):
    W1 = Rule.W1.value, _("W1 stopped wrongly, drove off when told")
    W2 = Rule.W2.value, _("W2 from elsewhere, strayed into a closed area")
    W3 = Rule.W3.value, _("W3 took a patient to hospital")
    W4 = Rule.W4.value, _("W4 priority passage")


class LeniencyQuerySet(models.QuerySet["Leniency"]):
    def visible_to(self, officer: Officer) -> "LeniencyQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def between(self, first: dt.date | None, last: dt.date | None) -> "LeniencyQuerySet":
        """Keep what happened from one Beijing day to another, both included; None leaves an end open."""
        found = self
        if first:
            found = found.filter(happened_at__gte=dt.datetime.combine(first, dt.time(), tzinfo=BEIJING))
        if last:
            found = found.filter(happened_at__lt=dt.datetime.combine(last + _LATER, dt.time(), tzinfo=BEIJING))
        return found

    def standing(self) -> "LeniencyQuerySet":
        """Leave out what was struck out."""
        return self.exclude(state=Leniency.State.VOIDED)

    def waived(self) -> "LeniencyQuerySet":
        """Keep the spoken warnings that stand."""
        return self.standing().filter(rule__in=WAIVING)

    def of_enterprises(self) -> "LeniencyQuerySet":
        return self.exclude(enterprise="")


class Leniency(models.Model):
    """One entry of the register of minor violations: spoken to, released to a hospital, or let pass first."""

    class Disposal(models.TextChoices):
        """What was done on the road; a spoken warning is no penalty."""

        VERBAL_WARNING = "verbal_warning", _("spoken warning")
        RELEASED_FIRST = "released_first", _("released, handled later")
        PRIORITY_PASSAGE = "priority_passage", _("priority passage")

    class Outcome(models.TextChoices):
        """How a release was settled; the warning here is the written penalty."""

        ERASED = "erased", _("erased: emergency confirmed")
        WARNED = "warned", _("written warning")
        PENALISED = "penalised", _("penalised")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        VOIDED = "voided", _("struck out")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(_("client id"), unique=True, null=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit at the time"), on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, verbose_name=_("officer"), on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(_("rule"), max_length=2, choices=RuleName)
    happened_at = models.DateTimeField(_("when"))
    place = models.CharField(_("location"), max_length=80)
    plate = models.CharField(_("plate"), max_length=16)
    plate_key = models.CharField(max_length=16, editable=False)
    is_local = models.BooleanField(_("local plate"), default=True)
    is_driver_present = models.BooleanField(_("driver present"), default=False)
    is_corrected = models.BooleanField(_("left or corrected at once"), default=False)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)
    is_hazardous = models.BooleanField(_("carries hazardous goods"), default=False)
    points = models.PositiveSmallIntegerField(_("demerit points of the violation"), default=0)
    is_passage_affected = models.BooleanField(_("safety or passage affected"), default=False)
    enterprise = models.CharField(_("enterprise"), max_length=60, blank=True)
    programme = models.CharField(_("programme"), max_length=60, blank=True)
    words = models.CharField(_("words used"), max_length=200, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    hospital = models.CharField(_("hospital"), max_length=60, blank=True)
    patient_proof = models.CharField(_("proof of the patient"), max_length=120, blank=True)
    permit = models.CharField(_("permit"), max_length=60, blank=True)
    route = models.CharField(_("route"), max_length=120, blank=True)
    passage_time = models.CharField(_("time of passage"), max_length=60, blank=True)
    escort = models.CharField(_("escort"), max_length=60, blank=True)
    passage = models.ForeignKey(
        "services.PassagePermit",
        verbose_name=_("passage permit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="passages",
    )
    is_imported = models.BooleanField(_("from a file"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State)
    due_on = models.DateField(_("settled by"), null=True, blank=True)
    leader_on = models.DateField(_("leader told after"), null=True, blank=True)
    outcome = models.CharField(_("how it was settled"), max_length=10, choices=Outcome, blank=True)
    settled_by = models.ForeignKey(
        Officer, verbose_name=_("settled by whom"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        Officer, verbose_name=_("checked by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    check_note = models.CharField(_("note of the check"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        Officer, verbose_name=_("changed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    change_reason = models.CharField(_("why changed or struck out"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    objects = LeniencyQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_at", "-id")
        verbose_name = _("entry of the leniency register")
        verbose_name_plural = _("leniency register")
        indexes = (
            models.Index(fields=["brigade", "-happened_at", "-id"], name="leniency_by_brigade_and_time"),
            models.Index(fields=["plate_key", "happened_at"], name="leniency_by_plate_and_time"),
            models.Index(
                fields=["brigade", "due_on"], condition=models.Q(state="open"), name="open_leniency_by_due_day"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(rule="W1")
                | models.Q(is_driver_present=True, is_corrected=True, is_passage_affected=False),
                name="w1_driver_was_there_and_left_at_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="W2")
                | models.Q(is_local=False, is_corrected=True, is_hazardous=False, is_passage_affected=False),
                name="w2_stranger_corrected_at_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="W3") | models.Q(is_imported=True) | ~models.Q(hospital=""),
                name="w3_names_the_hospital",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="W4")
                | models.Q(is_imported=True)
                | ~(models.Q(permit="") | models.Q(route="") | models.Q(passage_time="") | models.Q(escort="")),
                name="w4_has_permit_route_time_and_escort",
            ),
            models.CheckConstraint(
                condition=models.Q(passage=None) | models.Q(rule="W4"), name="only_a_w4_passes_under_a_permit"
            ),
            models.CheckConstraint(
                condition=~models.Q(rule="W3", state="closed", is_imported=False) | ~models.Q(outcome=""),
                name="closed_w3_says_how_it_was_settled",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(rule="W3", state__in=("closed", "voided")),
                name="only_a_closed_w3_is_settled",
            ),
            models.CheckConstraint(
                condition=~models.Q(rule__in=("W1", "W2"), points__gt=0, state="closed")
                | models.Q(checked_by__isnull=False),
                name="waived_points_are_checked",
            ),
            models.CheckConstraint(
                condition=models.Q(changed_by=None, changed_at=None, change_reason="") & ~models.Q(state="voided")
                | models.Q(changed_by__isnull=False, changed_at__isnull=False) & ~models.Q(change_reason=""),
                name="changed_leniency_says_why",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def masked_plate(self) -> str:
        return masked_plate(self.plate_key)

    @property
    def article(self) -> str:
        return ARTICLES[Rule(self.rule)]

    @property
    def disposal(self) -> str:
        """What was done on the road, in words."""
        kinds = {Rule.W3: self.Disposal.RELEASED_FIRST, Rule.W4: self.Disposal.PRIORITY_PASSAGE}
        return str(kinds.get(Rule(self.rule), self.Disposal.VERBAL_WARNING).label)

    @property
    def waits_for_check(self) -> bool:
        is_standing = self.state != self.State.VOIDED
        return is_standing and self.points > 0 and self.checked_by_id is None and Rule(self.rule) in WAIVING
