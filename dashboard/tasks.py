from celery import shared_task
from django.utils import timezone

from dashboard import import_jobs


# Longer than other tasks: a file of a million findings takes some minutes.
@shared_task(soft_time_limit=1500, time_limit=1700)
def run_import(job_id: int) -> None:
    import_jobs.run_job(job_id, at=timezone.now())


@shared_task
def catch_up_imports() -> None:
    for job_id in import_jobs.due_jobs(timezone.now()):
        run_import.delay(job_id)
