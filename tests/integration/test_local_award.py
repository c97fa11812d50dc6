"""Own awards of communes and wards (II.3.a) with the real programs, and what all imports and lists share:
CSV files as offices save them, --dry-run, --csv."""
import csv
import io
import pathlib
import unittest

import thidua

EXAMPLE = thidua.SOURCE / "docs" / "examples" / "local-awards-2022.csv"
INVALID, NOT_FOUND, EXISTS, DENIED, PRECONDITION = 12, 14, 15, 16, 18


class LocalAwards(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.specialist = cls.town.officer("pnv.cv", "PNV", "specialist")
        cls.clerk = cls.town.officer("xmb.vanthu", "XMB", "unit_clerk")

    def file(self, name, text, encoding="utf-8"):
        path = self.town.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def refused(self, code, officer, *arguments):
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return {(v["field"], v["key"]) for v in thidua.json.loads(result.err)["violations"]}

    def record(self, officer, number, *more):
        return officer.run("local-award", "record", number, "--on", "2022-10-10", "--kind", "individual",
                           "--recipient", "Trần Thị Ví Dụ", "--achievement", "Một cửa không giấy", *more)

    def events(self):
        return self.specialist.json("local-award", "list", "--all")["awards"]

    # -- the way it should go --

    def test_unit_records_corrects_and_withdraws_its_own(self):
        tried = self.record(self.clerk, "1/QĐ-UBND", "--dry-run")
        self.assertIn("Only tried", tried.out)
        self.assertEqual(self.clerk.json("local-award", "list", "--recipient", "vi du")["awards"], [])
        self.record(self.clerk, "1/QĐ-UBND")
        self.assertIn("nothing was changed", self.record(self.clerk, "1/QĐ-UBND").out)
        self.clerk.run("local-award", "correct", "1/QĐ-UBND", "--year", "2022", "--recipient", "Trần Thị Mẫu",
                       "--reason", "Sai họ tên")
        listed = self.clerk.run("local-award", "list", "--recipient", "TRAN THI").out
        self.assertIn("Trần Thị Mẫu", listed)
        self.assertNotIn("Ví Dụ", listed)
        self.specialist.run("local-award", "correct", "1/QĐ-UBND", "--unit", "XMB", "--year", "2022",
                            "--withdraw", "--reason", "Nhập nhầm")
        versions = self.clerk.json("local-award", "show", "1/QĐ-UBND", "--year", "2022")["versions"]
        self.assertEqual([(v["version"], v["withdrawn"], v["reason"], v["recorded_by"]) for v in versions],
                         [(3, True, "Nhập nhầm", "pnv.cv"), (2, False, "Sai họ tên", "xmb.vanthu"),
                          (1, False, "", "xmb.vanthu")])
        self.assertEqual(self.clerk.json("local-award", "list", "--recipient", "Trần Thị Mẫu")["awards"], [])

    def test_import_of_the_example_tried_done_and_done_again(self):
        before = len(self.events())
        self.assertIn("would be added: 3", self.specialist.run("local-award", "import", EXAMPLE, "--dry-run").out)
        self.assertEqual(len(self.events()), before)
        self.assertEqual(self.specialist.json("local-award", "import", EXAMPLE), {"added": 3, "unchanged": 0})
        self.assertEqual(self.specialist.json("local-award", "import", EXAMPLE), {"added": 0, "unchanged": 3})
        tried = self.specialist.json("local-award", "import", EXAMPLE, "-n")
        self.assertEqual(tried, {"added": 0, "unchanged": 3})

    def test_file_as_vietnamese_excel_saves_it(self):
        path = self.file("excel.csv", "\ufeffSTT;Số;Số sổ vàng;Ngày;Loại;Người nhận;Thành tích\r\n"
                         "1;9/QĐ-UBND;1;05/09/2022;cá nhân;Lê Văn Mẫu;\"Việc tốt; nhanh\"\r\n"
                         "2;9/QĐ-UBND;2;5/9/2022;tập thể;Tổ một cửa;Đúng hạn 100%\r\n;;;;;;\r\n")
        done = self.clerk.run("local-award", "import", path, env={"THIDUA_LANG": "vi"})
        self.assertIn("Số khen thưởng đã thêm: 2", done.out)
        self.assertIn("các cột không được dùng: STT", done.err)
        award = self.clerk.json("local-award", "show", "9/QĐ-UBND", "--year", "2022")["versions"][0]["award"]
        self.assertEqual((award["granted_on"], award["kind"], award["achievement"]),
                         ("2022-09-05", "individual", "Việc tốt; nhanh"))

    def test_list_to_csv_is_guarded_and_can_be_imported_again(self):
        self.clerk.run("local-award", "record", "20/QĐ-UBND", "--on", "2021-10-10", "--kind", "collective",
                       "--recipient", "=cmd|' /C calc'!A0", "--achievement", "Một, \"hai\"")
        path = self.town.folder / "awards.csv"
        said = self.clerk.run("local-award", "list", "--year", "2021", "--csv", path).out
        self.assertIn("1 row was written", said)
        raw = path.read_bytes()
        self.assertTrue(raw.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(raw.count(b"\r\n"), 2)
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
        self.assertEqual(rows[0]["award.recipient"], "'=cmd|' /C calc'!A0")
        self.assertEqual(rows[0]["award.achievement"], 'Một, "hai"')
        self.assertEqual(rows[0]["award.kind"], "collective")
        self.assertRegex(rows[0]["recorded_utc_ms"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$")
        self.assertEqual(self.clerk.json("local-award", "import", path), {"added": 0, "unchanged": 1})
        printed = self.clerk.run("local-award", "list", "--year", "2021", "--csv", "-")
        self.assertEqual(printed.out.encode(), raw.replace(b"\r\n", b"\n"))

    def test_more_than_a_page_is_listed_whole(self):
        lines = "".join(f"P3,300/QĐ-UBND,{n},2023-01-05,individual,Người {n},Việc tốt\n" for n in range(1, 702))
        path = self.file("many.csv", "unit_code,number,ordinal,granted_on,kind,recipient,achievement\n" + lines)
        self.assertEqual(self.specialist.json("local-award", "import", path), {"added": 701, "unchanged": 0})
        listed = self.specialist.json("local-award", "list", "--year", "2023")["awards"]
        self.assertEqual(sorted(v["award"]["ordinal"] for v in listed), list(range(1, 702)))

    # -- mistakes --

    def test_bad_rows_are_named_by_line_and_column_all_at_once(self):
        path = self.file("bad.csv", "unit_code,number,granted_on,kind,recipient,achievement\n"
                         "P1,1/QĐ,2022-02-30,individual,A,x\n"
                         "P1,2/QĐ,2022-03-01,person,B,x\n"
                         "\n"
                         "P1,3/QĐ,2022-03-01,individual,,x,y\n")
        self.assertEqual(self.refused(INVALID, self.specialist, "local-award", "import", path),
                         {(f"{path}:2:granted_on", "date.cell"), (f"{path}:3:kind", "choice"),
                          (f"{path}:5:recipient", "required"), (f"{path}:5", "csv.cell.extra")})
        path = self.file("server.csv", "Đơn vị,number,granted_on,kind,recipient,achievement\n"
                         "P1,1/QĐ,2022-03-01,individual,A,x\nPNV,2/QĐ,2022-03-01,individual,B,x\n"
                         "P1,3/QĐ,2019-03-01,individual,C,x\n")
        self.assertEqual(self.refused(INVALID, self.specialist, "local-award", "import", path),
                         {(f"{path}:4:granted_on", "date.order")})
        path.write_text(path.read_text().replace("2019", "2022"))
        self.assertEqual(self.refused(PRECONDITION, self.specialist, "local-award", "import", path),
                         {(f"{path}:3:Đơn vị", "local_award.unit")})
        self.assertFalse([v for v in self.events() if v["award"]["number"].endswith("/QĐ")], "all or nothing")

    def test_wrong_headings_and_old_encodings(self):
        path = self.file("typo.csv", "number,granted_on,kind,recipent,achievement\n1,2022-03-01,individual,A,x\n")
        self.assertEqual(self.refused(INVALID, self.clerk, "local-award", "import", path),
                         {(f"{path}:1:recipent", "csv.heading.near"), (f"{path}:1:recipient", "csv.headings")})
        path = self.file("old.csv", "number,recipient\n1,Phùng Tử Quýnh thử\n".replace("ử", "u"), "cp1252")
        said = self.clerk.try_run("local-award", "import", path)
        self.assertEqual(said.code, INVALID)
        self.assertIn("CSV UTF-8", said.err)

    def test_others_awards_are_none_of_a_units_business(self):
        ward = self.town.officer("p2.vanthu", "P2", "unit_clerk")
        self.record(ward, "50/QĐ-UBND")
        self.assertEqual(self.refused(NOT_FOUND, self.clerk, "local-award", "show", "50/QĐ-UBND", "--year", "2022",
                                      "--unit", "P2"), {("key", "local_award.unknown")})
        result = self.clerk.try_run("local-award", "record", "51/QĐ-UBND", "--unit", "P2", "--on", "2022-10-10",
                                    "--kind", "individual", "--recipient", "A", "--achievement", "x")
        self.assertEqual(result.code, DENIED, str(result))
        radio = self.town.officer("dai.cv", "DTT", "radio")
        self.assertEqual(radio.try_run("local-award", "list").code, DENIED)

    def test_counted_by_year_and_unit(self):
        officer = self.town.officer("p3.vt", "P3", "unit_clerk")
        for number, kind in (("70/QĐ-UBND", "individual"), ("71/QĐ-UBND", "collective"), ("72/QĐ-UBND", "individual")):
            officer.run("local-award", "record", number, "--on", "2022-10-10", "--kind", kind, "--recipient",
                        "Tổ Một cửa", "--achievement", "Đúng hạn")
        officer.run("local-award", "correct", "72/QĐ-UBND", "--year", "2022", "--withdraw", "--reason", "Ghi nhầm")
        counts = self.specialist.json("local-award", "count", "--year", "2022", "--unit", "P3")["counts"]
        self.assertEqual(counts, [{"year": 2022, "unit_code": "P3", "decisions": 2, "collectives": 1,
                                   "individuals": 1}])
        self.assertIn("P3", self.specialist.run("local-award", "count", "--csv", "-").out)

    def test_vietnamese_refusal_says_what_to_do(self):
        self.record(self.clerk, "60/QĐ-UBND")
        result = self.clerk.try_run("local-award", "record", "60/QĐ-UBND", "--on", "2022-10-10", "--kind",
                                    "individual", "--recipient", "Người Khác", "--achievement", "x",
                                    env={"THIDUA_LANG": "vi"})
        self.assertEqual(result.code, EXISTS)
        self.assertIn("Chưa ghi nhận khen thưởng", result.err)
        self.assertIn("thidua local-award correct", result.err)

    # -- what unit, officer and round lists share --

    def test_unit_import_is_tried_by_the_server(self):
        path = self.file("units.csv", "code,name,kind,valid_from\nZ1,Phường Mẫu,ward,2021-01-01\n"
                         "P1,Tên khác,ward,2021-01-01\n")
        self.assertEqual(self.refused(EXISTS, self.town.admin, "unit", "import", path, "--dry-run"),
                         {(f"{path}:3", "unit.exists")})
        path.write_text("code,name,kind,valid_from\nZ1,Phường Mẫu,ward,2021-01-01\n", encoding="utf-8")
        self.assertEqual(self.town.admin.json("unit", "import", path, "--dry-run"), {"added": 1, "unchanged": 0})
        self.assertNotIn("Z1", self.clerk.run("unit", "list").out)

    def test_every_list_goes_to_csv(self):
        for what in ("unit", "officer", "round", "plan", "dossier", "local-award"):
            out = self.specialist.run(what, "list", "--csv", "-").out
            self.assertTrue(out.startswith("\ufeff"), what)
            self.assertGreaterEqual(len(out.splitlines()), 1)
        both = self.specialist.try_run("--json", "unit", "list", "--csv", "-")
        self.assertEqual(both.code, INVALID)
        nowhere = self.specialist.try_run("unit", "list", "--csv", pathlib.Path("/nonexistent/x.csv"))
        self.assertEqual(nowhere.code, PRECONDITION)
        self.assertIn("cannot be written", nowhere.err)


if __name__ == "__main__":
    unittest.main()
