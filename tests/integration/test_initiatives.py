"""Initiatives and outreach with the real programs: from registration to the catalogue and to a nominee,
adoption and its counts, what was done to make the Plan known; in English, with one look at the Vietnamese."""
import csv
import io
import json
import shutil
import unicodedata
import unittest

import dossiers
import thidua

USAGE, INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION = 2, 12, 14, 15, 16, 18
IMPORTED = thidua.SOURCE / "docs" / "examples" / "initiatives-2022.csv"
REGISTER = ["--year", "2022", "--kind", "solution", "--title", "Ngày thứ Sáu không hẹn",
            "--description", "Trả kết quả trong ngày", "--field", "administrative_procedures",
            "--effect", "Người dân không phải đi lại", "--figure", "Số ngày mỗi hồ sơ; 10; 4"]
OUTREACH = ["--clause", "IV.1", "--what", "Hội nghị quán triệt Kế hoạch 50", "--date", "2022-06-10",
            "--for", "cán bộ, công chức phường", "--channel", "meeting", "--reach", "45"]


class Town(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.clerk = cls.town.officer("p1.vanthu", "P1", "unit_clerk")
        cls.other = cls.town.officer("xlb.vanthu", "XLB", "unit_clerk")
        cls.radio = cls.town.officer("dtt.pv", "DTT", "radio")
        cls.pdf = cls.town.folder / "số liệu, quý III.pdf"
        cls.pdf.write_bytes(thidua.pdf("so lieu"))

    def refused(self, code, officer, *arguments):
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return {(v["field"], v["key"]) for v in json.loads(result.err)["violations"]}

    def csv(self, officer, *arguments):
        path = self.town.folder / "list.csv"
        officer.run(*arguments, "--csv", path)
        data = path.read_bytes()
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


class Initiatives(Town):
    def registered(self, *more, officer=None):
        return (officer or self.clerk).json("initiative", "register", *REGISTER, "--author",
                                            "Trần Thị Ví Dụ;P1;XLB-003;100", *more)["initiative"]["id"]

    def published(self, number, **options):
        made = self.registered(**options)
        self.specialist.run("initiative", "assess", made, "--effect", "replicable", "--note", "Đối chiếu sổ")
        self.head.run("initiative", "recognise", made, "--decision", number, "--date", "2022-11-20")
        self.head.run("initiative", "publish", made, "--yes")
        return made

    def test_from_registration_to_the_catalogue(self):
        made = self.clerk.run("initiative", "register", *REGISTER, "--author", "Nguyễn Văn Mẫu;P1;NN-001;60",
                              "--author", "Trần Thị Ví Dụ; P1; NN-0207; 40 %", "--evidence", self.pdf)
        self.assertIn("Registered. Home Affairs will assess it.", made.out)
        number = made.out.split("Number")[1].split()[0]
        self.assertRegex(number, r"^SK-2022-\d{4}$")
        self.clerk.run("initiative", "correct", number, "--reason", "Sai tên", "--title", "Thứ Sáu không hẹn")
        self.specialist.run("initiative", "assess", number, "--effect", "replicable", "--note", "Đối chiếu sổ")
        self.head.run("initiative", "recognise", number, "--decision", "125/QĐ-UBND", "--date", "2022-11-20")
        self.assertNotIn(number, self.radio.run("initiative", "list").out)
        self.assertEqual(self.head.try_run("initiative", "publish", number).code, PRECONDITION)  # nobody said yes
        self.head.run("initiative", "publish", number, "--yes")
        shown = self.radio.json("initiative", "show", number)
        self.assertEqual(shown["initiative"]["state"], "published")
        self.assertEqual(shown["initiative"]["decision_issuer"], "Ủy ban nhân dân thị xã Ngã Năm")
        self.assertEqual([a["share_percent"] for a in shown["content"]["authors"]], [60, 40])
        self.assertEqual([s["event"] for s in shown["steps"]], ["register", "correct", "recognise", "publish"])
        self.assertEqual([s["event"] for s in self.clerk.json("initiative", "show", number)["steps"]],
                         ["register", "correct", "assess", "recognise", "publish"])
        self.assertEqual(self.clerk.json("initiative", "show", number, "--version", "1")["content"]["title"],
                         "Ngày thứ Sáu không hẹn")
        folder = self.town.folder / "fetched"
        self.radio.run("evidence", "fetch", "initiative", number, folder)
        self.assertEqual((folder / self.pdf.name).read_bytes(), self.pdf.read_bytes())

    def test_found_by_title_without_accents(self):
        self.registered()
        title = self.clerk.json("initiative", "list")["initiatives"][0]["title"]
        plain = unicodedata.normalize("NFD", title[:9].lower().replace("đ", "d"))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        found = self.clerk.json("initiative", "list", "--title", plain)["initiatives"]
        self.assertTrue(found and all(each["title"].startswith(title[:9]) for each in found), plain)
        self.assertEqual(self.clerk.json("initiative", "list", "--title", "không có đâu")["initiatives"], [])

    def test_adoption_and_replication(self):
        number = self.published("126/QĐ-UBND")
        done = self.other.run("initiative", "adopt", number, "--since", "2022-12-01", "--how", "Tại một cửa xã",
                              "--evidence", self.pdf)
        self.assertIn("Recorded: your unit adopted it.", done.out)
        again = self.refused(EXISTS, self.other, "initiative", "adopt", number, "--since", "2022-12-01", "--how", "x")
        self.assertEqual(again, {("", "adoption.exists")})
        own = self.refused(PRECONDITION, self.clerk, "initiative", "adopt", number, "--since", "2022-12-01", "--how", "x")
        self.assertEqual(own, {("", "adoption.own")})
        self.other.run("initiative", "end-adoption", number, "--date", "2023-06-30", "--reason", "Quy trình của tỉnh")
        rows = self.csv(self.radio, "initiative", "adoptions", number)
        self.assertEqual([(r["year"], r["begun"], r["ended"], r["in_force"]) for r in rows],
                         [("2022", "1", "0", "1"), ("2023", "0", "1", "0")])
        first = self.csv(self.radio, "initiative", "list", "--sort", "adoptions")[0]
        self.assertEqual((first["id"], first["adoptions"], first["adoptions_in_force"]), (number, "1", "0"))

    def test_nominee_points_to_an_initiative(self):
        own, others = self.registered(officer=self.other), self.registered()
        desk = dossiers.Desk(self.town, "XLB")
        draft = desk.draft()
        yaml = draft.folder / "dossier.yaml"
        plain = yaml.read_text()
        self.assertIn("XLB-003", plain)  # the individual of the example, an author of both
        def point(to):
            yaml.write_text(plain.replace("    summary:", f"    initiative: {to}\n    summary:", 1))
        point("sáng kiến một cửa")
        result = desk.officer.try_run("dossier", "check", draft.folder)
        self.assertEqual(result.code, INVALID, str(result))
        self.assertIn("SK-2022-0001", result.out + result.err)
        point("SK-2022-9999")
        desk.officer.run("dossier", "check", draft.folder)  # offline only the form is judged
        result = draft.submit()
        self.assertEqual(result.code, PRECONDITION, str(result))
        violation = json.loads(result.err[result.err.index("{"):])["violations"][0]  # after the progress
        self.assertEqual((violation["key"], violation["clause"]), ("nominee.initiative", "III.4"))
        for number in (own, others):
            point(number)
            result = draft.submit(*(["--update"] if number == others else []))
            self.assertEqual(result.code, 0, str(result))
        dossier = result.json["dossier_id"]
        self.assertIn(others, desk.officer.run("dossier", "show", dossier).out)
        self.assertIn("initiative or new model", desk.officer.run("dossier", "diff", dossier, "1", "2").out)
        folder = self.town.folder / "back"
        desk.officer.run("dossier", "fetch", dossier, folder)
        self.assertIn(f"initiative: {others}", (folder / "dossier.yaml").read_text())

    def test_many_are_imported_all_or_nothing(self):
        def count(result):
            return result["added"], result["unchanged"]
        self.assertEqual(count(self.clerk.json("initiative", "import", IMPORTED, "--dry-run")), (2, 0))
        self.assertEqual(count(self.clerk.json("initiative", "import", IMPORTED)), (2, 0))
        self.assertEqual(count(self.clerk.json("initiative", "import", IMPORTED)), (0, 2))
        self.assertIn((f"{IMPORTED}:2:unit_code", "unit.other"),
                      self.refused(DENIED, self.other, "initiative", "import", IMPORTED))
        rows = self.csv(self.clerk, "initiative", "list", "--unit", "P1", "--field", "digital_government")
        self.assertEqual(rows[0]["details.authors"], "Lê Văn Mẫu (P1) 50%; Võ Thị Thí Dụ 50%")
        exported = self.town.folder / "list.csv"
        self.assertEqual(count(self.clerk.json("initiative", "import", exported)), (0, len(rows)))
        head = "Năm;Loại;Tên sáng kiến;Mô tả;Lĩnh vực;Hiệu quả;Số liệu;Tác giả"
        good = '2022;mô hình mới;Mới;m;Tài chính công;h;"a: 1 → 2";"A (P1) 50%; B (P1, X-1) 50%"'
        for rows, code, words in (
                ([good, good.replace("Mới", "Ba").replace("A (P1) 50%", "A (P1) 33,5%")], INVALID, ":3:Tác giả#1: sai dạng"),
                ([good, good.replace("Mới", "Ba").replace("B (P1", "B (P99")], INVALID, ":3:Tác giả#2: không có đơn vị P99"),
                ([good, good.replace("Mới", "TỔ công nghệ số cộng đồng khóm")], EXISTS, ":3:Mô tả: “TỔ công nghệ số cộng đồng khóm”"),
                ([good, good.replace(";h;", ";khác;")], EXISTS, ":3: một dòng ở trên nói về cùng một đối tượng")):
            path = self.town.folder / "sk.csv"
            path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([head, *rows]).encode())
            said = self.clerk.try_run("initiative", "import", path, env={"THIDUA_LANG": "vi"})
            self.assertEqual(said.code, code, str(said))
            self.assertIn(f"{path}{words}", said.err)
        self.assertNotIn("Mới", [row["title"] for row in self.csv(self.clerk, "initiative", "list")])
        path.write_bytes("\n".join([head, good]).encode())
        said = self.clerk.run("initiative", "import", path, env={"THIDUA_LANG": "vi"})
        self.assertIn("Số sáng kiến đã đăng ký: 1; đã có từ trước: 0.", said.out)

    def test_mistakes_say_what_is_wrong(self):
        form = self.refused(INVALID, self.clerk, "initiative", "register", *REGISTER, "--author", "Nguyễn Văn Mẫu")
        self.assertEqual(form, {("--author", "text.form")})
        shares = self.clerk.try_run("initiative", "register", *REGISTER, "--author", "Nguyễn Văn Mẫu;P1;NN-001;99")
        self.assertEqual(shares.code, INVALID, str(shares))
        self.assertIn("add up to 99 %", shares.err)
        field = [a if a != "administrative_procedures" else "sports" for a in REGISTER]
        result = self.clerk.try_run("initiative", "register", *field, "--author", "Nguyễn Văn Mẫu;P1;NN-001;100")
        self.assertEqual(result.code, INVALID, str(result))
        self.assertIn("public_finance", result.err)
        self.assertEqual(self.refused(NOT_FOUND, self.other, "initiative", "show", self.registered()),
                         {("initiative_id", "initiative.unknown")})
        self.assertEqual(self.clerk.try_run("initiative", "publish", "SK-2022-0001", "--yes").code, DENIED)
        near = self.clerk.try_run("initiative", "asess", "SK-2022-0001")
        self.assertEqual(near.code, USAGE)
        self.assertIn("assess", near.err)
        number = self.registered()
        self.specialist.run("initiative", "assess", number, "--effect", "not_shown", "--note", "Không có số liệu")
        self.assertEqual(self.refused(PRECONDITION, self.head, "initiative", "recognise", number, "--decision", "1",
                                      "--date", "2022-11-20"), {("", "initiative.effect")})

    def test_vietnamese(self):
        number = self.registered()
        shown = self.clerk.run("initiative", "show", number, env={"THIDUA_LANG": "vi"}).out
        for words in ("thủ tục hành chính", "đã đăng ký", "Tác giả"):
            self.assertIn(words, shown)
        result = self.clerk.try_run("initiative", "adopt", number, "--since", "2022-12-01", "--how", "x",
                                    env={"THIDUA_LANG": "vi"})
        self.assertIn("sáng kiến là của chính đơn vị bạn", result.err)


