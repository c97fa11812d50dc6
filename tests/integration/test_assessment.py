"""The assessment of units with the real programs (IV.3.a): three sides, weights and a total; versions with reasons;
an import; what the council ranks by; and what a unit may see."""
import csv
import io
import unittest

import dossiers
import thidua

USAGE, INVALID, NOT_FOUND, DENIED, PRECONDITION = 2, 12, 14, 16, 18
ROUND = dossiers.ROUND
EXAMPLES = thidua.SOURCE / "docs" / "examples"
SCORES = ("plan=20", "review=18", "leading=22,5", "outreach=15", "difficulties=8", "solutions=7")


def options(name, values):
    return [part for value in values for part in (name, value)]


class Assessment(thidua.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.member = cls.town.officer("bcd.tv", "VPUB", "council_member")
        cls.clerk = cls.town.officer("ptp.vt", "PTP", "unit_clerk")
        cls.specialist.run("task", "import", EXAMPLES / "tasks-2022.csv")
        evidence = cls.town.folder / "minutes.pdf"
        evidence.write_bytes(thidua.pdf("review minutes"))
        cls.evidence = evidence

    def assess(self, unit, *arguments, officer=None):
        return (officer or self.specialist).try_run("assess", unit, "--round", ROUND, *arguments)

    def sheet(self, unit, *arguments):
        return self.member.json("assess", unit, "--round", ROUND, *arguments)["sheet"]

    def test_1_nothing_recorded__the_computed_sides_are_there(self):
        sheet = self.sheet("PTP")
        self.assertEqual(sheet.get("version", 0), 0)
        self.assertEqual([(side["side"], side["weight_percent"]) for side in sheet["sides"]],
                         [("completion", 50), ("head_responsibility", 20), ("effectiveness", 30)])
        self.assertTrue(sheet["sides"][0]["known"])
        self.assertFalse(sheet["sides"][1]["known"])
        told = self.assess("PTP", officer=self.member).out
        for words in ("Responsibility of the head", "not scored", "no basis", "1 assigned",
                      "Not every side has a basis"):
            self.assertIn(words, told)
        no_tasks = self.assess("PYT", officer=self.member).out
        self.assertIn("no basis, not 100 % (III.4)", no_tasks)
        self.assertIn("There is no basis for a total yet.", no_tasks)

    def test_2_scores_findings_evidence__a_version(self):
        tried = self.assess("PTP", *options("--score", SCORES), "--dry-run")
        self.assertIn("nothing was recorded", tried.out)
        self.assertEqual(self.sheet("PTP").get("version", 0), 0)
        done = self.assess("PTP", *options("--score", SCORES), "--note", "review=Họp hằng quý",
                           "--finding", "head_responsibility=Chỉ đạo sát sao", "--evidence", self.evidence)
        self.assertEqual(done.code, 0, str(done))
        self.assertIn("Recorded; the versions before it are kept.", done.out)
        sheet = self.sheet("PTP")
        self.assertEqual(sheet["version"], 1)
        self.assertEqual(sheet["sides"][1]["percent_centi"], 9050)   # 90.5 of 100 points
        self.assertEqual(sheet["sides"][1]["finding"], "Chỉ đạo sát sao")
        self.assertEqual([file["name"] for file in sheet["versions"][0]["evidence"]], ["minutes.pdf"])
        # 0 % of the tasks on time at 50, 90.5 % at 20; nothing published gives nothing, as in the ranking.
        self.assertEqual(sheet["total_centi"], 9050 * 20 // 100)
        again = self.assess("PTP", *options("--score", SCORES))
        self.assertIn("says this already", again.out)
        listed = self.specialist.run("evidence", "list", "assessment", f"{ROUND}/PTP").out
        self.assertIn("minutes.pdf", listed)

    def test_3_mistakes__each_with_its_reason_and_nothing_kept(self):
        for arguments, code, words in (
                (("--score", "plan=21"), INVALID, "the criterion plan has 0 to 20.00 points"),
                (("--score", "zeal=5"), INVALID, "“zeal” is not one of: plan, review"),
                (("--finding", "morale=Tốt"), INVALID, "“morale” is not one of: completion"),
                (("--score", "plan"), USAGE, "expected: plan=20"),
                (("--score", "plan=19"), INVALID, "reason"),
                (("--score", "plan=19", "--version", "1"), USAGE, "exclude each other")):
            refused = self.assess("PTP", *arguments)
            self.assertIn(refused.code, (code, INVALID), str(refused))
            self.assertIn(words, refused.err)
        self.assertEqual(self.assess("XYZ", "--score", "plan=1").code, NOT_FOUND)
        self.assertEqual(self.assess("PTP", "--score", "plan=1", officer=self.member).code, DENIED)
        own = self.assess("PNV", "--score", "plan=20", officer=self.head)
        self.assertEqual(own.code, DENIED, str(own))
        self.assertIn("somebody else must assess how it is led", own.err)
        self.assertEqual(self.sheet("PTP")["version"], 1)

    def test_4_a_change__a_new_version__and_the_old_one_as_of_then(self):
        before = self.sheet("PTP")
        done = self.assess("PTP", "--score", "plan=15", "--reason", "Kế hoạch ban hành chậm")
        self.assertEqual(done.code, 0, str(done))
        sheet = self.sheet("PTP")
        self.assertEqual((sheet["version"], sheet["sides"][1]["percent_centi"]), (2, 8550))
        self.assertEqual(sheet["head"][1]["note"], "Họp hằng quý")   # what is not named stays
        old = self.sheet("PTP", "--version", "1")
        self.assertEqual(old["sides"][1]["percent_centi"], 9050)
        self.assertEqual(self.sheet("PTP", "--as-of", str(before["log_seq"]))["version"], 1)
        self.assertIn("no version 9", self.assess("PTP", "--version", "9", officer=self.member).err)
        # A task decided later changes what the version rested on, and the sheet says so.
        self.specialist.run("task", "withdraw", "NV22-006", "--document", "15/CV-PNV", "--reason", "Giao nhầm", "--yes")
        told = self.assess("PTP", officer=self.member).out
        self.assertIn("was 0.00 % when this version was recorded; the records have changed since.", told)

    def test_5_import__every_bad_row__then_all__then_nothing_new(self):
        bad = self.town.folder / "heads.csv"
        bad.write_text("unit_code,criterion,score,note\nPYT,plan,99,\nXYZ,plan,5,\nPYT,zeal,5,\n", encoding="utf-8")
        refused = self.specialist.try_run("assess", "import", bad, "--round", ROUND)
        self.assertEqual(refused.code, INVALID, str(refused))
        for words in ("heads.csv:2:score", "heads.csv:3:unit_code", "heads.csv:4:criterion"):
            self.assertIn(words, refused.err)
        rows = [line for line in (EXAMPLES / "heads-2022.csv").read_text("utf-8").splitlines() if "PTP" not in line]
        good = self.town.folder / "good.csv"
        good.write_text("\ufeff" + "\r\n".join(rows).replace(",", ";") + "\r\n", encoding="utf-8")
        self.assertIn("Scores that would be added: 6",
                      self.specialist.run("assess", "import", good, "--round", ROUND, "--dry-run").out)
        self.assertIn("Scores added: 6", self.specialist.run("assess", "import", good, "--round", ROUND).out)
        self.assertIn("Scores added: 0; there already: 6",
                      self.specialist.run("assess", "import", good, "--round", ROUND).out)
        good.write_text("unit_code,criterion,score\nP1,plan,1\n", encoding="utf-8")
        refused = self.specialist.try_run("assess", "import", good, "--round", ROUND)
        self.assertIn("an import overwrites nothing", refused.err)

    def test_6_list__sorted_filtered_as_csv__and_the_ranking_uses_it(self):
        units = self.member.json("assess", "list", "--round", ROUND, "--line", "department")["units"]
        self.assertEqual((units[0]["unit_code"], units[0]["rank"]), ("PTP", 1))
        self.assertNotIn("P1", [unit["unit_code"] for unit in units])
        by_unit = self.member.json("assess", "list", "--round", ROUND, "--sort", "unit")["units"]
        codes = [unit["unit_code"] for unit in by_unit]
        self.assertEqual((codes, len(codes)), (sorted(codes), 24))
        out = self.member.run("assess", "list", "--round", ROUND, "--csv", "-").out
        self.assertEqual(len(list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))), 24)
        wrong = self.member.try_run("assess", "list", "--round", ROUND, "--line", "individual")
        self.assertIn("it has: department, commune_ward", wrong.err)

    def test_7_a_unit__sees_it_after_publication_only(self):
        own = self.assess("PTP", officer=self.clerk)
        self.assertEqual(own.code, PRECONDITION, str(own))
        self.assertIn("when the results of 2022-annual are published", own.err)
        self.assertEqual(self.assess("P1", officer=self.clerk).code, DENIED)
        files = self.clerk.try_run("evidence", "list", "assessment", f"{ROUND}/PTP")
        self.assertEqual(files.code, NOT_FOUND, str(files))

    def test_8_in_vietnamese(self):
        self.member.lang = "vi"
        self.addCleanup(setattr, self.member, "lang", "en")
        told = self.assess("PTP", officer=self.member).out
        for words in ("Trách nhiệm của người đứng đầu", "Mức độ hoàn thành nhiệm vụ", "85,50 %"):
            self.assertIn(words, told)


if __name__ == "__main__":
    unittest.main()
