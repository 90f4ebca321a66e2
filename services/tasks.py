from celery import shared_task
from django.utils import timezone

from services.actions import bookings, cases


@shared_task
def deem_accepted() -> None:
    cases.deem_accepted(timezone.now())


@shared_task
def forget_bookers() -> None:
    bookings.forget_bookers(timezone.now())