class Outreach(Town):
    def test_record_correct_list_count(self):
        made = self.clerk.run("outreach", "record", *OUTREACH, "--evidence", self.pdf)
        self.assertIn("TT-2022-0001", made.out)
        self.assertIn(self.pdf.name, made.out)
        self.clerk.run("outreach", "correct", "TT-2022-0001", "--reach", "54", "--reason", "Đếm lại")
        versions = self.clerk.json("outreach", "show", "TT-2022-0001")["versions"]
        self.assertEqual([(v["version"], v["content"]["reach"], v["reason"]) for v in versions],
                         [(1, 45, ""), (2, 54, "Đếm lại")])
        self.radio.run("outreach", "record", "--clause", "IV.2", "--what", "=Phát thanh Kế hoạch 50", "--date",
                       "2022-06-11", "--for", "nhân dân", "--channel", "broadcast")
        self.other.run("outreach", "record", *OUTREACH)
        self.assertEqual(len(self.csv(self.clerk, "outreach", "list")), 1)
        rows = self.csv(self.specialist, "outreach", "list", "--year", "2022", "--clause", "IV.2")
        self.assertEqual([(r["unit_code"], r["content.what"]) for r in rows], [("DTT", "'=Phát thanh Kế hoạch 50")])
        counts = self.csv(self.specialist, "outreach", "count", "--year", "2022")
        self.assertEqual([(r["unit_code"], r["records"], r["broadcast"], r["reach"]) for r in counts],
                         [("DTT", "1", "1", "0"), ("P1", "1", "0", "54"), ("XLB", "1", "0", "45")])
        folder = self.town.folder / "outreach"
        self.specialist.run("evidence", "fetch", "outreach", "TT-2022-0001", folder)
        self.assertEqual((folder / self.pdf.name).read_bytes(), self.pdf.read_bytes())

    def test_then_many_are_imported_all_or_nothing(self):
        sample = thidua.SOURCE / "docs" / "examples" / "outreach-2022.csv"
        officer = self.town.officer("p3.vanthu", "P3", "unit_clerk")
        self.assertEqual(officer.json("outreach", "import", sample, "--dry-run"), {"added": 2, "unchanged": 0})
        self.assertEqual(officer.json("outreach", "list")["records"], [])
        self.assertIn("Records added: 2; there already: 0.", officer.run("outreach", "import", sample).out)
        path = self.town.folder / "tuyen-truyen.csv"
        officer.run("outreach", "list", "--csv", path)   # what was exported is there already
        self.assertEqual(officer.json("outreach", "import", path), {"added": 0, "unchanged": 2})
        path.write_text("điều khoản;nội dung;ngày;đối tượng;hình thức\r\nIV.2;Phát thanh;10/06/2022;dân;hội nghị, cuộc họp"
                        "\r\nIV.1;Họp;31/02/2022;dân;họp kín\r\n", encoding="utf-8")
        refused = officer.try_run("outreach", "import", path, env={"THIDUA_LANG": "vi"})
        self.assertEqual(refused.code, INVALID, str(refused))
        for place in ("tuyen-truyen.csv:3:ngày", "tuyen-truyen.csv:3:hình thức"):
            self.assertIn(place, refused.err)
        path.write_text("clause,what,done_on,audience,channel\nIV.2,Phát thanh,2022-06-10,dân,meeting\n",
                        encoding="utf-8")
        refused = officer.try_run("outreach", "import", path)
        self.assertIn("is the duty of the town Radio Station", refused.err)
        self.assertEqual(len(officer.json("outreach", "list")["records"]), 2)

    def test_mistakes_say_what_is_wrong(self):
        broadcast = [a if a != "IV.1" else "IV.2" for a in OUTREACH]
        refused = self.clerk.try_run("outreach", "record", *broadcast)
        self.assertEqual(refused.code, DENIED, str(refused))
        self.assertIn("II.2.d, IV.1", refused.err)
        self.assertEqual(self.refused(INVALID, self.clerk, "outreach", "record",
                                      *[a if a != "2022-06-10" else "2099-01-01" for a in OUTREACH]),
                         {("content.done_on", "date.future")})
        self.assertEqual(self.clerk.try_run("outreach", "record", *[a if a != "meeting" else "tv" for a in OUTREACH]).code,
                         USAGE)
        self.assertEqual(self.town.admin.try_run("outreach", "list").code, DENIED)
        self.assertEqual(self.refused(NOT_FOUND, self.clerk, "outreach", "show", "TT-2022-0999"),
                         {("outreach_id", "outreach.unknown")})

    def test_vietnamese(self):
        made = self.clerk.run("outreach", "record", *OUTREACH, env={"THIDUA_LANG": "vi"}).out
        for words in ("Đã ghi nhận.", "hội nghị, cuộc họp", "Số người tiếp cận"):
            self.assertIn(words, made)


if __name__ == "__main__":
    unittest.main()
