"""The register of discipline with the real programs (I.2.e): what Home Affairs keeps, what it stops,
and how little the unit learns."""
import json
import pathlib
import re
import shutil
import time
import unittest

import thidua

EXAMPLE = thidua.SOURCE / "docs" / "examples" / "xlb"
REGISTER = thidua.SOURCE / "docs" / "examples" / "discipline-2022.csv"
NAME, STAFF_CODE = "Trần Thị Ví Dụ", "XLB-012"
# Exit codes, common/status.def.
USAGE, INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION = 2, 12, 14, 15, 16, 18


def day(offset):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600 + offset * 86400))


class Discipline(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.auditor = cls.town.officer("thanhtra", "TTTX", "auditor")
        cls.clerk = cls.town.officer("xlb.cb", "XLB", "unit_clerk", "unit_head")
        text = (EXAMPLE / "dossier.yaml").read_text(encoding="utf-8")
        cls.staff_code = re.search(r"staff_code: (\S+)", text).group(1)

    def tearDown(self):
        """No case outlives its test in force."""
        for case in self.specialist.json("discipline", "list", "--in-force-on", day(0))["cases"]:
            self.specialist.run("discipline", "dismiss", case["id"], "--document", "99/TB", "--dated", day(0),
                                "--reason", "Hết phép thử")

    def open(self, *more, document="07/TB-UBND", staff_code=None):
        return self.specialist.json(
            "discipline", "open", "--kind", "individual", "--unit", "XLB", "--name", NAME, "--staff-code",
            staff_code or self.staff_code, "--document", document, "--dated", day(-2), *more)["discipline"]

    def draft(self, name):
        folder = self.town.folder / name
        self.clerk.run("dossier", "new", folder, "--round", "2022-annual")
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        return folder

    def refused(self, code, officer, *arguments):
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return json.loads(result.err[result.err.index("{"):])["violations"]

    def test_a_case_goes_its_way(self):
        case = self.open(document="1/TB")
        self.assertRegex(case["id"], r"^KL-\d{4}-\d{4}$")
        self.assertEqual((case["state"], case["in_force"]), ("under_consideration", True))
        imposed = self.head.json("discipline", "impose", case["id"], "--measure", "Khiển trách", "--from", day(-1),
                                 "--until", day(300), "--document", "15/QĐ-UBND", "--dated", day(-1))["discipline"]
        self.assertEqual((imposed["state"], imposed["until_on"]), ("imposed", day(300)))
        ended = self.specialist.json("discipline", "end", case["id"], "--last-day", day(-1), "--document",
                                     "20/QĐ-UBND", "--dated", day(-1))["discipline"]
        self.assertEqual((ended["state"], ended["in_force"]), ("ended", False))
        shown = self.auditor.json("discipline", "show", case["id"])
        self.assertEqual([entry["event"] for entry in shown["history"]], ["open", "impose", "end"])
        said = self.auditor.run("discipline", "show", case["id"]).out
        for word in (NAME, self.staff_code, "Khiển trách", "15/QĐ-UBND", "not excluded today"):
            self.assertIn(word, said)

    def test_unit_hears_clause_and_name_and_home_affairs_the_facts(self):
        folder = self.draft("before")
        dossier = self.clerk.json("dossier", "submit", folder)["dossier_id"]
        case = self.open(document="2/TB")
        again = self.draft("after")
        told = self.refused(PRECONDITION, self.clerk, "dossier", "submit", again)
        self.assertEqual([(each["key"], each["clause"], each["params"]) for each in told],
                         [("nominee.ineligible", "I.2.e", {"nominee": NAME})])
        said = self.clerk.try_run("dossier", "submit", again)
        self.assertIn(f"{NAME} cannot be rewarded now (clause I.2.e)", said.err)
        self.assertNotIn(case["id"], said.err)
        told = self.refused(PRECONDITION, self.clerk, "dossier", "confirm", dossier, "--yes")
        self.assertEqual([each["key"] for each in told], ["nominee.ineligible"])
        self.assertEqual(self.clerk.json("dossier", "show", dossier)["eligibility"], [])
        [nominee] = self.specialist.json("dossier", "show", dossier)["eligibility"]
        self.assertFalse(nominee["eligible"])
        self.assertEqual(nominee["facts"][0]["params"][1]["value"]
                         if isinstance(nominee["facts"][0]["params"], list)
                         else nominee["facts"][0]["params"]["case"], case["id"])
        said = self.specialist.run("dossier", "show", dossier).out
        self.assertIn("Eligibility today (I.2.e)", said)
        self.assertIn("discipline is under consideration since", said)
        self.specialist.run("discipline", "dismiss", case["id"], "--document", "9/TB", "--dated", day(0), "--reason",
                            "Không có vi phạm")
        self.clerk.run("dossier", "confirm", dossier, "--yes")
        case = self.open(document="3/TB")  # between confirmation and reception
        told = self.refused(PRECONDITION, self.specialist, "dossier", "receive", dossier, "--originals", "2")
        self.assertEqual([each["key"] for each in told], ["nominee.considered"])
        self.assertEqual(told[0]["params"]["document"], "3/TB")

    def test_nobody_else_learns_of_any_case(self):
        case = self.open(document="4/TB")
        council = self.town.officer("hd.uv", "PTP", "council_member", "council_secretary", "council_chair")
        chairman = self.town.officer("vp.ct", "VPUB", "chairman_office")
        for officer in (self.clerk, council, chairman, self.town.admin):
            answers = set()
            for arguments in (["show", case["id"]], ["show", "KL-2022-9999"], ["list"],
                              ["end", case["id"]], ["end", "KL-2022-9999"]):
                told = self.refused(DENIED, officer, "discipline", *arguments)
                answers.add(json.dumps([each["key"] for each in told]))
            self.assertEqual(answers, {'["role"]'})
        said = self.clerk.try_run("evidence", "list", "discipline", case["id"])
        self.assertEqual(said.code, NOT_FOUND, str(said))

    def test_mistakes_say_what_would_be_right(self):
        base = ["discipline", "open", "--kind", "individual", "--unit", "XLB", "--name", NAME, "--document", "5/TB",
                "--dated", day(-2)]
        told = self.refused(INVALID, self.specialist, *base)
        self.assertEqual([each["key"] for each in told], ["discipline.identity"])
        told = self.refused(INVALID, self.specialist, *base, "--citizen-id", "123")
        self.assertEqual([(each["field"], each["key"]) for each in told], [("citizen_id", "text.form")])
        self.specialist.run(*base, "--staff-code", "XLB-900")
        told = self.refused(EXISTS, self.specialist, *base, "--staff-code", "XLB-900")
        self.assertEqual([each["key"] for each in told], ["discipline.exists"])
        told = self.refused(NOT_FOUND, self.specialist, "discipline", "end", "KL-2022-9999")
        self.assertEqual([each["key"] for each in told], ["discipline.unknown"])
        said = self.specialist.try_run("discipline", "opne")
        self.assertEqual(said.code, USAGE)
        self.assertIn("open", said.err)

    def test_lists_filter_and_go_to_a_spreadsheet(self):
        case = self.open(document="6/TB", staff_code="XLB-901")
        listed = self.auditor.json("discipline", "list", "--find", "xlb-901")["cases"]
        self.assertEqual([each["id"] for each in listed], [case["id"]])
        self.assertEqual(self.auditor.json("discipline", "list", "--find", "xlb-901", "--in-force-on", day(-3))["cases"], [])
        path = self.town.folder / "kl.csv"
        self.auditor.run("discipline", "list", "--find", "xlb-901", "--csv", path)
        lines = pathlib.Path(path).read_text(encoding="utf-8-sig").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[0].startswith("id,kind,unit_code,name,"), lines[0])
        self.assertIn(NAME, lines[1])

    def test_evidence_is_seen_by_home_affairs_and_auditor_only(self):
        notice, order = self.town.folder / "thông báo, số 8.pdf", self.town.folder / "quyet-dinh.pdf"
        notice.write_bytes(thidua.pdf("thong bao"))
        order.write_bytes(thidua.pdf("quyet dinh"))
        case = self.open("--evidence", notice, document="8/TB", staff_code="XLB-902")
        self.head.run("discipline", "impose", case["id"], "--measure", "Khiển trách", "--from", day(-1), "--until", day(9),
                      "--document", "16/QĐ-UBND", "--dated", day(-1), "--evidence", order)
        said = self.auditor.run("discipline", "show", case["id"]).out
        self.assertIn(notice.name, said)
        self.assertIn(order.name, said)
        folder = self.town.folder / "of-case"
        self.auditor.run("evidence", "fetch", "discipline", case["id"], folder)
        self.assertEqual((folder / order.name).read_bytes(), order.read_bytes())
        council = self.town.officer("hd.uv2", "PTP", "council_chair", "chairman_office")
        for officer in (self.clerk, council, self.town.admin):
            for arguments in (["list", "discipline", case["id"]], ["fetch", "discipline", case["id"], self.town.folder / "no"]):
                told = self.refused(NOT_FOUND, officer, "evidence", *arguments)
                self.assertEqual([each["key"] for each in told], ["subject.unknown"])
        text = self.town.folder / "x.pdf"
        text.write_text("not a PDF", encoding="utf-8")
        told = self.refused(INVALID, self.specialist, "discipline", "end", case["id"], "--evidence", text)
        self.assertEqual([(each["field"], each["key"]) for each in told], [("--evidence", "file.kind")])

    def test_a_register_kept_before_is_imported_all_or_nothing(self):
        def count(result):
            return result["added"], result["unchanged"]
        self.assertEqual(count(self.specialist.json("discipline", "import", REGISTER, "--dry-run")), (3, 0))
        self.assertEqual(self.auditor.json("discipline", "list", "--find", "P2-014")["cases"], [])
        self.assertEqual(count(self.specialist.json("discipline", "import", REGISTER)), (3, 0))
        self.assertEqual(count(self.head.json("discipline", "import", REGISTER)), (0, 3))
        exported = self.town.folder / "so.csv"
        self.auditor.run("discipline", "list", "--sort", "unit", "--csv", exported)
        self.assertEqual(count(self.specialist.json("discipline", "import", exported))[0], 0)
        # As Vietnamese Excel saves it, in the words of the screen; four rows are wrong, one would be fine.
        rows = ["Loại;Đơn vị;Họ tên;Mã cán bộ;Số văn bản;Ngày văn bản;Hình thức;Từ ngày;Đến ngày;Số quyết định;Ngày quyết định;STT",
                "cá nhân;P1;Võ Thị Mẫu;P1-900;88/TB;01/02/2022;;;;;;1",
                "cá nhân;P2;Lê Văn Khác;P2-014;03/TB-UBND;14/01/2022;Khiển trách;01/03/2022;28/02/2024;15/QĐ-UBND;25/02/2022;2",
                "tập thể;P99;;;89/TB;01/02/2022;;;;;;3",
                "cá nhân;P1;Bùi Văn Mẫu;;90/TB;01/02/2022;Cảnh cáo;;;;;4"]
        path = self.town.folder / "sổ kỷ luật.csv"
        path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
        said = self.specialist.try_run("discipline", "import", path, env={"THIDUA_LANG": "vi"})
        self.assertEqual(said.code, INVALID, str(said))
        for words in (f"{path}:4:Đơn vị: không có đơn vị P99", f"{path}:5:Mã cán bộ: ", f"{path}:5:Từ ngày: còn thiếu"):
            self.assertIn(words, said.err)
        path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows[:3]).encode())
        said = self.specialist.try_run("discipline", "import", path, env={"THIDUA_LANG": "vi"})
        self.assertEqual(said.code, EXISTS, str(said))
        self.assertIn(f"{path}:3:Họ tên: ở chỗ này vụ việc KL-2022-", said.err)
        self.assertIn("“Lê Văn Mẫu”", said.err)
        self.assertIn(f"{path}:3:Đến ngày: ", said.err)
        self.assertIn("28/02/2023", said.err)
        self.assertEqual(self.auditor.json("discipline", "list", "--find", "P1-900")["cases"], [])
        told = self.refused(DENIED, self.clerk, "discipline", "import", REGISTER)
        self.assertEqual([each["key"] for each in told], ["role"])

    def test_vietnamese(self):
        case = self.open(document="7/TB")
        self.specialist.lang = "vi"
        try:
            said = self.specialist.run("discipline", "show", case["id"]).out
        finally:
            self.specialist.lang = "en"
        self.assertIn("đang xem xét kỷ luật", said)
        self.assertIn("hôm nay không được xét", said)
        said = self.specialist.run("discipline", "show", case["id"], "--on", "2022-01-31", env={"THIDUA_LANG": "vi"}).out
        self.assertIn("ngày 31/01/2022 được xét", said)


if __name__ == "__main__":
    unittest.main()
