"""The decision with the real programs: from the council's ballots to signed certificates, four eyes, two devices of the
Chairman's office at once, what units see, revocation, reissue."""
import json
import re
import threading
import unittest

import dossiers
import thidua
from year import Council, Decision, Year

ROUND = dossiers.ROUND
INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION, ABORTED, CANCELLED = 12, 14, 15, 16, 18, 19, 10
TTR = "12/TTr-PNV"


def keys(result):
    return {each["key"] for each in json.loads(result.err[result.err.index("{"):])["violations"]}


class DecisionTest(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        """XMQ recommended, P1 and P2 equal for the second place; P1's official recommended, P2's not, XMQ's ineligible."""
        super().setUpClass()
        town = cls.town
        cls.year = year = Year(town)
        cls.head, cls.specialist = year.head, year.specialist
        for unit in ("P1", "P2", "XMQ"):
            year.nominate(unit, year.initiative(unit) if unit != "XMQ" else "")
        year.appraise("XMQ", 2, eligible=False)
        year.review()
        cls.council = Council(year)
        cls.session = session = cls.council.convene()
        cls.tally = cls.council.decide(session, "commune_ward", {year.nominee("P1"): 5, year.nominee("XMQ"): 5,
                                                                 year.nominee("P2"): 4})
        cls.council.decide(session, "individual", {year.nominee("P1", 2): 5, year.nominee("P2", 2): 1}, kind="open")
        cls.desk = Decision(year)
        cls.office = [cls.desk.chairman, town.officer("vp.ct2", "VPUB", "chairman_office")]
        cls.both = town.officer("pnv.pho", "PNV", "specialist", "home_affairs_head")
        cls.auditor = town.officer("ttra.ks", "TTTX", "auditor")
        cls.records = dossiers.Records(town)

    def refused(self, code, officer, *arguments):
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return keys(result)

    def entries(self, decision):
        return {entry["nominee_id"]: entry for line in decision["lines"] for entry in line["entries"]}

    def test_0_equals_and_running_ballots__the_council_goes_first(self):
        year = self.year
        result = self.specialist.try_run("--json", "decision", "draft", ROUND)
        self.assertEqual(keys(result), {"decision.tie"}, str(result))
        again = self.council.ballot(self.session, "--follows", self.tally["ballot"]["id"], "--kind", "secret")
        self.assertIn("decision.voting", self.refused(PRECONDITION, self.specialist, "decision", "draft", ROUND))
        told = self.specialist.try_run("--lang", "vi", "decision", "draft", ROUND).err
        self.assertIn(f"thidua council close {again['id']}", told)
        self.council.vote(again, {year.nominee("P1"): 5, year.nominee("P2"): 2})
        self.council.secretary.run("council", "close", again["id"], "--yes")

    def race(self, times, function):
        """Call function(n) for each n at the same time; the results."""
        results = []
        threads = [threading.Thread(target=lambda n=n: results.append(function(n))) for n in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(results), times)
        return results

    def test_1_draft__what_the_council_says__and_what_differs_needs_a_reason(self):
        year = self.year
        before = self.entries(self.specialist.json("decision", "draft", ROUND, "--dry-run")["decision"])
        self.assertEqual({nominee: entry["awarded"] for nominee, entry in before.items()},
                         {year.nominee("P1"): True, year.nominee("P2"): False, year.nominee("XMQ"): True,
                          year.nominee("P1", 2): True, year.nominee("P2", 2): False, year.nominee("XMQ", 2): False})
        self.assertEqual(self.refused(NOT_FOUND, self.auditor, "decision", "show", ROUND), {"decision.unknown"})
        third = f"{year.nominee('P2')}=Nhiều sáng kiến"
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "decision", "draft", ROUND, "--award", third),
                         {"quota.exceeded"})
        told = self.specialist.try_run("--lang", "vi", "decision", "draft", ROUND, "--award", third).err
        self.assertIn("chỉ tiêu là 2", told)
        self.assertIn("(mục III.1)", told)
        ineligible = f"{year.nominee('XMQ', 2)}=Vẫn xứng đáng"
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "decision", "draft", ROUND, "--award", ineligible),
                         {"nominee.state"})
        self.assertEqual(self.refused(INVALID, self.specialist, "decision", "draft", ROUND, "--omit",
                                      year.nominee("P1")), {"text.form"})
        self.assertEqual(self.refused(DENIED, self.head, "decision", "draft", ROUND), {"role"})
        shown = self.specialist.run("decision", "draft", ROUND, "--omit", f"{year.nominee('XMQ')}=Chậm báo cáo, quý IV",
                                    "--award", third, "--note", "Theo ý kiến họp").out
        for text in ("Chậm báo cáo, quý IV", "no award *", "award *", "* differs from the council's result",
                     "drafted, waits for the head", "BCD-"):
            self.assertIn(text, re.sub(r"\s+", " ", shown))
        self.assertNotIn("Golden", shown)

    def test_2_approve__that_version__by_somebody_else(self):
        self.both.run("decision", "draft", ROUND, "--note", "Theo đúng Ban Chỉ đạo")
        self.assertEqual(self.refused(ABORTED, self.head, "decision", "approve", ROUND, "--version", "1"),
                         {"record.stale"})
        self.assertEqual(self.refused(DENIED, self.both, "decision", "approve", ROUND, "--version", "2"),
                         {"decision.own"})
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "decision", "submit", ROUND, "--number", TTR,
                                      "--date", "2022-12-20"), {"decision.state"})
        self.head.run("decision", "approve", ROUND, "--version", "2")
        self.assertEqual(self.refused(INVALID, self.specialist, "decision", "submit", ROUND, "--number", "12",
                                      "--date", "2022-12-20"), {"text.form"})
        self.specialist.run("decision", "submit", ROUND, "--number", TTR, "--date", "2022-12-20")
        self.assertEqual(self.specialist.json("round", "show", ROUND)["round"]["state"], "submitted")

    def test_3_sent_back_by_many_at_once__once__and_brought_again(self):
        self.desk.version = 2
        results = self.race(6, lambda n: self.office[n % 2].try_run(
            "--json", "decision", "send-back", ROUND, "--reason", f"Bổ sung số liệu {n}"))
        self.assertEqual(sorted(result.code for result in results), [0] + 5 * [PRECONDITION])
        self.assertEqual(keys(self.desk.try_sign()), {"decision.state"})
        self.desk.bring(number="13/TTr-PNV", on="2022-12-23")
        self.assertEqual(self.desk.version, 3)
        self.desk.version = 2
        self.assertEqual(keys(self.desk.try_sign()), {"record.stale"})
        self.desk.version = 3

    def test_4_two_devices_sign_at_once__one_decision(self):
        self.assertEqual(self.desk.try_sign("5/QĐ-UBND", "2022-12-27", None, "--dry-run").json["decision"]["number"],
                         "05/QĐ-UBND")
        self.assertEqual(self.records.rows("SELECT count(*) FROM award_certificate"), [(0,)])
        results = self.race(8, lambda n: self.desk.try_sign(f"{n + 5}/QĐ-UBND", officer=self.office[n % 2]))
        won = [result for result in results if result.code == 0]
        self.assertEqual(len(won), 1, [str(result) for result in results])
        for result in results:
            if result.code != 0:
                self.assertEqual(keys(result), {"decision.state"}, str(result))
        self.assertEqual(self.records.rows("SELECT count(*) FROM decision"), [(1,)])
        self.assertEqual(self.records.rows("SELECT count(*), count(DISTINCT golden_book) FROM award_certificate"),
                         [(3, 3)])
        self.assertEqual(self.records.rows(
            "SELECT count(*) FROM (SELECT n.award_line FROM award_certificate c JOIN nominee n"
            " ON n.dossier_id = c.dossier_id AND n.ordinal + 1 = c.ordinal AND n.version = c.nominee_version"
            " GROUP BY n.award_line HAVING count(*) > CASE n.award_line WHEN 'department' THEN 1"
            " WHEN 'commune_ward' THEN 2 ELSE 3 END)"), [(0,)])
        outcomes = self.records.rows("SELECT event, count(*) FROM nominee_event WHERE event IN (6, 7) GROUP BY event")
        self.assertEqual(outcomes, [(6, 3), (7, 3)])
        decision = json.loads(won[0].out)["decision"]
        self.assertEqual((decision["state"], decision["submission_number"], decision["issuer"]),
                         ("signed", "13/TTr-PNV", "Ủy ban nhân dân thị xã Ngã Năm"))

    def test_5_shown__with_the_councils_result__and_nothing_to_units(self):
        year = self.year
        shown = self.auditor.run("--lang", "vi", "decision", "show", ROUND).out
        for text in ("SỐ SỔ VÀNG", "Kế hoạch số 50/KH-UBND", "13/TTr-PNV ngày 23/12/2022", "Nguyễn Văn Mẫu",
                     "không đủ điều kiện", "Không đạt tiêu chuẩn III.4", "Quá trình", "Bổ sung số liệu"):
            self.assertIn(text, shown)
        entries = self.entries(self.auditor.json("decision", "show", ROUND)["decision"])
        refused = entries[year.nominee("P2", 2)]
        self.assertEqual((refused["awarded"], refused["council_result"]), (False, "not_recommended"))
        self.assertRegex(refused["council_reason"], r"BCD-\d{4}-0001/2: 1/5")
        first = self.auditor.json("decision", "show", ROUND, "--version", "1")["decision"]
        self.assertEqual((first["number"], first["note"]), ("", "Theo ý kiến họp"))
        drafted = next(e for e in self.auditor.json("decision", "show", ROUND)["decision"]["history"])
        then = self.auditor.json("decision", "show", ROUND, "--as-of", drafted["log_seq"])["decision"]
        self.assertEqual((then["state"], then["version"]), ("drafted", 1))
        clerk = year.clerk("P1")
        self.assertEqual(self.refused(NOT_FOUND, clerk, "decision", "show", ROUND), {"decision.unknown"})
        self.assertEqual(clerk.json("decision", "list")["decisions"], [])
        self.assertEqual(clerk.json("certificate", "list")["certificates"], [])
        rows = self.auditor.run("decision", "list", "--csv", "-").out
        self.assertIn("/QĐ-UBND", rows)

    def test_6_certificates__verify__reissue(self):
        listed = self.specialist.json("certificate", "list", "--round", ROUND)["certificates"]
        self.assertEqual([row["golden_book"] for row in listed], [1, 2, 3])
        person = listed[2]
        clerk = self.year.clerk("P2")
        said = clerk.run("certificate", "verify", person["code"].lower().replace("-", " ")).out
        for text in ("genuine", person["name"], person["number"], "27/12/2022"):
            self.assertIn(text, said)
        wrong = ("2" if person["code"][0] != "2" else "3") + person["code"][1:]
        self.assertEqual(self.refused(INVALID, clerk, "certificate", "verify", wrong), {"certificate.code"})
        self.assertEqual(self.refused(INVALID, self.specialist, "certificate", "show", ROUND, "ba"), {"number.form"})
        self.assertEqual(self.refused(NOT_FOUND, clerk, "certificate", "verify", "00000-00000"),
                         {"certificate.unknown"})
        self.assertEqual(self.refused(INVALID, self.specialist, "certificate", "reissue", ROUND, "3", "--cause",
                                      "misspelt", "--reason", "Sai tên"), {"certificate.name"})
        new = self.specialist.json("certificate", "reissue", ROUND, "3", "--cause", "misspelt", "--reason",
                                   "Sai chữ đệm", "--name", "Nguyễn Vân Mẫu P1")["certificate"]
        self.assertEqual(new["version"], 2)
        said = clerk.run("--lang", "vi", "certificate", "verify", person["code"]).out
        self.assertIn("đã được thay", said)
        self.assertIn("bản thứ 2", said)
        self.assertNotIn(new["code"], said)
        both = self.auditor.json("certificate", "show", ROUND, "3")["versions"]
        self.assertEqual([v["state"] for v in both], ["genuine", "replaced"])
        self.assertIn("Nguyễn Vân Mẫu", self.specialist.run("certificate", "list", "--name", "nguyen van mau").out)

    def test_7_revoked__everything_stays__the_paper_says_so(self):
        person = self.year.nominee("P1", 2)
        office = self.office[1]
        revoke = ("decision", "revoke", person, "--document", "31/QĐ-UBND", "--reason", "Khai sai số liệu")
        self.assertEqual(self.refused(DENIED, self.head, *revoke, "--date", "2023-05-04", "--yes"), {"role"})
        self.assertEqual(self.refused(INVALID, office, *revoke, "--date", "2022-12-01", "--yes"), {"date.order"})
        asked = office.try_run(*revoke, "--date", "2023-05-04")
        self.assertNotEqual(asked.code, 0)
        office.run(*revoke, "--date", "2023-05-04", "--yes")
        self.assertEqual(self.refused(PRECONDITION, office, *revoke, "--date", "2023-05-04", "--yes"),
                         {"nominee.state"})
        entry = self.entries(self.auditor.json("decision", "show", ROUND)["decision"])[person]
        self.assertEqual((entry["awarded"], entry["golden_book"], entry["state"], entry["revocation"]["document"]),
                         (True, 3, "revoked", "31/QĐ-UBND"))
        for paper in self.auditor.json("certificate", "show", ROUND, "3")["versions"]:
            said = self.year.clerk("P2").run("certificate", "verify", paper["code"]).out
            self.assertIn("revoked", said)
            self.assertIn("31/QĐ-UBND of 04/05/2023", said)
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "certificate", "reissue", ROUND, "3", "--cause",
                                      "lost", "--reason", "Mất"), {"certificate.revoked"})


if __name__ == "__main__":
    unittest.main()
