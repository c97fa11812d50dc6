"""Kill -9 the daemon: what it acknowledged is there, nothing is there by half, and the same
command finishes the job. At every single change of a file, and at random under load."""
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

import thidua
from disk_fault import DiskFault
from dossiers import Desk, Records
from walk import SECONDS, walk

SEED = int(os.environ.get("TD_FAULT_SEED", random.randrange(1 << 32)))
SCHEMA = thidua.SOURCE / "server" / "store" / "schema"
ALREADY = 15
KILLED = -9


def thiduad(*arguments, **options):
    return thidua.command([thidua.DAEMON, *arguments], **options)


def init(data, **options):
    return thiduad("init", "--data", data, "--town", "Thị xã Ngã Năm", "--login", "admin",
                   "--name", "Quản Trị Mẫu", **options)


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"
        self.disk = DiskFault(self.data, self.folder / "control")

    def sound(self, data):
        result = thiduad("verify", "--data", data)
        self.assertEqual(result.code, 0, str(result))

    def starts(self, data):
        daemon = thidua.Daemon(data, self.folder / "log", "--port", 0)
        self.assertEqual(daemon.stop(), 0, daemon.read_log())


class InitTest(Folder):
    def test_killed_at_any_change__a_second_init_ends_in_one_town(self):
        whole = init(self.data, env=self.disk.env)
        self.assertEqual(whole.code, 0, str(whole))
        for nth in walk(range(1, self.disk.calls + 1), "changes"):
            with self.subTest(nth=nth):
                shutil.rmtree(self.data)
                self.disk.kill_at(nth)
                self.assertEqual(init(self.data, env=self.disk.env).code, KILLED)
                self.disk.kill_at(0)
                again = init(self.data)
                if again.code == ALREADY:  # all was there but the code on the screen
                    self.assertIn("thiduad admin-code", again.err)
                    code = thiduad("admin-code", "--data", self.data, "--login", "admin")
                    self.assertIn("thidua1-", code.out, str(code))
                else:
                    self.assertEqual(again.code, 0, str(again))
                self.sound(self.data)
                self.starts(self.data)


class MigrationTest(Folder):
    """A daemon that finds the database of an older version."""

    def age(self, version):
        """A data folder as that version of the schema left it: its own SQL, and the rows of a new town."""
        old = self.folder / f"version-{version}"
        self.assertEqual(init(old).code, 0)
        (old / "thidua.db").rename(old / "new.db")
        db = sqlite3.connect(old / "thidua.db", isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            for path in sorted(SCHEMA.glob("*.sql")):
                if int(path.name[:3]) <= version:
                    db.executescript(path.read_text())
            db.execute("ATTACH ? AS new", (str(old / "new.db"),))
            db.execute(f"PRAGMA user_version = {version}")
            for (table,) in db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'"
                                       " AND name NOT LIKE 'sqlite_%'").fetchall():
                db.execute(f"DELETE FROM main.{table}")
                if not db.execute(f"SELECT 1 FROM new.{table} LIMIT 1").fetchone():
                    continue  # what a later version took out of it, no row of a new town has
                columns = ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({table})"))
                db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        finally:
            db.close()
        for left in old.glob("new.db*"):
            left.unlink()
        return old

    def content(self, database):
        db = sqlite3.connect(database)
        try:
            return (db.execute("PRAGMA user_version").fetchone()[0],
                    db.execute("PRAGMA integrity_check").fetchone()[0],
                    db.execute("SELECT seq, head FROM audit_event").fetchall(),
                    db.execute("SELECT login FROM officer").fetchall())
        finally:
            db.close()

    def test_every_older_version__upgraded_with_a_copy(self):
        newest = max(int(path.name[:3]) for path in SCHEMA.glob("*.sql"))
        for version in range(1, newest):
            with self.subTest(version=version):
                data = self.age(version)
                before = self.content(data / "thidua.db")
                self.starts(data)
                self.assertEqual(self.content(data / "thidua.db"), (newest, *before[1:]))
                self.assertEqual(self.content(data / f"thidua.db.before-{version + 1:03d}"), before)
                self.sound(data)

    def test_killed_at_any_change__the_next_start_upgrades_and_keeps_a_copy(self):
        old = self.age(1)
        before = self.content(old / "thidua.db")
        self.assertEqual(before[:2], (1, "ok"))

        def start():
            shutil.rmtree(self.data, ignore_errors=True)
            shutil.copytree(old, self.data)
            return subprocess.run(
                [thidua.DAEMON, "run", "--data", self.data, "--port", "0", "--listen", "192.0.2.1"],
                env={**os.environ, **self.disk.env}, capture_output=True, timeout=thidua.WAIT_S, check=False)

        # An address that is not this machine's: it upgrades, cannot listen, and ends by itself.
        whole = start()
        self.assertIn(b"192.0.2.1", whole.stderr)
        for nth in walk(range(1, self.disk.calls + 1), "changes"):
            with self.subTest(nth=nth):
                self.disk.kill_at(nth)
                self.assertEqual(start().returncode, KILLED)
                self.disk.kill_at(0)
                self.starts(self.data)
                now = self.content(self.data / "thidua.db")
                self.assertGreater(now[0], 1)
                self.assertEqual(now[1:], before[1:])
                self.assertEqual(self.content(self.data / "thidua.db.before-002"), before)
                self.sound(self.data)


