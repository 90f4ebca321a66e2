import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Officer, Unit
from organization.models.units import within
from organization.rules.masking import masked_name, masked_phone
from outreach.models.visits import Visit
from outreach.rules.categories import Category

MANAGE = "outreach.manage_lessons"


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, officer: Officer) -> "LessonQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def overdue(self, day: dt.date) -> "LessonQuerySet":
        return self.filter(state=Lesson.State.ASKED, due_on__lt=day)


class Lesson(models.Model):
    """A safety lesson that somebody asks for and officers hold where the people are."""

    class State(models.TextChoices):
        ASKED = "asked", _("to be answered")
        AGREED = "agreed", _("agreed")
        HELD = "held", _("held")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise")
        TRANSPORT_FIRM = "transport_firm", _("passenger transport firm")
        SCHOOL = "school", _("school")
        VILLAGE = "village", _("village")
        COMMUNITY = "community", _("community")

    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit that answers and teaches"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    body = models.CharField(_("who asks"), max_length=60)
    contact_name = models.CharField(_("contact person"), max_length=40)
    contact_phone = models.CharField(_("telephone"), max_length=20)
    topic = models.CharField(_("topic"), max_length=80)
    place = models.CharField(_("where it is held"), max_length=80)
    audience = models.PositiveIntegerField(_("people expected"))
    wished_on = models.DateField(_("wished for"))
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("answer due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    happens_on = models.DateField(_("day"), null=True, blank=True)
    begins_at = models.TimeField(_("time"), null=True, blank=True)
    teachers = models.ManyToManyField(Officer, verbose_name=_("who teaches"), related_name="lessons", blank=True)
    attendance = models.PositiveIntegerField(_("people who came"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    material = models.CharField(_("material handed out"), max_length=120, blank=True)
    taught = models.CharField(_("what was taught"), max_length=300, blank=True)
    feedback = models.CharField(_("what the audience said"), max_length=300, blank=True)
    reason = models.CharField(_("why not held"), max_length=200, blank=True)
    visit = models.OneToOneField(
        Visit, verbose_name=_("visit"), null=True, blank=True, on_delete=models.PROTECT, related_name="lesson"
    )
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ("-wished_on", "-id")
        verbose_name = _("safety lesson")
        verbose_name_plural = _("safety lessons")
        indexes = (
            models.Index(fields=["brigade", "-wished_on", "-id"], name="lesson_by_brigade_and_day"),
            models.Index(fields=["brigade", "state", "due_on"], name="lesson_by_state_and_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state__in=("agreed", "held"))
                | models.Q(happens_on__isnull=False, begins_at__isnull=False),
                name="agreed_lesson_has_day_and_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="held") | models.Q(attendance__gte=1, minutes__gte=1) & ~models.Q(taught=""),
                name="held_lesson_tells_what_it_was",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("declined", "cancelled")) | ~models.Q(reason=""),
                name="lesson_not_held_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(visit=None) | models.Q(state="held"), name="only_a_held_lesson_is_a_visit"
            ),
        )

    def __str__(self) -> str:
        return self.body

    @property
    def masked_contact(self) -> str:
        return f"{masked_name(self.contact_name)} {masked_phone(self.contact_phone)}"


# As what kind of visit a held lesson is entered.
VISIT_CATEGORY = {
    Lesson.Kind.ENTERPRISE: Category.ENTERPRISE_VISIT,
    Lesson.Kind.TRANSPORT_FIRM: Category.TRANSPORT_FIRM_VISIT,
    Lesson.Kind.SCHOOL: Category.SCHOOL_VISIT,
    Lesson.Kind.VILLAGE: Category.VILLAGE_VISIT,
    Lesson.Kind.COMMUNITY: Category.COMMUNITY_VISIT,
}
