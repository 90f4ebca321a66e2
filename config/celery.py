import logging
import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.result import AsyncResult
from celery.schedules import crontab
from celery.signals import worker_process_init
from kombu.exceptions import OperationalError

from config.lifeline import watch_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_logger = logging.getLogger(__name__)


class PortalTask(DjangoTask[Any, Any]):
    """A task whose message may get lost: a page that hands out work answers even while the broker is away.

    What is due is read from the database by the catch-up, so nothing is owed to a message.
    """

    def apply_async(self, *args: Any, **kwargs: Any) -> AsyncResult[Any] | None:  # type: ignore[override]
        try:
            return super().apply_async(*args, **kwargs)
        except (OperationalError, OSError) as error:
            _logger.warning("%s could not be handed to the broker: %s", self.name, error)
            return None


app = Celery("vanguard", task_cls=PortalTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
worker_process_init.connect(watch_parent, weak=False)
app.conf.beat_schedule = {
    "month end": {
        "task": "dutyposts.tasks.close_due_months",
        "schedule": crontab(minute="30", hour="0", day_of_month="1"),
        "options": {"expires": 1800},
    },
    # Does what a switched-off machine or a lost message left undone. It never comes before the month end, since nothing
    # is due before 00:30 on the first; nor in the same minute, so that two workers do not begin the same work.
    "month end catch-up": {
        "task": "dutyposts.tasks.close_due_months",
        "schedule": crontab(minute="5-55/10"),
        "options": {"expires": 540},
    },
    "reviews of pledges": {
        "task": "pledges.tasks.remind_reviewers",
        "schedule": crontab(minute="20"),
        "options": {"expires": 3000},
    },
    "shortfalls of grassroots services": {
        "task": "outreach.tasks.warn_of_shortfalls",
        "schedule": crontab(minute="40"),
        "options": {"expires": 3000},
    },
    "months of grassroots services": {
        "task": "outreach.tasks.record_due_months",
        "schedule": crontab(minute="50"),
        "options": {"expires": 3000},
    },
    "households no longer helped": {
        "task": "outreach.tasks.forget_households",
        "schedule": crontab(minute="35", hour="3"),
        "options": {"expires": 3000},
    },
    "contacts of old visits": {
        "task": "outreach.tasks.forget_contacts",
        "schedule": crontab(minute="40", hour="3"),
        "options": {"expires": 3000},
    },
    "names of pupils": {
        "task": "outreach.tasks.forget_pupils",
        "schedule": crontab(minute="30", hour="3"),
        "options": {"expires": 3000},
    },
    "citizens whose time is over": {
        "task": "services.tasks.forget_citizens",
        "schedule": crontab(minute="45", hour="3"),
        "options": {"expires": 3000},
    },
    # After the applications that nobody answered, whose limits are another afterwards.
    "limits near and past": {
        "task": "services.tasks.remind_of_limits",
        "schedule": crontab(minute="30", hour="6"),
        "options": {"expires": 3000},
    },
    "applications nobody answered": {
        "task": "services.tasks.deem_accepted",
        "schedule": crontab(minute="15", hour="0-6"),
        "options": {"expires": 3000},
    },
    # Takes up files that wait, or whose worker was killed.
    "import catch-up": {
        "task": "dashboard.tasks.catch_up_imports",
        "schedule": crontab(minute="*"),
        "options": {"expires": 50},
    },
}
