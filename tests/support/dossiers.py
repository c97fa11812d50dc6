"""Many dossiers fast: folders ready to submit, and the town's rows to compare with.

    desk = Desk(town, "P1")                 # a clerk of P1, and a folder made by `dossier new`
    draft = desk.draft()                    # another folder, with files of its own
    result = draft.submit(); Records(town).of(draft)
"""
import itertools
import json
import pathlib
import re
import secrets
import shutil
import sqlite3

import thidua

EXAMPLE = thidua.SOURCE / "docs" / "examples" / "xlb"
FILES = ["letter/to-trinh.pdf", "minutes/bien-ban.pdf", "reports/bao-cao-tran-thi-vi-du.pdf"]
ROUND = "2022-annual"


class Desk:
    """Where one officer of a unit prepares dossiers."""
    numbers = itertools.count(1)

    def __init__(self, town, unit, *roles, round_id=ROUND):
        self.town, self.unit = town, unit
        self.officer = town.officer(f"{unit.lower()}.cb", unit, *(roles or ("unit_clerk", "unit_head")))
        self.folder = town.folder / "desks" / unit
        self.folder.mkdir(parents=True)
        self.model = self.folder / "model"
        self.officer.run("dossier", "new", self.model, "--round", round_id)
        shutil.copytree(EXAMPLE, self.model, dirs_exist_ok=True)
        edit(self.model, "unit_code: XLB", f"unit_code: {unit}")

    def draft(self, file_bytes=0):
        """A complete folder that no other was copied from: a draft id and files of its own."""
        number = next(self.numbers)
        folder = self.folder / f"{number}"
        shutil.copytree(self.model, folder)
        state = folder / ".thidua" / "state.json"
        draft_id = secrets.token_bytes(16)
        state.write_text(re.sub(r'("draft_id": ")[0-9a-f]+', rf"\g<1>{draft_id.hex()}", state.read_text()))
        for file in FILES:
            (folder / file).write_bytes(thidua.pdf(f"{self.unit} {number} {file}") + bytes(file_bytes))
        return Draft(self.officer, folder, draft_id)


class Draft:
    def __init__(self, officer, folder, draft_id):
        self.officer, self.folder, self.draft_id = officer, folder, draft_id

    def submit(self, *flags, officer=None):
        return (officer or self.officer).try_run("--json", "dossier", "submit", self.folder, *flags)

    def receipts(self):
        """Their bytes by name."""
        return {path.name: path.read_bytes() for path in (self.folder / "receipts").glob("*.receipt")}

    def receipt(self):
        """The only receipt, verified offline against the folder: its fields."""
        paths = list((self.folder / "receipts").glob("*.receipt"))
        assert len(paths) == 1, paths
        return self.officer.json("receipt", "verify", paths[0], "--folder", self.folder)


def edit(folder, old, new):
    """Change the text of dossier.yaml; it must have been there."""
    path = pathlib.Path(folder) / "dossier.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def violations(result):
    """Those of a refusal in JSON, by key."""
    error = json.loads(result.err[result.err.index("{"):])
    return {each["key"]: each for each in error["violations"]}


HALF = {
    "a dossier without a version":
        "SELECT id FROM dossier d WHERE NOT EXISTS (SELECT 1 FROM dossier_version v"
        " WHERE v.dossier_id = d.id)",
    "an event of a version that is not there":
        "SELECT dossier_id FROM dossier_event e WHERE NOT EXISTS (SELECT 1 FROM dossier_version v"
        " WHERE v.dossier_id = e.dossier_id AND v.version = e.version)",
    "a version without its submission":
        "SELECT dossier_id FROM dossier_version v WHERE NOT EXISTS (SELECT 1 FROM dossier_event e"
        " WHERE e.dossier_id = v.dossier_id AND e.version = v.version AND e.event = 1)",
    "a version without nominees":
        "SELECT dossier_id FROM dossier_version v WHERE NOT EXISTS (SELECT 1 FROM nominee n"
        " WHERE n.dossier_id = v.dossier_id AND n.version = v.version)",
    "an event without its line in the log":
        "SELECT dossier_id FROM dossier_event e WHERE NOT EXISTS (SELECT 1 FROM audit_event a"
        " WHERE a.seq = e.log_seq AND a.version = e.version)",
    "a write in the log without its recorded answer":
        "SELECT 1 WHERE (SELECT count(*) FROM audit_event WHERE method LIKE 'DossierService/%')"
        " > (SELECT count(*) FROM idempotency WHERE method LIKE 'DossierService/%')",
}


class Records:
    """The town's database, read beside the daemon."""

    def __init__(self, town):
        self.path = town.data / "thidua.db"

    def rows(self, sql, *values):
        db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=thidua.WAIT_S)
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def versions_of(self, draft):
        """The versions stored of a draft: [] when it never arrived, [1] as it should be."""
        return [version for version, in self.rows(
            "SELECT v.version FROM dossier_version v JOIN dossier d ON d.id = v.dossier_id"
            " WHERE d.draft_id = ? ORDER BY v.version", draft.draft_id)]

    def arrived_once(self, case, draft):
        """One dossier, one version, submitted once, and a receipt that the log bears out."""
        case.assertEqual(self.versions_of(draft), [1])
        receipt = draft.receipt()
        case.assertEqual(self.rows(
            "SELECT log_seq FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id"
            " WHERE d.draft_id = ? AND e.event = 1", draft.draft_id), [(receipt["log_seq"],)])
        case.assertEqual(self.log_head(receipt["log_seq"]), receipt["log_head"])

    def half_ones(self):
        """What is there in part only; it must be nothing."""
        return [what for what, sql in HALF.items() if self.rows(sql)]

    def log_head(self, seq):
        return self.rows("SELECT head FROM audit_event WHERE seq = ?", seq)[0][0].hex()
