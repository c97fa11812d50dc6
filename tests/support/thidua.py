"""A whole town for a test: real daemon, real command lines, in a temporary folder.

    class Case(thidua.Case):
        def test_x(self):
            clerk = self.town.officer("p1.vanthu", "P1", "unit_clerk")
            clerk.run("whoami")

Every town lives below one temporary folder that is removed at the end, with its daemon.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

BUILD = pathlib.Path(os.environ.get("TD_BUILD_DIR", "build/dev")).resolve()
SOURCE = pathlib.Path(os.environ.get("TD_SOURCE_DIR", ".")).resolve()
DAEMON = BUILD / "bin" / "thiduad"
CLIENT = BUILD / "bin" / "thidua"
PLAN = SOURCE / "docs" / "plans" / "50-kh-ubnd.yaml"
UNITS = SOURCE / "docs" / "examples" / "units.csv"
WAIT_S = 60  # generous: sanitizer builds on two busy cores


def iso(seconds_from_now):
    """A time in Indochina notation, relative to now."""
    return time.strftime("%Y-%m-%dT%H:%M:%S+07:00", time.gmtime(time.time() + 7 * 3600 + seconds_from_now))


def pdf(text):
    """A small real PDF whose bytes differ by text."""
    body = f"BT /F1 12 Tf 72 720 Td ({text.encode('ascii', 'replace').decode()}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(body), body),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return (out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
            b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(out)))


class Result:
    def __init__(self, done, arguments):
        self.code, self.out, self.err, self.arguments = done.returncode, done.stdout, done.stderr, arguments

    @property
    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return f"{' '.join(map(str, self.arguments))}\n-> {self.code}\n{self.out}\n{self.err}"


def command(arguments, env=None, stdin="", cwd=None, timeout=WAIT_S):
    full = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent",
            "TSAN_OPTIONS": os.environ.get("TSAN_OPTIONS", ""), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
    full.update(env or {})
    done = subprocess.run([str(a) for a in arguments], input=stdin, capture_output=True, encoding="utf-8",
                          env=full, cwd=cwd, timeout=timeout)
    return Result(done, arguments)


class Daemon:
    """One running thiduad; its log goes to a file."""

    def __init__(self, data, log, *flags, env=None, prefix=()):
        self.data, self.log_path = data, log
        self.log = open(log, "ab")
        self.process = subprocess.Popen(
            [*prefix, str(DAEMON), "run", "--data", str(data), "--listen", "127.0.0.1", *map(str, flags)],
            stdout=subprocess.PIPE, stderr=self.log, encoding="utf-8",
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8",
                 "TSAN_OPTIONS": os.environ.get("TSAN_OPTIONS", ""),
                 "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), **(env or {})})
        line = self.process.stdout.readline()
        found = re.search(r":(\d+)\s*$", line)
        if not found:
            self.process.wait(WAIT_S)
            raise AssertionError(f"thiduad did not start: {line!r}\n{self.read_log()}")
        self.port = int(found.group(1))

    def read_log(self):
        return pathlib.Path(self.log_path).read_text(errors="replace")

    def kill(self):
        """As a power cut for the process: SIGKILL."""
        self.process.kill()
        self.process.wait()
        self._close()

    def stop(self):
        """As the administrator does: SIGTERM. Returns the exit code."""
        if self.process.poll() is None:
            self._settle()
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
            raise AssertionError("thiduad did not stop on SIGTERM\n" + self.read_log())
        self._close()
        return code

    def _settle(self):
        """ThreadSanitizer now and then loses a signal that comes while libuv's loop is not waiting
        (ten lines of libuv show it): wait until the main thread sleeps."""
        end = time.monotonic() + 1
        while BUILD.name.endswith("tsan") and time.monotonic() < end:
            stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
            if stat.rpartition(")")[2].split()[0] == "S":
                break
            time.sleep(0.001)

    def _close(self):
        self.process.stdout.close()
        self.log.close()


class Officer:
    """A person at a device: a command line with its own configuration folder."""

    def __init__(self, town, name, lang="en"):
        self.town, self.name, self.lang = town, name, lang
        self.home = town.folder / "devices" / name
        self.home.mkdir(parents=True)

    def env(self):
        return {"XDG_CONFIG_HOME": str(self.home), "HOME": str(self.home), "THIDUA_LANG": self.lang}

    def try_run(self, *arguments, **options):
        """Run thidua; the result whatever its exit code."""
        return command([CLIENT, *arguments], env={**self.env(), **options.pop("env", {})}, **options)

    def run(self, *arguments, **options):
        """Run thidua; anything but exit code 0 fails the test."""
        result = self.try_run(*arguments, **options)
        assert result.code == 0, str(result)
        return result

    def json(self, *arguments, **options):
        return self.run("--json", *arguments, **options).json


class Town:
    """Data folder, daemon, administrator; Plan 50, units and a round on request."""

    def __init__(self, flags=(), enrol=True):
        """enrol: make the administrator a command line; otherwise see admin_code."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-test-"))
        self.data = self.folder / "data"
        self.log = self.folder / "thiduad.log"
        self.flags = list(flags)
        self.daemon = None
        self.daemon_env, self.daemon_prefix = {}, []  # more environment, a wrapper: for the next start
        self.officers = {}
        try:
            self._make(enrol)
        except BaseException:
            self.close()
            raise

    def _make(self, enrol):
        made = command([DAEMON, "init", "--data", self.data, "--town", "Thị xã Ngã Năm",
                        "--login", "admin", "--name", "Quản Trị Mẫu", "--address", "127.0.0.1:1"])
        assert made.code == 0, str(made)
        self.start()
        if enrol:
            self.admin = Officer(self, "admin")
            self.admin.run("enroll", self.admin_code())
            self.officers["admin"] = self.admin

    def admin_code(self):
        """A new enrolment code for the administrator."""
        return self.code_of(command([DAEMON, "admin-code", "--data", self.data, "--login", "admin",
                                     "--address", self.address]))

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @staticmethod
    def code_of(result):
        assert result.code == 0, str(result)
        return re.search(r"thidua1-\S+", result.out).group(0)

    def start(self, *flags):
        """Start the daemon; after the first time on the same port."""
        port = getattr(self, "port", 0)
        self.daemon = Daemon(self.data, self.log, "--port", port, *self.flags, *flags,
                             env=self.daemon_env, prefix=self.daemon_prefix)
        self.port = self.daemon.port

    def restart(self, *flags):
        self.daemon.stop()
        self.start(*flags)

    def officer(self, login, unit, *roles):
        """Add an officer and enrol their device."""
        if login in self.officers:
            return self.officers[login]
        self.admin.run("officer", "add", login, "--name", f"Nguyễn Văn Mẫu {login}", "--unit", unit,
                       *[part for role in roles for part in ("--role", role)])
        code = self.code_of(self.admin.run("officer", "code", login))
        code = self.with_address(code)
        officer = Officer(self, login)
        officer.run("enroll", code)
        self.officers[login] = officer
        return officer

    def with_address(self, code):
        return code

    def units(self):
        self.admin.run("unit", "import", UNITS)

    def home_affairs(self):
        """Head and specialist of Home Affairs; loads Plan 50 and opens 2022-annual for a day."""
        head = self.officer("pnv.truong", "PNV", "home_affairs_head")
        specialist = self.officer("pnv.cv", "PNV", "specialist")
        head.run("plan", "load", PLAN)
        head.run("round", "open", "2022", "--kind", "annual", "--opens", iso(-3600), "--closes", iso(86400))
        return head, specialist

    def close(self):
        if self.daemon and self.daemon.process.poll() is None:
            code = self.daemon.stop()
            assert code == 0, f"thiduad exited with {code} after SIGTERM\n{self.daemon.read_log()}"
        shutil.rmtree(self.folder, ignore_errors=True)


class Case(unittest.TestCase):
    """One town for all cases of a class."""
    flags = ()

    @classmethod
    def setUpClass(cls):
        cls.town = Town(cls.flags)
        cls.addClassCleanup(cls.town.close)
