import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.fields import HundredthsField
from organization.models import Officer, Unit
from organization.models.units import within
from outreach.models.campaigns import Campaign
from outreach.rules.contests import Prize

MANAGE = "outreach.manage_contests"


class Grade(models.IntegerChoices):
    ONE = 1, _("grade 1")
    TWO = 2, _("grade 2")
    THREE = 3, _("grade 3")
    FOUR = 4, _("grade 4")
    FIVE = 5, _("grade 5")
    SIX = 6, _("grade 6")
    SEVEN = 7, _("grade 7")
    EIGHT = 8, _("grade 8")
    NINE = 9, _("grade 9")
    TEN = 10, _("grade 10")
    ELEVEN = 11, _("grade 11")
    TWELVE = 12, _("grade 12")


class WorkKind(models.TextChoices):
    COMICS = "comics", _("comics")
    NEWSPAPER = "newspaper", _("hand-written newspaper")
    ESSAY = "essay", _("essay")


class PrizeName(models.TextChoices):
    FIRST = Prize.FIRST.value, _("first prize")
    SECOND = Prize.SECOND.value, _("second prize")
    THIRD = Prize.THIRD.value, _("third prize")


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, officer: Officer) -> "ContestQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "unit__path"))

    def awarded_by(self, day: dt.date) -> "ContestQuerySet":
        return self.filter(state=Contest.State.AWARDED, awarded_on__lte=day)


