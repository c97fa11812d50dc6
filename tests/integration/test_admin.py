"""thiduad's own commands with the real binary: a town made, looked at, damaged, found out."""
import hashlib
import os
import pathlib
import re
import shutil
import sqlite3
import tempfile
import unittest

import thidua

DATA_LOSS, ALREADY, PRECONDITION, NOT_FOUND, USAGE = 24, 15, 18, 14, 2


def thiduad(*arguments, **options):
    return thidua.command([thidua.DAEMON, *arguments], **options)


def init(data, *more, **options):
    return thiduad("init", "--data", data, "--town", "Thị xã Ngã Năm", "--login", "admin",
                   "--name", "Quản Trị Mẫu", *more, **options)


def everything(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


class InitTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"

    def refused(self, result, code, words):
        self.assertEqual(result.code, code, str(result))
        self.assertIn(words, result.err)
        self.assertEqual(result.out, "")

    def test_new_town__is_private_and_has_a_code(self):
        result = init(self.data, "--address", "thidua.example:7443")
        self.assertEqual(result.code, 0, str(result))
        self.assertRegex(result.out, r"thidua1-thidua\.example:7443-[a-z2-7]{78}-[0-9a-f]{4}\n")
        for path in [self.data, *self.data.rglob("*")]:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_secret__is_nowhere_on_disk(self):
        code = re.search(r"thidua1-\S+", init(self.data).out).group(0)
        secret = code.split("-")[-2][52:]
        for path, content in everything(self.data).items():
            self.assertNotIn(secret.encode(), content, path)

    def test_again__changes_nothing(self):
        init(self.data)
        before = everything(self.data)
        self.refused(init(self.data), ALREADY, "holds a town already")
        self.assertEqual(everything(self.data), before)

    def test_interrupted_before_the_database__goes_on_with_the_same_keys(self):
        init(self.data)
        before = (self.data / "pki" / "ca.pem").read_bytes()
        for path in self.data.glob("thidua.db*"):
            path.unlink()
        self.assertEqual(init(self.data).code, 0)
        self.assertEqual((self.data / "pki" / "ca.pem").read_bytes(), before)

    def test_folder_of_something_else__is_left_alone(self):
        self.data.mkdir(mode=0o700)
        (self.data / "letter.txt").write_text("dear")
        self.refused(init(self.data), PRECONDITION, "holds other files")
        self.assertEqual(os.listdir(self.data), ["letter.txt"])

    def test_folder_open_to_others__refused(self):
        self.data.mkdir()
        self.data.chmod(0o750)
        self.refused(init(self.data), PRECONDITION, "chmod 700")

    def test_no_parent_folder__refused(self):
        self.refused(init(self.folder / "a" / "b"), 22, "a/b")

    def test_wrong_values__usage(self):
        for option, value in [("--login", "Hoa Mai"), ("--unit", "../x"), ("--address", "nowhere"),
                              ("--unit-from", "2021-02-30"), ("--town", "x" * 65), ("--name", " ")]:
            with self.subTest(option):
                self.refused(init(self.data, option, value), USAGE, option)
        self.assertFalse(self.data.exists())

    def test_options_wrong_or_missing__usage_with_the_nearest(self):
        self.refused(init(self.data, "--unit-nam", "x"), USAGE, "did you mean --unit-name?")
        self.refused(thiduad("init", "--data", self.data), USAGE, "--town: this option is required")
        self.refused(init(self.data, "more"), USAGE, "more:")

    def test_help__has_an_example(self):
        for command in ["init", "verify", "admin-code"]:
            with self.subTest(command):
                result = thiduad(command, "--help")
                self.assertEqual(result.code, 0, str(result))
                self.assertIn(f"Example: thiduad {command} --data", result.out)

    def test_values_from_the_environment(self):
        result = thiduad("verify", env={"THIDUAD_DATA": str(self.data)})
        self.refused(result, PRECONDITION, str(self.data))

    def test_admin_code__only_for_an_active_administrator(self):
        init(self.data)
        good = thiduad("admin-code", "--data", self.data, "--login", "admin", "--address", "h:1")
        self.assertEqual(good.code, 0, str(good))
        self.assertIn("thidua1-h:1-", good.out)
        unknown = thiduad("admin-code", "--data", self.data, "--login", "nobody")
        self.refused(unknown, NOT_FOUND, "no such officer")
        with sqlite3.connect(self.data / "thidua.db") as db:
            db.execute("UPDATE officer SET disabled_utc_ms = 1")
        disabled = thiduad("admin-code", "--data", self.data, "--login", "admin")
        self.refused(disabled, PRECONDITION, "not an active administrator")


class VerifyTest(unittest.TestCase):
    """On a town whose log has two events."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = self.folder / "data"
        self.assertEqual(init(self.data).code, 0)
        thiduad("admin-code", "--data", self.data, "--login", "admin")

    def verify(self):
        return thiduad("verify", "--data", self.data)

    def damage(self, sql):
        db = sqlite3.connect(self.data / "thidua.db")
        with db:
            db.execute(sql)
        db.close()

    def found(self, words):
        result = self.verify()
        self.assertEqual(result.code, DATA_LOSS, str(result))
        self.assertIn(words, result.out)
        self.assertIn("Damaged: 1", result.out)

    def test_sound__says_so_and_changes_nothing(self):
        before = everything(self.data)
        result = self.verify()
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("log events 2", result.out)
        self.assertIn("as it was written", result.out)
        after = {path: content for path, content in everything(self.data).items()
                 if path.name not in ("thidua.db-wal", "thidua.db-shm")}
        self.assertEqual(after, {path: content for path, content in before.items()
                                 if path.name not in ("thidua.db-wal", "thidua.db-shm")})

    def test_event_changed__found(self):
        self.damage("UPDATE audit_event SET detail = 'nothing' WHERE seq = 1")
        self.found("log event 1: is missing or was changed")

    def test_event_removed__found(self):
        self.damage("DELETE FROM audit_event WHERE seq = 1")
        self.found("log event 1: is missing or was changed")

    def test_row_without_its_officer__found(self):
        self.damage("INSERT INTO device (officer_id, name, enrolled_utc_ms) VALUES (99, 'x', 1)")
        self.found("refer to others")


    def add_dossier(self, content):
        """HS-2022-0001 with one version and one file, both `content`."""
        digest = hashlib.sha256(content).digest()
        db = sqlite3.connect(self.data / "thidua.db")
        with db:
            db.execute("INSERT INTO plan_version VALUES ('50', 1, 't', '2022-05-23', x'00', x'00', 1, 1, 1)")
            db.execute("INSERT INTO round (id, year, kind, state, opens_utc_ms, closes_utc_ms, plan_id,"
                       " plan_version, opened_utc_ms, opened_by) VALUES ('2022-annual', 2022, 1, 2, 1, 2,"
                       " '50', 1, 1, 1)")
            db.execute("INSERT INTO dossier (id, round_id, unit_code, draft_id)"
                       " VALUES (202200000001, '2022-annual', 'P1', x'01')")
            db.execute("INSERT INTO dossier_version VALUES (202200000001, 1, ?, ?)", (content, digest))
            db.execute("INSERT INTO dossier_event (dossier_id, log_seq, version, event, state, at_utc_ms,"
                       " officer_id, originals, note) VALUES (202200000001, 1, 1, 1, 2, 1, 1, 0, '')")
            db.execute("INSERT INTO dossier_file VALUES (202200000001, 1, ?, 'a.pdf', ?)", (digest, len(content)))
        db.close()
        path = self.data / "evidence" / "files" / digest.hex()[:2] / digest.hex()
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def test_file__whole_then_changed_then_gone__found(self):
        path = self.add_dossier(b"%PDF-1.4 some bytes")
        sound = self.verify()
        self.assertEqual(sound.code, 0, str(sound))
        self.assertIn("dossiers 1, their versions 1, their files 1", sound.out)
        path.write_bytes(b"%PDF-1.4 some byteS")
        self.found(f"{path.name}: the file was changed")
        path.unlink()
        self.found(f"{path.name}: the file is missing")

    def test_version_changed__found(self):
        self.add_dossier(b"%PDF-1.4 some bytes")
        self.damage("UPDATE dossier_version SET content = x'00'")
        self.found("HS-2022-0001: the content of a version was changed")


class RunningTest(thidua.Case):
    """Beside a running daemon."""

    def test_verify__while_the_daemon_runs(self):
        result = thiduad("verify", "--data", self.town.data)
        self.assertEqual(result.code, 0, str(result))

    def test_admin_code__while_the_daemon_runs__enrols_another_device(self):
        made = thiduad("admin-code", "--data", self.town.data, "--login", "admin", "--address", self.town.address)
        other = thidua.Officer(self.town, "admin-2")
        other.run("enroll", self.town.code_of(made))
        self.assertIn("admin", other.run("whoami").out)
        again = thidua.Officer(self.town, "admin-3").try_run("enroll", self.town.code_of(made))
        self.assertEqual(again.code, 25, str(again))

    def test_init__on_its_folder__refused(self):
        self.assertEqual(init(self.town.data).code, ALREADY)

    def test_disabled_officer__is_out_at_once(self):
        self.town.units()
        clerk = self.town.officer("p2.vanthu", "P2", "unit_clerk")
        clerk.run("whoami")
        self.town.admin.run("officer", "disable", "p2.vanthu", "--reason", "Chuyển công tác", "--yes")
        result = clerk.try_run("whoami")
        self.assertEqual(result.code, 25, str(result))
        itself = self.town.admin.try_run("officer", "disable", "admin", "--reason", "x", "--yes")
        self.assertEqual(itself.code, PRECONDITION, str(itself))
