import datetime as dt
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from dashboard import import_jobs
from dashboard.tasks import catch_up_imports, run_import
from dutyposts.models import Inspection
from organization.models import ImportJob, Officer, Unit
from organization.rules.permissions import Role
from tests.factories.files import AT, DATA, import_sample, write_rows
from tests.factories.people import make_officer, make_supervisor

pytestmark = pytest.mark.django_db

BACKEND = "organization.authentication.RoleBackend"
LIST_QUERIES = 4


@pytest.fixture
def supervisor() -> Officer:
    import_sample("units", "officers", "standard", "posts")
    return make_supervisor(Unit.objects.get(code="YH"))


@pytest.fixture
def page(client: Client, supervisor: Officer) -> Client:
    client.force_login(supervisor, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def upload(page: Client, path: Path, kind: str = "inspections") -> ImportJob:
    with path.open("rb") as file:
        response = page.post("/imports/", {"kind": kind, "file": file})
    job = ImportJob.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, f"/imports/{job.pk}/")
    return job


def test_small_file_is_imported_at_once(page: Client) -> None:
    job = upload(page, DATA / "inspections.csv")
    assert (job.state, job.created, job.rows_read, job.file.name) == ("done", 6, 7, "")
    assert Inspection.objects.count() == 6
    assert page.get(f"/imports/{job.pk}/").status_code == 200


def test_second_upload_changes_nothing(page: Client) -> None:
    upload(page, DATA / "inspections.csv")
    job = upload(page, DATA / "inspections.csv")
    assert (job.state, job.created, job.changed, job.unchanged) == ("done", 0, 0, 6)


def test_problems_are_told_row_by_row_in_the_readers_language(page: Client, tmp_path: Path) -> None:
    job = upload(page, write_rows(tmp_path, "inspections", {}, {"inspection_no": "B", "inspector": "999999"}))
    assert (job.state, Inspection.objects.count()) == ("refused", 0)
    (problem,) = import_jobs.problems_of(job)
    assert (problem.line, problem.column) == (3, "inspector")
    assert "There is nobody with the police number 999999." in page.get(f"/imports/{job.pk}/").text
    page.cookies["django_language"] = "zh-hans"
    assert "没有警号 999999。" in page.get(f"/imports/{job.pk}/").text


def test_large_file_goes_to_the_worker(
    page: Client, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    path = write_rows(tmp_path, "inspections", *({"inspection_no": f"N{number}"} for number in range(501)))
    with django_capture_on_commit_callbacks() as handed_over:
        job = upload(page, path)
    assert (job.state, len(handed_over)) == ("waiting", 1)
    assert '<meta http-equiv="refresh" content="3; url=?automatic=1">' in page.get(f"/imports/{job.pk}/").text
    run_import(job.pk)
    job.refresh_from_db()
    assert (job.state, job.created) == ("done", 501)
    assert "http-equiv" not in page.get(f"/imports/{job.pk}/").text


def make_job(by: Officer, *, state: ImportJob.State, started_at: dt.datetime) -> ImportJob:
    content = (DATA / "inspections.csv").read_bytes()
    job = import_jobs.hand_in("inspections", SimpleUploadedFile("rows.csv", content), by=by, at=started_at)
    job.state, job.heartbeat_at = state, started_at
    job.save()
    return job


def test_job_of_a_killed_worker_is_taken_up_again(supervisor: Officer) -> None:
    job = make_job(supervisor, state=ImportJob.State.RUNNING, started_at=AT)
    assert import_jobs.due_jobs(AT + dt.timedelta(minutes=4)) == []
    assert import_jobs.due_jobs(AT + dt.timedelta(minutes=6)) == [job.pk]
    import_jobs.run_job(job.pk, at=AT + dt.timedelta(minutes=4))
    assert Inspection.objects.count() == 0
    import_jobs.run_job(job.pk, at=AT + dt.timedelta(minutes=6))
    import_jobs.run_job(job.pk, at=AT + dt.timedelta(minutes=7))
    job.refresh_from_db()
    assert (job.state, Inspection.objects.count()) == ("done", 6)


def test_catch_up_leaves_fresh_and_finished_jobs_alone(supervisor: Officer) -> None:
    make_job(supervisor, state=ImportJob.State.WAITING, started_at=AT)
    make_job(supervisor, state=ImportJob.State.DONE, started_at=AT)
    assert import_jobs.due_jobs(AT + dt.timedelta(seconds=59)) == []
    assert len(import_jobs.due_jobs(AT + dt.timedelta(minutes=2))) == 1
    assert import_jobs.due_jobs(AT + dt.timedelta(days=2)) == []
    catch_up_imports()


def test_more_problems_than_shown_are_counted(page: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_jobs, "MOST_SHOWN", 1)
    bad = [{"inspection_no": f"N{number}", "inspector": "999999"} for number in range(3)]
    job = upload(page, write_rows(tmp_path, "inspections", *bad))
    assert [problem.reason for problem in import_jobs.problems_of(job)] == [
        "There is nobody with the police number %(value)s.",
        "%(count)s more problems.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rows.txt", b"x", "Choose a .csv or .xlsx file."),
        ("rows.csv", b"", "The file is empty. Choose another."),
    ],
)
def test_unfit_file_is_refused_at_the_door(page: Client, name: str, content: bytes, message: str) -> None:
    response = page.post("/imports/", {"kind": "inspections", "file": SimpleUploadedFile(name, content)})
    assert response.context["form"].errors == {"file": [message]}
    assert ImportJob.objects.filter(started_by__isnull=False).count() == 0


