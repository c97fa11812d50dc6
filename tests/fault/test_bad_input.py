"""Bad input through the real command line and daemon: a specific sentence in both languages, the
documented exit code, and nothing stored."""
import os
import pathlib
import random
import sys
import unicodedata

import thidua
from dossiers import FILES, Desk, Records, edit, violations

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "interop"))
import strangers  # noqa: E402
from strangers import stranger  # noqa: E402

INVALID, DENIED, PRECONDITION, NOT_FOUND, NOT_ENROLLED, LIMIT = 12, 16, 18, 14, 25, 17
LETTER = FILES[0]
MAX_FILE = 1024 * 1024


def setUpModule():
    strangers.load_messages()


def letter(content):
    return lambda folder: (folder / LETTER).write_bytes(content)


def yaml(content):
    return lambda folder: (folder / "dossier.yaml").write_bytes(content)


def changed(change):
    """dossier.yaml, its text changed by a function."""
    def spoil(folder):
        path = folder / "dossier.yaml"
        path.write_bytes(change(path.read_text(encoding="utf-8")))
    return spoil


def replaced(old, new):
    return lambda folder: edit(folder, old, new)


def named(name):
    """The letter's file under another name."""
    def spoil(folder):
        (folder / LETTER).rename(folder / "letter" / name)
        edit(folder, LETTER, f'"letter/{name}"')
    return spoil


def link(folder):
    (folder / LETTER).unlink()
    (folder / LETTER).symlink_to(folder / FILES[1])


def pipe(folder):
    (folder / LETTER).unlink()
    os.mkfifo(folder / LETTER)


def nominee_twice(text):
    start, end = text.index("  - kind:"), text.index("attachments:")
    nominee = text[start:end].rstrip()
    return f"{text[:end].rstrip()}\n{nominee}\n\n{text[end:]}".encode()


# What is wrong: how it is made so, exit code, key, and words of the sentence in English and in Vietnamese.
CASES = {
    "an empty file": (letter(b""), INVALID, "file.empty", "“to-trinh.pdf” is empty", "rỗng"),
    "a file larger than the server takes": (
        letter(thidua.pdf("large") + bytes(MAX_FILE)), INVALID, "file.size",
        "“letter/to-trinh.pdf” is too large: at most 1048576 bytes", "quá lớn"),
    "a file larger than any server takes": (
        lambda folder: os.truncate(folder / LETTER, 1 << 30), INVALID, "file.size", "too large", "quá lớn"),
    "a program named .pdf": (letter(b"MZ" + bytes(600)), INVALID, "file.kind", "not what its name says", "không đúng như tên"),
    "a PDF that the scanner refuses": (
        letter(thidua.pdf("EICAR")), PRECONDITION, "file.scanner", "letter/to-trinh.pdf: the virus scanner", "vi-rút"),
    "a folder instead of a file": (
        lambda folder: ((folder / LETTER).unlink(), (folder / LETTER).mkdir()),
        INVALID, "file.read", "cannot be read: Is a directory", "không đọc được"),
    "a pipe instead of a file": (pipe, INVALID, "file.read", "cannot be read", "không đọc được"),
    "a link instead of a file": (link, INVALID, "file.outside", "links are not allowed", "liên kết"),
    "a path out of the folder": (
        replaced(LETTER, "../model/" + LETTER), INVALID, "file.outside", "not a file inside the dossier's folder", "thư mục hồ sơ"),
    "an absolute path": (replaced(LETTER, "/etc/passwd"), INVALID, "file.outside", "absolute paths", "tuyệt đối"),
    "a file name that turns the writing round": (
        named("x\u202efdp.exe"), INVALID, "yaml.file", "control or invisible characters", "ký tự điều khiển"),
    "a file name with a tab": (
        lambda folder: ((folder / LETTER).rename(folder / "letter/a\tb.pdf"), edit(folder, LETTER, r'"letter/a\tb.pdf"')),
        INVALID, "file.name", "not a plain file name", "tên tệp"),
    "invalid UTF-8": (
        changed(lambda text: text.encode().replace("Trần".encode(), b"Tr\xff\xfen", 1)),
        INVALID, "yaml.file", "not valid UTF-8", "UTF-8 hợp lệ"),
    "decomposed Vietnamese": (
        changed(lambda text: unicodedata.normalize("NFD", text).encode()), INVALID, "yaml.file", "(NFC)", "dựng sẵn"),
    "no YAML at all": (yaml(random.Random(1).randbytes(500)), INVALID, "yaml.file", "dossier.yaml, line 1", "dòng 1"),
    "an empty dossier.yaml": (yaml(b""), INVALID, "yaml.file", "the file is empty", "tệp rỗng"),
    "a huge dossier.yaml": (yaml(b"# " + bytes(2 << 20)), INVALID, "file.size", "too large", "quá lớn"),
    "aliases that multiply": (
        yaml(b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(60))),
        INVALID, "yaml.file", "anchors, aliases and tags are not read", "bí danh"),
    "too many levels": (yaml(b"nominees: " + b"[" * 20000), INVALID, "yaml.file", "too deeply nested", "quá sâu"),
    "a misspelt key": (
        replaced("award_line:", "award_lien:"), INVALID, "yaml.file",
        "“nominees[0].award_lien”: unknown key; allowed here: award_line, kind", "khóa không rõ"),
    "a misspelt value": (
        replaced("kind: individual", "kind: indivdual"), INVALID, "yaml.file", "allowed here: individual, collective", "cho phép"),
    "a unit that does not exist": (replaced("unit_code: P1", "unit_code: P99"), INVALID, "unit.other", "you belong to unit P1", "đơn vị P1"),
    "another unit": (replaced("unit_code: P1", "unit_code: P2"), INVALID, "unit.other", "you belong to unit P1", "đơn vị P1"),
    "another round than the folder's": (
        replaced("2022-annual", "2031-annual"), INVALID, "choice", "“2031-annual” is not one of: 2022-annual", "2022-annual"),
    "the same nominee twice": (changed(nominee_twice), INVALID, "nominee.duplicate", "is proposed twice", "hai lần"),
}


