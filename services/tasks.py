from celery import shared_task
from django.utils import timezone

from services.actions import cases, forgetting, reminding


@shared_task
def deem_accepted() -> None:
    cases.deem_accepted(timezone.now())


@shared_task
def forget_citizens() -> None:
    now = timezone.now()
    forgetting.forget_bookers(now)
    forgetting.forget_applicants(now)
    forgetting.forget_parties(now)


@shared_task
def remind_of_limits() -> None:
    reminding.remind(timezone.now())
