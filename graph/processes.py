"""What the system tells of another process and lets us do to it.

May import: nothing of ours. A process that is gone is no error: whoever waits for it learns so by its stream.
"""
from __future__ import annotations

import os
import time
from contextlib import suppress

_EXITING = 0x4


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


def is_ending(pid: int) -> bool:
    """Whether a process has begun to end, or has ended: no instruction of it runs any more, though its memory may take long to free.

    The flags of a process and PF_EXITING among them are in proc(5) and in Linux's sched.h.
    """
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            state, *numbers = file.read().rpartition(b")")[2].split()
    except OSError:
        return True
    return state in b"ZX" or bool(int(numbers[5]) & _EXITING)


def machine_memory() -> int:
    """The bytes of memory that the machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
