"""The line is cut after every so many bytes, in either direction, or goes dead: the same command
again finishes the job, and never does it twice."""
import hashlib
import os
import re
import shutil
import subprocess
import time

import thidua
from cutter import Cutter
from dossiers import Desk, Records
from walk import SECONDS, walk

UNAVAILABLE, NO_ANSWER = 23, 13
SMALL = 64  # the first bytes of each direction are all tried


class CutLine(thidua.Case):
    flags = ("--enrolments-a-minute", "10000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.town.home_affairs()
        cls.records = Records(cls.town)
        cls.desk = Desk(cls.town, "P1")
        cls.relay = Cutter(cls.town.port)
        cls.addClassCleanup(cls.relay.close)
        cls.far = cls.elsewhere(cls.desk.officer, "through-relay", cls.relay.port)

    def setUp(self):
        self.relay.arm()

    @classmethod
    def elsewhere(cls, officer, name, port):
        """The officer's device, but its server at another port."""
        other = thidua.Officer(cls.town, name)
        shutil.rmtree(other.home)
        shutil.copytree(officer.home, other.home)
        conf = next(other.home.rglob("profile.conf"))
        conf.write_text(re.sub(r"(?m)^port = .*$", f"port = {port}", conf.read_text()))
        return other

    def cuts(self, what, seconds):
        """Where to cut a conversation of which the relay has just seen one whole."""
        total = dict(self.relay.bytes)
        print(f"{what}: {total['up']} bytes up, {total['down']} down", flush=True)
        small = [(direction, n) for direction in total for n in range(min(SMALL, total[direction]))]
        large = [(direction, n) for direction in total for n in range(SMALL, total[direction])]
        yield from walk(small, f"cuts among the first bytes of {what}", seconds / 4)
        yield from walk(large, f"further cuts of {what}", seconds * 3 / 4)

    def begin(self, *arguments, officer=None):
        return subprocess.Popen([thidua.CLIENT, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                encoding="utf-8", env={**os.environ, "LANG": "C.UTF-8", **(officer or self.far).env()})

    def cut_short(self, number, direction, limit, *arguments, officer=None):
        """Run the command over a line that is cut. In turn: the line comes back and the command
        finishes by itself; the command dies with the line; it gives up and says so. True: done."""
        way = ("back", "dies", "dies", "back", "gives up", "dies", "back", "dies")[number % 8]
        self.relay.arm(direction, limit, stays=way != "back", abrupt=number % 3 == 0)
        client = self.begin(*(["--timeout", "1"] if way == "gives up" else []), *arguments, officer=officer)
        while client.poll() is None and not self.relay.is_cut:
            self.relay.cut_event.wait(0.005)
        if way == "dies":
            client.kill()
        error = client.communicate(timeout=thidua.WAIT_S)[1]
        if way == "back":
            self.assertEqual(client.returncode, 0, error)
        elif way == "gives up" and client.returncode != 0:
            self.assertIn(client.returncode, (UNAVAILABLE, NO_ANSWER), error)
            self.assertRegex(error, r"127\.0\.0\.1:\d+|no answer in time")
        self.relay.arm()
        return client.returncode == 0

    def test_submit__the_same_command_finishes_it_once(self):
        self.assertEqual(self.desk.draft().submit(officer=self.far).code, 0)
        for number, (direction, limit) in enumerate(self.cuts("a submission", 2 * SECONDS)):
            with self.subTest(direction=direction, limit=limit):
                draft = self.desk.draft()
                self.cut_short(number, direction, limit, "dossier", "submit", draft.folder)
                before = draft.receipts()
                result = draft.submit(officer=self.far)
                self.assertEqual(result.code, 0, str(result))
                self.records.arrived_once(self, draft)
                if before:
                    self.assertEqual(draft.receipts(), before)

    def test_submit_of_large_files__resumes_where_it_stopped(self):
        size = 700_000
        self.assertEqual(self.desk.draft(size).submit(officer=self.far).code, 0)
        total = self.relay.bytes["up"]
        for number, limit in enumerate(walk(range(4000, total, 16 * 1024 + 1), "cuts of a long upload", SECONDS / 2)):
            with self.subTest(limit=limit):
                draft = self.desk.draft(size)
                if self.cut_short(number, "up", limit, "dossier", "submit", draft.folder):
                    self.assertEqual(draft.submit(officer=self.far).code, 0)
                    continue
                self.relay.arm()
                result = draft.submit(officer=self.far)
                self.assertEqual(result.code, 0, str(result))
                self.records.arrived_once(self, draft)
                # What was durable is not sent again: chunks of 64 KiB, four in flight.
                self.assertLess(self.relay.bytes["up"], total - limit + 6 * 64 * 1024)

    def test_confirm__the_same_command_finishes_it_once(self):
        def submitted():
            return thidua.json.loads(self.desk.draft().submit().out)["dossier_id"]

        self.far.run("dossier", "confirm", submitted(), "--yes")
        for number, (direction, limit) in enumerate(self.cuts("a confirmation", SECONDS / 2)):
            with self.subTest(direction=direction, limit=limit):
                dossier = submitted()
                self.cut_short(number, direction, limit, "dossier", "confirm", dossier, "--yes")
                self.assertEqual(self.far.json("dossier", "confirm", dossier, "--yes")["dossier"]["state"], "confirmed")
                events = [entry["event"] for entry in self.far.json("dossier", "show", dossier)["timeline"]]
                self.assertEqual(events, ["submit", "confirm"])

    def test_submit_with_confirm__again__is_done_already(self):
        draft = self.desk.draft()
        for _ in range(2):
            result = draft.submit("--confirm")
            self.assertEqual(result.code, 0, str(result))
            self.assertTrue(result.json["confirmed"])

    def test_enroll__the_same_code_finishes_it(self):
        def code():
            text = self.town.code_of(self.town.admin.run("officer", "code", self.desk.officer.name))
            body = text.rpartition("-")[0].replace(f":{self.town.port}-", f":{self.relay.port}-")
            return f"{body}-{hashlib.sha256(body.encode()).hexdigest()[:4]}"

        def device(number):
            return thidua.Officer(self.town, f"device-{number}")

        device("whole").run("enroll", code())
        devices = "SELECT count(*) FROM device"
        for number, (direction, limit) in enumerate(self.cuts("an enrolment", SECONDS / 2)):
            with self.subTest(direction=direction, limit=limit):
                new, text, before = device(number), code(), self.records.rows(devices)[0][0]
                if not self.cut_short(number, direction, limit, "enroll", text, officer=new):
                    new.run("enroll", text)
                self.assertEqual(new.json("whoami")["officer"]["login"], self.desk.officer.name)
                self.assertEqual(self.records.rows(devices)[0][0], before + 1)

    # -- slow and dead lines --

    def test_slow_line__works(self):
        slow = Cutter(self.town.port, delay_s=0.05)
        self.addCleanup(slow.close)
        draft = self.desk.draft()
        result = draft.submit(officer=self.elsewhere(self.desk.officer, "slow", slow.port))
        self.assertEqual(result.code, 0, str(result))
        self.records.arrived_once(self, draft)

    def dead(self, direction, limit, code, words):
        """A command over a line that goes dead ends at its time-out and says so, in the reader's
        language; over a good line it goes on."""
        said = []
        for language in ("en", "vi"):
            draft = self.desk.draft()
            self.relay.arm(direction, limit, silent=True)
            began = time.monotonic()
            result = self.far.try_run("--timeout", "1", "--lang", language, "dossier", "submit", draft.folder)
            self.assertEqual(result.code, code, str(result))
            self.assertLess(time.monotonic() - began, 10)
            said.append(result.err)
            self.relay.cut()
            self.relay.arm()
            self.assertEqual(draft.submit(officer=self.far).code, 0)
            self.records.arrived_once(self, draft)
        self.assertIn(words, said[0])
        self.assertNotIn(words, said[1])

    def test_line_dead_from_the_beginning__unavailable(self):
        self.dead("up", 0, UNAVAILABLE, "cannot be reached: no answer")

    def test_server_that_stops_answering__no_answer_in_time(self):
        self.far.run("whoami")
        self.dead("down", self.relay.bytes["down"] - 50, NO_ANSWER, "no answer in time")
