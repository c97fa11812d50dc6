"""A whole town of strangers: the real daemon, and everybody in it uses stranger.py."""
import csv
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

import thidua

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import stranger  # noqa: E402  (lies beside this file)
from stranger import pb  # noqa: E402

DAY_MS = 24 * 3600 * 1000
(INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED,
 FAILED_PRECONDITION, ABORTED, UNIMPLEMENTED, UNAVAILABLE, UNAUTHENTICATED) = (3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16)


def load_messages():
    """For setUpModule: the message classes, removed from disk after the module."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-messages-"))
    unittest.addModuleCleanup(shutil.rmtree, folder)
    stranger.load_messages(thidua.SOURCE / "proto", folder)


def now_ms():
    return int(time.time() * 1000)


class Strangers:
    """A town in which everybody uses the stranger's client."""

    def __init__(self, *flags):
        self.town = thidua.Town(flags, enrol=False)
        self.devices = {}
        try:
            self.enrol("admin", self.town.admin_code())
        except BaseException:
            self.town.close()
            raise

    def enrol(self, login, code, **options):
        folder = self.town.folder / "devices" / login
        self.devices[login] = stranger.enrol(code, folder, f"device of {login}", **options)
        return self.devices[login]

    def code_for(self, login):
        return self.ask("admin", "OfficerService/IssueCode", pb["IssueCodeRequest"](login=login)).code

    def add(self, login, unit, role, **options):
        """Add an officer and enrol their device."""
        self.ask("admin", "OfficerService/Add", pb["OfficerAddRequest"](
            login=login, full_name=f"Nguyễn Văn Mẫu {login}", unit_code=unit, roles=[role]))
        return self.enrol(login, self.code_for(login), **options)

    def line(self, login):
        return self.devices[login].connect()

    def ask(self, login, method, message=None):
        """One call on a connection of its own."""
        with self.line(login) as line:
            return line.call(method, message)

    def furnish(self):
        """Units, officers, Plan 50 and the open round 2022-annual."""
        with open(thidua.UNITS, encoding="utf-8", newline="") as file:
            units = [pb["Unit"](**{**row, "kind": "UNIT_" + row["kind"].upper()})
                     for row in csv.DictReader(file)]
        answer = self.ask("admin", "UnitService/Import", pb["UnitImportRequest"](units=units))
        assert answer.added == len(units) - 1 and answer.unchanged == 1, answer  # init made PNV
        self.add("pnv.truong", "PNV", "ROLE_HOME_AFFAIRS_HEAD")
        self.add("pnv.cv", "PNV", "ROLE_SPECIALIST")
        self.add("p1.vanthu", "P1", "ROLE_UNIT_CLERK", kind="p256")
        self.add("p1.chutich", "P1", "ROLE_UNIT_HEAD")
        self.add("p2.vanthu", "P2", "ROLE_UNIT_CLERK")
        self.ask("pnv.truong", "PlanService/Load", pb["PlanLoadRequest"](yaml=thidua.PLAN.read_bytes()))
        self.ask("pnv.truong", "RoundService/Open", pb["RoundOpenRequest"](
            year=2022, kind="ROUND_ANNUAL", opens_utc_ms=now_ms() - DAY_MS, closes_utc_ms=now_ms() + DAY_MS))


class Case(unittest.TestCase):
    flags = ()

    @classmethod
    def setUpClass(cls):
        cls.strangers = Strangers(*cls.flags)
        cls.addClassCleanup(cls.strangers.town.close)

    def refused(self, call, code, *keys):
        """The Refused of a call that must be refused so."""
        with self.assertRaises(stranger.Refused) as caught:
            call()
        self.assertEqual((caught.exception.code, caught.exception.keys()), (code, list(keys)))
        return caught.exception

    def gone_away(self, line, key):
        """The server must say GoAway with this key and close."""
        while not line.go_away:
            line.step()
        self.assertEqual(line.go_away.key, key)
        with self.assertRaises(stranger.LineLost):
            line.receive()
