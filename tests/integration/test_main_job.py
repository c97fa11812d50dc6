"""The main job with the real programs: a unit submits, its head confirms, Home Affairs receives;
and what goes wrong on the way there."""
import pathlib
import re
import shutil
import unittest

import cutter
import thidua

EXAMPLE = thidua.SOURCE / "docs" / "examples" / "xlb"
ROUND = "2022-annual"
FILES = ["letter/to-trinh.pdf", "minutes/bien-ban.pdf", "reports/bao-cao-tran-thi-vi-du.pdf"]
# Exit codes, common/status.def.
INVALID, NOT_FOUND, EXISTS, PRECONDITION, ABORTED, UNAVAILABLE, LOST = 12, 14, 15, 18, 19, 23, 24


class MainJob(thidua.Case):
    flags = ("--enrolments-a-minute", "1000")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()

    def unit(self, code):
        """Somebody who is clerk and head of a unit."""
        return self.town.officer(f"{code.lower()}.cb", code, "unit_clerk", "unit_head")

    def test_lists__round_or_unit_that_nobody_knows__is_told(self):
        """Not an empty list: a slip of the finger must not look like "there is nothing"."""
        asked = [(("dossier", "list", "--round", "2022-anual"), "round_id", "round.unknown")]
        for command in ("dossier list", "task list", "task summary", "local-award list", "initiative list",
                        "outreach list", "outreach count", "difficulty list", "discipline list",
                        f"appraise list --round {ROUND}"):
            asked.append(((*command.split(), "--unit", "P11"), "unit_code", "unit.unknown"))
        for arguments, field, key in asked:
            with self.subTest(command=" ".join(arguments)):
                told = self.refused(NOT_FOUND, self.specialist, *arguments)["violations"]
                self.assertEqual([(each["field"], each["key"]) for each in told], [(field, key)])
        for lang, words in (("vi", "không có đơn vị P11"), ("en", "there is no unit P11")):
            self.assertIn(words, self.specialist.try_run("--lang", lang, "task", "list", "--unit", "P11").err)

    def path(self, name):
        return self.town.folder / name

    def draft(self, officer, unit, name):
        """A complete dossier folder for that unit, with the example's PDF files."""
        folder = self.path(name)
        officer.run("dossier", "new", folder, "--round", ROUND)
        self.assertNotEqual(officer.try_run("dossier", "check", folder).code, 0, "a new folder is not complete")
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        self.edit(folder, "unit_code: XLB", f"unit_code: {unit}")
        return folder

    @staticmethod
    def edit(folder, old, new):
        yaml = folder / "dossier.yaml"
        text = yaml.read_text(encoding="utf-8")
        assert old in text, old
        yaml.write_text(text.replace(old, new), encoding="utf-8")

    def submit(self, officer, folder, *flags):
        return officer.json("dossier", "submit", folder, *flags)

    def status(self, officer, dossier):
        return officer.json("status", dossier)["dossier"]

    def refused(self, code, officer, *arguments):
        """The command answers no, with that exit code; its JSON error."""
        result = officer.try_run("--json", *arguments)
        self.assertEqual(result.code, code, str(result))
        return thidua.json.loads(result.err[result.err.index("{"):])

    @staticmethod
    def keys(error):
        return [violation["key"] for violation in error["violations"]]

    # -- the way it should go --

    def test_ward_submits_head_confirms_home_affairs_receives(self):
        clerk = self.town.officer("p1.vanthu", "P1", "unit_clerk")
        chairman = self.town.officer("p1.chutich", "P1", "unit_head")
        folder = self.draft(clerk, "P1", "p1")
        check = clerk.json("dossier", "check", folder)
        self.assertTrue(check["complete"])
        self.assertEqual([file["path"] for file in check["files"]], FILES)

        answer = self.submit(clerk, folder)
        dossier = answer["dossier_id"]
        self.assertRegex(dossier, r"^HS-2022-\d{4}$")
        self.assertEqual(answer["version"], 1)
        self.assertEqual(answer["missing"], [])
        self.assertEqual(pathlib.Path(answer["receipt_file"]), folder / f"receipts/{dossier}-v1.receipt")
        self.assertIn(dossier, (folder / f"receipts/{dossier}-v1.txt").read_text(encoding="utf-8"))
        self.assertEqual(self.status(clerk, dossier)["state"], "submitted")

        error = self.refused(PRECONDITION, self.specialist, "dossier", "receive", dossier, "--originals", "2")
        self.assertIn("missing.confirmation", self.keys(error))
        confirmed = chairman.json("dossier", "confirm", dossier, "--yes")
        self.assertEqual(confirmed["dossier"]["state"], "confirmed")
        error = self.refused(PRECONDITION, self.specialist, "dossier", "receive", dossier, "--originals", "1")
        self.assertEqual(self.keys(error), ["missing.originals"])
        received = self.specialist.json("dossier", "receive", dossier, "--originals", "2")
        self.assertEqual(received["dossier"]["state"], "received")

        shown = self.specialist.json("dossier", "show", dossier)
        self.assertEqual([entry["event"] for entry in shown["timeline"]], ["submit", "confirm", "receive"])
        self.assertTrue(all(item["present"] for item in shown["checklist"]), shown["checklist"])
        self.assertEqual(shown["content"]["nominees"][0]["name"], "Trần Thị Ví Dụ")
        self.assertIn(dossier, [each["id"] for each in
                                self.specialist.json("dossier", "list", "--state", "received")["dossiers"]])

    def test_sentences_are_for_people(self):
        clerk = self.unit("P2")
        folder = self.draft(clerk, "P2", "p2")
        said = clerk.run("dossier", "submit", folder).out
        dossier = re.search(r"HS-2022-\d+", said).group(0)
        self.assertIn(f"Submitted dossier {dossier}, version 1, at ", said)
        self.assertIn(f"thidua dossier confirm {dossier}", said)
        self.assertIn("Confirmed dossier", clerk.run("dossier", "confirm", dossier, "--yes").out)
        self.assertIn(dossier, clerk.run("status").out)
        self.assertIn(dossier, self.specialist.run("status").out)
        shown = clerk.run("dossier", "show", dossier).out
        for word in ("Trần Thị Ví Dụ", "III.5.a.2", "p2.cb", "Timeline"):
            self.assertIn(word, shown)

    def test_sentences_are_vietnamese_where_that_is_spoken(self):
        officer = self.unit("BHXH")
        officer.lang = "vi"
        folder = self.draft(officer, "BHXH", "bhxh")
        said = officer.run("dossier", "submit", folder).out
        self.assertRegex(said, r"Đã nộp hồ sơ HS-2022-\d{4}, phiên bản 1, lúc \d\d:\d\d \d\d/\d\d/\d{4}\.")
        self.assertIn("Thủ trưởng đơn vị phải xác nhận trước", said)
        self.assertIn("GIẤY BIÊN NHẬN", next((folder / "receipts").glob("*.txt")).read_text(encoding="utf-8"))

    def test_one_who_is_clerk_and_head_does_both_at_once(self):
        officer = self.unit("P3")
        answer = self.submit(officer, self.draft(officer, "P3", "p3"), "--confirm")
        self.assertTrue(answer["confirmed"])
        self.assertEqual(self.status(officer, answer["dossier_id"])["state"], "confirmed")

    # -- returned --

    def test_incomplete_dossier_is_returned_supplied_and_received(self):
        officer = self.unit("XLB")
        folder = self.draft(officer, "XLB", "xlb")
        self.edit(folder, "file: minutes/bien-ban.pdf", 'file: ""')
        error = self.refused(PRECONDITION, officer, "dossier", "submit", folder)
        self.assertEqual(self.keys(error), ["missing.minutes"])
        answer = self.submit(officer, folder, "--incomplete", "--confirm")
        dossier = answer["dossier_id"]
        self.assertEqual([each["key"] for each in answer["missing"]], ["missing.minutes"])

        self.refused(PRECONDITION, self.specialist, "dossier", "receive", dossier, "--originals", "2")
        note = "Biên bản họp xét khen thưởng"
        self.specialist.run("dossier", "return", dossier, "--missing", note, "--due", thidua.iso(3600))
        self.assertEqual(self.status(officer, dossier)["return_note"], note)
        self.assertIn(note, officer.run("status").out)

        self.edit(folder, 'file: ""', "file: minutes/bien-ban.pdf")
        answer = self.submit(officer, folder, "--confirm")
        self.assertEqual((answer["dossier_id"], answer["version"]), (dossier, 2))
        self.specialist.run("dossier", "receive", dossier, "--originals", "2")

        changes = officer.json("dossier", "diff", dossier, "v1", "v2")
        self.assertEqual([(each["change"], each["field"]) for each in changes], [("added", "minutes.file")])
        self.assertIn("minutes: file", officer.run("dossier", "diff", dossier, "1", "2").out)

    def test_returned_for_its_paper_only_is_sent_again_unchanged(self):
        officer = self.unit("XMB")
        folder = self.draft(officer, "XMB", "xmb")
        dossier = self.submit(officer, folder, "--confirm")["dossier_id"]
        self.assertEqual(self.submit(officer, folder)["version"], 1)
        self.specialist.run("dossier", "return", dossier, "--missing", "bản chính thứ hai", "--due", thidua.iso(3600))
        self.refused(PRECONDITION, officer, "dossier", "submit", folder)  # nobody there to ask
        self.assertEqual(self.submit(officer, folder, "--yes")["version"], 2)
        self.assertEqual(self.status(officer, dossier)["state"], "submitted")
        self.assertEqual(self.submit(officer, folder)["version"], 2)
        self.assertEqual(officer.json("dossier", "diff", dossier, "v1", "v2"), [])

    def test_withdrawn_dossier_cannot_come_back(self):
        officer = self.unit("XMQ")
        folder = self.draft(officer, "XMQ", "xmq")
        dossier = self.submit(officer, folder)["dossier_id"]
        officer.run("dossier", "withdraw", dossier, "--reason", "nộp nhầm đợt", "--yes")
        self.assertEqual(self.status(officer, dossier)["state"], "withdrawn")
        self.edit(folder, "31/TTr-UBND", "32/TTr-UBND")
        error = self.refused(PRECONDITION, officer, "dossier", "submit", folder)
        self.assertIn("state.illegal", self.keys(error))

    # -- mistakes of a clerk --

    def test_mistakes_are_told_at_once_with_their_lines(self):
        officer = self.unit("XTL")
        folder = self.draft(officer, "XTL", "mistakes")
        self.edit(folder, "award_line: individual", "award_line: commune_ward")   # not for individuals
        self.edit(folder, "dated_on: 2022-12-06", "dated_on: 2022-02-30")         # no such day
        (folder / FILES[1]).write_bytes(b"PK\x03\x04 this is not a PDF")           # wrong magic bytes
        (folder / FILES[2]).unlink()                                              # named, not there
        result = officer.try_run("--json", "dossier", "check", folder)
        self.assertEqual(result.code, INVALID, str(result))
        wrong = {each["key"]: each for each in result.json["wrong"]}
        self.assertEqual(set(wrong), {"line.kind", "date.form", "file.kind", "file.read"}, str(result))
        lines = (folder / "dossier.yaml").read_text(encoding="utf-8").splitlines()
        self.assertIn("2022-02-30", lines[wrong["date.form"]["line"] - 1])
        self.assertIn("commune_ward", lines[wrong["line.kind"]["line"] - 1])
        self.refused(INVALID, officer, "dossier", "submit", folder)
        self.assertEqual(officer.json("dossier", "list")["dossiers"], [], "nothing arrived")
        said = officer.try_run("dossier", "check", folder).out
        self.assertIn("2022-11-30", said)  # how a date is written

    def test_yaml_mistake_gives_file_line_and_what_is_allowed(self):
        officer = self.unit("XVQ")
        folder = self.draft(officer, "XVQ", "yaml")
        self.edit(folder, "dated_on:", "datedon:")
        line = 1 + next(number for number, text in enumerate(
            (folder / "dossier.yaml").read_text(encoding="utf-8").splitlines()) if "datedon:" in text)
        result = officer.try_run("dossier", "check", folder)
        self.assertEqual(result.code, INVALID)
        self.assertRegex(result.out, rf"dossier\.yaml, line {line}\b.*\n?")
        self.assertIn("dated_on", result.out)

    def test_path_that_leads_out_of_the_folder_is_refused(self):
        officer = self.unit("XVQ")
        folder = self.draft(officer, "XVQ", "paths")
        secret = self.path("secret.pdf")
        secret.write_bytes(thidua.pdf("secret"))
        (folder / "letter" / "link.pdf").symlink_to(secret)
        for path in ("../secret.pdf", str(secret), "letter/link.pdf", "letter/../../secret.pdf"):
            with self.subTest(path=path):
                shutil.copy(EXAMPLE / "dossier.yaml", folder)
                self.edit(folder, "unit_code: XLB", "unit_code: XVQ")
                self.edit(folder, "letter/to-trinh.pdf", path)
                error = officer.try_run("--json", "dossier", "check", folder).json
                self.assertEqual([each["key"] for each in error["wrong"]], ["file.outside"])

    def test_folder_that_is_there_is_not_overwritten(self):
        officer = self.unit("XVQ")
        taken = self.path("taken")
        taken.mkdir()
        (taken / "note.txt").write_text("mine")
        error = self.refused(EXISTS, officer, "dossier", "new", taken, "--round", ROUND)
        self.assertEqual(self.keys(error), ["folder.used"])
        self.assertEqual([each.name for each in taken.iterdir()], ["note.txt"])
        error = self.refused(NOT_FOUND, officer, "dossier", "submit", taken)
        self.assertEqual(self.keys(error), ["folder.none"])

    def test_round_that_does_not_exist_makes_no_folder(self):
        officer = self.unit("XVQ")
        error = self.refused(NOT_FOUND, officer, "dossier", "new", self.path("no-round"), "--round", "2031-annual")
        self.assertEqual(self.keys(error), ["round.unknown"])
        self.assertFalse(self.path("no-round").exists())

    def test_another_units_dossier_is_not_found(self):
        mine, other = self.unit("PTP"), self.unit("PYT")
        dossier = self.submit(mine, self.draft(mine, "PTP", "tp"))["dossier_id"]
        for command in (["status", dossier], ["dossier", "show", dossier], ["dossier", "diff", dossier, "v1", "v1"],
                        ["dossier", "fetch", dossier, self.path("stolen")],
                        ["dossier", "confirm", dossier, "--yes"]):
            with self.subTest(command=command):
                self.assertEqual(self.keys(self.refused(NOT_FOUND, other, *command)), ["dossier.unknown"])
        self.assertFalse(self.path("stolen").exists())

    # -- the same again, and copies --

    def test_submitting_twice_gives_the_same_receipt(self):
        officer = self.unit("PTCKH")
        folder = self.draft(officer, "PTCKH", "twice")
        first = self.submit(officer, folder)
        receipt = pathlib.Path(first["receipt_file"]).read_bytes()
        pathlib.Path(first["receipt_file"]).unlink()
        self.assertEqual(self.submit(officer, folder), first)
        self.assertEqual(pathlib.Path(first["receipt_file"]).read_bytes(), receipt)
        self.assertEqual(len(officer.json("dossier", "list")["dossiers"]), 1)

    def test_copied_folder_is_the_same_draft(self):
        officer = self.unit("PTNMT")
        folder = self.draft(officer, "PTNMT", "original")
        copy = self.path("copy")
        shutil.copytree(folder, copy)
        first = self.submit(officer, folder)
        dossier = first["dossier_id"]
        again = self.submit(officer, copy)
        self.assertEqual((again["dossier_id"], again["version"]), (dossier, 1))

        stale = self.path("stale")  # a copy from before the submission, worked on
        shutil.copytree(copy, stale)
        (stale / ".thidua" / "state.json").write_text(
            re.sub(r'"version": 1', '"version": 0', (copy / ".thidua" / "state.json").read_text()))
        self.edit(stale, "31/TTr-UBND", "33/TTr-UBND")
        error = self.refused(ABORTED, officer, "dossier", "submit", stale)
        self.assertEqual(self.keys(error), ["draft.changed"])
        self.assertEqual(self.status(officer, dossier)["version"], 1)
        error = self.refused(PRECONDITION, officer, "dossier", "submit", stale, "--update")  # nobody to ask
        result = officer.run("dossier", "submit", stale, "--update", "--yes")
        self.assertIn("31/TTr-UBND", result.err)  # what differs was shown
        self.assertEqual(self.status(officer, dossier)["version"], 2)

        self.edit(folder, "31/TTr-UBND", "34/TTr-UBND")  # the first folder knows of version 1 only
        error = self.refused(ABORTED, officer, "dossier", "submit", folder)
        self.assertEqual(self.keys(error), ["draft.changed"])
        self.assertEqual(len(officer.json("dossier", "list")["dossiers"]), 1)

    def test_lost_state_file_is_explained(self):
        officer = self.unit("PKT")
        folder = self.draft(officer, "PKT", "lost-state")
        (folder / ".thidua" / "state.json").write_text("{")
        self.assertEqual(self.keys(self.refused(PRECONDITION, officer, "dossier", "submit", folder)), ["folder.state"])

    # -- cut lines --

    def through(self, officer, relay, name):
        """The same device, talking through a relay."""
        other = thidua.Officer(self.town, name)
        shutil.rmtree(other.home)
        shutil.copytree(officer.home, other.home)
        conf = next(other.home.rglob("profile.conf"))
        conf.write_text(re.sub(r"(?m)^port = .*$", f"port = {relay.port}", conf.read_text()))
        return other

    def run_through(self, officer, folder, direction, limit, name):
        relay = cutter.Cutter(self.town.port, direction, limit)
        try:
            device = self.through(officer, relay, name)
            result = device.try_run("--json", "--timeout", "1", "dossier", "submit", folder)
            return result, relay
        finally:
            relay.close()

    def test_cut_anywhere_the_same_command_finishes_the_job(self):
        officer = self.unit("PLDTBXH")
        whole = self.draft(officer, "PLDTBXH", "measure")
        result, relay = self.run_through(officer, whole, "up", 1 << 40, "measured")
        self.assertEqual(result.code, 0, str(result))
        totals = dict(relay.bytes)
        officer.run("dossier", "withdraw", result.json["dossier_id"], "--reason", "đo", "--yes")
        cuts = [("up", share * totals["up"] // 100) for share in (2, 40, 80, 99)]
        cuts += [("down", share * totals["down"] // 100) for share in (55, 65, 75, 85, 95)]
        for number, (direction, limit) in enumerate(cuts):
            with self.subTest(direction=direction, limit=limit):
                folder = self.draft(officer, "PLDTBXH", f"cut-{number}")
                for file in FILES:  # other bytes than before, so that they must be sent
                    (folder / file).write_bytes(thidua.pdf(f"{number} {file}") + b"%" + b"x" * 60000 + b"\n")
                before = len(officer.json("dossier", "list")["dossiers"])
                result, relay = self.run_through(officer, folder, direction, limit, f"cut-{number}")
                self.assertTrue(relay.is_cut, str(result))
                self.assertEqual(result.code, UNAVAILABLE, str(result))
                answer = self.submit(officer, folder)
                self.assertEqual(answer["version"], 1)
                self.assertEqual(len(officer.json("dossier", "list")["dossiers"]), before + 1)
                officer.run("receipt", "verify", answer["receipt_file"], "--folder", folder)
                self.assertEqual(self.submit(officer, folder)["dossier_id"], answer["dossier_id"])

    def test_upload_goes_on_where_it_was_durable(self):
        officer = self.unit("PVHTT")
        folder = self.draft(officer, "PVHTT", "large")
        size = 4 * 1024 * 1024
        (folder / FILES[0]).write_bytes(thidua.pdf("large") + b"%" + b"y" * size + b"\n")
        result, relay = self.run_through(officer, folder, "up", size // 2, "large-cut")
        self.assertEqual(result.code, UNAVAILABLE, str(result))
        result, relay = self.run_through(officer, folder, "up", 1 << 40, "large-rest")
        self.assertEqual(result.code, 0, str(result))
        self.assertLess(relay.bytes["up"], size * 3 // 4, "what was durable went again")

    def test_daemon_killed_after_submit_keeps_it(self):
        officer = self.unit("PQLDT")
        folder = self.draft(officer, "PQLDT", "killed")
        first = self.submit(officer, folder)
        self.town.daemon.kill()
        self.town.start()
        self.assertEqual(self.status(officer, first["dossier_id"])["version"], 1)
        self.assertEqual(self.submit(officer, folder), first)

    # -- fetch --

    def test_fetched_folder_is_the_same_version(self):
        officer = self.unit("PGDDT")
        folder = self.draft(officer, "PGDDT", "sent")
        (folder / "attachments" / "to-trinh.pdf").write_bytes(thidua.pdf("another file of that name"))
        (folder / "attachments" / "more").mkdir()
        (folder / "attachments" / "more" / "to-trinh.pdf").write_bytes(thidua.pdf("a third one"))
        self.edit(folder, "attachments: []", "attachments: [attachments/to-trinh.pdf, letter/to-trinh.pdf, "
                  "attachments/more/to-trinh.pdf]")
        sent = self.submit(officer, folder)
        back = self.path("fetched")
        self.specialist.run("dossier", "fetch", sent["dossier_id"], back)
        again = {file: file for file in FILES + ["attachments/to-trinh.pdf"]}
        again["attachments/more/to-trinh.pdf"] = "attachments/2/to-trinh.pdf"
        for file, copy in again.items():
            self.assertEqual((back / copy).read_bytes(), (folder / file).read_bytes(), file)
        officer.run("receipt", "verify", sent["receipt_file"], "--folder", back)
        self.assertTrue(self.specialist.json("dossier", "check", back)["complete"])
        mine = self.path("fetched-by-the-clerk")
        officer.run("dossier", "fetch", sent["dossier_id"], mine)
        self.assertEqual(self.submit(officer, mine)["content_sha256"], sent["content_sha256"])
        self.edit(mine, "31/TTr-UBND", "35/TTr-UBND")
        self.assertEqual(self.submit(officer, mine)["version"], 2)
        self.refused(EXISTS, officer, "dossier", "fetch", sent["dossier_id"], mine)

    # -- receipts --

    def test_receipt_verifies_offline_and_a_tampered_one_does_not(self):
        officer = self.unit("TTTX")
        folder = self.draft(officer, "TTTX", "receipt")
        receipt = pathlib.Path(self.submit(officer, folder)["receipt_file"])
        self.town.daemon.stop()
        try:
            body = officer.json("receipt", "verify", receipt, "--folder", folder)
            self.assertEqual(body["unit_code"], "TTTX")
            self.assertEqual(sorted(file["name"] for file in body["files"]),
                             sorted(pathlib.Path(file).name for file in FILES))
            key = re.search(r"\b[0-9a-f]{64}\b(?=\nFiles)", officer.run("receipt", "show", receipt).out).group(0)
            stranger = thidua.Officer(self.town, "stranger")  # no profile: another office, an auditor
            stranger.run("receipt", "verify", receipt, "--key", key)
            self.assertNotEqual(stranger.try_run("receipt", "verify", receipt).code, 0)
            error = self.refused(LOST, stranger, "receipt", "verify", receipt, "--key", "0" * 64)
            self.assertEqual(self.keys(error), ["receipt.key"])

            tampered = self.path("tampered.receipt")
            data = receipt.read_bytes()
            tampered.write_bytes(data.replace(b"TTTX", b"TTTY"))
            self.assertEqual(self.keys(self.refused(LOST, officer, "receipt", "verify", tampered)),
                             ["receipt.signature"])
            tampered.write_bytes(data[:-40])
            self.assertEqual(self.keys(self.refused(LOST, officer, "receipt", "verify", tampered)), ["receipt.form"])
            (folder / FILES[0]).write_bytes(thidua.pdf("exchanged after submission"))
            error = self.refused(LOST, officer, "receipt", "verify", receipt, "--folder", folder)
            self.assertEqual([each["field"] for each in error["violations"]], ["to-trinh.pdf"])
        finally:
            self.town.start()


if __name__ == "__main__":
    unittest.main()
