"""Outlives a killed portal by some seconds and ends what it has left: a program that does not heed its signal.

Started by `config.serve` as a script of its own, without Django. It reads from its parent, line by line, the process
groups that run now; when the parent is gone, it gives them the time that its argument tells, in seconds.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress


def _runs(group: int) -> bool:
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def guard(lines: Iterable[str], seconds: float) -> None:
    """Follow `lines` to their end, and then end the groups that the last of them names, once `seconds` are over."""
    last = ""
    for line in lines:
        last = line
    groups, deadline = [int(group) for group in last.split()], time.monotonic() + seconds
    while time.monotonic() < deadline and any(_runs(group) for group in groups):
        time.sleep(0.1)
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    guard(sys.stdin, float(sys.argv[1]))
