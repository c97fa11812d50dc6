"""The council with the real programs (domain.md, rule 7): quorum, conflicts, secret and open ballots from members'
own devices, written opinions, what is kept of a secret ballot, a tie that needs one more ballot, kill -9 while
voting, minutes."""
import re
import sqlite3
import time
import unittest

import dossiers
import thidua
from year import Council, Year

INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION = 12, 14, 15, 16, 18


class CouncilTest(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = Year(cls.town)
        for unit in ("P1", "P2", "XMQ"):
            cls.year.nominate(unit, cls.year.initiative(unit) if unit != "XMQ" else "")
        cls.council = Council(cls.year)
        cls.secretary, cls.members = cls.council.secretary, cls.council.members
        cls.records = dossiers.Records(cls.town)

    def kept(self):
        """Every byte of the database and its log, as a thief of the disk without the keys would have them."""
        return b"".join(path.read_bytes() for path in sorted(self.town.data.glob("thidua.db*")))

    def keys(self):
        return [path.name for path in (self.town.data / "ballots").glob("*")]

    def refused(self, officer, code, words, *arguments):
        result = officer.try_run("council", *arguments)
        self.assertEqual(result.code, code, str(result))
        self.assertIn(words, result.err)

    def test_1_before_the_round_is_closed_for_dossiers__no_session(self):
        self.refused(self.secretary, PRECONDITION, "not possible while the round is open", "convene", dossiers.ROUND,
                     "--at", thidua.iso(0), "--place", "Phòng họp", "--chair", "bcd.truong", "--secretary",
                     "bcd.thuky")
        self.year.review()
        self.refused(self.members["bcd.p1"], DENIED, "roles", "convene", dossiers.ROUND, "--at", thidua.iso(0),
                     "--place", "Phòng họp", "--chair", "bcd.truong", "--secretary", "bcd.thuky")

    def test_2_without_a_quorum__no_ballot(self):
        session = self.council.convene(present=["bcd.truong", "bcd.pho", "bcd.p1"])
        self.refused(self.secretary, PRECONDITION, "3", "ballot", session, "--line", "commune_ward", "--kind",
                     "secret")
        shown = self.secretary.run("council", "show", session).out
        self.assertIn("3 of 5 members are present: too few (4)", shown)
        self.secretary.run("council", "end", session, "--conclusion", "Không đủ số thành viên", "--yes")
        self.refused(self.secretary, PRECONDITION, "ended", "roll", session, "--present", "bcd.ttra")

    def test_3_secret_ballot__conflict_absence_opinion__and_what_is_kept(self):
        year, members = self.year, self.members
        session = self.council.convene(present=["bcd.truong", "bcd.pho", "bcd.vhtt", "bcd.p1"])
        ballot = self.council.ballot(session, "--line", "commune_ward", "--kind", "secret")
        number, everyone = ballot["id"], [each["nominee_id"] for each in ballot["candidates"]]
        self.assertEqual(sorted(everyone), sorted(year.nominee(unit) for unit in ("P1", "P2", "XMQ")))
        self.assertEqual([(each["login"], each["nominee_id"]) for each in ballot["conflicts"]],
                         [("bcd.p1", year.nominee("P1"))])
        others = [nominee for nominee in everyone if nominee != year.nominee("P1")]
        self.refused(members["bcd.p1"], DENIED, "own unit", "vote", number, "--for", ",".join(everyone), "--yes")
        self.refused(members["bcd.p1"], INVALID, "is not answered", "vote", number, "--for", others[0], "--yes")
        self.refused(members["bcd.ttra"], PRECONDITION, "only members that the roll has as present", "vote", number, "--for", ",".join(everyone),
                     "--yes")
        self.refused(year.specialist, DENIED, "roles", "vote", number, "--for", ",".join(everyone), "--yes")
        # Three members of the same mind, one against P2.
        said = members["bcd.truong"].run("council", "vote", number, "--for", ",".join(everyone), "--yes").out
        codes = [bytes.fromhex(code) for code in re.findall(r"\b[0-9a-f]{32}\b", said)]
        self.assertEqual(len(codes), 3, said)
        members["bcd.pho"].run("council", "vote", number, "--for", ",".join(everyone), "--yes")
        members["bcd.vhtt"].run("council", "vote", number, "--for", year.nominee("P1"), "--for",
                                year.nominee("XMQ"), "--against", year.nominee("P2"), "--yes")
        members["bcd.p1"].run("council", "vote", number, "--for", ",".join(others), "--yes")
        self.refused(members["bcd.pho"], EXISTS, "voted", "vote", number, "--against", ",".join(everyone), "--yes")
        self.secretary.run("council", "opinion", number, "bcd.ttra", "--document", "03/YK-TTTX", "--dated",
                           "2022-12-18", "--for", year.nominee("P1"), "--for", year.nominee("XMQ"), "--blank",
                           year.nominee("P2"), "--yes")
        # While it runs: no choice, no code in the database; requests that differ in the papers look the same.
        self.assertEqual(self.records.rows("SELECT count(*) FROM council_vote"), [(0,)])
        self.assertEqual(self.records.rows("SELECT count(*) FROM council_voter"), [(5,)])
        kept = self.kept()
        self.assertFalse([code for code in codes if code in kept or code.hex().encode() in kept])
        digests = self.records.rows("SELECT DISTINCT hex(request_sha256) FROM idempotency"
                                    " WHERE method = 'CouncilService/Vote'")
        self.assertEqual(len(digests), 1)
        self.assertEqual(len(self.keys()), 1)
        self.refused(self.secretary, PRECONDITION, "nobody sees results before it is closed", "tally", number)

        tally = self.secretary.json("council", "close", number, "--yes")["tally"]
        self.assertTrue(tally["agrees"])
        counts = {each["candidate"]["nominee_id"]: (each["count"].get("yes", 0), each["count"].get("no", 0),
                                                    each["count"].get("blank", 0), each["outcome"])
                  for each in tally["entries"]}
        self.assertEqual(counts, {year.nominee("P1"): (4, 0, 0, "recommended"),
                                  year.nominee("P2"): (3, 1, 1, "not_recommended"),
                                  year.nominee("XMQ"): (5, 0, 0, "recommended")})
        papers = [paper for each in tally["entries"] for paper in each["papers"]]
        self.assertTrue({code.hex() for code in codes} <= {paper["code"] for paper in papers})
        self.assertEqual(len(papers), 14)  # 5 of each of three, but for the conflict
        self.assertEqual(self.keys(), [])
        self.assertEqual(self.records.rows("SELECT count(*) FROM council_sealed_paper"), [(0,)])
        states = {row["nominee"]["nominee_id"]: row["nominee"]["state"]
                  for row in self.secretary.json("appraise", "list", "--round", dossiers.ROUND)["rows"]}
        self.assertEqual([states[nominee] for nominee in everyone].count("recommended"), 2)
        self.assertEqual(states[year.nominee("P2")], "not_recommended")
        tried = self.secretary.run("simulate", dossiers.ROUND, "--set", "vote.threshold=60").out
        self.assertRegex(tried, r"UBND Phường 2 \(P2\)\s+3/5\s+not recommended\s+reserve 1")
        refused = self.secretary.try_run("simulate", dossiers.ROUND, "--set", "vote.threshold=500")
        self.assertIn("--set vote.threshold=500: must be between 0 and 100", refused.err)
        self.refused(members["bcd.truong"], PRECONDITION, "", "vote", number, "--for", ",".join(everyone), "--yes")

    def test_4_annulled__taken_back__then_equals_need_one_more_ballot(self):
        session = self.council.convene()
        first = self.records.rows("SELECT max(id) FROM council_ballot")[0][0]
        number = f"BCD-{first // 10**11}-{first // 1000 % 10**8:04}/{first % 1000}"
        self.refused(self.secretary, EXISTS, "about this line already", "ballot", session, "--line", "commune_ward",
                     "--kind", "secret")
        self.secretary.run("council", "annul", number, "--reason", "Bỏ phiếu lại theo kiến nghị", "--yes")
        year = self.year
        # All three with four votes of five: nothing tells them apart for two places.
        tally = self.council.decide(session, "commune_ward",
                                    {year.nominee("P1"): 5, year.nominee("P2"): 4, year.nominee("XMQ"): 4})
        self.assertEqual(sorted(tally["undecided"]), sorted(year.nominee(unit) for unit in ("P1", "P2", "XMQ")))
        self.assertEqual(tally["places_left"], 2)
        again = self.council.ballot(session, "--follows", tally["ballot"]["id"], "--kind", "secret")
        self.council.vote(again, {year.nominee("P1"): 5, year.nominee("P2"): 1, year.nominee("XMQ"): 3})
        tally = self.secretary.json("council", "close", again["id"], "--yes")["tally"]
        outcomes = {each["candidate"]["nominee_id"]: each["outcome"] for each in tally["entries"]}
        self.assertEqual(outcomes, {year.nominee("P1"): "recommended", year.nominee("XMQ"): "recommended",
                                    year.nominee("P2"): "reserve"})

    def test_5_open_ballot__override__by_name(self):
        session = self.council.convene()
        ballot = self.council.ballot(session, "--line", "individual", "--kind", "open")
        own = self.year.nominee("P1", 2)
        self.refused(self.secretary, DENIED, "roles", "override", ballot["id"], "bcd.p1", own, "--reason", "Đã chuyển")
        self.members["bcd.truong"].run("council", "override", ballot["id"], "bcd.p1", own, "--reason",
                                       "Đã chuyển công tác", "--yes")
        ballot = self.secretary.json("council", "show", ballot["id"])["ballots"][0]
        self.council.vote(ballot, {})
        shown = self.secretary.run("council", "close", ballot["id"], "--yes").out
        for words in ("100.00 %", "recommended", "Nguyễn Văn Mẫu bcd.p1"):
            self.assertIn(words, shown)
        minutes = self.secretary.run("council", "minutes", session).out
        self.assertIn("  In favour: Nguyễn Văn Mẫu bcd.", minutes)
        entry = self.secretary.json("council", "minutes", session)["ballots"][-1]["entries"][0]
        self.assertEqual({vote["choice"] for vote in entry["votes"]}, {"yes"})
        self.assertEqual(len(entry["votes"]), 5)

    def test_6_killed_while_voting__what_was_answered_is_counted(self):
        session = self.council.convene()
        number = self.secretary.json("council", "list")["sessions"][-2]["id"] + "/1"
        self.secretary.run("council", "annul", number, "--reason", "Thử lại", "--yes")
        ballot = self.council.ballot(session, "--line", "individual", "--kind", "secret")
        people = ",".join(each["nominee_id"] for each in ballot["candidates"])
        for login in ("bcd.truong", "bcd.pho", "bcd.ttra"):
            self.members[login].run("council", "vote", ballot["id"], "--for", people, "--yes")
            self.town.daemon.kill()
            self.town.start()
        [name] = self.keys()
        left = self.town.data / "ballots" / name
        key = left.read_bytes()
        self.refused(self.secretary, PRECONDITION, "bcd.vhtt", "close", ballot["id"], "--yes")
        self.members["bcd.vhtt"].run("council", "vote", ballot["id"], "--for", people, "--yes")
        tally = self.secretary.json("council", "close", ballot["id"], "--reason", "Một thành viên về sớm",
                                    "--yes")["tally"]
        self.assertEqual({each["count"]["yes"] for each in tally["entries"]}, {4})
        # The key that a power cut after the commit left behind is destroyed at the next start.
        self.assertFalse(left.exists())
        left.write_bytes(key)
        self.town.restart()
        self.secretary.run("whoami")
        end = time.monotonic() + thidua.WAIT_S
        while left.exists() and time.monotonic() < end:
            time.sleep(0.01)
        self.assertFalse(left.exists())

    def test_7_a_paper_changed_on_the_disk__the_recount_says_so(self):
        number = self.secretary.json("council", "list")["sessions"][-1]["id"] + "/1"
        self.assertIn("the same result", self.secretary.run("council", "tally", number).out)
        self.town.daemon.stop()
        database = sqlite3.connect(self.town.data / "thidua.db")
        with database:
            database.execute("UPDATE council_paper SET choice = 2 WHERE serial = 1")
        database.close()
        self.town.start()
        changed = self.secretary.run("council", "tally", number).out
        self.assertIn("COUNTED AGAIN JUST NOW, AND THE RESULT IS NOT THE SAME", changed)

    def test_8_minutes__in_both_languages__and_as_data(self):
        session = self.secretary.json("council", "list")["sessions"][1]["id"]
        minutes = self.secretary.json("council", "minutes", session)
        self.assertEqual(minutes["session"]["members"], 5)
        self.assertTrue(minutes["ballots"])
        told = self.secretary.run("council", "minutes", session).out
        self.assertIn("Local policy", told)
        self.secretary.lang = "vi"
        self.addCleanup(setattr, self.secretary, "lang", "en")
        told = self.secretary.run("council", "minutes", session).out
        for words in ("Phòng họp số 1", "5", "Quy định của địa phương"):
            self.assertIn(words, told)

    def test_9_import_members(self):
        path = self.town.folder / "members.csv"
        self.town.officer("bcd.moi", "PTP", "council_member")
        path.write_text("login,position,from_on,to_on\nbcd.moi,member,2023-01-01,\nbcd.khong,member,2023-02-30,\n",
                        encoding="utf-8")
        refused = self.secretary.try_run("council", "import", path)
        self.assertEqual(refused.code, INVALID, str(refused))
        self.assertIn("members.csv:3", refused.err)
        path.write_text("\ufefflogin;position;from_on\r\nbcd.moi;member;01/01/2023\r\n", encoding="utf-8")
        self.assertIn("1", self.secretary.run("council", "import", path).out)
        self.assertIn("bcd.moi", self.secretary.run("council", "members").out)


if __name__ == "__main__":
    unittest.main()
