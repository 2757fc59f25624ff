"""What the system tells of another process and lets us do to it.

May import: nothing of ours. A process that is gone is no error: whoever waits for it learns so by its stream.
"""
from __future__ import annotations

import os
import time
from contextlib import suppress


def worked(pid: int) -> float:
    """The processor time of a process, in seconds; where the system does not tell, as if it had worked all the time."""
    try:
        return time.clock_gettime((~pid << 3) | 2)  # Linux's number of the clock of another process
    except (OSError, OverflowError):
        return time.monotonic()


def slow_down(pid: int, nice: int) -> None:
    """Lower the priority of a process, which it cannot get back."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, nice)


def signal(pid: int, number: int) -> None:
    """Send a signal to a process."""
    with suppress(OSError):
        os.kill(pid, number)


def machine_memory() -> int:
    """The bytes of memory that the machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
