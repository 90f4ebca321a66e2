import logging

from celery import shared_task
from django.utils import timezone

from dutyposts.actions import month_end

_logger = logging.getLogger(__name__)


@shared_task
def close_due_months() -> None:
    for failure in month_end.close_due_months(timezone.now()):
        _logger.error("month end of %s failed: %s", failure.brigade.code, failure.reason)
