"""The disk of Home Affairs is full, or does not work: a clear refusal, nothing lost, nothing by
half, reading goes on; and once there is room, so does writing."""
import errno
import os
import pathlib
import shutil
import subprocess
import unittest

import thidua
from disk_fault import DiskFault
from dossiers import Desk, Records, violations
from walk import SECONDS, walk

FULL, FAILED = 17, 22


class Disk(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.town.home_affairs()
        cls.desk = Desk(cls.town, "P1")
        cls.records = Records(cls.town)

    def sound(self):
        self.assertEqual(self.records.half_ones(), [])
        result = thidua.command([thidua.DAEMON, "verify", "--data", self.town.data])
        self.assertEqual(result.code, 0, str(result))

    def goes_on(self, draft):
        """There is room again: the same command finishes."""
        result = draft.submit()
        self.assertEqual(result.code, 0, str(result))
        self.records.arrived_once(self, draft)


class FailingDisk(Disk):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.disk = DiskFault(cls.town.data, cls.town.folder / "control")
        cls.town.daemon_env = cls.disk.env
        cls.town.restart()

    def setUp(self):
        self.addCleanup(self.disk.fail_from, 0)

    def test_full_at_any_change__refused_then_goes_on(self):
        self.walk_over(errno.ENOSPC, FULL, "storage.full")

    def test_failing_at_any_change__refused_then_goes_on(self):
        self.walk_over(errno.EIO, FAILED, None)

    def walk_over(self, error, code, key):
        kept = self.desk.draft()
        self.goes_on(kept)
        before = self.disk.calls
        self.assertEqual(self.desk.draft(150_000).submit().code, 0)
        refused = 0
        for nth in walk(range(1, self.disk.calls - before + 1), f"changes, {errno.errorcode[error]}", SECONDS * 0.7):
            with self.subTest(nth=nth):
                draft = self.desk.draft(150_000)
                self.disk.fail_from(nth, error)
                result = draft.submit()
                self.assertEqual(kept.officer.run("dossier", "show", kept.receipt()["dossier_id"]).code, 0)
                self.disk.fail_from(0)
                if result.code != 0:
                    refused += 1
                    self.assertEqual(result.code, code, str(result))
                    self.assertTrue(key is None or key in violations(result), str(result))
                    self.assertEqual(self.records.versions_of(draft), [])
                self.goes_on(draft)
        self.assertGreater(refused, 0)
        self.sound()

    def test_full__said_in_both_languages(self):
        draft = self.desk.draft()
        self.disk.fail_from(1)
        for language, words in (("en", "the server's disk is full; nothing was stored"), ("vi", "đĩa")):
            result = draft.officer.try_run("--lang", language, "dossier", "submit", draft.folder)
            self.assertEqual(result.code, FULL, str(result))
            self.assertIn(words, result.err)
        self.disk.fail_from(0)
        self.goes_on(draft)

    def test_start_on_a_full_disk__refused_with_the_reason(self):
        draft = self.desk.draft()
        self.town.daemon.kill()
        self.disk.fail_from(1)
        result = thidua.command([thidua.DAEMON, "run", "--data", self.town.data, "--port", 0], env=self.disk.env)
        self.assertEqual(result.code, FULL, str(result))
        self.assertIn(f"{self.town.data}: the disk is full", result.err)
        self.disk.fail_from(0)
        self.town.start()
        self.goes_on(draft)


# Mounts $0 as a file system of 8 MiB, in a namespace of its own, with the seed in it; then the daemon.
SMALL_DISK = 'mount -t tmpfs -o size=8m,mode=0700 none "$0" && cp -a "$0.seed/." "$0" && exec "$@"'


def way_to_mount():
    """How this machine lets us mount, or None."""
    for flags in ("-m", "-rm"):
        command = ["unshare", flags, "sh", "-c", "mount -t tmpfs none /mnt"]
        if shutil.which("unshare") and subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return ["unshare", flags, "sh", "-c", SMALL_DISK]
    return None


@unittest.skipUnless(way_to_mount(), "this machine does not let us mount a small disk")
class SmallDisk(Disk):
    """The same with a real file system that is really full."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.daemon.stop()
        seed = cls.town.data.with_name("data.seed")
        cls.town.data.rename(seed)
        cls.town.data.mkdir(mode=0o700)
        cls.town.daemon_prefix = [*way_to_mount(), str(cls.town.data)]
        cls.town.start()
        inside = pathlib.Path(f"/proc/{cls.town.daemon.process.pid}/root{cls.town.data}")
        cls.filler = inside / "filler"

    def fill(self, leave=0):
        """Take all room but `leave` bytes."""
        with open(self.filler, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError as problem:
                self.assertEqual(problem.errno, errno.ENOSPC)
            file.truncate(max(0, file.tell() - leave))

    def test_full_for_a_while__nothing_lost(self):
        drafts = [self.desk.draft()]
        self.assertEqual(drafts[0].submit().code, 0)
        for leave in (0, 4096, 16384, 65536, 200_000):
            with self.subTest(leave=leave):
                draft = self.desk.draft(100_000)
                self.fill(leave)
                result = draft.submit()
                self.assertEqual(draft.officer.run("whoami").code, 0)
                os.unlink(self.filler)
                if result.code != 0:
                    self.assertEqual(result.code, FULL, str(result))
                    self.assertIn("storage.full", violations(result))
                self.assertEqual(draft.submit().code, 0)
                drafts.append(draft)
        listed = self.desk.officer.json("dossier", "list")["dossiers"]
        self.assertEqual(sorted(each["id"] for each in listed), sorted(draft.receipt()["dossier_id"] for draft in drafts))
        self.assertEqual({each["version"] for each in listed}, {1})
        for number, draft in enumerate(drafts):
            to = self.town.folder / f"fetched-{number}"
            draft.officer.run("dossier", "fetch", draft.receipt()["dossier_id"], to)
            self.assertEqual({path.read_bytes() for path in to.rglob("*.pdf")},
                             {path.read_bytes() for path in draft.folder.rglob("*.pdf")})
