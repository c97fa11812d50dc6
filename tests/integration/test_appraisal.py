"""Appraisal with the real programs: assigned, judged by two, found eligible or not, duplicates decided, as of before."""
import csv
import io
import json
import re
import time
import unittest

import dossiers
import thidua

ROUND = dossiers.ROUND
COLLECTIVE = """nominees:
  - kind: collective
    award_line: commune_ward
    name: UBND Phường số %s
    women_percent: 40
    contents: [II.2.b]
    criteria:
      - {criterion: III.4.c1, statement: Hoàn thành mọi nhiệm vụ đúng hạn.}
      - {criterion: III.4.c2, statement: Chủ tịch trực tiếp chỉ đạo.}
      - {criterion: III.4.c3, statement: Dẫn đầu phong trào.}
      - {criterion: III.4.c4, statement: Mô hình một cửa thân thiện.}
    summary: Rút ngắn thời gian giải quyết hồ sơ.
    report: reports/bao-cao-tran-thi-vi-du.pdf
"""


def keys(result):
    return {each["key"] for each in json.loads(result.err[result.err.index("{"):])["violations"]}


class Appraisal(thidua.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        town = cls.town
        town.units()
        cls.head, cls.specialist = town.home_affairs()
        cls.second = town.officer("pnv.cv2", "PNV", "specialist")
        cls.council = town.officer("pnv.tk", "PNV", "council_secretary")
        cls.clerk = dossiers.Desk(town, "P1")
        initiative = cls.year_before(town)
        cls.ids = [cls.received(cls.clerk.draft(), f"    initiative: {initiative}\n"),
                   cls.received(dossiers.Desk(town, "P2").draft())]
        scores = [f"--score={each}" for each in ("plan=20", "review=20", "leading=25", "outreach=15", "difficulties=5",
                                                 "solutions=10")]
        cls.specialist.run("assess", "P1", "--round", ROUND, *scores, "--finding", "head_responsibility=Họp hằng tháng")

    @classmethod
    def year_before(cls, town):
        """What the records of the year say: tasks, the published index, a recognised initiative."""
        examples = thidua.SOURCE / "docs" / "examples"
        cls.specialist.run("task", "import", examples / "tasks-2022.csv")
        cls.specialist.run("index", "define", examples / "index-2022-commune_ward.yaml")
        cls.specialist.run("index", "import", examples / "par-index-2022.csv", "--reason", "BB 12")
        cls.head.run("index", "publish", "2022-commune_ward", "--yes", "--partial")
        made = cls.clerk.officer.json(
            "initiative", "register", "--year", "2022", "--kind", "solution", "--title", "Một cửa thứ Sáu",
            "--description", "Trả kết quả trong ngày", "--field", "administrative_procedures", "--effect", "Nhanh hơn",
            "--figure", "Số ngày mỗi hồ sơ; 10; 4", "--author", "Trần Thị Ví Dụ;P1;XLB-003;100")["initiative"]["id"]
        cls.specialist.run("initiative", "assess", made, "--effect", "replicable", "--note", "Đối chiếu sổ")
        cls.head.run("initiative", "recognise", made, "--decision", "125/QĐ-UBND", "--date", "2022-11-20")
        return made

    @classmethod
    def received(cls, draft, more=""):
        """The example's dossier with a collective before its individual: submitted, confirmed, received."""
        dossiers.edit(draft.folder, "nominees:\n", COLLECTIVE % draft.officer.name)
        dossiers.edit(draft.folder, "    summary: Thiết kế", more + "    summary: Thiết kế")
        result = draft.submit()
        assert result.code == 0, str(result)
        number = json.loads(result.out)["dossier_id"]
        draft.officer.run("dossier", "confirm", number, "--yes")
        cls.specialist.run("dossier", "receive", number, "--originals", "2")
        return number

    def test_1_sheet__every_criterion_beside_the_facts(self):
        nominee = f"{self.ids[0]}/1"
        sheet = self.specialist.json("appraise", nominee)
        self.assertEqual([c["criterion"] for c in sheet["criteria"]], ["III.4.c1", "III.4.c2", "III.4.c3", "III.4.c4"])
        self.assertIn(sheet["criteria"][0]["computed"], ("met", "not_met", "not_yet"))
        self.assertGreater(sheet["tasks"]["assigned"], 0)
        self.assertEqual([(fact["year"], fact["rank"] > 0) for fact in sheet["index"]], [(2022, True)])
        self.assertIsNone(sheet["initiative"])
        fact = self.council.json("appraise", f"{self.ids[0]}/2")["initiative"]
        self.assertEqual((fact["state"], fact["effect"], fact["decision_number"], fact["adoptions"]),
                         ("recognised", "replicable", "125/QĐ-UBND", 0))
        self.assertEqual(sheet["nominee"]["state"], "proposed")
        self.assertTrue(sheet["discipline"]["eligible"])
        shown = self.specialist.run("appraise", nominee, "--lang", "vi").out
        for text in ("Tiêu chuẩn ở mục III.4", "Số liệu từ", "nhiệm vụ của đơn vị: được giao", "Chỉ số CCHC năm 2022:",
                     "trách nhiệm người đứng đầu: 95,00 % (bản đánh giá 1). Họp hằng tháng",
                     "không nêu sáng kiến", "chưa đánh giá"):
            self.assertIn(text, shown)
        self.assertEqual([c["records"] for c in sheet["criteria"]],
                         [["tasks"], ["head"], ["index", "awards"], ["initiative"]])
        self.assertEqual((sheet["head"]["percent_centi"], sheet["head"]["scored"]), (9500, True))
        person = self.specialist.run("appraise", f"{self.ids[0]}/2", "--lang", "en").out
        for text in ("own share 100 %", "decision 125/QĐ-UBND of 20/11/2022", "not excluded by the register of discipline",
                     "no earlier award known", "tasks of the unit: "):
            self.assertIn(text, person)
        self.assertIn("the unit is not assessed yet", self.specialist.run("appraise", f"{self.ids[1]}/1").out)
        for lang, text in (("vi", "chưa được đánh giá (Thực hiện hiệu quả"), ("en", "no verdict yet (100% of the")):
            self.assertIn(text, self.specialist.try_run("--lang", lang, "appraise", nominee, "--eligible").err)

    def test_2_assign__list_by_assignee__csv(self):
        self.head.run("appraise", "assign", self.ids[0], "--to", "pnv.cv")
        self.specialist.run("appraise", "assign", f"{self.ids[1]}/1", "--to", "pnv.cv2")
        rows = self.council.json("appraise", "list", "--round", ROUND, "--assigned-to", "pnv.cv")["rows"]
        self.assertEqual({row["nominee"]["nominee_id"].split("/")[0] for row in rows}, {self.ids[0]})
        table = csv.DictReader(io.StringIO(
            self.council.run("appraise", "list", "--round", ROUND, "--sort", "name", "--csv", "-").out.lstrip("\ufeff")))
        names = [row["nominee.name"] for row in table]
        self.assertEqual(len(names), 4)
        self.assertEqual(len(self.council.json("appraise", "list", "--round", ROUND, "--unassigned")["rows"]), 1)
        self.assertEqual(self.specialist.try_run("appraise", "assign", self.ids[0], "--to", "p1.cb").code, 18)

    def test_3_verdicts__two_appraisers__differences_and_outcome(self):
        nominee = f"{self.ids[0]}/2"
        for criterion in ("III.4.i1", "III.4.i2"):
            self.specialist.run("appraise", nominee, "--criterion", criterion, "--verdict", "met")
        refused = self.second.try_run("--json", "appraise", nominee, "--criterion", "III.4.i1", "--verdict", "not-met")
        self.assertEqual(keys(refused), {"appraisal.note"})
        self.second.run("appraise", nominee, "--criterion", "III.4.i1", "--verdict", "not-met",
                        "--note", "Chưa thấy hiệu quả", "--dry-run")
        self.assertEqual(self.head.json("appraise", "differences", "--round", ROUND)["differences"], [])
        self.second.run("appraise", nominee, "--criterion", "III.4.i1", "--verdict", "not-met",
                        "--note", "Chưa thấy hiệu quả")
        differ = self.head.json("appraise", "differences", "--round", ROUND)["differences"]
        self.assertEqual([(d["officer"], d["verdict"]) for d in differ], [("pnv.cv", "met"), ("pnv.cv2", "not_met")])

    def test_4_duplicates__same_staff_code_in_two_wards__decided_first(self):
        first, second = f"{self.ids[0]}/2", f"{self.ids[1]}/2"
        found = self.head.json("appraise", "duplicates", "--round", ROUND, "--open")["duplicates"]
        self.assertIn(("staff_code", first, second),
                      [(d["matched_by"], d["first"]["nominee_id"], d["second"]["nominee_id"]) for d in found])
        refused = self.specialist.try_run("--json", "appraise", first, "--eligible", "--reason", "Đã họp")
        self.assertEqual(keys(refused), {"duplicate.open"})
        told = self.specialist.try_run("appraise", first, "--eligible", "--reason", "x", "--lang", "vi").err
        self.assertIn(f"thidua appraise decide {first} {second}", told)
        self.specialist.run("appraise", "decide", first, second, "--verdict", "same", "--reason", "Cùng mã số cán bộ")
        self.specialist.run("appraise", first, "--eligible", "--reason", "Hai chuyên viên đã thống nhất")
        for criterion in ("III.4.i1", "III.4.i2"):
            self.specialist.run("appraise", second, "--criterion", criterion, "--verdict", "met")
        self.assertEqual(keys(self.specialist.try_run("--json", "appraise", second, "--eligible")), {"duplicate.same"})
        self.specialist.run("appraise", second, "--ineligible", "--reason", "Đã được đề nghị ở hồ sơ khác")
        still = self.head.json("appraise", "duplicates", "--round", ROUND, "--open")["duplicates"]
        self.assertNotIn("staff_code", [d["matched_by"] for d in still])

    def test_5_outcome__last_one__dossier_appraised__head_reopens(self):
        collective, number = f"{self.ids[0]}/1", self.ids[0]
        self.assertEqual(self.specialist.json("status", number)["dossier"]["state"], "in_appraisal")
        self.specialist.run("appraise", collective, "--ineligible", "--reason", "Không đạt III.4.c1")
        self.assertEqual(self.specialist.json("status", number)["dossier"]["state"], "appraised")
        before = self.specialist.json("appraise", collective)
        refused = self.specialist.try_run("--json", "appraise", collective, "--reopen", "--reason", "x")
        self.assertEqual(keys(refused), {"role"})
        out = self.head.json("appraise", collective, "--reopen", "--reason", "Bổ sung số liệu")
        self.assertEqual((out["nominee"]["state"], out["dossier"]), ("proposed", "in_appraisal"))
        then = self.council.json("appraise", collective, "--as-of", before["log_seq"])
        self.assertEqual(then["nominee"]["state"], "ineligible")
        self.assertEqual(len(self.council.json("appraise", collective)["history"]), 2)
        today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
        rows = self.council.json("appraise", "list", "--round", ROUND, "--as-of", today)["rows"]
        self.assertEqual(rows[0]["nominee"]["state"], "proposed")
        self.assertEqual(self.council.json("appraise", "list", "--round", ROUND, "--as-of", "2022-01-01")["rows"], [])

    def test_6_discipline__excludes__whatever_the_reason(self):
        nominee = f"{self.ids[1]}/1"
        unit = self.specialist.json("appraise", nominee)["nominee"]["unit_code"]
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
        self.specialist.run("discipline", "open", "--kind", "collective", "--unit", unit,
                            "--document", "01/TB-UBND", "--dated", day)
        for criterion in ("c1", "c2", "c3", "c4"):
            self.specialist.run("appraise", nominee, "--criterion", f"III.4.{criterion}", "--verdict", "met", "--note", "ok")
        refused = self.specialist.try_run("--json", "appraise", nominee, "--eligible", "--reason", "Vẫn xứng đáng")
        self.assertIn("nominee.considered", keys(refused))
        self.assertIn("I.2.e", self.specialist.run("appraise", "list", "--round", ROUND).out)

    def test_7_units__see_no_appraisal(self):
        result = self.clerk.officer.try_run("--json", "appraise", f"{self.ids[0]}/1")
        self.assertEqual(keys(result), {"role"})

    def test_8_wrong_lines__say_what_is_right(self):
        for arguments, text in ((["HS-2022-1"], "HS-2022-0001/1"), (["HS-2022-0001/1", "--eligible", "--ineligible"], "--ineligible"),
                                (["HS-2022-0001/1", "--verdict", "met"], "--criterion"),
                                (["HS-2022-0001/1", "--as-of", "hôm qua"], "2022-11-30"),
                                (["HS-2022-0001/1", "--as-of", "2022-12-01", "--eligible"], "--as-of")):
            with self.subTest(arguments=arguments):
                result = self.specialist.try_run("appraise", *arguments)
                self.assertNotEqual(result.code, 0)
                self.assertIn(text, re.sub(r"\s+", " ", result.err))


if __name__ == "__main__":
    unittest.main()
