from celery import shared_task
from django.utils import timezone

from services.actions import cases


@shared_task
def deem_accepted() -> None:
    cases.deem_accepted(timezone.now())
