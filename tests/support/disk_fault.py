"""Steers tests/support/disk_fault.c: a daemon whose disk fills up, or that is killed at the n-th
change of its files. Unlike a kill at a random moment this meets every moment there is."""
import errno
import mmap
import os
import struct

import thidua

LIBRARY = thidua.BUILD / "lib" / "libdisk_fault.so"
CALLS, KILL_AT, FAIL_FROM, ERROR = 0, 8, 16, 24


class DiskFault:
    """For the processes started with .env; counts what they do to files below `folder`."""

    def __init__(self, folder, control):
        control.write_bytes(bytes(32))
        with open(control, "r+b") as file:
            self.shared = mmap.mmap(file.fileno(), 32)
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

    def fail_from(self, nth, error=errno.ENOSPC):
        """From the nth call on there is no room (ENOSPC), or nothing works (EIO); 0: all is well."""
        self._put(ERROR, error)
        self._put(FAIL_FROM, self.calls + nth if nth else 0)
