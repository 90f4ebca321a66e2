import datetime as dt

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from organization.rules.masking import masked_name, masked_phone
from services.models.kinds import OutcomeName, StepName
from services.models.matters import Matter, MatterRule
from services.models.windows import Window
from services.rules.steps import Step, course_of

WORK, LEAD = "services.work_windows", "services.lead_windows"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, officer: Officer) -> "CaseQuerySet":
        """Leave the cases of the units at which the officer works at windows or leads them."""
        return self.filter(within(officer.paths_of(WORK) + officer.paths_of(LEAD), "unit__path"))

    def open(self) -> "CaseQuerySet":
        return self.filter(state__in=(Case.State.INTAKE, Case.State.ACCEPTED))

    def with_limit(self) -> "CaseQuerySet":
        """Leave open cases with a limit, with it as `day`: of the answer, then what was promised, else the law's."""
        day = models.Case(
            models.When(state=Case.State.INTAKE, then="notice_due_on"), default=Coalesce("promised_on", "due_on")
        )
        return self.open().annotate(day=day).exclude(day=None)

    def unanswered(self, today: dt.date) -> "CaseQuerySet":
        """Leave what the law deems accepted: neither accepted nor given notice in time."""
        return self.filter(state=Case.State.INTAKE, notice_due_on__lt=today)


