import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from organization.rules.masking import masked_name, masked_phone
from services.rules.accidents import Kind, Mark, Step


class KindName(models.TextChoices):
    PROPERTY = Kind.PROPERTY.value, _("property damage")
    INJURY = Kind.INJURY.value, _("injury")
    DEATH = Kind.DEATH.value, _("death")


class MarkName(models.TextChoices):
    REPORTED_LATER = Mark.REPORTED_LATER.value, _("reported after leaving the scene")
    ACCEPTED = Mark.ACCEPTED.value, _("report accepted")
    SCENE = Mark.SCENE.value, _("scene investigated")
    FOUND = Mark.FOUND.value, _("vehicle and driver found")
    VICTIM_ASKED = Mark.VICTIM_ASKED.value, _("victim asks for a certificate")
    TEST_ORDERED = Mark.TEST_ORDERED.value, _("test ordered")
    TEST_EXTENDED = Mark.TEST_EXTENDED.value, _("longer test granted")
    TEST_CONCLUDED = Mark.TEST_CONCLUDED.value, _("result of the test")
    REPORT_COPIED = Mark.REPORT_COPIED.value, _("result handed to the parties")
    RETEST_ASKED = Mark.RETEST_ASKED.value, _("new test asked for")
    VEHICLE_RETURNED = Mark.VEHICLE_RETURNED.value, _("vehicle given back")
    QUICK_ASKED = Mark.QUICK_ASKED.value, _("all parties ask for quick handling")
    PAUSED = Mark.PAUSED.value, _("clock stopped")
    RESUMED = Mark.RESUMED.value, _("clock goes on")
    CERTIFIED = Mark.CERTIFIED.value, _("certificate made")
    SERVED = Mark.SERVED.value, _("certificate served")
    REVIEW_ASKED = Mark.REVIEW_ASKED.value, _("review asked for")
    REVIEW_ACCEPTED = Mark.REVIEW_ACCEPTED.value, _("review accepted")
    REVIEW_CONCLUDED = Mark.REVIEW_CONCLUDED.value, _("review concluded")
    REDO_ORDERED = Mark.REDO_ORDERED.value, _("new certificate ordered")
    REDONE = Mark.REDONE.value, _("new certificate made")
    MEDIATION_ASKED = Mark.MEDIATION_ASKED.value, _("mediation asked for")
    MEDIATED = Mark.MEDIATED.value, _("mediation ended")
    CLOSED = Mark.CLOSED.value, _("case closed")
    CALLED_BACK = Mark.CALLED_BACK.value, _("parties called back")


class StepName(models.TextChoices):
    ACCEPT = Step.ACCEPT.value, _("accept the report")
    SIMPLE_CERTIFICATE = Step.SIMPLE_CERTIFICATE.value, _("certificate, simple procedure")
    ORDER_TEST = Step.ORDER_TEST.value, _("order the test")
    TEST = Step.TEST.value, _("finish the test")
    COPY_REPORT = Step.COPY_REPORT.value, _("hand the result to the parties")
    ASK_RETEST = Step.ASK_RETEST.value, _("parties may ask for a new test")
    CERTIFICATE = Step.CERTIFICATE.value, _("certificate")
    HIT_AND_RUN = Step.HIT_AND_RUN.value, _("certificate after vehicle and driver are found")
    AFTER_TEST = Step.AFTER_TEST.value, _("certificate after the test")
    UNDETECTED = Step.UNDETECTED.value, _("certificate for the victim, driver not found")
    QUICK = Step.QUICK.value, _("certificate, quick handling")
    PAUSE = Step.PAUSE.value, _("end of the stopped clock")
    AFTER_PAUSE = Step.AFTER_PAUSE.value, _("certificate after the stopped clock")
    SERVE = Step.SERVE.value, _("serve the certificate")
    ASK_REVIEW = Step.ASK_REVIEW.value, _("parties may ask for a review")
    ACCEPT_REVIEW = Step.ACCEPT_REVIEW.value, _("accept the review")
    REVIEW = Step.REVIEW.value, _("conclude the review")
    REDO = Step.REDO.value, _("make a new certificate")
    ASK_MEDIATION = Step.ASK_MEDIATION.value, _("parties may ask for mediation")
    MEDIATION = Step.MEDIATION.value, _("end the mediation")
    RETURN_VEHICLE = Step.RETURN_VEHICLE.value, _("give the vehicle back")
    RETURN_CALL = Step.RETURN_CALL.value, _("call the parties back")


class AccidentQuerySet(models.QuerySet["AccidentCase"]):
    def visible_to(self, officer: Officer) -> "AccidentQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def answered_within(self, minutes: int) -> "AccidentQuerySet":
        """Keep those where the police arrived in less than so many minutes after the call."""
        return self.filter(arrived_at__lt=models.F("called_at") + dt.timedelta(minutes=minutes))


