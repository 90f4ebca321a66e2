"""Named steps at which a fault can be put into a month end or an import, for the tests of its reliability.

Does nothing unless the process is started with VANGUARD_FAULT_AT=STEP:pause, STEP:raise or STEP:kill.
"""

import os
import signal
import sys

_AT, _, _WHAT = os.environ.get("VANGUARD_FAULT_AT", "").partition(":")


class InjectedFaultError(ValueError):
    """The fault that was asked for."""


def reach(step: str) -> None:
    """Carry out the fault that was asked for at `step`: wait for a signal, fail, or end the process at once."""
    if not _AT or step != _AT:
        return
    if _WHAT == "raise":
        raise InjectedFaultError(step)
    sys.stderr.write(f"{_WHAT} at {step}\n")
    sys.stderr.flush()
    if _WHAT == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()
