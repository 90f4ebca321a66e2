from celery import shared_task
from django.utils import timezone

from outreach.actions import contacts, contests, minimum, pairs


@shared_task
def warn_of_shortfalls() -> None:
    minimum.warn_of_shortfalls(timezone.now())


@shared_task
def record_due_months() -> None:
    minimum.record_due_months(timezone.now())


@shared_task
def forget_households() -> None:
    pairs.forget_households(timezone.now())


@shared_task
def forget_pupils() -> None:
    contests.forget_pupils(timezone.now())


@shared_task
def forget_contacts() -> None:
    contacts.forget_contacts(timezone.now())
