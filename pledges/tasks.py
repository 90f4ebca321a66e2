from celery import shared_task
from django.utils import timezone

from organization.calendar import beijing_date
from pledges.actions import reminding


@shared_task
def remind_reviewers() -> None:
    reminding.remind_reviewers(beijing_date(timezone.now()))
