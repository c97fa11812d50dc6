"""Assigned tasks (III.4, IV.3.a) with the real programs: import, report with evidence, confirm, due
dates, overdue, summary; who sees what; and what goes wrong on the way."""
import pathlib
import unittest

import thidua

TASKS = thidua.SOURCE / "docs" / "examples" / "tasks-2022.csv"
# Exit codes, common/status.def.
USAGE, INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION = 2, 12, 14, 15, 16, 18


class Tasks(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.clerk = cls.town.officer("p1.vanthu", "P1", "unit_clerk")
        cls.other = cls.town.officer("p2.vanthu", "P2", "unit_clerk")
        cls.pdf = cls.town.folder / "báo cáo, quý 3.pdf"
        cls.pdf.write_bytes(thidua.pdf("quarter 3"))

    def refused(self, code, officer, *arguments):
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return [(each["field"], each["key"]) for each in
                thidua.json.loads(result.err[result.err.index("{"):])["violations"]]

    def assign(self, code, unit="P1", due="2022-07-15"):
        return self.specialist.json("task", "assign", code, "--unit", unit, "--field", "institutions", "--title",
                                    f"Việc {code}", "--assigned", "2022-06-01", "--due", due, "--source",
                                    "KH 50/KH-UBND")["task"]

    def report(self, code, completed, officer=None):
        return (officer or self.clerk).json("task", "report", code, "--completed", completed, "--evidence",
                                            self.pdf)["task"]

    def csv(self, name, text, encoding="utf-8"):
        path = self.town.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    # -- import --

    def test_import_is_tried_done_and_repeated(self):
        def count():
            return len([t for t in self.specialist.json("task", "list")["tasks"] if t["code"].startswith("NV22-")])
        self.assertEqual(self.specialist.json("task", "import", TASKS, "--dry-run"), {"added": 8, "unchanged": 0, "results": 0})
        self.assertEqual(count(), 0)
        self.assertEqual(self.specialist.json("task", "import", TASKS), {"added": 8, "unchanged": 0, "results": 0})
        self.assertEqual(self.specialist.json("task", "import", TASKS), {"added": 0, "unchanged": 8, "results": 0})
        self.assertEqual(count(), 8)
        out = self.town.folder / "out.csv"
        self.specialist.run("task", "list", "--unit", "XMQ", "--csv", out)
        self.assertTrue(out.read_bytes().startswith(b"\xef\xbb\xbfcode,unit_code,"))
        self.assertEqual(self.specialist.json("task", "import", out), {"added": 0, "unchanged": 1, "results": 0})

    def test_import_as_excel_saves_it(self):
        path = self.csv("excel.csv", "Mã;Đơn vị;Lĩnh vực;Nhiệm vụ;Ngày giao;Hạn;Văn bản\r\n"
                                     "EX-1;P2;civil_service;Rà soát vị trí việc làm;01/06/2022;30/09/2022;KH 50\r\n",
                        "utf-8-sig")
        self.assertEqual(self.specialist.json("task", "import", path)["added"], 1)
        self.assertEqual(self.specialist.json("task", "show", "EX-1")["task"]["due_on"], "2022-09-30")

    def test_import_of_results_after_the_tasks(self):
        text = "code,unit,field,title,assigned_on,due_on,source\nOLD-1,P3,institutions,Một,2021-06-01,2021-07-01,KH 50\n"
        path = self.csv("old.csv", text)
        self.assertIn("Tasks assigned: 1; there already: 0.\n", self.specialist.run("task", "import", path).out)
        self.csv("old.csv", text.replace("source\n", "source,not_done\n").replace("KH 50\n", "KH 50,yes\n"))
        said = self.specialist.run("task", "import", path, "--dry-run").out
        self.assertIn("would be assigned: 0; there already: 1.\nResults of tasks there already that would be entered: 1.",
                      said)
        self.assertEqual(self.specialist.json("task", "show", "OLD-1")["task"]["state"], "assigned")
        said = self.specialist.run("task", "import", path).out
        self.assertIn("assigned: 0; there already: 1.\nResults of tasks there already that were entered: 1.", said)
        self.assertEqual(self.specialist.json("task", "show", "OLD-1")["task"]["state"], "not_done")
        self.assertNotIn("Results", self.specialist.run("task", "import", path).out)

    def test_import_with_mistakes_keeps_nothing_and_names_each(self):
        path = self.csv("bad.csv", "code,unit,field,title,assigned_on,due_on,source\n"
                                   "BAD-1,P1,institutions,Một,2022-06-01,2022-07-01,KH 50\n"
                                   "BAD-2,P99,transport,Hai,2022-06-01,2022-05-01,KH 50\n")
        found = self.refused(INVALID, self.specialist, "task", "import", path)
        for column in ("unit", "field", "due_on"):
            self.assertIn(f"bad.csv:3:{column}", [pathlib.PurePath(field).name for field, _ in found])
        self.refused(NOT_FOUND, self.specialist, "task", "show", "BAD-1")
        self.assign("DUP-1")
        path = self.csv("dup.csv", "code,unit,field,title,assigned_on,due_on,source\n"
                                   "DUP-1,P1,institutions,Khác,2022-06-01,2022-07-15,KH 50/KH-UBND\n")
        self.assertEqual([key for _, key in self.refused(EXISTS, self.specialist, "task", "import", path)],
                         ["task.exists"])

    # -- the way of a task --

    def test_reported_with_evidence_confirmed_on_time(self):
        self.assign("WAY-1")
        self.assertEqual(self.report("WAY-1", "2022-07-15")["standing"], "awaiting")
        done = self.specialist.json("task", "confirm", "WAY-1")["task"]
        self.assertEqual((done["state"], done["standing"]), ("done_on_time", "on_time"))
        shown = self.clerk.json("task", "show", "WAY-1")
        self.assertEqual([each["event"] for each in shown["history"]], ["assign", "report", "confirm"])
        self.assertEqual([f["name"] for f in shown["history"][1]["evidence"]], [self.pdf.name])
        folder = self.town.folder / "minh-chung"
        self.specialist.run("evidence", "fetch", "task", "WAY-1", folder)
        self.assertEqual((folder / self.pdf.name).read_bytes(), self.pdf.read_bytes())
        self.refused(EXISTS, self.specialist, "evidence", "fetch", "task", "WAY-1", folder)
        self.refused(NOT_FOUND, self.other, "evidence", "fetch", "task", "WAY-1", self.town.folder / "khac")
        verified = thidua.command([thidua.DAEMON, "verify", "--data", self.town.data])
        self.assertEqual(verified.code, 0, str(verified))

    def test_a_second_report_keeps_both_files_of_one_name(self):
        self.assign("TWO-1")
        self.report("TWO-1", "2022-07-14")
        self.specialist.run("task", "send-back", "TWO-1", "--reason", "Thiếu số liệu")
        self.report("TWO-1", "2022-07-15")
        folder = self.town.folder / "hai"
        self.assertEqual(self.clerk.json("evidence", "fetch", "task", "TWO-1", folder)["files"], 2)
        self.assertEqual(sorted(str(p.relative_to(folder)) for p in folder.rglob("*.pdf")),
                         sorted([self.pdf.name, f"2/{self.pdf.name}"]))

    def test_a_changed_due_date_decides_and_keeps_its_history(self):
        for code in ("DUE-1", "DUE-2"):
            self.assign(code)
            self.assertEqual(self.report(code, "2022-07-20")["standing"], "awaiting_late")
        self.specialist.run("task", "due", "DUE-2", "2022-07-31", "--reason", "Lũ lụt", "--document", "CV 10/UBND")
        self.assertEqual(self.specialist.json("task", "confirm", "DUE-1")["task"]["state"], "done_late")
        self.assertEqual(self.specialist.json("task", "confirm", "DUE-2")["task"]["state"], "done_on_time")
        history = self.clerk.json("task", "show", "DUE-2")["history"]
        self.assertEqual([each["due_on"] for each in history],
                         ["2022-07-15", "2022-07-15", "2022-07-31", "2022-07-31"])
        self.assertEqual(history[2]["document"], "CV 10/UBND")

    # -- lists and the summary --

    def test_overdue_and_summary(self):
        for code in ("SUM-1", "SUM-2", "SUM-3"):
            self.assign(code, unit="XTL", due="2023-03-01")
        officer = self.town.officer("xtl.cb", "XTL", "unit_clerk")

        def overdue():
            return [t["code"] for t in officer.json("task", "list", "--overdue", "--sort", "due")["tasks"]]

        def summary(*options):
            units = self.specialist.json("task", "summary", "--unit", "XTL", *options)["units"]
            self.assertEqual(len(units), 1)
            return units[0]
        self.assertEqual(summary("--year", "2022")["criterion"], "no_basis")
        self.assertEqual(overdue(), ["SUM-1", "SUM-2", "SUM-3"])
        self.assertEqual(summary("--year", "2023")["criterion"], "not_met")
        self.report("SUM-1", "2023-03-01", officer)
        self.report("SUM-2", "2023-03-01", officer)
        self.assertEqual(overdue(), ["SUM-3"])
        self.specialist.run("task", "withdraw", "SUM-3", "--reason", "Trùng", "--document", "CV 12/UBND", "--yes")
        self.assertEqual(summary("--year", "2023")["criterion"], "not_yet")
        self.specialist.run("task", "confirm", "SUM-1")
        self.specialist.run("task", "confirm", "SUM-2")
        unit = summary("--year", "2023")
        self.assertEqual((unit["assigned"], unit["on_time"], unit["withdrawn"], unit["on_time_centi"],
                          unit["criterion"]), (2, 2, 1, 10000, "met"))
        # Nothing was known before the town began, not even the unit.
        self.assertEqual(self.specialist.json("task", "summary", "--unit", "XTL", "--as-of", "2022-06-30")["units"], [])
        self.assertIn("100.00 %", self.specialist.run("task", "summary", "--unit", "XTL").out)

    # -- mistakes --

    def test_another_units_task_is_not_there(self):
        self.assign("OWN-1")
        for command in (["show", "OWN-1"], ["report", "OWN-1", "--completed", "2022-07-01", "--evidence", self.pdf]):
            self.assertEqual(self.refused(NOT_FOUND, self.other, "task", *command), [("code", "task.unknown")])
        self.assertNotIn("OWN-1", self.other.run("task", "list").out)
        self.refused(DENIED, self.clerk, "task", "confirm", "OWN-1")

    def test_evidence_that_cannot_be_sent_is_found_before_anything_is(self):
        self.assign("EVI-1")
        text = self.csv("ghi-chu.txt", "không phải PDF")
        report = ["task", "report", "EVI-1", "--completed", "2022-07-01"]
        self.assertEqual(self.refused(PRECONDITION, self.clerk, *report, "--evidence", "khong-co.pdf"),
                         [("--evidence", "file.read")])
        self.assertEqual(self.refused(INVALID, self.clerk, *report, "--evidence", self.pdf, "--evidence", text),
                         [("--evidence", "file.kind")])
        self.assertIn(("evidence", "required"), self.refused(INVALID, self.clerk, *report))
        self.assertEqual(self.clerk.json("task", "show", "EVI-1")["task"]["state"], "assigned")

    def test_steps_out_of_order_say_why(self):
        self.assign("ORD-1", due="2199-12-31")
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "task", "confirm", "ORD-1"), [("", "task.state")])
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "task", "confirm", "ORD-1", "--not-done",
                                      "--note", "Không làm"), [("", "task.not_due")])
        self.refused(PRECONDITION, self.specialist, "task", "withdraw", "ORD-1", "--reason", "x", "--document", "y")
        result = self.specialist.try_run("task", "sumary")
        self.assertEqual(result.code, USAGE)
        self.assertIn("summary", result.err)

    def test_vietnamese_is_spoken(self):
        self.assign("VI-1")
        self.clerk.lang = "vi"
        self.addCleanup(setattr, self.clerk, "lang", "en")
        out = self.clerk.run("task", "show", "VI-1").out
        for words in ("Nhiệm vụ", "quá hạn", "Cải cách thể chế", "giao nhiệm vụ"):
            self.assertIn(words, out)
        result = self.clerk.try_run("task", "report", "VI-1", "--completed", "2022-05-01", "--evidence", self.pdf)
        self.assertEqual(result.code, INVALID)
        self.assertIn("Chưa báo cáo được nhiệm vụ", result.err)
        self.assertIn("không được trước 01/06/2022", result.err)


if __name__ == "__main__":
    unittest.main()