class Case(thidua.Case):
    flags = ("--enrolments-a-minute", "1000", "--max-file", str(MAX_FILE),
             "--scanner", "/usr/bin/awk /EICAR/{exit(1)}")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()
        cls.head, cls.specialist = cls.town.home_affairs()
        cls.records = Records(cls.town)

    def stored(self):
        """Everything that a submission could leave behind."""
        return (self.records.rows("SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM dossier_version),"
                                  " (SELECT count(*) FROM audit_event WHERE method LIKE 'DossierService/%')"))

    def refused(self, code, key, officer, *arguments, english="", vietnamese=""):
        """The command answers no: this exit code, this key, these words, nothing stored. Returns the violation."""
        before = self.stored()
        found = officer.try_run("--json", *arguments)
        self.assertEqual(found.code, code, str(found))
        self.assertIn(key, violations(found), str(found))
        for language, words in (("en", english), ("vi", vietnamese)):
            said = officer.try_run("--lang", language, *arguments)
            self.assertEqual(said.code, code, str(said))
            self.assertIn(words, said.err)
        self.assertEqual(self.stored(), before)
        return violations(found)[key]


class FolderTest(Case):
    def test_folder__something_wrong_in_it__said_and_not_stored(self):
        desk = Desk(self.town, "P1")
        for what, (spoil, code, key, english, vietnamese) in CASES.items():
            with self.subTest(what):
                draft = desk.draft()
                spoil(draft.folder)
                violation = self.refused(code, key, draft.officer, "dossier", "submit", draft.folder,
                                         english=english, vietnamese=vietnamese)
                if key == "yaml.file":
                    self.assertGreaterEqual(int(violation["params"]["line"]), 1)
                    self.assertTrue(violation["params"]["allowed"])
        evidence = [path.name for path in (self.town.data / "evidence" / "files").rglob("*") if path.is_file()]
        self.assertEqual(evidence, [])


