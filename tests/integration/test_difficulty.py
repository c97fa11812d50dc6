"""Difficulties with the real programs (closing clause): reported by a unit, answered by Home Affairs or
forwarded to the People's Committee, closed."""
import json
import time
import unittest

import thidua

USAGE, INVALID, NOT_FOUND, DENIED, PRECONDITION = 2, 12, 14, 16, 18


def day(offset):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600 + offset * 86400))


class Difficulty(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.specialist = cls.town.officer("pnv.cv", "PNV", "specialist")
        cls.clerk = cls.town.officer("p1.vanthu", "P1", "unit_clerk")
        cls.chairman = cls.town.officer("p1.chutich", "P1", "unit_head")
        cls.office = cls.town.officer("vp.ct", "VPUB", "chairman_office")
        cls.other = cls.town.officer("p2.vanthu", "P2", "unit_clerk")

    def report(self, *more, officer=None):
        return (officer or self.chairman).json(
            "difficulty", "report", "--title", "Thiếu máy quét", "--description", "Chỉ có một máy quét.",
            "--due", day(10), *more)["difficulty"]

    def refused(self, code, officer, *arguments):
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return [each["key"] for each in json.loads(result.err[result.err.index("{"):])["violations"]]

    def test_from_the_unit_to_the_committee_and_back(self):
        photo = self.town.folder / "anh.pdf"
        photo.write_bytes(thidua.pdf("May quet"))
        difficulty = self.report("--evidence", photo)["id"]
        self.assertRegex(difficulty, r"^KK-\d{4}-\d{4}$")
        self.specialist.run("difficulty", "forward", difficulty, "--text", "Cần kinh phí", "--due", day(20))
        self.assertEqual(self.refused(DENIED, self.specialist, "difficulty", "answer", difficulty, "--text", "Vâng"),
                         ["role"])
        reply = self.town.folder / "tra-loi.pdf"
        reply.write_bytes(thidua.pdf("Tra loi"))
        answered = self.office.json("difficulty", "answer", difficulty, "--text", "Sẽ cấp trong tháng 12",
                                    "--evidence", reply)["difficulty"]
        self.assertEqual((answered["state"], answered["due_on"]), ("answered", day(20)))
        said = self.clerk.run("difficulty", "show", difficulty).out
        for word in ("Sẽ cấp trong tháng 12", "anh.pdf", "tra-loi.pdf", "answered"):
            self.assertIn(word, said)
        folder = self.town.folder / "fetched"
        self.clerk.run("evidence", "fetch", "difficulty", difficulty, folder)
        self.assertEqual((folder / "tra-loi.pdf").read_bytes(), reply.read_bytes())
        closed = self.clerk.json("difficulty", "close", difficulty, "--yes")["difficulty"]
        self.assertEqual(closed["state"], "closed")
        self.assertEqual(self.refused(PRECONDITION, self.clerk, "difficulty", "close", difficulty, "--yes"),
                         ["difficulty.state"])

    def test_other_units_see_nothing(self):
        difficulty = self.report()["id"]
        self.assertEqual(self.other.json("difficulty", "list")["difficulties"], [])
        self.assertEqual(self.refused(NOT_FOUND, self.other, "difficulty", "show", difficulty), ["difficulty.unknown"])
        said = self.other.try_run("evidence", "list", "difficulty", difficulty)
        self.assertEqual(said.code, NOT_FOUND, str(said))
        self.assertIn(difficulty, [each["id"] for each in self.specialist.json("difficulty", "list")["difficulties"]])

    def test_mistakes_say_what_would_be_right(self):
        base = ["difficulty", "report", "--title", "T", "--description", "D", "--due"]
        self.assertEqual(self.refused(INVALID, self.chairman, *base, day(-1)), ["date.order"])
        self.assertEqual(self.refused(INVALID, self.clerk, *base, day(1)), ["required"])  # in whose name?
        self.assertEqual(self.report("--head", "Trần Văn Giả Định", officer=self.clerk)["head_name"],
                         "Trần Văn Giả Định")
        said = self.clerk.try_run("difficulty", "reprot")
        self.assertEqual(said.code, USAGE)
        self.assertIn("report", said.err)

    def test_many_are_imported_all_or_nothing(self):
        sample = (thidua.SOURCE / "docs" / "examples" / "difficulties-2022.csv").read_text(encoding="utf-8")
        path = self.town.folder / "kho-khan.csv"
        head = self.town.officer("p3.chutich", "P3", "unit_head")
        path.write_text(sample, encoding="utf-8")
        refused = head.try_run("difficulty", "import", path)   # their day has passed
        self.assertEqual(refused.code, INVALID, str(refused))
        self.assertIn("kho-khan.csv:2:due_on", refused.err)
        path.write_text(sample.replace("31/12/2022", day(30)), encoding="utf-8")
        self.assertEqual(head.json("difficulty", "import", path, "--dry-run"), {"added": 2, "unchanged": 0})
        self.assertEqual(head.json("difficulty", "import", path), {"added": 2, "unchanged": 0})
        self.assertEqual(head.json("difficulty", "import", path), {"added": 0, "unchanged": 2})
        titles = [each["title"] for each in head.json("difficulty", "list")["difficulties"]]
        self.assertEqual(sorted(titles), ["Thiếu máy quét", "Đường truyền chậm"])

    def test_overdue_and_spreadsheet(self):
        self.report()
        self.assertEqual(self.specialist.json("difficulty", "list", "--overdue")["difficulties"], [])
        path = self.town.folder / "kk.csv"
        self.specialist.run("difficulty", "list", "--by-due", "--csv", path)
        self.assertIn("Thiếu máy quét", path.read_text(encoding="utf-8-sig"))

    def test_vietnamese(self):
        difficulty = self.report()["id"]
        self.chairman.lang = "vi"
        try:
            said = self.chairman.run("difficulty", "show", difficulty).out
        finally:
            self.chairman.lang = "en"
        self.assertIn("đã phản ánh, chờ Phòng Nội vụ", said)
        self.assertIn("Hạn trả lời", said)


if __name__ == "__main__":
    unittest.main()
