"""Steers tests/support/disk_fault.c: a daemon whose disk fills up, or that is killed at the n-th
change of its files. Unlike a kill at a random moment this meets every moment there is."""
import errno
import mmap
import os
import struct

import thidua

LIBRARY = thidua.BUILD / "lib" / "libdisk_fault.so"
CALLS, KILL_AT, ERROR = 0, 8, 16


class DiskFault:
    """For the processes started with .env; counts what they do to files below `folder`."""

    def __init__(self, folder, control):
        control.write_bytes(bytes(24))
        with open(control, "r+b") as file:
            self.shared = mmap.mmap(file.fileno(), 24)
        self.env = {"LD_PRELOAD": str(LIBRARY), "TD_FAULT_FOLDER": str(folder), "TD_FAULT_CONTROL": str(control),
                    "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}

    def _put(self, at, value):
        struct.pack_into("=Q", self.shared, at, value)

    @property
    def calls(self):
        return struct.unpack_from("=Q", self.shared, CALLS)[0]

    def kill_at(self, nth):
        """SIGKILL instead of the nth call from now; 0: never."""
        self._put(KILL_AT, self.calls + nth if nth else 0)

    def full(self, is_full):
        """Is there no room any more?"""
        self._put(ERROR, errno.ENOSPC if is_full else 0)