class SubmitTest(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")
    units = ("P1", "P2", "P3")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.town.home_affairs()
        cls.desks = [Desk(cls.town, unit) for unit in cls.units]
        cls.records = Records(cls.town)
        cls.disk = DiskFault(cls.town.data, cls.town.folder / "control")
        cls.town.daemon_env = cls.disk.env
        cls.town.restart()

    def back(self):
        """Start again after the kill; what is on disk must be whole before and after."""
        self.disk.kill_at(0)
        self.sound()
        self.town.start()
        self.sound()

    def sound(self):
        result = thiduad("verify", "--data", self.town.data)
        self.assertEqual(result.code, 0, str(result))
        self.assertEqual(self.records.half_ones(), [])

    def begin(self, draft):
        """`dossier submit` in a process of its own."""
        return subprocess.Popen([thidua.CLIENT, "dossier", "submit", draft.folder], stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, encoding="utf-8",
                                env={**os.environ, "LANG": "C.UTF-8", **draft.officer.env()})

    def finish(self, draft, client, is_cut):
        """The daemon is back: the clerk's command finishes, or, cut off as well, is run again."""
        if is_cut:
            client.kill()
        error = client.communicate(timeout=thidua.WAIT_S)[1]
        if client.returncode != 0:
            self.assertTrue(is_cut, error)
            self.submit_again(draft)
        self.records.arrived_once(self, draft)

    def submit_again(self, draft):
        result = draft.submit()
        self.assertEqual(result.code, 0, str(result))

    def test_killed_at_any_change_of_a_submission__the_same_command_finishes_it(self):
        desk = self.desks[0]
        before = self.disk.calls
        self.assertEqual(desk.draft(150_000).submit().code, 0)
        for nth in walk(range(1, self.disk.calls - before + 1), "changes"):
            with self.subTest(nth=nth):
                draft = desk.draft(150_000)
                self.disk.kill_at(nth)
                client = self.begin(draft)
                while client.poll() is None and self.town.daemon.process.poll() is None:
                    time.sleep(0.002)
                if self.town.daemon.process.poll() is None:  # it had fewer changes to make this time
                    self.finish(draft, client, is_cut=False)
                    continue
                is_acknowledged = client.poll() == 0
                self.town.daemon.kill()
                self.back()
                if is_acknowledged:
                    self.assertEqual(self.records.versions_of(draft), [1])
                self.finish(draft, client, is_cut=nth % 4 != 0)

    def test_stopped_at_random_under_load__every_command_finishes(self):
        chance = random.Random(SEED)
        for _ in range(5):
            drafts = [desk.draft(50_000) for desk in self.desks]
            clients = [self.begin(draft) for draft in drafts]
            time.sleep(chance.uniform(0, 0.3))
            self.assertEqual(self.town.daemon.stop(), 0, self.town.daemon.read_log())
            self.town.start()
            for draft, client in zip(drafts, clients):
                self.finish(draft, client, is_cut=False)

    def keep_submitting(self, desk, random_of_desk, acknowledged, unfinished, is_over):
        while not is_over.is_set():
            draft = desk.draft(random_of_desk.choice([0, 0, 150_000]))
            client = self.begin(draft)
            try:
                client.communicate(timeout=random_of_desk.choice([thidua.WAIT_S, 0.1]))
            except subprocess.TimeoutExpired:
                client.kill()
                client.communicate()
            (acknowledged if client.returncode == 0 else unfinished).append(draft)

    def test_killed_at_random_under_load__what_was_acknowledged_stays(self):
        print(f"TD_FAULT_SEED={SEED}")
        chance = random.Random(SEED)
        acknowledged, unfinished, is_over = [], [], threading.Event()
        clerks = [threading.Thread(target=self.keep_submitting,
                                   args=(desk, random.Random(SEED + n), acknowledged, unfinished, is_over))
                  for n, desk in enumerate(self.desks)]
        for clerk in clerks:
            clerk.start()
        try:
            end, kills = time.monotonic() + SECONDS, 0
            while time.monotonic() < end or kills < 3:
                time.sleep(chance.uniform(0, 0.6))
                known = list(acknowledged)
                self.town.daemon.kill()
                kills += 1
                self.back()
                for draft in chance.sample(known, min(5, len(known))):
                    self.assertEqual(self.records.versions_of(draft), [1])
        finally:
            is_over.set()
            for clerk in clerks:
                clerk.join()
        for draft in unfinished:
            self.submit_again(draft)
        print(f"{kills} kills, {len(acknowledged)} dossiers acknowledged, {len(unfinished)} submitted again")
        self.assertGreater(len(acknowledged), 0)
        for draft in acknowledged + unfinished:
            self.records.arrived_once(self, draft)
        self.sound()
        self.fetch_is_the_folder(chance.choice(acknowledged))

    def fetch_is_the_folder(self, draft):
        to = draft.folder.with_name(draft.folder.name + "-fetched")
        dossier = draft.receipt()["dossier_id"]
        shown = draft.officer.json("dossier", "show", dossier)
        self.assertEqual([entry["event"] for entry in shown["timeline"]], ["submit"])
        draft.officer.run("dossier", "fetch", dossier, to)
        sent = {path.read_bytes() for path in draft.folder.rglob("*.pdf")}
        self.assertEqual({path.read_bytes() for path in to.rglob("*.pdf")}, sent)