class RoleTest(Case):
    def test_dossier__wrong_role__refused_with_the_right_ones(self):
        desk = Desk(self.town, "P1", "unit_clerk")
        chairman = self.town.officer("p1.chutich", "P1", "unit_head")
        draft = desk.draft()
        self.refused(DENIED, "role", chairman, "dossier", "submit", draft.folder, english="unit clerk", vietnamese="vai trò")
        self.refused(DENIED, "role", self.specialist, "dossier", "submit", draft.folder, english="unit clerk")
        dossier = draft.submit().json["dossier_id"]
        self.refused(DENIED, "role", desk.officer, "dossier", "confirm", dossier, "--yes", english="head of unit")
        self.refused(DENIED, "role", desk.officer, "dossier", "receive", dossier, "--originals", "2", english="specialist")
        self.refused(DENIED, "role", self.town.admin, "dossier", "list", english="specialist")
        other = self.town.officer("p2.chutich", "P2", "unit_head")
        self.refused(NOT_FOUND, "dossier.unknown", other, "dossier", "confirm", dossier, "--yes", english=dossier)

    def test_officer_of_an_unknown_unit__refused(self):
        self.refused(NOT_FOUND, "unit.unknown", self.town.admin, "officer", "add", "x.y", "--unit", "XXX", "--name", "X",
                     "--role", "unit_clerk", english="there is no unit XXX", vietnamese="XXX")

    def test_session_open__officer_disabled__ended_at_once(self):
        clerk = self.town.officer("p3.vanthu", "P3", "unit_clerk")
        device = stranger.Device(clerk.home / "thidua" / "profiles" / "default", ("127.0.0.1", self.town.port))
        with device.connect() as line:
            self.assertEqual(line.call("OfficerService/WhoAmI").officer.login, "p3.vanthu")
            self.town.admin.run("officer", "disable", "p3.vanthu", "--reason", "Chuyển công tác", "--yes")
            while not line.go_away:
                line.step()
            self.assertEqual(line.go_away.key, "officer.disabled")
            with self.assertRaises(stranger.LineLost):
                line.receive()
        self.refused(NOT_ENROLLED, "officer.disabled", clerk, "whoami", english="was disabled on", vietnamese="p3.vanthu")


class RoundTest(Case):
    def open(self, year, kind, opens, closes):
        self.head.run("round", "open", year, "--kind", kind, "--opens", thidua.iso(opens), "--closes", thidua.iso(closes))
        return f"{year}-{kind}"

    def test_round__unknown__no_folder_is_made(self):
        clerk = self.town.officer("p1.cb", "P1", "unit_clerk", "unit_head")
        target = self.town.folder / "nowhere"
        self.refused(NOT_FOUND, "round.unknown", clerk, "dossier", "new", target, "--round", "2029-annual",
                     english="there is no round 2029-annual", vietnamese="2029-annual")
        self.assertFalse(target.exists())

    def test_round__not_open_yet__refused_with_the_day(self):
        desk = Desk(self.town, "P2", round_id=self.open(2025, "interim", 3600, 7200))
        edit(desk.model, "2022-annual", "2025-interim")
        self.refused(PRECONDITION, "round.planned", desk.officer, "dossier", "submit", desk.draft().folder,
                     english="opens on", vietnamese="2025-interim")

    def test_round__closed__refused(self):
        round_id = self.open(2024, "annual", -3600, 7200)
        desk = Desk(self.town, "P3", round_id=round_id)
        edit(desk.model, "2022-annual", round_id)
        self.head.run("round", "close", round_id, "--reason", "Mở nhầm", "--yes")
        self.refused(PRECONDITION, "round.not_open", desk.officer, "dossier", "submit", desk.draft().folder,
                     english="does not take dossiers now", vietnamese=round_id)

    def test_deadline__passed__draft_and_uploads_stay_and_an_extension_helps_that_unit(self):
        round_id = self.open(2023, "annual", -7200, -3600)
        desks = [Desk(self.town, unit, round_id=round_id) for unit in ("XLB", "XMB")]
        drafts = []
        for desk in desks:
            edit(desk.model, "2022-annual", round_id)
            drafts.append(desk.draft())
            self.refused(PRECONDITION, "deadline.passed", desk.officer, "dossier", "submit", drafts[-1].folder,
                         english="the draft and all uploads are kept", vietnamese="gia hạn")
        held = self.town.data / "evidence" / "held" / "XLB"
        self.assertEqual(len(list(held.iterdir())), len(FILES))
        self.head.run("round", "extend", round_id, "--unit", "XLB", "--until", thidua.iso(3600), "--reason", "Mất điện")
        result = drafts[0].submit("--confirm")
        self.assertEqual(result.code, 0, str(result))
        self.assertNotIn("Uploading", result.err)
        self.records.arrived_once(self, drafts[0])
        self.refused(PRECONDITION, "deadline.passed", desks[1].officer, "dossier", "submit", drafts[1].folder)
