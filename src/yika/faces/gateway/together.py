"""What several serving processes share on Linux: a file in memory, and a lock on it."""

import fcntl
import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """One process at a time has the file; a process that is killed lets go."""

    file: int

    def __enter__(self) -> None:
        """Wait for it."""
        fcntl.lockf(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        """Let go."""
        fcntl.lockf(self.file, fcntl.LOCK_UN)


def shared(size: int) -> int:
    """A file of that many bytes, all zero, for the processes that are handed it.

    It is gone with the last of them.
    """
    file = os.memfd_create("yika-signed", 0)
    os.ftruncate(file, size)
    return file
