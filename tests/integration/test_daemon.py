"""The daemon as a process: what it refuses to start on, what it says, how it stops and reloads,
and its manners towards systemd."""
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

import thidua

PRECONDITION, UNAVAILABLE, CANCELLED, USAGE = 18, 23, 10, 2


def run(*arguments, **options):
    return thidua.command([thidua.DAEMON, *arguments], **options)


class DaemonTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.made = cls.folder / "made"
        made = run("init", "--data", cls.made, "--town", "Thị xã Ngã Năm", "--login", "admin",
                   "--name", "Quản Trị Mẫu", "--address", "127.0.0.1:1")
        assert made.code == 0, str(made)

    def setUp(self):
        self.data = self.folder / self.id().rsplit(".", 1)[1][:60]
        shutil.copytree(self.made, self.data)
        self.data.chmod(0o700)

    def refused(self, code, words, *flags, data=None):
        result = run("run", "--data", data or self.data, "--port", "0", *flags)
        self.assertEqual(result.code, code, str(result))
        self.assertIn(words, result.err)
        self.assertEqual(result.out, "")
        complaints = [line for line in result.err.splitlines() if line.startswith("thiduad: ")]
        self.assertEqual(len(complaints), 1, result.err)

    def start(self, *flags, **popen):
        """A daemon that has said that it listens; (process, port)."""
        process = subprocess.Popen(
            [str(thidua.DAEMON), "run", "--data", str(self.data), "--port", "0", *flags],
            stdout=subprocess.PIPE, stderr=open(self.folder / f"{self.data.name}.log", "ab"),
            encoding="utf-8", **popen)

        def end():
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()
        self.addCleanup(end)
        line = process.stdout.readline()
        self.assertRegex(line, r"^thiduad listening on 127\.0\.0\.1:\d+$", self.log())
        return process, int(line.rsplit(":", 1)[1])

    def log(self):
        path = self.folder / f"{self.data.name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def wait_log(self, words):
        end = time.monotonic() + thidua.WAIT_S
        while words not in self.log():
            self.assertLess(time.monotonic(), end, f"“{words}” is not in\n{self.log()}")
            time.sleep(0.02)

    def connect(self, port):
        return socket.create_connection(("127.0.0.1", port), timeout=thidua.WAIT_S)

    # -- refusals --

    def test_keys__missing__said_in_the_readers_language(self):
        (self.data / "pki" / "ca.pem").unlink()
        code = run("run", "--data", self.data, "--port", "0").code
        self.refused(code, "the CA (ca.key, ca.pem) is missing or unreadable")
        self.refused(code, "thiếu hoặc không đọc được cơ quan chứng thực", "--lang", "vi")
        self.assertNotEqual(code, 0)

    def test_no_folder__says_how_to_make_one(self):
        self.refused(PRECONDITION, "thiduad init", data=self.folder / "none")

    def test_folder_without_a_town__refused(self):
        empty = self.folder / "empty"
        empty.mkdir(mode=0o700)
        self.refused(PRECONDITION, "holds no town", data=empty)

    def test_folder_open_to_others__refused(self):
        for mode in (0o750, 0o705, 0o777):
            self.data.chmod(mode)
            self.refused(PRECONDITION, "chmod 700")

    def test_folder_in_use__refused_and_free_after_a_kill(self):
        process, _ = self.start()
        self.refused(PRECONDITION, "in use by another daemon")
        process.kill()
        process.wait()
        self.start()

    def test_folder_of_a_newer_version__refused_and_unchanged(self):
        database = sqlite3.connect(self.data / "thidua.db")
        database.execute("PRAGMA user_version = 9999")
        database.close()
        before = (self.data / "thidua.db").read_bytes()
        self.refused(PRECONDITION, "newer version (schema 9999")
        self.assertEqual((self.data / "thidua.db").read_bytes(), before)

    def test_port_taken__refused(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.refused(UNAVAILABLE, f"port {port}: address already in use", "--port", str(port))

    def test_key_missing__refused(self):
        (self.data / "pki" / "receipt.key").unlink()
        result = run("run", "--data", self.data, "--port", "0")
        self.assertNotEqual(result.code, 0)
        self.assertIn("receipt", result.err)

    def test_wrong_option__nearest_and_usage(self):
        for command in ("run", "check-config"):
            result = run(command, "--data", self.data, "--prot", "1")
            self.assertEqual(result.code, USAGE, str(result))
            self.assertIn("did you mean “port”?", result.err)

    # -- life --

    def test_sigterm__exit_0_and_a_silent_connection_does_not_hold_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process, port = self.start()
            with self.connect(port):
                process.send_signal(number)
                self.assertEqual(process.wait(thidua.WAIT_S), 0, self.log())
            with self.assertRaises(OSError):
                self.connect(port).close()

    def test_second_signal__at_once_and_not_0(self):
        process, _ = self.start("--drain-timeout", "1h")
        process.send_signal(signal.SIGSTOP)  # both signals are there before either is handled
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)
        self.assertEqual(process.wait(thidua.WAIT_S), CANCELLED, self.log())

    def test_sighup__takes_the_file_anew_and_keeps_the_old_when_wrong(self):
        config = self.folder / "reload.conf"
        config.write_text("log-level = info\n")
        process, _ = self.start("--config", str(config))
        config.write_text("log-level = debug\nreaders = 3\n")
        process.send_signal(signal.SIGHUP)
        self.wait_log("1 changed options hold after a restart only")
        config.write_text("log-lvel = debug\n")
        process.send_signal(signal.SIGHUP)
        self.wait_log("did you mean “log-level”?")
        self.wait_log("the old one holds")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(thidua.WAIT_S), 0)

    # -- systemd --

    def notified(self, receiver, words):
        while True:
            message = receiver.recv(4096).decode()
            if words in message:
                return message

    def test_notify__ready_reloading_watchdog_stopping(self):
        path = str(self.folder / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
            receiver.bind(path)
            receiver.settimeout(thidua.WAIT_S)
            process, _ = self.start(env={**os.environ, "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "200000"})
            self.notified(receiver, "READY=1")
            self.notified(receiver, "WATCHDOG=1")
            process.send_signal(signal.SIGHUP)
            self.assertRegex(self.notified(receiver, "RELOADING=1"), r"MONOTONIC_USEC=\d+")
            self.notified(receiver, "READY=1")
            process.send_signal(signal.SIGTERM)
            self.notified(receiver, "STOPPING=1")
            self.assertEqual(process.wait(thidua.WAIT_S), 0)

    def test_socket_activation__listens_on_what_it_was_given(self):
        with socket.create_server(("127.0.0.1", 0)) as given:
            port = given.getsockname()[1]

            def hand_over():
                os.dup2(given.fileno(), 3)
            script = f'export LISTEN_PID=$$ LISTEN_FDS=1; exec "{thidua.DAEMON}" run --data "{self.data}"'
            process = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, encoding="utf-8",
                                       stderr=subprocess.DEVNULL, pass_fds=[3],
                                       preexec_fn=hand_over)
            self.addCleanup(process.stdout.close)
            self.assertRegex(process.stdout.readline(), f":{port}\n$")
            self.connect(port).close()
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(thidua.WAIT_S), 0)

    # -- words --

    def test_options__documented_checked_and_shown(self):
        table = run("run", "--options-table").out
        names = re.findall(r"^\| `([a-z-]+)`", table, re.M)
        self.assertIn("keepalive", names)
        self.assertEqual(len(names), len(set(names)))
        shown = run("check-config", "--data", self.data, "--keepalive", "5s",
                    env={"THIDUAD_READERS": "3"})
        self.assertEqual(shown.code, 0, str(shown))
        for name in names:
            self.assertRegex(shown.out, rf"(?m)^{name} ")
        self.assertRegex(shown.out, r"(?m)^keepalive +5s +flag$")
        self.assertRegex(shown.out, r"(?m)^readers +3 +environment$")

    def test_help_version_and_wrong_word__in_both_languages(self):
        self.assertIn("thiduad init", run("--help").out)
        self.assertRegex(run("--version").out, r"^thiduad \d+\.\d+\.\d+\n$")
        wrong = run("rnu")
        self.assertEqual(wrong.code, USAGE)
        self.assertIn("did you mean “run”?", wrong.err)
        self.assertNotEqual(run("--help", "--lang", "vi").out, run("--help", "--lang", "en").out)
        self.assertEqual(run("--lang", "xx", "--help").code, USAGE)
        for command in ("run", "check-config", "init", "verify", "admin-code"):
            shown = run(command, "--help")
            self.assertEqual(shown.code, 0, command)
            self.assertIn("xample", shown.out, command)


if __name__ == "__main__":
    unittest.main()
