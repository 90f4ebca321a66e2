"""Web server, worker and command line as processes of their own, on the database of the running test."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from kombu import Connection

from organization.models import Officer

if TYPE_CHECKING:
    from celery import Task

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60
TOKEN = "a" * 32


def surroundings(broker: str | None = None, fault: str = "") -> dict[str, str]:
    """Return the environment of the portal's processes; `broker` is the run's own unless a test has another."""
    name = str(connection.settings_dict["NAME"])
    folder = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    own = {
        "DATABASE_URL": f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{folder}/{name}",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "VANGUARD_FAULT_AT": fault,
    }
    return {**os.environ, **own, **({} if broker is None else {"REDIS_URL": broker})}


def until(what: Callable[[], bool], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def manage(*command: str, broker: str) -> int:
    whole = [sys.executable, "manage.py", *command]
    return subprocess.run(  # noqa: S603 - a command of ours
        whole, cwd=ROOT, env=surroundings(broker), stdout=subprocess.DEVNULL, check=False
    ).returncode


@dataclass(frozen=True, slots=True)
class Program:
    process: subprocess.Popen[bytes]
    told: Path

    def has_told(self, words: str) -> bool:
        return words in self.told.read_text(encoding="utf-8")


@contextmanager
def program(command: list[str], env: Mapping[str, str]) -> Iterator[Program]:
    """Run a program and its children; at the end whatever is left of them is killed."""
    with tempfile.NamedTemporaryFile() as told:
        process = subprocess.Popen(  # noqa: S603 - a command of ours
            [sys.executable, *command], cwd=ROOT, env=env, start_new_session=True, stdout=told, stderr=told
        )
        try:
            yield Program(process, Path(told.name))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def worker(fault: str = "", broker: str | None = None) -> Iterator[Program]:
    command = ["-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "info"]
    with program([*command, "--without-gossip", "--without-mingle"], surroundings(broker, fault)) as running:
        yield running


def is_ready(running: Program) -> bool:
    return running.has_told(" ready.")


def send(task: "Task[Any, Any]", broker: str, *arguments: object) -> None:
    """Hand a task to a broker that is not the one of this process."""
    with Connection(broker) as there:
        task.apply_async(arguments, connection=there)  # type: ignore[call-arg]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Site:
    """A running web server, asked as one officer."""

    port: int
    session: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, **fields: object) -> Answer:
        body = encode_multipart(BOUNDARY, fields)
        return self._ask("POST", path, body, {"Content-Type": MULTIPART_CONTENT, "X-CSRFToken": TOKEN})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"}
        began = time.monotonic()
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as line:
            line.request(method, path, body, headers | cookies)
            answer = line.getresponse()
            text = answer.read().decode()
        return Answer(answer.status, answer.headers.get("Location", ""), text, time.monotonic() - began)


@contextmanager
def site(officer: Officer, broker: str | None = None) -> Iterator[Site]:
    client = Client()
    client.force_login(officer, backend="organization.authentication.RoleBackend")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    with program([*command, "--threads", "4", "--no-control-socket"], surroundings(broker)) as running:
        site = Site(port, client.cookies[settings.SESSION_COOKIE_NAME].value)
        until(lambda: running.process.poll() is None and _answers(site))
        yield site


def _answers(site: Site) -> bool:
    with suppress(OSError):
        return site.get("/healthz").status == HTTPStatus.OK
    return False
