"""Publication with the real programs (I.1.c, IV.2, recipients): what every unit sees, its own refusals and nobody
else's, the register of sending, the Radio Station's broadcast, a correction after a revocation, the end of the round."""
import sqlite3
import time
import unittest

import dossiers
import thidua
from year import Council, Decision, Year

INVALID, NOT_FOUND, DENIED, PRECONDITION = 12, 14, 16, 18
ROUND = dossiers.ROUND


def day(days):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600 + days * 86400))


class Publication(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        town = cls.town
        cls.year = year = Year(town)
        cls.head, cls.specialist = year.head, year.specialist
        for unit in ("P1", "P2", "XMQ"):
            year.nominate(unit)
        for unit in ("P1", "P2", "XMQ"):
            year.appraise(unit, 2, eligible=False)
        # Of discipline a unit learns the clause alone, whatever the appraiser wrote.
        cls.specialist.run("discipline", "open", "--kind", "individual", "--unit", "XMQ", "--name",
                           "Nguyễn Văn Mẫu XMQ", "--staff-code", "XMQ-007", "--document", "07/TB-UBND", "--dated",
                           "2022-11-10")
        year.review()
        council = Council(year)
        council.decide(council.convene(), "commune_ward",
                       {year.nominee("P1"): 5, year.nominee("P2"): 3, year.nominee("XMQ"): 5})
        cls.decision = Decision(year)
        cls.office = cls.decision.chairman
        cls.radio = town.officer("dtt.pv", "DTT", "radio")
        cls.p1, cls.p2 = year.clerk("P1"), year.clerk("P2")

    def refused(self, code, words, officer, *arguments):
        result = officer.try_run(*arguments)
        self.assertEqual(result.code, code, str(result))
        self.assertIn(words, result.err)

    def overdue(self):
        """The last day passes: in the rows, for the clock is the server's. Then back."""
        def due(date):
            self.town.daemon.stop()
            with sqlite3.connect(self.town.data / "thidua.db") as database:
                database.execute("UPDATE publication SET due_on = ?", (date,))
            database.close()
            self.town.start()
        due(day(-1))
        for officer in (self.radio, self.head):
            self.assertIn(f"Overdue since {time.strftime('%d/%m/%Y', time.strptime(day(-1), '%Y-%m-%d'))}",
                          officer.run("status").out)
        self.assertEqual(len(self.radio.json("announcement", "list", "--overdue")["announcements"]), 1)
        self.assertTrue(self.p1.json("publication", "show", ROUND)["publication"]["broadcast_overdue"])
        due(day(10))
        self.assertEqual(self.radio.json("announcement", "list", "--overdue")["announcements"], [])

    def test_1_before_the_decision__nothing_to_publish(self):
        publish = ("publish", ROUND, "--broadcast-by", day(10), "--yes")
        self.refused(PRECONDITION, "not possible while the round is under review", self.head, *publish)
        self.refused(PRECONDITION, "are not published yet", self.p1, "publication", "show", ROUND)
        self.decision.bring()
        self.decision.sign()
        self.refused(DENIED, "roles", self.specialist, *publish)
        self.assertEqual(self.p1.try_run("decision", "show", ROUND).code, NOT_FOUND)
        told = self.p1.json("status", self.year.nominee("P1").split("/")[0])
        self.assertEqual(told.get("outcomes", []), [])
        self.assertEqual(told["dossier"]["round_state"], "decided")

    def test_2_published__awards_to_all__own_refusals_only(self):
        self.refused(INVALID, "must not be before", self.head, "publish", ROUND, "--broadcast-by", day(-1), "--yes")
        tried = self.head.run("publish", ROUND, "--broadcast-by", day(10), "--dry-run").out
        self.assertIn("nothing was published", tried)
        self.assertIn("Published.", self.head.run("publish", ROUND, "--broadcast-by", day(10), "--yes").out)
        self.assertEqual(self.p1.json("round", "show", ROUND)["round"]["state"], "published")
        year = self.year
        for officer, own, other in ((self.p1, "P1", "P2"), (self.p2, "P2", "P1")):
            shown = officer.json("publication", "show", ROUND)["publication"]
            entries = {entry["nominee_id"]: entry for line in shown["decision"]["lines"] for entry in line["entries"]}
            self.assertEqual({nominee for nominee, entry in entries.items() if entry["awarded"]},
                             {year.nominee("P1"), year.nominee("XMQ")})
            self.assertIn(year.nominee(own, 2), entries)
            self.assertNotIn(year.nominee(other, 2), entries)
            self.assertEqual(shown["receipts"], [])
        told = self.p2.run("publication", "show", ROUND).out
        for words in ("Not awarded", "Không đạt tiêu chuẩn III.4", "05/QĐ-UBND", "has not taken note yet"):
            self.assertIn(words, told)
        self.assertNotIn("P1/2", told)
        own = self.year.clerk("XMQ").run("publication", "show", ROUND).out
        self.assertIn("I.2.e: no reward while a disciplinary measure", own)
        self.assertNotIn("Không đạt tiêu chuẩn III.4", own)
        # The dossier says what came of it, to its unit; before that, and to others, nothing.
        dossier = year.nominee("P1").split("/")[0]
        told = self.p1.run("status", dossier).out
        for words in ("thidua publication show " + ROUND, "awarded, golden book no. 1", "not awarded"):
            self.assertIn(words, told)
        self.assertIn("thidua publication show " + ROUND, self.p1.run("status").out)
        outcomes = self.p1.json("status", dossier)["outcomes"]
        self.assertEqual([(one["nominee_id"], one["awarded"]) for one in outcomes],
                         [(year.nominee("P1"), True), (year.nominee("P1", 2), False)])
        self.assertEqual(self.p2.try_run("status", dossier).code, NOT_FOUND)
        self.p2.lang = "vi"
        self.addCleanup(setattr, self.p2, "lang", "en")
        told = self.p2.run("publication", "show", ROUND).out
        for words in ("Không được khen thưởng", "Nơi nhận", "chưa tiếp nhận"):
            self.assertIn(words, told)

    def test_2b_case_dismissed_later__what_was_written_of_it_stays_masked(self):
        case = self.specialist.json("discipline", "list")["cases"][0]["id"]
        seq = self.specialist.json("publication", "show", ROUND)["publication"]["log_seq"]
        self.specialist.run("discipline", "dismiss", case, "--document", "08/TB-UBND", "--dated", "2022-11-12",
                            "--reason", "Không vi phạm")
        own = self.year.clerk("XMQ").run("publication", "show", ROUND).out
        self.assertIn("I.2.e: no reward while a disciplinary measure", own)
        self.assertNotIn("Không đạt tiêu chuẩn III.4", own)
        now, then = (self.specialist.json("discipline", "show", case, *option) for option in ((), ("--as-of", str(seq))))
        self.assertEqual([now["discipline"]["state"], then["discipline"]["state"]], ["dismissed", "under_consideration"])
        self.assertEqual([len(now["history"]), len(then["history"])], [2, 1])
        listed = self.specialist.json("discipline", "list", "--as-of", str(seq), "--state", "under-consideration")
        self.assertEqual([row["id"] for row in listed["cases"]], [case])
        self.assertEqual(self.specialist.json("discipline", "list", "--as-of", "2020-01-01").get("cases", []), [])

    def test_3_units_take_note__recipients_are_told(self):
        self.assertIn("has taken note", self.p1.run("publication", "acknowledge", ROUND).out)
        self.assertIn("already", self.p1.run("publication", "acknowledge", ROUND).out)
        self.refused(DENIED, "roles", self.radio, "publication", "acknowledge", ROUND)
        send = ("publication", "send", ROUND, "--document", "21/TB-PNV", "--recipient")
        self.refused(INVALID, "is not one of: provincial_home_affairs", self.specialist, *send, "somebody", "--date", day(0))
        self.refused(INVALID, "must not be in the future", self.specialist, *send, "archive", "--date", day(2))
        self.specialist.run(*send, "provincial_home_affairs", "--date", day(0))
        shown = self.specialist.json("publication", "show", ROUND)["publication"]
        self.assertEqual([receipt["unit_code"] for receipt in shown["receipts"]], ["P1"])
        sent = {each["id"]: len(each["sendings"]) for each in shown["recipients"]}
        self.assertEqual((sent["provincial_home_affairs"], sent["archive"], len(sent)), (1, 0, 9))
        self.assertNotIn("21/TB-PNV", self.p1.run("publication", "show", ROUND).out)

    def test_4_the_radio_station_reads_out_and_tells_when(self):
        rows = self.radio.json("announcement", "list", "--open")["announcements"]
        self.assertEqual([(row["round_id"], row["due_on"], row["overdue"]) for row in rows], [(ROUND, day(10), False)])
        text = self.radio.run("--lang", "vi", "announcement", "show", ROUND).out
        for words in ("THÔNG BÁO", "Theo Quyết định số 05/QĐ-UBND", "UBND Phường 1", "UBND xã Mỹ Quới"):
            self.assertIn(words, text)
        self.assertNotIn("UBND Phường 2", text)
        self.assertIn("the broadcast of the results of 2022-annual", self.radio.run("status").out)
        self.overdue()
        tell = ("announcement", "acknowledge", ROUND, "--programme", "Bản tin thị xã", "--at")
        self.refused(INVALID, "must not be later than now", self.radio, *tell, thidua.iso(3600))
        self.refused(INVALID, "must be after", self.radio, *tell, "2022-12-28T17:30")
        self.refused(DENIED, "roles", self.specialist, *tell, thidua.iso(0))
        proof = self.town.folder / "phat-song.pdf"
        proof.write_bytes(thidua.pdf("on the air"))
        self.radio.run(*tell, thidua.iso(0), "--evidence", proof)
        self.assertEqual(self.radio.json("announcement", "list", "--open")["announcements"], [])
        self.assertIn("phat-song.pdf", self.p1.run("evidence", "list", "announcement", ROUND).out)
        self.assertIn("Bản tin thị xã", self.p1.run("publication", "show", ROUND).out)

    def test_5_revoked__a_correction__and_the_first_version_as_of_then(self):
        before = self.specialist.json("publication", "show", ROUND)["publication"]["log_seq"]
        self.office.run("decision", "revoke", self.year.nominee("XMQ"), "--reason", "Khai không đúng", "--document",
                        "31/QĐ-UBND", "--date", "2023-03-01", "--yes")
        self.assertTrue(self.specialist.json("publication", "show", ROUND)["publication"]["outdated"])
        self.refused(INVALID, "reason", self.head, "publish", ROUND, "--broadcast-by", day(5), "--yes")
        self.head.run("publish", ROUND, "--broadcast-by", day(5), "--reason", "Thu hồi một giấy khen", "--yes")
        shown = self.p1.json("publication", "show", ROUND)["publication"]
        self.assertEqual((shown["version"], shown["outdated"], shown["acknowledged"]), (2, False, False))
        self.assertIn("revoked by 31/QĐ-UBND", self.p1.run("publication", "show", ROUND).out)
        self.assertNotIn("UBND xã Mỹ Quới", self.radio.run("announcement", "show", ROUND).out)
        self.assertEqual(len(self.radio.json("announcement", "list", "--open")["announcements"]), 1)
        then = self.p1.json("publication", "show", ROUND, "--as-of", str(before))["publication"]
        self.assertEqual((then["version"], then["acknowledged"]), (1, True))

    def test_6_closed_for_good(self):
        self.specialist.run("round", "close", ROUND, "--reason", "Đã hoàn thành", "--yes")
        self.assertEqual(self.p1.json("round", "show", ROUND)["round"]["state"], "closed")
        self.refused(PRECONDITION, "closed", self.specialist, "round", "close", ROUND, "--reason", "x", "--yes")
        self.assertIn("05/QĐ-UBND", self.p1.run("publication", "show", ROUND).out)

        self.refused(INVALID, "reason", self.head, "publish", ROUND, "--broadcast-by", day(5), "--yes")
        self.head.run("publish", ROUND, "--broadcast-by", day(5), "--reason", "Sai tên một tập thể", "--yes")
        self.assertEqual(self.p1.json("publication", "show", ROUND)["publication"]["version"], 3)
        self.assertEqual(self.p1.json("round", "show", ROUND)["round"]["state"], "closed")

    def test_7_rounds_and_plans__as_of_then(self):
        published = self.p1.json("publication", "show", ROUND)["publication"]["versions"][-1]["log_seq"]
        then = ("--as-of", str(published))
        self.assertEqual(self.p1.json("round", "show", ROUND, *then)["round"]["state"], "published")
        self.assertEqual([round["state"] for round in self.p1.json("round", "list", *then)["rounds"]], ["published"])
        self.assertEqual(len(self.p1.json("plan", "list", *then)["plans"]), 1)
        before = ("--as-of", "2020-01-01")
        self.assertEqual(self.p1.json("round", "list", *before).get("rounds", []), [])
        self.assertEqual(self.p1.json("plan", "list", *before).get("plans", []), [])
        self.refused(NOT_FOUND, ROUND, self.p1, "round", "show", ROUND, *before)

    def history(self, officer, about, *options):
        return [(entry["kind"], entry["unit_code"], entry["revoked_by"])
                for entry in officer.json("history", about, *options).get("entries", [])]

    def test_8_history__awards_to_all__refusals_and_local_awards_to_those_entitled(self):
        self.p1.run("local-award", "record", "12/QĐ-UBND", "--on", "2022-10-10", "--kind", "individual", "--recipient",
                    "Nguyễn Văn Mẫu P1", "--achievement", "Một cửa không giấy")
        award, refusal, local, revoked = "award", "refusal", "local_award", "31/QĐ-UBND"
        # A name, without accents; the ward's own certificate came first.
        mine = [(local, "P1", ""), (refusal, "P1", "")]
        self.assertEqual(self.history(self.p1, "nguyen van mau p1"), mine)
        self.assertEqual(self.history(self.specialist, "NGUYỄN VĂN MẪU P1"), mine)
        self.assertEqual(self.history(self.p2, "nguyen van mau p1"), [])
        # A unit; a staff code, of the own people only.
        self.assertEqual(self.history(self.p2, "P1"), [(award, "P1", "")])
        self.assertEqual(self.history(self.specialist, "p1-007")[:1], [(refusal, "P1", "")])
        self.assertEqual(self.history(self.p2, "P1-007"), [])
        # What was revoked stays and says so; why is told to the unit.
        self.assertIn((award, "XMQ", revoked), self.history(self.p1, "XMQ"))
        self.assertNotIn("Khai không đúng", self.p1.run("history", "XMQ").out)
        self.assertIn("Khai không đúng", self.year.clerk("XMQ").run("history", "XMQ").out)
        first = self.p1.json("publication", "show", ROUND)["publication"]["versions"][-1]["log_seq"]
        self.assertIn((award, "XMQ", ""), self.history(self.p1, "XMQ", "--as-of", str(first)))
        self.assertEqual(self.history(self.specialist, "P1", "--as-of", "2022-01-01"), [])
        # Nothing found, and nothing asked.
        self.assertIn("Nothing is on record", self.p1.run("history", "Ai đó không có").out)
        self.refused(INVALID, "about", self.p1, "history", "")


if __name__ == "__main__":
    unittest.main()
