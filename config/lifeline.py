"""Ties the life of a process to that of its parent, so that a killed parent leaves nothing running."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal when the thread that started it ends, even by SIGKILL (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number)


def watch_parent(**_: object) -> None:
    """End this process within a second of its parent: for a process that a thread of the parent may have started."""
    threading.Thread(target=_wait_for_orphanhood, args=[os.getppid()], daemon=True).start()


def _wait_for_orphanhood(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