def test_form_asks_for_kind_and_file(page: Client) -> None:
    response = page.post("/imports/", {"kind": "units"})
    assert response.context["form"].errors == {"kind": ["Choose what is in the file."], "file": ["Choose a file."]}


def test_template_has_columns_and_an_example(page: Client) -> None:
    response = page.get("/imports/template/events.csv")
    assert response["Content-Disposition"] == 'attachment; filename="events.csv"'
    assert response.content.decode("utf-8-sig").splitlines() == [
        "event_no,post_code,happened_on,item_code,count,officers,proposed_by,approved_by,note",
        "E000001,DS-01,2026-10-14,J1,1,,012345,023456,",
    ]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (
            Role.SUPERVISOR,
            ["standard", "posts", "assignments", "inspections", "events", "outreach", "leniency", "donations"],
        ),
        (Role.SYSTEM_ADMINISTRATOR, ["units", "officers", "matters"]),
    ],
)
def test_each_role_imports_its_own_kinds(client: Client, role: Role, kinds: list[str]) -> None:
    import_sample("units")
    client.force_login(make_officer(Unit.objects.get(code="YH"), role=role), backend=BACKEND)
    response = client.get("/imports/")
    assert [kind for kind, _title in response.context["form"].fields["kind"].choices] == kinds
    other = "units" if role == Role.SUPERVISOR else "events"
    assert client.get(f"/imports/template/{other}.csv").status_code == 404
    answer = client.post("/imports/", {"kind": other, "file": BytesIO(b"x")})
    assert (answer.status_code, ImportJob.objects.filter(started_by__isnull=False).count()) == (200, 0)


def test_others_neither_import_nor_look(client: Client, supervisor: Officer) -> None:
    job = make_job(supervisor, state=ImportJob.State.DONE, started_at=AT)
    brigade = Unit.objects.get(code="YH")
    client.force_login(make_officer(brigade, role=Role.INSPECTOR), backend=BACKEND)
    assert client.get("/imports/").status_code == 403
    client.force_login(make_supervisor(brigade), backend=BACKEND)
    assert client.get(f"/imports/{job.pk}/").status_code == 404
    client.logout()
    assert client.get("/imports/")["Location"] == "/login/?next=/imports/"


@pytest.mark.parametrize("jobs", [1, 3])
def test_list_asks_the_same_for_one_and_three_jobs(
    page: Client, supervisor: Officer, django_assert_num_queries: DjangoAssertNumQueries, jobs: int
) -> None:
    for _job in range(jobs):
        make_job(supervisor, state=ImportJob.State.DONE, started_at=AT)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(page.get("/imports/").context["jobs"]) == jobs
