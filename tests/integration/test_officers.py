"""Enrolment, officers, units and rounds from the command line against the real daemon."""
import hashlib
import json
import pathlib
import socket
import stat
import threading
import time
import unittest

import thidua


class CutProxy:
    """Passes bytes to the daemon and back; cuts the line once so many bytes have come back."""

    def __init__(self, port, cut_after):
        self.port, self.cut_after, self.cuts = port, cut_after, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.port))
            threading.Thread(target=self.pump, args=(client, server, None), daemon=True).start()
            self.pump(server, client, self.cut_after)
            self.cuts += 1

    @staticmethod
    def pump(source, sink, limit):
        try:
            while data := source.recv(4096):
                if limit is not None:
                    data = data[:limit]
                    limit -= len(data)
                sink.sendall(data)
                if limit == 0:
                    break
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


class Officers(thidua.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.units()

    def add(self, login, unit="P1", role="unit_clerk"):
        self.town.admin.run("officer", "add", login, "--name", "Trần Thị Ví Dụ", "--unit", unit, "--role", role)
        return self.town.code_of(self.town.admin.run("officer", "code", login))

    def error(self, result):
        return json.loads(result.err)

    def test_enroll__profile__private_and_complete(self):
        officer = self.town.officer("p1.rieng", "P1", "unit_clerk")
        folder = officer.home / "thidua" / "profiles" / "default"
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        names = {path.name for path in folder.iterdir()}
        self.assertLessEqual({"profile.conf", "key.pem", "cert.pem", "ca.pem", "receipt.key"}, names)
        self.assertNotIn("pending", names)
        for name in ("profile.conf", "key.pem", "cert.pem", "ca.pem", "receipt.key"):
            self.assertEqual(stat.S_IMODE((folder / name).stat().st_mode), 0o600, name)
        who = officer.json("whoami")
        self.assertEqual((who["officer"]["login"], who["officer"]["roles"]), ("p1.rieng", ["unit_clerk"]))

    def test_enroll__line_cut_at_any_point__same_command_finishes(self):
        for index, cut_after in enumerate((0, 700, 1500, 1900, 2300)):
            with self.subTest(cut_after=cut_after):
                login = f"p2.cat{index}"
                code = self.add(login, "P2")
                proxy = CutProxy(self.town.port, cut_after)
                officer = thidua.Officer(self.town, login)
                through = self.readdress(code, proxy.address)
                cut_off = officer.try_run("enroll", through, "--timeout", "1")
                proxy.cut_after = None
                if cut_off.code != 0:
                    self.assertEqual(cut_off.code, 23, str(cut_off))
                    officer.run("enroll", through)
                self.assertTrue(cut_off.code != 0 or cut_after > 2000)
                proxy.close()
                self.assertEqual(officer.home.joinpath("thidua/profiles/default/pending").exists(), False)
                conf = officer.home / "thidua/profiles/default/profile.conf"
                host, port = proxy.address.split(":")
                conf.write_text(conf.read_text().replace(f"port = {port}", f"port = {self.town.port}"))
                self.assertEqual(officer.json("whoami")["officer"]["login"], login)

    @staticmethod
    def readdress(code, address):
        """The same code for another address: its check is over all before it."""
        prefix, rest = code.split("-", 1)
        secret = rest.rsplit("-", 2)[1]
        text = f"{prefix}-{address}-{secret}"
        return f"{text}-{hashlib.sha256(text.encode()).hexdigest()[:4]}"

    def test_enroll__code_used_or_wrong__reason(self):
        code = self.add("p1.hai")
        thidua.Officer(self.town, "p1.hai").run("enroll", code)
        other = thidua.Officer(self.town, "p1.hai-again")
        result = other.try_run("--json", "enroll", code)
        self.assertEqual(self.error(result)["violations"][0]["key"], "code.used")
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        result = other.try_run("--json", "enroll", wrong)
        self.assertEqual(result.code, 12)
        self.assertEqual(self.error(result)["violations"][0]["key"], "code.unknown")

    def test_enroll__profile_in_use__kept_unless_replaced(self):
        officer = thidua.Officer(self.town, "p1.ba")
        officer.run("enroll", self.add("p1.ba"))
        code = self.add("p1.bon")
        result = officer.try_run("--json", "enroll", code)
        self.assertEqual(result.code, 15)
        self.assertEqual(self.error(result)["violations"][0]["key"], "profile.exists")
        officer.run("enroll", code, "--profile", "hai")
        self.assertEqual(officer.json("whoami", "--profile", "hai")["officer"]["login"], "p1.bon")
        self.assertEqual(officer.json("whoami", env={"THIDUA_PROFILE": "hai"})["officer"]["login"], "p1.bon")
        self.assertEqual([p["name"] for p in officer.json("profile", "list")], ["default", "hai"])

    def test_enroll__other_daemons_ca__refused(self):
        code = self.add("p1.nam")
        head, secret, check = code.rsplit("-", 2)
        forged = f"{head}-{'a' * 52}{secret[52:]}"
        forged += "-" + hashlib.sha256(forged.encode()).hexdigest()[:4]
        result = thidua.Officer(self.town, "p1.nam").try_run("--json", "enroll", forged)
        self.assertEqual(result.code, 23, str(result))
        self.assertEqual(self.error(result)["violations"][0]["key"], "line.tls")

    def test_disable__ends_access_at_once__reason(self):
        officer = self.town.officer("p3.nghi", "P3", "unit_clerk")
        self.town.admin.run("officer", "disable", "p3.nghi", "--reason", "Chuyển công tác", "--yes")
        result = officer.try_run("--json", "whoami")
        self.assertEqual(result.code, 25)
        self.assertEqual(self.error(result)["violations"][0]["key"], "officer.disabled")
        listed = {o["login"]: o for o in self.town.admin.json("officer", "list", "--all")["officers"]}
        self.assertEqual(listed["p3.nghi"]["disabled_reason"], "Chuyển công tác")
        self.assertNotIn("p3.nghi", [o["login"] for o in self.town.admin.json("officer", "list")["officers"]])

    def test_officer__mistakes__exit_codes(self):
        admin = self.town.admin
        self.add("p1.sau")
        again = admin.try_run("officer", "add", "p1.sau", "--name", "X", "--unit", "P1", "--role", "unit_clerk")
        self.assertEqual(again.code, 15, str(again))
        unknown = admin.try_run("officer", "code", "khong.co")
        self.assertEqual(unknown.code, 14, str(unknown))
        self.assertIn("there is no officer khong.co", unknown.err)
        refused = self.town.officer("p1.bay", "P1", "unit_clerk").try_run("officer", "list")
        self.assertEqual(refused.code, 16, str(refused))

    def test_unit_import__bad_rows__all_at_once_and_nothing_stored(self):
        path = pathlib.Path(self.town.folder) / "xấu.csv"
        path.write_text("code;name;kind;valid_from;valid_to\nP90;Phường 90;ward;2021-01-01;\n"
                        "p91;Phường 91;phường;2021-13-01;\nP92;;ward;2021-01-01;\n", encoding="utf-8-sig")
        result = self.town.admin.try_run("unit", "import", path)
        self.assertEqual(result.code, 12, str(result))
        for place in ("xấu.csv:3:code", "xấu.csv:3:kind", "xấu.csv:3:valid_from", "xấu.csv:4:name"):
            self.assertIn(place, result.err)
        self.assertNotIn("P90", [u["code"] for u in self.town.admin.json("unit", "list")["units"]])

    def test_unit_import__server_refuses_a_row__line_of_the_file(self):
        path = pathlib.Path(self.town.folder) / "trung.csv"
        path.write_text("code,name,kind,valid_from,valid_to\nP93,Phường 93,ward,2021-01-01,\n"
                        "P93,Phường 93 b,ward,2021-06-01,\n")
        result = self.town.admin.try_run("unit", "import", path)
        self.assertIn("trung.csv:3: the unit P93 occurs twice", result.err)

    def test_round__deadlines__shown_in_indochina_time(self):
        head, _ = self.town.home_affairs()
        self.assertEqual(head.try_run("round", "open", "2022", "--kind", "annual", "--opens", "2022-06-01",
                                      "--closes", "2022-12-15T17:00").code, 15)
        shown = head.run("round", "open", "2023", "--kind", "annual", "--opens", "2023-06-01",
                         "--closes", "2023-12-15T17:00").out
        self.assertIn("17:00 15/12/2023", shown)
        closed = head.try_run("round", "close", "2023-annual", "--reason", "Hết hạn")
        self.assertEqual(closed.code, 18, str(closed))
        head.run("round", "close", "2023-annual", "--reason", "Hết hạn", "--yes")


class Renewal(thidua.Case):
    LIFE_S = 9
    flags = ("--certificate-lifetime", f"{LIFE_S}s")

    def test_certificate__little_life_left__new_key_and_certificate(self):
        officer = self.town.admin
        born = time.monotonic()
        code = self.town.code_of(thidua.command([thidua.DAEMON, "admin-code", "--data", self.town.data,
                                                 "--login", "admin", "--address", self.town.address]))
        officer.run("enroll", code, "--profile", "ngan")
        folder = officer.home / "thidua" / "profiles" / "ngan"
        first = (folder / "key.pem").read_text(), (folder / "cert.pem").read_text()
        time.sleep(max(0, born + self.LIFE_S - 2.5 - time.monotonic()))
        officer.run("whoami", "--profile", "ngan")
        second = (folder / "key.pem").read_text(), (folder / "cert.pem").read_text()
        self.assertNotEqual(first[0], second[0])
        self.assertNotEqual(first[1], second[1])
        for name in ("key.pem", "cert.pem"):
            self.assertEqual(stat.S_IMODE((folder / name).stat().st_mode), 0o600)
        time.sleep(max(0, born + self.LIFE_S + 1 - time.monotonic()))
        officer.run("whoami", "--profile", "ngan")  # the first one has expired by now

    def test_certificate__expired__says_so(self):
        officer = thidua.Officer(self.town, "lau")
        code = self.town.code_of(thidua.command([thidua.DAEMON, "admin-code", "--data", self.town.data,
                                                 "--login", "admin", "--address", self.town.address]))
        officer.run("enroll", code)
        time.sleep(self.LIFE_S + 1.5)
        result = officer.try_run("--json", "whoami")
        self.assertEqual(result.code, 25, str(result))
        self.assertEqual(json.loads(result.err)["violations"][0]["key"], "certificate.expired")


if __name__ == "__main__":
    unittest.main()