class AccidentCase(models.Model):
    """One accident: who handles it, by when by which article, who answers for what."""

    class State(models.TextChoices):
        OPEN = "open", _("under investigation")
        CERTIFIED = "certified", _("certified")
        REVIEW = "review", _("under review")
        CLOSED = "closed", _("closed")

    number = models.CharField(_("number"), max_length=40, unique=True)
    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Officer, verbose_name=_("officer in charge"), on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        Officer, verbose_name=_("second officer"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    responsibility = models.CharField(_("who answers for what"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=KindName)
    is_slight = models.BooleanField(_("slight injury"), default=False)
    is_simple = models.BooleanField(_("simple procedure"), default=False)
    has_test = models.BooleanField(_("needs an expert test"), default=False)
    is_hit_and_run = models.BooleanField(_("hit and run"), default=False)
    is_priority = models.BooleanField(_("priority"), default=False)
    priority_reason = models.CharField(_("why it has priority"), max_length=200, blank=True)
    place = models.CharField(_("location"), max_length=80)
    called_at = models.DateTimeField(_("call"))
    arrived_at = models.DateTimeField(_("arrival"), null=True, blank=True)
    rule_version = models.PositiveSmallIntegerField(_("version of the rules"))
    card_given_on = models.DateField(_("contact card handed out"), null=True, blank=True)
    is_clear = models.BooleanField(_("procedure was clear"), null=True)
    is_fair = models.BooleanField(_("treated fairly"), null=True)
    is_paid = models.BooleanField(_("damages paid"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    next_due_on = models.DateField(_("next day due"), null=True, blank=True)
    amber_on = models.DateField(_("due soon from"), null=True, blank=True)
    order_on = models.DateField(_("place in the list"), editable=False)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    objects = AccidentQuerySet.as_manager()

    class Meta:
        ordering = ("order_on", "id")
        verbose_name = _("accident case")
        verbose_name_plural = _("accident cases")
        indexes = (
            models.Index(fields=["brigade", "order_on", "id"], name="accident_by_brigade_and_order"),
            models.Index(fields=["brigade", "called_at"], name="accident_by_brigade_and_call"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_simple=False)
                | models.Q(has_test=False, is_hit_and_run=False)
                & (models.Q(kind="property") | models.Q(kind="injury", is_slight=True)),
                name="simple_procedure_is_for_small_cases",
            ),
            models.CheckConstraint(
                condition=models.Q(is_simple=True)
                | models.Q(second__isnull=False) & ~models.Q(second=models.F("lead")),
                name="ordinary_procedure_has_two_officers",
            ),
            models.CheckConstraint(
                condition=models.Q(is_priority=False) | ~models.Q(priority_reason=""), name="priority_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(arrived_at=None) | models.Q(arrived_at__gte=models.F("called_at")),
                name="police_arrive_after_the_call",
            ),
        )

    def __str__(self) -> str:
        return self.number


class AccidentMark(models.Model):
    """What happened in a case on which day."""

    case = models.ForeignKey(
        AccidentCase, verbose_name=_("accident case"), on_delete=models.PROTECT, related_name="marks"
    )
    mark = models.CharField(_("what happened"), max_length=20, choices=MarkName)
    happened_on = models.DateField(_("day"))

    class Meta:
        ordering = ("case", "happened_on", "id")
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")
        constraints = (models.UniqueConstraint(fields=["case", "mark"], name="mark_stands_once_in_a_case"),)

    def __str__(self) -> str:
        return str(self.get_mark_display())


class AccidentDue(models.Model):
    """A step of a case with the day by which it is due and the article that says so."""

    case = models.ForeignKey(
        AccidentCase, verbose_name=_("accident case"), on_delete=models.PROTECT, related_name="dues"
    )
    step = models.CharField(_("step"), max_length=20, choices=StepName)
    starts_on = models.DateField(_("counted from"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    article = models.CharField(_("legal basis"), max_length=60)

    class Meta:
        ordering = ("case", "id")
        verbose_name = _("time limit of a case")
        verbose_name_plural = _("time limits of cases")
        constraints = (models.UniqueConstraint(fields=["case", "step"], name="step_is_due_once_in_a_case"),)

    def __str__(self) -> str:
        return str(self.get_step_display())


# How a change is kept: the limit of a step under its name, what is ticked as yes and no.
DUE, YES, NO = "due:", "yes", "no"


class AccidentChange(models.Model):
    """A person, a day, the kind or the priority of a case that was changed, and why; a limit that moved with it."""

    case = models.ForeignKey(
        AccidentCase, verbose_name=_("accident case"), on_delete=models.PROTECT, related_name="changes"
    )
    what = models.CharField(_("what was changed"), max_length=40)
    before = models.CharField(_("before"), max_length=60, blank=True)
    after = models.CharField(_("after"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(Officer, verbose_name=_("changed by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("changed at"))

    class Meta:
        ordering = ("case", "-at", "-id")
        verbose_name = _("change of a case")
        verbose_name_plural = _("changes of cases")
        constraints = (models.CheckConstraint(condition=~models.Q(reason=""), name="change_of_a_case_says_why"),)

    def __str__(self) -> str:
        return self.what


class AccidentParty(models.Model):
    """Somebody whom an accident concerns; name and telephone are covered."""

    case = models.ForeignKey(
        AccidentCase, verbose_name=_("accident case"), on_delete=models.PROTECT, related_name="parties"
    )
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("telephone"), max_length=20)

    class Meta:
        ordering = ("case", "id")
        verbose_name = _("party to an accident")
        verbose_name_plural = _("parties to accidents")

    def __str__(self) -> str:
        return masked_name(self.name)

    @property
    def masked(self) -> str:
        return f"{masked_name(self.name)} {masked_phone(self.phone)}"
