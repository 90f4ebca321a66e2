import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.preparing import port_is_free
from config.serve import Child

HEEDING = "import time; print(flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {HEEDING}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(what: Callable[[], bool], seconds: int = 60) -> bool:
    """Ask ten times a second; what is counted is the asking, for the clock of a machine that slept jumps."""
    for _ in range(seconds * 10):
        if what():
            return True
        time.sleep(0.1)
    return what()


def _started_with(marker: Path) -> set[int]:
    """Return the processes that have the folder in their environment: the portal and all that it started."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            surroundings = (process / "environ").read_bytes()
        except OSError:
            continue
        if f"DATA_DIR={marker}\0".encode() in surroundings:
            found.add(int(process.name))
    return found


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start the whole portal on an empty data folder and yield its process and its port, once it answers."""
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    surroundings = {**kept, "DATA_DIR": str(tmp_path), "PORT": str(port), "DEMO": "0"}
    surroundings["DJANGO_SETTINGS_MODULE"] = "config.settings"
    told = tmp_path / "told"
    with told.open("w") as output:
        process = subprocess.Popen([sys.executable, "-m", "config.serve"], env=surroundings, stdout=output)
    assert _wait_for(lambda: "answers at" in told.read_text() or process.poll() is not None, 120)
    yield process, port
    for left in _started_with(tmp_path):
        os.kill(left, signal.SIGKILL)
    process.wait()


def test_port_in_use_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        surroundings = {
            **os.environ,
            "DATA_DIR": str(tmp_path),
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        ended = subprocess.run(
            [sys.executable, "-m", "config.serve"], env=surroundings, capture_output=True, text=True, check=False
        )
    told = f"Port {port} of 127.0.0.1 is in use. Choose another one: make run PORT={port + 1}\n"
    assert (ended.returncode, ended.stderr) == (1, told)


def test_port_is_free_again_after_its_server_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port)


def test_dead_child_is_started_again_after_growing_pauses() -> None:
    child = Child("brief", ["-c", ""])
    pauses = []
    for _ in range(3):
        child.tend(child.started_at + child.pause)
        assert child.process is not None
        child.process.wait()
        child.tend(child.started_at + 1)
        pauses.append(child.pause)
    assert pauses == [2, 4, 8]


def test_child_that_ran_steadily_is_started_again_soon() -> None:
    child = Child("steady", ["-c", ""], deaths=5)
    child.tend(1000)
    assert child.process is not None
    child.process.wait()
    child.tend(1000 + 61)
    assert child.pause == 2


def test_child_that_will_not_end_is_ended() -> None:
    child = Child(
        "stubborn", ["-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]
    )
    child.tend(time.monotonic())
    time.sleep(0.5)
    child.stop()
    child.leave_nothing(time.monotonic() + 0.2)
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def _run(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - scripts of this file
        [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def test_guardian_ends_what_its_parent_left() -> None:
    with _run("-c", HEEDING) as heeding, _run("-c", STUBBORN) as stubborn, _run("-c", STUBBORN) as spared:
        for process in (heeding, stubborn, spared):
            assert process.stdout is not None
            process.stdout.readline()
        with _run("config/guardian.py", "1") as guardian:
            assert guardian.stdin is not None
            guardian.stdin.write(f"{spared.pid}\n{heeding.pid} {stubborn.pid}\n")
            guardian.stdin.flush()
            time.sleep(1.5)
            guardian.terminate()
            for process in (heeding, stubborn):
                process.terminate()
            assert heeding.wait(10) == -signal.SIGTERM
            assert (guardian.poll(), stubborn.poll()) == (None, None)
            guardian.stdin.close()
            assert [stubborn.wait(10), guardian.wait(10)] == [-signal.SIGKILL, 0]
        assert spared.poll() is None
        spared.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_portal_answers_and_leaves_nothing_running(
    number: signal.Signals, portal: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    process, port = portal
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert answer.read() == b"ok"
    assert _wait_for(lambda: len(_started_with(tmp_path)) >= 7), (tmp_path / "told").read_text()
    process.send_signal(number)
    process.wait(30)
    has_ended = _wait_for(lambda: not _started_with(tmp_path))
    assert has_ended, [Path(f"/proc/{left}/cmdline").read_text() for left in _started_with(tmp_path)]
