"""The interim review with the real programs (II.3.b, III.2): awards from before the software entered as history, and
a round that draws on several years: index and its trend, completion, yearly awards won, initiatives and adoption."""
import json
import unittest

import thidua
import year

EXAMPLES = thidua.SOURCE / "docs" / "examples"
PAST = EXAMPLES / "past-awards-2021.csv"
ROUND = "2025-interim"


class SeveralYears(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = year.Year(cls.town)  # 2022, with its index
        cls.head, cls.specialist = cls.year.head, cls.year.specialist
        cls.clerk = cls.year.clerk("P1")

    def file(self, name, text):
        path = self.town.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def value(self, nominee, component, *arguments):
        """What a component says of the nominee, and the facts it rests on."""
        out = self.specialist.json("rank", ROUND, "--provisional", *arguments)
        for entry in (e for line in out["lines"] for e in line["entries"] if e["nominee_id"] == nominee):
            return next(v for v in entry["values"] if v["component"] == component)
        raise AssertionError(f"{nominee} is not ranked: {json.dumps(out)}")

    def test_1_history__mistakes_by_row__nothing_entered(self):
        text = PAST.read_text(encoding="utf-8")
        bad = self.file("xau.csv", text.replace(",PTP,", ",P9,").replace("4,2022-01-14", "4,2022-01-15")
                        .replace("annual,2021,31/QĐ-UBND,6,2022-01-14", "annual,2022,32/QĐ-UBND,1,2022-12-30"))
        refused = self.specialist.try_run("past-award", "import", bad)
        self.assertNotEqual(refused.code, 0)
        for words in ("xau.csv:2:unit_code: there is no unit P9",
                      "xau.csv:5: decision 31/QĐ-UBND is entered with the day 14/01/2022 for 2021-annual already",
                      "xau.csv:7:round: the round 2022-annual is kept in this software"):
            self.assertIn(words, refused.err)
        refused = self.specialist.try_run("past-award", "import", self.file("xau.csv", text.replace("2022-01-14", "14/1")))
        self.assertIn("xau.csv:2:granted_on", refused.err)
        self.assertEqual(self.specialist.json("past-award", "list")["awards"], [])
        self.assertEqual(self.clerk.try_run("past-award", "import", PAST).code, 16)

    def test_2_history__entered_once__found_by_name(self):
        tried = self.specialist.run("past-award", "import", PAST, "--dry-run").out
        self.assertIn("would be added: 6", tried)
        self.assertIn("Awards added: 6; there already: 0.", self.specialist.run("past-award", "import", PAST).out)
        self.assertIn("Awards added: 0; there already: 6.", self.specialist.run("past-award", "import", PAST).out)
        shown = self.specialist.run("past-award", "list", "--year", "2021").out
        for words in ("annual 2021", "31/QĐ-UBND", "UBND xã Mỹ Quới", "Trần Thị Ví Dụ"):
            self.assertIn(words, shown)
        self.assertEqual(len(self.clerk.json("past-award", "list")["awards"]), 2)  # its own unit's
        self.clerk.lang = "vi"
        self.addCleanup(setattr, self.clerk, "lang", "en")
        told = self.clerk.run("history", "tran thi vi du").out
        self.assertIn("2021-annual, Sổ vàng số 5 (nhập từ quyết định giấy): Mô hình tiếp nhận hồ sơ tại ấp", told)
        refused = self.head.try_run("round", "open", "2021", "--kind", "annual", "--opens", thidua.iso(-60),
                                    "--closes", thidua.iso(86400))
        self.assertIn("6 awards of 2021-annual are entered as history", refused.err)

    def test_3_interim__draws_on_2021_and_2022(self):
        index = (EXAMPLES / "index-2022-commune_ward.yaml").read_text(encoding="utf-8")
        scores = (EXAMPLES / "par-index-2022.csv").read_text(encoding="utf-8")
        tasks = (EXAMPLES / "tasks-2022.csv").read_text(encoding="utf-8")
        self.specialist.run("index", "define", self.file("cs.yaml", index.replace("2022", "2021")))
        self.specialist.run("index", "import", self.file("cs.csv", scores.replace("2022,P1,impact", "2021,P1,impact")
                            .replace("2022,", "2021,").replace("8.86", "6.86")), "--reason", "BB 12/BB-PNV")
        self.head.run("index", "publish", "2021-commune_ward", "--yes", "--partial")
        self.specialist.run("task", "import", EXAMPLES / "tasks-2022.csv")
        # The tasks of 2021 come with what became of them; of 2022 nothing is reported yet.
        rows = tasks.replace("2022", "2021").replace("NV22", "NV21").splitlines()
        done = [rows[0] + ",done_on"] + [f"{row},2021-07-01" for row in rows[1:]]
        self.specialist.run("task", "import", self.file("nv.csv", "\n".join(done) + "\n"))
        said = self.specialist.run("task", "import", self.town.folder / "nv.csv").out
        self.assertIn("Tasks assigned: 0", said)
        future = rows[1].replace("2021-", "2099-") + ",2099-01-01"
        refused = self.specialist.try_run("task", "import", self.file("sai.csv", f"{done[0]}\n{future}\n"))
        self.assertIn("sai.csv:2:done_on: only a task that was due before", refused.err)
        self.assertIn("entered from before the software", self.specialist.run("task", "show", "NV21-001").out)
        made = self.year.initiative("P1")
        self.head.run("initiative", "publish", made, "--yes")
        self.year.clerk("P2").run("initiative", "adopt", made, "--since", "2023-02-01", "--how", "Áp dụng tại một cửa")
        self.head.run("round", "open", "2025", "--kind", "interim", "--opens", thidua.iso(-60), "--closes",
                      thidua.iso(86400))
        quotas = {line["line"]: line["quota"] for line in self.head.json("round", "show", ROUND)["round"]["lines"]}
        self.assertEqual(quotas, {"department": 2, "commune_ward": 3, "individual": 10})  # III.2
        type(self).ward = f"{self.year.nominate('P1', made, ROUND)}/1"
        self.assertEqual(self.value(self.ward, "awards")["raw"], 1)
        trend = self.value(self.ward, "index_trend")
        self.assertTrue(trend["known"])
        self.assertGreater(trend["raw"], 0)
        self.assertTrue(self.value(self.ward, "completion")["known"])
        self.assertEqual(self.value(self.ward, "initiatives")["raw"], 1)
        self.assertEqual(self.value(self.ward, "adoptions")["raw"], 1)
        told = self.specialist.run("rank", ROUND, "--provisional", "--explain", self.ward).out
        for words in ("Index 2021: 85.80 %, rank 2 of 4", "Index 2022: 90.24 %, rank 1 of 4",
                      "Index 2023: nothing was published for P1", "Tasks of P1: 2 of 4 were done on time",
                      "Award of 2021: UBND Phường 1 (2021-annual)", "in force in 1"):
            self.assertIn(words, told)
        sheet = self.specialist.run("appraise", self.ward).out
        self.assertIn("31/QĐ-UBND", sheet)
        self.assertIn("Kết quả Chỉ số cải cách hành chính cao năm 2021", sheet)

    def test_4_a_revoked_award_counts_no_more__and_still_did_before(self):
        before = self.specialist.json("rank", ROUND, "--provisional")["log_seq"]
        said = self.specialist.run("past-award", "correct", "31/QĐ-UBND", "--signed", "2022", "--ordinal", "2",
                                   "--revoked-by", "77/QĐ-UBND", "--revoked-on", "2023-03-01", "--reason",
                                   "Số liệu chỉ số khai không đúng").out
        self.assertIn("the versions before it are kept", said)
        self.assertEqual(self.value(self.ward, "awards")["raw"], 0)
        self.assertEqual(self.value(self.ward, "awards", "--as-of", before)["raw"], 1)
        told = self.specialist.run("history", "P1").out
        self.assertIn("revoked by 77/QĐ-UBND of 01/03/2023 (Số liệu chỉ số khai không đúng)", told)
        versions = self.specialist.json("past-award", "show", "31/QĐ-UBND", "--signed", "2022", "--ordinal", "2")
        self.assertEqual([each["version"] for each in versions["versions"]], [2, 1])
        refused = self.specialist.try_run("past-award", "correct", "31/QĐ-UBND", "--signed", "2022", "--ordinal", "9",
                                          "--reason", "x")
        self.assertIn("there is no award 2022 31/QĐ-UBND 9 that you may see", refused.err)

    def test_5_the_decisions_day_corrected__for_all_its_awards_or_none(self):
        self.specialist.lang = "vi"
        self.addCleanup(setattr, self.specialist, "lang", "en")
        correct = ("past-award", "correct", "31/QĐ-UBND", "--signed", "2022", "--ordinal", "1", "--reason", "Nhầm ngày")
        refused = self.specialist.try_run(*correct, "--on", "2022-12-31", "--dry-run")
        self.assertEqual(refused.code, 0, refused)
        self.assertIn("sẽ được sửa theo: số 2, 3, 4, 5, 6", refused.out)
        self.specialist.run("past-award", "correct", "31/QĐ-UBND", "--signed", "2022", "--ordinal", "3", "--reason",
                            "Khai sai", "--revoked-by", "12/QĐ-UBND", "--revoked-on", "2022-06-01")
        refused = self.specialist.try_run(*correct, "--on", "2022-07-01")
        self.assertIn("--on: khen thưởng số 3 của cùng quyết định (UBND xã Mỹ Quới, XMQ)", refused.err)
        self.assertIn("thidua past-award correct --withdraw", refused.err)
        self.assertNotIn("2022-07-01", json.dumps(self.specialist.json("past-award", "list")))
        third = [*correct[:6], "3", *correct[7:]]
        self.specialist.run(*third, "--withdraw")  # the way that the refusal says
        self.specialist.run(*correct, "--on", "2022-07-01")
        self.specialist.run(*third, "--on", "2022-07-01", "--revoked-on", "2022-08-01")
        self.assertEqual(len(self.specialist.json("past-award", "list")["awards"]), 6)
        said = self.specialist.run(*correct, "--on", "2022-01-17").out
        self.assertIn("cũng đã được sửa theo: số 2, 3, 4, 5, 6", said)
        days = {each["award"]["granted_on"] for each in self.specialist.json("past-award", "list")["awards"]}
        self.assertEqual(days, {"2022-01-17"})


class NoPlan(thidua.Case):
    def test_history_before_the_plan__says_what_to_load_first(self):
        self.town.units()
        specialist = self.town.officer("pnv.cv", "PNV", "specialist")
        refused = specialist.try_run("past-award", "import", PAST)
        self.assertIn("no plan has been loaded yet; run: thidua plan load FILE", refused.err)
        self.assertEqual(specialist.json("past-award", "list")["awards"], [])


if __name__ == "__main__":
    unittest.main()
