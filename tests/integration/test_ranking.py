"""Ranking with the real programs (II.3.a, III.1): the sample's tie of P1 and XMQ at the line, an individual's
story in sentences, another quota tried, and all of it as of a moment before; in English, with one look at the
Vietnamese."""
import csv
import io
import json
import shutil
import unittest

import dossiers
import thidua

INVALID, NOT_FOUND, DENIED = 12, 14, 16
EXAMPLES = thidua.SOURCE / "docs" / "examples"
REASON = "Biên bản thẩm định 12/BB-PNV"
ROUND = "2022-annual"
NAMES = {"P1": "UBND Phường 1", "P2": "UBND Phường 2", "XMQ": "UBND xã Mỹ Quới"}


class Ranking(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.member = cls.town.officer("bcd.tv", "PTP", "council_member")
        cls.units = {unit: cls.nominate(unit) for unit in NAMES}

    @classmethod
    def nominate(cls, unit):
        """A ward's or commune's own collective and one of its officials, received by Home Affairs."""
        officer = cls.town.officer(f"{unit.lower()}.cb", unit, "unit_clerk", "unit_head")
        folder = cls.town.folder / unit
        officer.run("dossier", "new", folder, "--round", ROUND)
        shutil.copytree(EXAMPLES / "p1", folder, dirs_exist_ok=True)
        dossiers.edit(folder, "unit_code: P1", f"unit_code: {unit}")
        dossiers.edit(folder, "name: UBND Phường 1", f"name: {NAMES[unit]}")
        dossiers.edit(folder, "staff_code: P1-", f"staff_code: {unit}-")
        number = officer.json("dossier", "submit", folder)["dossier_id"]
        officer.run("dossier", "confirm", number, "--yes")
        cls.specialist.run("dossier", "receive", number, "--originals", "2")
        return number

    def rank(self, *arguments, officer=None):
        return (officer or self.member).json("rank", ROUND, "--provisional", *arguments)

    def line(self, name, *arguments):
        out = self.rank("--line", name, *arguments)
        self.assertEqual([line["line"] for line in out["lines"]], [name])
        return out["lines"][0], int(out["log_seq"])

    def test_1_without_an_index_and_an_appraisal_nobody_is_ranked(self):
        line = self.member.json("rank", ROUND, "--line", "commune_ward")["lines"][0]
        self.assertEqual(line["entries"], [])
        self.assertEqual({each["apart"] for each in line["apart"]}, {"not_appraised"})
        line, _ = self.line("commune_ward")
        self.assertEqual({each["apart"] for each in line["apart"]}, {"no_basis"})
        shown = self.member.run("rank", ROUND, "--line", "commune_ward").out
        self.assertIn("Nobody is ranked in this line.", shown)
        self.assertIn("not appraised yet", shown)
        clerk = self.town.officer("p1.cb", "P1")
        self.assertEqual(clerk.try_run("rank", ROUND).code, DENIED)
        self.assertEqual(clerk.try_run("simulate", ROUND).code, DENIED)

    def test_2_the_sample__a_tie_across_the_line_goes_to_the_council(self):
        before = self.line("commune_ward")[1]
        self.specialist.run("index", "define", EXAMPLES / "index-2022-commune_ward.yaml")
        self.specialist.run("index", "import", EXAMPLES / "par-index-2022.csv", "--reason", REASON)
        self.head.run("index", "publish", "2022-commune_ward", "--yes", "--partial")
        line, _ = self.line("commune_ward")
        self.assertEqual(line["quota"], 2)
        # P1, P2 and XMQ have 40.61 of 45.00 points each, for two places.
        self.assertEqual([(e["rank"], e["equals"], e["place"], e["tied_at_line"]) for e in line["entries"]],
                         [(1, 3, "tied", True)] * 3)
        shown = self.member.run("rank", ROUND, "--line", "commune_ward", "--provisional").out
        for words in ("Places: 2; reserves: 2; no place below 50 points.", "90.24 % → 90.24", "tied at the line",
                      "Tied at the line: 3. The council decides between them.", "Local policy"):
            self.assertIn(words, shown)
        then, seq = self.line("commune_ward", "--as-of", str(before))
        self.assertEqual((then["entries"], seq), ([], before))
        refused = self.member.try_run("rank", ROUND, "--as-of", "2022-01-01")
        self.assertIn("was opened only on", refused.err)

    def test_3_explain__the_whole_story_in_sentences(self):
        person = f"{self.units['P1']}/2"
        told = self.member.run("rank", ROUND, "--provisional", "--explain", person).out
        for words in ("stands in the line individual", "The nomination names no initiative.",
                      "Index 2022: 90.24 %, rank 1 of 4 (2022-commune_ward, publication 1).",
                      "at a weight of 30 % that gives 27.07", "= 27.07 points.",
                      "Below 30 points nobody gets a place in this line"):
            self.assertIn(words, told)
        ward = self.member.run("rank", ROUND, "--provisional", "--explain", f"{self.units['P1']}/1").out
        self.assertIn("the council decides", ward)
        self.assertIn(f"{self.units['P2']}/1", ward)
        self.member.lang = "vi"
        self.addCleanup(setattr, self.member, "lang", "en")
        told = self.member.run("rank", ROUND, "--provisional", "--explain", f"{self.units['P1']}/1").out
        self.assertIn("Chỉ số năm 2022: 90,24 %, hạng 1 trên 4", told)
        self.assertIn("Ban Chỉ đạo quyết định", told)
        refused = self.member.try_run("rank", ROUND, "--explain", "HS-2022-0099/1")
        self.assertEqual(refused.code, NOT_FOUND, str(refused))

    def test_4_simulate__who_enters__and_nothing_is_written(self):
        settings = self.member.run("simulate", ROUND).out
        for key in ("quota.commune_ward", "weight.completion", "floor.individual", "weight.individual.effect"):
            self.assertIn(key, settings)
        def try_out(*settings, officer=self.specialist):
            return officer.json("simulate", ROUND, "--provisional",
                                *[part for each in settings for part in ("--set", each)])
        real = self.rank()["lines"]
        same = try_out()
        self.assertEqual((same["lines"], same["lines_now"], same["changes"]), (real, real, []))
        tried = try_out("quota.commune=3")  # as issue 4 writes it
        self.assertEqual(sorted((c["unit_code"], c["place_before"], c["place_after"], c["enters"])
                                for c in tried["changes"]),
                         [(unit, "tied", "in", True) for unit in sorted(NAMES)])
        shown = self.specialist.run("simulate", ROUND, "--provisional", "--set", "quota.commune=3", "--set",
                                    "floor.individual=20").out
        for words in ("quota.commune_ward", "Places: 2 → 3", "enters", "Only tried: nothing was written."):
            self.assertIn(words, shown)
        self.assertEqual(self.rank()["lines"], real)
        for setting, words in (("weight.completion=60", "the weights of assessment add up to 110, not to 100"),
                               ("quota.village=1", "is not one of: quota.department"),
                               ("quota.commune=5000", "must be between 0 and 1000"),
                               ("quota.commune", "not of the form SETTING=NUMBER")):
            refused = self.specialist.try_run("simulate", ROUND, "--set", setting)
            self.assertIn(refused.code, (2, INVALID), str(refused))
            self.assertIn(words, refused.err)

    def test_5_csv__a_row_per_component(self):
        path = self.town.folder / "xep-hang.csv"
        self.member.run("rank", ROUND, "--provisional", "--csv", path)
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
        wards = [row for row in rows if row["line"] == "commune_ward"]
        self.assertEqual({(row["component"], row["raw"], row["total"]) for row in wards},
                         {("index", "90.24 %", "90.244444")})
        self.assertEqual(len([row for row in rows if row["line"] == "individual"]), 3 * 5)

    def test_6_appraised__the_eligible_are_ranked__the_ineligible_stand_apart(self):
        ward, commune = f"{self.units['P1']}/1", f"{self.units['XMQ']}/1"
        for criterion in ("III.4.c1", "III.4.c2", "III.4.c3", "III.4.c4"):
            self.specialist.run("appraise", ward, "--criterion", criterion, "--verdict", "met",
                                "--note", "Đối chiếu sổ theo dõi")
        self.specialist.run("appraise", ward, "--eligible", "--reason", "Đạt đủ bốn tiêu chuẩn")
        self.specialist.run("appraise", commune, "--ineligible", "--reason", "Không đạt III.4.c1")
        line = self.member.json("rank", ROUND, "--line", "commune_ward")["lines"][0]
        self.assertEqual([(e["nominee_id"], e["place"]) for e in line["entries"]], [(ward, "in")])
        self.assertEqual({(e["unit_code"], e["apart"], e["apart_reason"]) for e in line["apart"]},
                         {("XMQ", "ineligible", "Không đạt III.4.c1"), ("P2", "not_appraised", "")})
        told = self.member.run("rank", ROUND, "--explain", commune).out
        self.assertIn("It is not ranked: ineligible. Reason: Không đạt III.4.c1", told)


if __name__ == "__main__":
    unittest.main()
