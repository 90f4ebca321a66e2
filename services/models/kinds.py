from django.db import models
from django.utils.translation import gettext_lazy as _

from services.rules.steps import Step


class StepName(models.TextChoices):
    PHOTO = Step.PHOTO.value, _("Photo")
    MEDICAL = Step.MEDICAL.value, _("Medical check")
    FORM = Step.FORM.value, _("Form")
    ACCEPTANCE = Step.ACCEPTANCE.value, _("Acceptance")
    EXAM = Step.EXAM.value, _("Examinations")
    ISSUE = Step.ISSUE.value, _("Issue")


class OutcomeName(models.TextChoices):
    """What the intake of an application comes to; each prints a slip (Administrative Licensing Law 32)."""

    NOT_NEEDED = "not_needed", _("no permission needed")
    ELSEWHERE = "elsewhere", _("not our business")
    SUPPLEMENT = "supplement", _("notice of what is missing")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