class Contest(models.Model):
    """Works of pupils, judged without names: taken in, judged, awarded."""

    class State(models.TextChoices):
        OPEN = "open", _("open for entries")
        JUDGING = "judging", _("being judged")
        AWARDED = "awarded", _("awarded")

    brigade = models.ForeignKey(
        Unit, verbose_name=_("brigade"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(Unit, verbose_name=_("unit that runs it"), on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), null=True, blank=True, on_delete=models.PROTECT, related_name="contests"
    )
    title = models.CharField(_("contest title"), max_length=60)
    kinds = models.JSONField(_("kinds of work"), default=list)
    first_grade = models.PositiveSmallIntegerField(_("from grade"), choices=Grade)
    last_grade = models.PositiveSmallIntegerField(_("to grade"), choices=Grade)
    entries_until = models.DateField(_("entries until"))
    judged_until = models.DateField(_("judged until"))
    first_prizes = models.PositiveSmallIntegerField(_("first prizes of each kind"))
    second_prizes = models.PositiveSmallIntegerField(_("second prizes of each kind"))
    third_prizes = models.PositiveSmallIntegerField(_("third prizes of each kind"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    reason = models.CharField(_("why awarded without all marks"), max_length=200, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    judges = models.ManyToManyField(Officer, verbose_name=_("judges"), related_name="+", blank=True)

    objects = ContestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        constraints = (
            models.UniqueConstraint(fields=["brigade", "title"], name="contest_title_is_unique_in_brigade"),
            models.CheckConstraint(
                condition=models.Q(
                    first_grade__gte=1, last_grade__lte=Grade.TWELVE.value, last_grade__gte=models.F("first_grade")
                ),
                name="contest_invites_grades_of_school",
            ),
            models.CheckConstraint(
                condition=models.Q(judged_until__gte=models.F("entries_until")),
                name="contest_is_judged_after_its_entries",
            ),
            models.CheckConstraint(
                condition=models.Q(state="awarded", awarded_on__isnull=False)
                | ~models.Q(state="awarded") & models.Q(awarded_on=None, reason=""),
                name="awarded_contest_has_its_day",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def prizes(self) -> dict[Prize, int]:
        return dict(zip(Prize, (self.first_prizes, self.second_prizes, self.third_prizes), strict=True))

    @property
    def kind_names(self) -> list[str]:
        return [str(kind.label) for kind in WorkKind if kind.value in self.kinds]


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, officer: Officer) -> "EntryQuerySet":
        own = officer.unit.brigade or officer.unit
        return self.filter(within([*officer.scope, own.path], "contest__unit__path"))

    def in_contest(self) -> "EntryQuerySet":
        """Keep what is judged and awarded: all but the works that were withdrawn before the award."""
        return self.exclude(state=Entry.State.WITHDRAWN)

    def to_mark_by(self, judge: Officer) -> "EntryQuerySet":
        """Keep what the judge has not marked; own entries are not among it."""
        return self.in_contest().exclude(entered_by=judge).exclude(marks__judge=judge)


class Entry(models.Model):
    """A pupil's work under a code that tells nothing of the pupil, and what it came to.

    Of a work whose guardian took the consent back the code stays, and the award where it was given before that.
    """

    class State(models.TextChoices):
        TAKEN_IN = "taken_in", _("taken in")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EMPTIED = "emptied", _("withdrawn after the award")

    contest = models.ForeignKey(Contest, verbose_name=_("contest"), on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(_("code"), max_length=24, unique=True)
    client_id = models.UUIDField(_("client id"), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=WorkKind)
    school = models.CharField(_("school"), max_length=60, blank=True)
    grade = models.PositiveSmallIntegerField(_("school grade"), choices=Grade)
    title = models.CharField(_("title of the work"), max_length=60, blank=True)
    work = models.FileField(_("work"), upload_to="contests/%Y/%m/", max_length=120, blank=True)
    thumbnail = models.FileField(_("thumbnail"), upload_to="contests/%Y/%m/", max_length=120, blank=True)
    entered_by = models.ForeignKey(Officer, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.TAKEN_IN)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    mean = HundredthsField(_("mean of the marks"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(_("place among its kind"), null=True, blank=True)
    prize = models.CharField(_("prize"), max_length=8, choices=PrizeName, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("contest", "id")
        verbose_name = _("contest entry")
        verbose_name_plural = _("contest entries")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=Grade.TWELVE.value),
                name="entry_is_from_a_grade_of_school",
            ),
            models.CheckConstraint(
                condition=models.Q(mean=None, place=None, prize="") | models.Q(mean__isnull=False, place__isnull=False),
                name="entry_has_a_place_with_its_mean",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="essay") | ~models.Q(state="taken_in") | ~models.Q(thumbnail=""),
                name="only_an_essay_is_no_picture",
            ),
            models.CheckConstraint(
                condition=models.Q(state="taken_in", withdrawn_on=None)
                | models.Q(withdrawn_on__isnull=False, school="", title="", work="", thumbnail="")
                & ~models.Q(state="taken_in"),
                name="withdrawn_entry_tells_of_nobody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(mean=None, place=None, prize=""),
                name="withdrawn_entry_has_no_place",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Pupil(models.Model):
    """Whose work it is, kept apart from the entry; the name is emptied a year after the award at the latest."""

    entry = models.OneToOneField(
        Entry, verbose_name=_("contest entry"), on_delete=models.CASCADE, primary_key=True, related_name="pupil"
    )
    name = models.CharField(_("name"), max_length=40, blank=True)
    consented_on = models.DateField(_("guardian's consent of"))

    class Meta:
        verbose_name = _("pupil")
        verbose_name_plural = _("pupils")

    def __str__(self) -> str:
        return self.entry.code


class Mark(models.Model):
    """What one judge gives one entry."""

    entry = models.ForeignKey(Entry, verbose_name=_("contest entry"), on_delete=models.CASCADE, related_name="marks")
    judge = models.ForeignKey(Officer, verbose_name=_("judge"), on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("mark"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        ordering = ("entry", "id")
        verbose_name = _("mark of a judge")
        verbose_name_plural = _("marks of judges")
        constraints = (
            models.UniqueConstraint(fields=["entry", "judge"], name="judge_marks_an_entry_once"),
            models.CheckConstraint(condition=models.Q(points__lte=100), name="mark_is_at_most_a_hundred"),
        )

    def __str__(self) -> str:
        return f"{self.entry} {self.points}"