class Case(models.Model):
    """One application of one person, from the window that takes it in to what is handed out."""

    class State(models.TextChoices):
        INTAKE = "intake", _("being taken in")
        ACCEPTED = "accepted", _("accepted")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        CLOSED = "closed", _("closed without application")

    class ReturnReason(models.TextChoices):
        FETCHED = "fetched", _("brings what the notice named")
        NOT_TOLD = "not_told", _("was not told of it the first time")
        WINDOW_CLOSED = "window_closed", _("window or system did not work")
        OWN_WISH = "own_wish", _("own wish, changed circumstances")

    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    number = models.CharField(_("case number"), max_length=32, unique=True)
    code = models.CharField(_("code to follow the case"), max_length=8, unique=True)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Window, verbose_name=_("window"), on_delete=models.PROTECT, related_name="cases")
    rule = models.ForeignKey(
        MatterRule, verbose_name=_("rule of a matter"), on_delete=models.PROTECT, related_name="cases"
    )
    matter = models.ForeignKey(Matter, verbose_name=_("matter"), on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(_("applicant"), max_length=40)
    applicant_phone = models.CharField(_("telephone"), max_length=20)
    conditions = models.JSONField(_("what applies to the applicant"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INTAKE)
    outcome = models.CharField(_("outcome of the intake"), max_length=16, choices=OutcomeName, blank=True)
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(_("received at"))
    notice_due_on = models.DateField(_("notice due on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted as of"), null=True, blank=True)
    is_deemed_accepted = models.BooleanField(_("accepted because no notice was given in time"), default=False)
    due_on = models.DateField(_("due by law"), null=True, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    green_reason = models.CharField(_("green channel because"), max_length=100, blank=True)
    green_granted_by = models.ForeignKey(
        Officer,
        verbose_name=_("green channel granted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    previous = models.ForeignKey(
        "self", verbose_name=_("case before"), null=True, blank=True, on_delete=models.PROTECT, related_name="returns"
    )
    return_reason = models.CharField(_("why again"), max_length=16, choices=ReturnReason, blank=True)
    learner_number = models.CharField(_("learner's certificate"), max_length=20, blank=True)
    learner_issued_on = models.DateField(_("certificate issued on"), null=True, blank=True)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-received_on", "-id")
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = (
            models.Index(fields=["brigade", "-received_on", "-id"], name="case_by_brigade_and_day"),
            models.Index(fields=["state", "notice_due_on"], name="case_by_state_and_notice"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="intake") | models.Q(accepted_on=None), name="case_taken_in_is_not_accepted"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("accepted", "done")) | models.Q(accepted_on__isnull=False),
                name="accepted_case_says_since_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("refused", "closed")) | ~models.Q(reason=""),
                name="case_not_done_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("intake", "accepted"), finished_at=None)
                | models.Q(state__in=("done", "refused", "closed"), finished_at__isnull=False),
                name="case_at_its_end_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(green_reason="", green_granted_by=None)
                | ~models.Q(green_reason="") & models.Q(green_granted_by__isnull=False),
                name="green_channel_says_why_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(previous=None, return_reason="")
                | models.Q(previous__isnull=False) & ~models.Q(return_reason=""),
                name="return_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(learner_number="", learner_issued_on=None)
                | ~models.Q(learner_number="") & models.Q(learner_issued_on__isnull=False),
                name="learners_certificate_has_number_and_day",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def masked_name(self) -> str:
        return masked_name(self.applicant_name)

    @property
    def masked_phone(self) -> str:
        return masked_phone(self.applicant_phone)

    @property
    def course(self) -> tuple[Step, ...]:
        return course_of(has_exams=self.matter.has_exams)

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.INTAKE, self.State.ACCEPTED)


class CaseMaterial(models.Model):
    """One material that this case needs, as the rule said on the day of its intake, and whether it was handed in."""

    class State(models.TextChoices):
        MISSING = "missing", _("missing")
        BROUGHT = "brought", _("brought")
        WRONG = "wrong", _("not in order")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="materials")
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("material"), max_length=80)
    is_original = models.BooleanField(_("original"))
    copies = models.PositiveSmallIntegerField(_("copies"))
    condition = models.CharField(_("only if"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.MISSING)
    fault = models.CharField(_("what is wrong and how to mend it"), max_length=120, blank=True)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    class Meta:
        ordering = ("case", "position")
        verbose_name = _("material of a case")
        verbose_name_plural = _("materials of cases")
        constraints = (
            models.UniqueConstraint(fields=["case", "code"], name="material_stands_once_in_a_case"),
            models.CheckConstraint(
                condition=models.Q(state="missing", handed_in_at=None)
                | ~models.Q(state="missing") & models.Q(handed_in_at__isnull=False),
                name="material_handed_in_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="wrong") | ~models.Q(fault=""), name="material_not_in_order_says_why"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CaseStep(models.Model):
    """One attempt at one step of a case: who took it, when, and what came of it."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=12, choices=StepName)
    subject = models.PositiveSmallIntegerField(_("subject"), default=0)
    is_passed = models.BooleanField(_("passed"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    window = models.ForeignKey(
        Window, verbose_name=_("window"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Officer, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("case", "at", "id")
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "subject"], condition=models.Q(is_passed=True), name="step_is_passed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_passed=True) | ~models.Q(reason=""), name="step_not_passed_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="exam", subject__in=(1, 2, 3)) | ~models.Q(kind="exam") & models.Q(subject=0),
                name="subjects_belong_to_examinations",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class CaseBlock(models.Model):
    """A time in which a case waits for violations to be settled at their window."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="blocks")
    violations = models.PositiveSmallIntegerField(_("open violations"))
    began_at = models.DateTimeField(_("began at"))
    noted_by = models.ForeignKey(Officer, verbose_name=_("noted by"), on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Officer, verbose_name=_("noted by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("case", "began_at")
        verbose_name = _("wait for violations")
        verbose_name_plural = _("waits for violations")
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="case_waits_once_at_a_time"
            ),
            models.CheckConstraint(condition=models.Q(violations__gte=1), name="wait_has_a_violation"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__gte=models.F("began_at"), ended_by__isnull=False),
                name="wait_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return str(self.case)

    @property
    def lasted(self) -> dt.timedelta | None:
        return None if self.ended_at is None else self.ended_at - self.began_at


class Slip(models.Model):
    """A dated paper that the window gave out, kept as it was printed; a notice of what is missing is one."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="slips")
    position = models.PositiveSmallIntegerField(_("number"))
    outcome = models.CharField(_("kind"), max_length=16, choices=OutcomeName)
    content = models.JSONField(_("text"))
    is_open = models.BooleanField(_("waits for the applicant"), default=False)
    approved_by = models.ForeignKey(
        Officer, verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_reason = models.CharField(_("why a second notice"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(Officer, verbose_name=_("issued by"), on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("case", "position")
        verbose_name = _("slip")
        verbose_name_plural = _("slips")
        constraints = (
            models.UniqueConstraint(fields=["case", "position"], name="slip_has_its_own_number"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(is_open=True), name="case_has_one_open_notice"),
            models.CheckConstraint(
                condition=models.Q(is_open=False) | models.Q(outcome="supplement"), name="only_a_notice_is_open"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_reason="")
                | models.Q(approved_by__isnull=False) & ~models.Q(approved_reason=""),
                name="approved_notice_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}-{self.position}"
