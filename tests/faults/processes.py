"""Runs commands in processes of their own, which a fault may end at once, on the database of the running test."""

import importlib
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.context import ForkProcess

from django.core.management import call_command
from django.db import connection

from dutyposts import faults

_SECONDS = 60


def start(*command: str, fault: str = "", zone: str = "") -> ForkProcess:
    # A child must not share the connection; the parent opens its own again when it needs one.
    connection.close()
    process = get_context("fork").Process(target=_work, args=(command, fault, zone), daemon=True)
    process.start()
    return process


def run(*command: str, fault: str = "", zone: str = "") -> int:
    """Run a command to its end; return its exit status, or the number of the signal that ended it, negative."""
    return wait_for(start(*command, fault=fault, zone=zone))


def wait_for(process: ForkProcess) -> int:
    process.join(_SECONDS)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError
    return process.exitcode


def go_on(process: ForkProcess) -> int:
    """Wake a process that pauses, as often as it takes for it to hear it, and wait for its end."""
    while process.is_alive():
        os.kill(process.pid or 0, signal.SIGUSR1)
        process.join(0.1)
    return wait_for(process)


def _work(command: tuple[str, ...], fault: str, zone: str) -> None:
    os.environ["VANGUARD_FAULT_AT"] = fault
    importlib.reload(faults)
    signal.signal(signal.SIGUSR1, lambda *_: None)
    if zone:
        os.environ["TZ"] = zone
        time.tzset()
    status = 1
    with suppress(SystemExit):
        try:
            call_command(*command)
            status = 0
        except Exception:  # noqa: BLE001 - as the command line does, whatever it is
            traceback.print_exc(file=sys.stderr)
    os._exit(status)
