"""Runs the whole portal on one machine: web server, Celery worker and Celery beat, as children of this process.

`python -m config.serve`. A child that dies is started again; when this process ends, however it ends, so do they.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import django
from django.conf import settings

from config.lifeline import end_with_parent
from config.preparing import port_is_free, prepare

_LONGEST_PAUSE_S = 30
_STEADY_AFTER_S = 60
_SECONDS_TO_STOP = 15


@dataclass
class Child:
    """One program that is kept running."""

    name: str
    command: list[str]
    surroundings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    deaths: int = 0

    def tend(self, now: float) -> None:
        """Start the program when it is due: at once, then after a pause that doubles with every quick death."""
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return
            self._end_what_is_left()
            self.deaths = 1 if now - self.started_at > _STEADY_AFTER_S else self.deaths + 1
            print(f"{self.name} ended with status {status}; starting it again in {self.pause} s", flush=True)
            self.process, self.started_at = None, now
        if now >= self.started_at + self.pause:
            self._start(now)

    @property
    def pause(self) -> int:
        return min(2**self.deaths, _LONGEST_PAUSE_S) if self.deaths else 0

    def _start(self, now: float) -> None:
        self.started_at = now
        # A session of its own keeps the terminal's Ctrl-C away: the parent alone stops the children, in order.
        self.process = subprocess.Popen(  # noqa: S603 - commands of ours
            [sys.executable, *self.command],
            env={**os.environ, **self.surroundings},
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads stand when children start
        )

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def leave_nothing(self, deadline: float) -> None:
        """Wait for a polite end, then end whatever the program has left of itself."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        self._end_what_is_left()
        self.process.wait()

    def _end_what_is_left(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Guardian:
    """A small process that ends what a killed portal leaves; it is told whenever a program starts or ends."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("guardian.py")
        self.process = subprocess.Popen(  # noqa: S603 - a command of ours
            [sys.executable, str(script), str(_SECONDS_TO_STOP)],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.told = ""

    def tell(self, kept: Sequence[Child]) -> None:
        groups = " ".join(str(child.process.pid) for child in kept if child.process is not None)
        if groups != self.told and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(f"{groups}\n")
                self.process.stdin.flush()
            self.told = groups

    def leave(self) -> None:
        """Let it go when nothing is left to guard."""
        self.tell([])
        self.process.communicate()


def children(host: str, port: int) -> list[Child]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = ["-m", "gunicorn", "config.wsgi", "--bind", address, "--worker-class", "gthread", "--workers", "2"]
    web += ["--threads", "4", "--preload", "--no-control-socket", "--log-level", "warning", "--graceful-timeout", "10"]
    # Celery warns of root because of pickled messages; only JSON is accepted here.
    celery = ["-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "config"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "1", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile="]
    # The file broker lets messages pass through the folder for temporary files: it gets one on the same disk.
    own_temporary_folder = {"TMPDIR": str(settings.BROKER_FOLDER / "claimed")}
    return [Child("web server", web), Child("worker", worker, own_temporary_folder), Child("beat", beat)]


def keep_running(kept: list[Child], *, on_answer: Callable[[], None], probe: str) -> None:
    """Tend the children until SIGINT, SIGTERM or SIGHUP.

    Nobody waits for the second and later ones: they start when the first answers at `probe`; `on_answer` is told once.
    """
    stopping = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    guardian = Guardian()
    try:
        _tend_until(stopping, kept, guardian, on_answer, probe)
    finally:
        for child in kept:
            child.stop()
        deadline = time.monotonic() + _SECONDS_TO_STOP
        for child in kept:
            child.leave_nothing(deadline)
        guardian.leave()


def _tend_until(
    stopping: threading.Event, kept: list[Child], guardian: Guardian, on_answer: Callable[[], None], probe: str
) -> None:
    has_answered = False
    while not stopping.is_set():
        for child in kept if has_answered else kept[:1]:
            child.tend(time.monotonic())
            guardian.tell(kept)
        if not has_answered and _answers(probe):
            has_answered = True
            on_answer()
        stopping.wait(0.3)


def _answers(probe: str) -> bool:
    try:
        with urllib.request.urlopen(probe, timeout=5):  # noqa: S310 - the address is ours
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m config.serve", description=__doc__)
    options.add_argument("--end-with-parent", action="store_true", help="end when the process that started this ends")
    if options.parse_args().end_with_parent:
        end_with_parent()
    os.umask(0o027)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    host, port = settings.BIND, settings.PORT
    if not port_is_free(host, port):
        print(f"Port {port} of {host} is in use. Choose another one: make run PORT={port + 1}", file=sys.stderr)
        return 1
    sign_ins = prepare(with_demonstration=settings.DEMO)
    shown = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104 - compared only

    def tell() -> None:
        print(f"\n岗勤先锋 Vanguard answers at http://{shown}:{port}/ (Ctrl-C stops it)\n{sign_ins}", flush=True)

    keep_running(children(host, port), on_answer=tell, probe=f"http://{shown}:{port}/healthz")
    return 0


if __name__ == "__main__":
    sys.exit(main())
