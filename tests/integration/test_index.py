"""The CCHC index with the real programs (II.3.a): define, import, self-score, appraise, publish, rank."""
import unittest

import thidua

EXAMPLES = thidua.SOURCE / "docs" / "examples"
DEFINITION = EXAMPLES / "index-2022-commune_ward.yaml"
SAMPLE = EXAMPLES / "par-index-2022.csv"
SET = "2022-commune_ward"
REASON = "Biên bản thẩm định 12/BB-PNV"


def publish(head, *flags):
    return head.run("index", "publish", SET, "--yes", *flags)


class Year(thidua.Case):
    """The sample from end to end, in the order of the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.clerk = cls.town.officer("p1.vanthu", "P1", "unit_clerk")
        cls.other = cls.town.officer("p2.vanthu", "P2", "unit_clerk")

    def file(self, name, text, encoding="utf-8"):
        path = self.town.folder / name
        path.write_text(text, encoding=encoding)
        return path

    def test_1_define__mistakes__line_and_what_is_allowed(self):
        wrong = DEFINITION.read_text().replace("method: survey", "method: servey")
        result = self.head.try_run("index", "define", self.file("sai.yaml", wrong))
        self.assertEqual(result.code, 12, str(result))
        line = 1 + wrong[:wrong.index("servey")].count("\n")
        self.assertIn(f"sai.yaml, line {line}, “fields[2].criteria[0].method: servey”", result.err)
        self.assertIn("survey, self_appraised", result.err)
        self.assertEqual(self.clerk.try_run("index", "define", DEFINITION).code, 16)
        tried = self.head.run("index", "define", DEFINITION, "--dry-run").out
        self.assertIn("would be version 1: 3 criteria, 45.00 points", tried)
        self.assertEqual(self.head.json("index", "list")["sets"], [])
        self.head.run("index", "define", DEFINITION)
        self.assertIn("stands already so", self.head.run("index", "define", DEFINITION).out)
        shown = self.clerk.run("index", "show", SET).out
        for word in ("TTHC1", "20.00", "survey", "Impact of the reform", "pnv.truong"):
            self.assertIn(word, shown)
        self.assertEqual(self.clerk.run("index", "show", SET, "--file").out, DEFINITION.read_text())

    def test_2_self_score__with_evidence__and_three_mistakes(self):
        for wrong, words in ((("--criterion", "TTHC1", "--score", "20.001"), "at most two decimals"),
                             (("--criterion", "TTHC1", "--score", "20.01"), "has 0 to 20.00 points"),
                             (("--criterion", "TTHC9", "--score", "1"), "TTHC1 (Giải quyết hồ sơ đúng hạn)")):
            refused = self.clerk.try_run("index", "self-score", SET, *wrong)
            self.assertIn(refused.code, (12, 14), str(refused))
            self.assertIn(words, refused.err)
        proof = self.town.folder / "bao-cao.pdf"
        proof.write_bytes(thidua.pdf("P1"))
        said = self.clerk.run("index", "self-score", SET, "--criterion", "TTHC1", "--score", "19,5",
                              "--evidence", proof).out
        self.assertIn("Scores recorded: 1; there already: 0.", said)
        self.clerk.run("index", "self-score", SET,
                       self.file("tu-cham.csv", "Tiêu chí;Điểm\nTTHC1;20,00\nDịch vụ công trực tuyến;14\n",
                                 "utf-8-sig"))
        mine = self.clerk.json("index", "show", "--history")
        self.assertEqual([line["self"] and line["self"]["score_centi"] for line in mine["lines"]],
                         [2000, 1400, None])
        self.assertEqual(len(mine["history"]), 3)
        self.assertEqual(mine["lines"][0]["evidence"][0]["name"], "bao-cao.pdf")
        kept = self.specialist.run("evidence", "list", "index", f"{SET}/P1/TTHC1").out
        self.assertIn("bao-cao.pdf", kept)
        self.assertEqual(self.other.try_run("evidence", "list", "index", f"{SET}/P1/TTHC1").code, 14)
        refused = self.other.try_run("index", "show", "P1")
        self.assertEqual(refused.code, 18, str(refused))
        self.assertIn("not published yet", refused.err)

    def test_3_appraise__difference__needs_a_reason(self):
        refused = self.specialist.try_run("index", "appraise", SET, "P1", "--criterion", "TTHC1", "--score", "19.25")
        self.assertEqual(refused.code, 18, str(refused))
        self.assertIn("the appraised score 19.25 differs from the self-score 20.00", refused.err)
        said = self.specialist.run("index", "appraise", SET, "P1", "--criterion", "TTHC1", "--score", "19.25",
                                   "--reason", "Trễ 3 hồ sơ").out
        self.assertIn("count nothing so far: 1", said)
        both = self.town.officer("p2.haivai", "P2", "unit_clerk", "specialist")   # persons are compared, not roles
        both.run("index", "self-score", SET, "--criterion", "TTHC1", "--score", "20.00")
        own = both.try_run("index", "appraise", SET, "P2", "--criterion", "TTHC1", "--score", "20.00")
        self.assertEqual(own.code, 16, str(own))
        self.assertIn("somebody else must appraise it", own.err)
        late = self.clerk.try_run("index", "self-score", SET, "--criterion", "TTHC1", "--score", "19.8")
        self.assertIn("19.25 points); your own score stays as it is", late.err)

    def test_4_import__bad_rows_by_line_then_the_sample_twice(self):
        bad = self.file("xau.csv", "year;unit;field;criterion;max;self;appraised;survey\n"
                        "2022;P9;impact;Mức độ hài lòng của người dân;10,00;;;8,86\n"
                        "2022;P2;impact;Mức độ hài lòng của người dân;11,00;;;8,61\n"
                        "2022;XLB;impact;Mức độ hài lòng của người dân;10,00;;;mười\n", "utf-8-sig")
        refused = self.specialist.try_run("index", "import", bad)
        self.assertEqual(refused.code, 12, str(refused))
        self.assertIn("xau.csv:4:survey", refused.err)
        bad.write_text(bad.read_text(encoding="utf-8-sig").replace("mười", "9,1"), encoding="utf-8-sig")
        refused = self.specialist.try_run("index", "import", bad)
        self.assertIn("xau.csv:2:unit: there is no unit P9", refused.err)
        self.assertIn("xau.csv:3:max: the maximum of TD1 in 2022-commune_ward is 10.00, not 11.00", refused.err)
        reasonless = self.specialist.try_run("index", "import", SAMPLE)
        self.assertIn("par-index-2022.csv:3:appraised: P1, CQS1: the appraised score 12.50", reasonless.err)
        tried = self.specialist.run("index", "import", SAMPLE, "--reason", REASON, "--dry-run").out
        self.assertIn("would be recorded: 16; there already: 4; corrected: 0", tried)
        self.assertEqual(self.specialist.json("index", "rank", SET, "--preliminary")["results"][0]["not_appraised"], 1)
        said = self.specialist.run("index", "import", SAMPLE, "--reason", REASON).out
        self.assertIn("Scores recorded: 16; there already: 4; corrected: 0.", said)
        self.assertIn("there already: 20;", self.specialist.run("index", "import", SAMPLE, "--reason", REASON).out)

    def test_5_publish__units_without_scores__only_with_partial(self):
        refused = self.head.try_run("index", "publish", SET, "--yes")
        self.assertEqual(refused.code, 18, str(refused))
        self.assertIn("no scores yet: P3, XMB, XTL, XVQ; add --partial", refused.err)
        self.assertEqual(self.specialist.try_run("index", "publish", SET, "--yes", "--partial").code, 16)
        unasked = self.head.try_run("index", "publish", SET, "--partial")
        self.assertEqual(unasked.code, 18, str(unasked))
        self.assertIn("is published as version 1", publish(self.head, "--partial").out)

    def test_6_rank__published__tie_of_three_and_the_next_is_fourth(self):
        out = self.other.json("index", "rank", SET)
        self.assertEqual([(r["rank"], r["unit_code"], r["total_centi"], r["percent_centi"]) for r in out["results"]],
                         [(1, "P1", 4061, 9024), (1, "P2", 4061, 9024), (1, "XMQ", 4061, 9024), (4, "XLB", 3810, 8467)])
        by_unit = self.other.json("index", "rank", SET, "--sort", "unit")["results"]
        self.assertEqual([r["unit_code"] for r in by_unit], ["P1", "P2", "XLB", "XMQ"])
        text = self.other.run("index", "rank", SET).out
        self.assertIn("a tie is shown, never broken", text)
        self.assertIn("40.61", text)
        table = self.other.run("index", "rank", SET, "--csv", "-").out
        self.assertIn("40.61", table)
        seen = self.other.json("index", "show", "P1")
        self.assertEqual(seen["lines"][0]["counted_centi"], 1925)
        self.assertIsNone(seen["lines"][0]["self"])

    def test_7_vietnamese__decimal_comma_and_words(self):
        self.other.lang = "vi"
        try:
            text = self.other.run("index", "rank", SET).out
            self.assertIn("40,61", text)
            self.assertIn("Hạng", text)
            self.assertIn("Tổng điểm bằng nhau thì cùng hạng", text)
            self.assertIn("1 trên 4", self.other.run("index", "trend").out)
            refused = self.other.try_run("index", "show", "P1", "--history")
            self.assertIn("chỉ chính đơn vị", refused.err)
        finally:
            self.other.lang = "en"

    def test_8_correction__new_version_with_a_reason_old_one_stays(self):
        self.assertEqual(self.clerk.try_run("index", "self-score", SET, "--criterion", "CQS1", "--score", "15").code, 18)
        fixed = self.file("sua.csv", "year,unit,field,criterion,max,self,appraised,survey\n"
                          "2022,XMQ,impact,Mức độ hài lòng của người dân,10.00,,,8.96\n")
        refused = self.specialist.try_run("index", "import", fixed)
        self.assertEqual(refused.code, 15, str(refused))
        self.assertIn("sua.csv:2:survey: XMQ has 8.86 points for TD1 already", refused.err)
        self.specialist.run("index", "import", fixed, "--correct", "--reason", "Nhập nhầm phiếu")
        self.assertEqual(self.head.try_run("index", "publish", SET, "--yes", "--partial").code, 18)
        publish(self.head, "--partial", "--reason", "Nhập nhầm phiếu khảo sát Mỹ Quới")
        newest, first = self.clerk.json("index", "rank", SET), self.clerk.json("index", "rank", SET, "--publication", "1")
        self.assertEqual([r["unit_code"] for r in newest["results"]], ["XMQ", "P1", "P2", "XLB"])
        self.assertEqual([r["rank"] for r in newest["results"]], [1, 2, 2, 4])
        self.assertEqual([r["rank"] for r in first["results"]], [1, 1, 1, 4])
        again = self.head.try_run("index", "publish", SET, "--yes", "--partial", "--reason", "x")
        self.assertIn("no score of 2022-commune_ward has changed since its published version 2", again.err)
        self.assertIn("2 of 4", self.clerk.run("index", "trend", "P1").out)


if __name__ == "__main__":
    unittest.main()
