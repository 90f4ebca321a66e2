"""The names of the rules' values, for columns and screens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pledges.rules.appraisal import Conclusion, Grade, Mark
from pledges.rules.criteria import Criterion, Owner
from pledges.rules.reviews import Decision, Level


class ItemKind(models.TextChoices):
    COMMON = "common", _("common")
    POST = "post", _("post")
    DEED = "deed", _("deed")


class OwnerKind(models.TextChoices):
    MEMBER = Owner.MEMBER.value, _("Party member")
    GROUP = Owner.GROUP.value, _("Party group")
    BRANCH = Owner.BRANCH.value, _("Party branch")


class CriterionName(models.TextChoices):
    LEARN = Criterion.LEARN.value, _("lead in learning")
    EXCEL = Criterion.EXCEL.value, _("lead in achieving")
    SERVE = Criterion.SERVE.value, _("lead in serving the public")
    LAW = Criterion.LAW.value, _("lead in obeying discipline and law")
    INTEGRITY = Criterion.INTEGRITY.value, _("lead in upholding integrity")
    LEADERSHIP = Criterion.LEADERSHIP.value, _("good leading body")
    MEMBERS = Criterion.MEMBERS.value, _("good membership")
    MECHANISM = Criterion.MECHANISM.value, _("sound working mechanisms")
    PERFORMANCE = Criterion.PERFORMANCE.value, _("good performance")
    PUBLIC_RESPONSE = Criterion.PUBLIC_RESPONSE.value, _("good public response")


class LevelName(models.TextChoices):
    GROUP = Level.GROUP.value, _("Party group")
    BRANCH = Level.BRANCH.value, _("Party branch")
    SUPERIOR = Level.SUPERIOR.value, _("superior")


class DecisionName(models.TextChoices):
    PASS = Decision.PASS.value, _("passed")
    AMEND = Decision.AMEND.value, _("to amend")
    REDO = Decision.REDO.value, _("to redo")


class ConclusionName(models.TextChoices):
    FULFILLED = Conclusion.FULFILLED.value, _("fulfilled")
    PARTLY = Conclusion.PARTLY.value, _("partly fulfilled")
    EXCUSED = Conclusion.EXCUSED.value, _("excused")
    UNFULFILLED = Conclusion.UNFULFILLED.value, _("not fulfilled")


class MarkName(models.TextChoices):
    SATISFIED = Mark.SATISFIED.value, _("satisfied")
    FAIRLY = Mark.FAIRLY.value, _("fairly satisfied")
    DISSATISFIED = Mark.DISSATISFIED.value, _("dissatisfied")


class GradeName(models.TextChoices):
    EXCELLENT = Grade.EXCELLENT.value, _("excellent")
    QUALIFIED = Grade.QUALIFIED.value, _("qualified")
    BASICALLY = Grade.BASICALLY.value, _("basically qualified")
    UNQUALIFIED = Grade.UNQUALIFIED.value, _("unqualified")
