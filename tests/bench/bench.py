"""The benchmark: durable submissions and status queries through the real daemon over TLS, as
ratios against plain SQLite and a bare TLS echo measured in the same run.

Run by scripts/bench. Rounds alternate between daemon and measure, so that a drifting machine
moves both; medians are reported. CPU time (of the whole daemon) moves least when others use the
machine. Nothing here passes or fails but the floors, with --check."""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import thidua  # noqa: E402

TOOLS = thidua.BUILD / "tests"
CONNECTIONS = (1, 8, 64)
FLOORS = {"submit": 0.6, "status": 0.5}  # at 64 connections: of plain SQLite, of the echo


def load(job, port, profile, connections, seconds, target):
    done = subprocess.run([str(TOOLS / "bench_load"), job, str(port), str(profile), str(connections),
                           str(seconds), target], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench_load {job}: {done.stderr}")
    result = json.loads(done.stdout)
    if result["refused"]:
        raise SystemExit(f"bench_load {job}: {result['refused']} refused: {result['first_refusal']}")
    return result


def medians(results):
    return {name: statistics.median(r[name] for r in results) for name in results[0]
            if isinstance(results[0][name], (int, float))}


def cpu_us(pid):
    """CPU time of a process so far, all threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


class Round:
    """A fresh daemon with one clerk: each round begins with an empty database, as plain SQLite does,
    and what it wrote is gone with it."""

    def __init__(self, seconds, folder):
        self.seconds, self.folder = seconds, folder
        self.town = thidua.Town(flags=("--log-level", "warning"))
        self.town.units()
        self.town.home_affairs()
        self.clerk = self.town.officer("p1.vanthu", "P1", "unit_clerk")
        self.profile = self.clerk.home / "thidua" / "profiles" / "default"

    def __enter__(self):
        load("submit", self.town.port, self.profile, 8, 0.5, "P1:2022-annual")  # warm-up, and a dossier to ask for
        return self

    def __exit__(self, *_):
        self.town.close()

    def load(self, job, connections, target):
        pid = self.town.daemon.process.pid
        before = cpu_us(pid)
        result = load(job, self.town.port, self.profile, connections, self.seconds, target)
        result["cpu_us"] = (cpu_us(pid) - before) / result["replies"]
        return result

    def plain_sqlite(self):
        for path in self.folder.glob("plain.db*"):
            path.unlink()
        done = subprocess.run([str(TOOLS / "bench_plain_sqlite"), str(self.town.data / "thidua.db"),
                               str(self.folder / "plain.db")], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout)

    def fsyncs_per_submission(self):
        """Counted by strace on the running daemon, one connection."""
        if not shutil.which("strace"):
            return None
        trace = self.folder / "strace.txt"
        tracer = subprocess.Popen(["strace", "-f", "-q", "-e", "trace=fsync,fdatasync", "-o", str(trace),
                                   "-p", str(self.town.daemon.process.pid)], stderr=subprocess.DEVNULL)
        time.sleep(1)
        replies = self.load("submit", 1, "P1:2022-annual")["replies"]
        tracer.terminate()
        tracer.wait()
        syncs = len(re.findall(r"f(?:data)?sync\(", trace.read_text(errors="replace")))
        return syncs / replies if syncs else None


class Bench:
    def __init__(self, seconds, rounds):
        self.seconds, self.rounds = seconds, rounds
        self.submits, self.queries, self.echoes = ({n: [] for n in CONNECTIONS} for _ in range(3))
        self.plain = []
        self.syncs = None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="thidua-bench-"))
        self.echo = self.start_echo()

    def start_echo(self):
        """An echo server with a certificate like the daemon's: P-256, one CA above it."""
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=self.folder)
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=bench CA")
        for name, usage in (("server", "serverAuth"), ("client", "clientAuth")):
            (self.folder / "ext").write_text(f"extendedKeyUsage={usage}\n")
            openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
            openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
                    "-out", f"{name}.pem", "-extfile", "ext")
        (self.folder / "chain.pem").write_text((self.folder / "server.pem").read_text() + (self.folder / "ca.pem").read_text())
        shutil.copy(self.folder / "client.pem", self.folder / "cert.pem")
        shutil.copy(self.folder / "client.key", self.folder / "key.pem")
        server = subprocess.Popen([str(TOOLS / "bench_echo_server"), *(str(self.folder / n) for n in
                                  ("chain.pem", "server.key", "ca.pem"))], stdout=subprocess.PIPE, text=True)
        self.echo_port = int(server.stdout.readline())
        return server

    def run(self):
        for number in range(self.rounds):
            with Round(self.seconds, self.folder) as this:
                for n in CONNECTIONS:
                    self.submits[n].append(this.load("submit", n, "P1:2022-annual"))
                self.plain.append(this.plain_sqlite())
                for n in CONNECTIONS:
                    self.queries[n].append(this.load("status", n, "HS-2022-0001"))
                    self.echoes[n].append(load("echo-small", self.echo_port, self.folder, n, self.seconds,
                                               "HS-2022-0001"))
                if number == self.rounds - 1:
                    self.syncs = this.fsyncs_per_submission()

    def close(self):
        self.echo.kill()
        self.echo.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def report(bench):
    """The table; returns the ratios that have floors. A ratio is the median of the rounds' ratios."""
    plain, last = medians(bench.plain), bench.plain[-1]
    print(f"plain SQLite, the same rows ({last['rows'] / last['submissions']:.1f} a submission), synchronous=FULL, "
          f"32 a transaction: {plain['per_second']:.0f} submissions/s, {plain['cpu_us']:.0f} µs of CPU each\n")
    print(f"{'connections':>11} {'submissions/s':>14} {'p50 µs':>8} {'p99 µs':>8} {'CPU µs':>7} {'÷ SQLite':>9}   "
          f"{'queries/s':>10} {'p50 µs':>8} {'p99 µs':>8} {'CPU µs':>7} {'echo/s':>9} {'p99 µs':>8} {'÷ echo':>7}")
    ratios = {}
    for n in CONNECTIONS:
        s, q, e = medians(bench.submits[n]), medians(bench.queries[n]), medians(bench.echoes[n])
        ratios = {"submit": ratio(bench.submits[n], bench.plain), "status": ratio(bench.queries[n], bench.echoes[n])}
        print(f"{n:>11} {s['per_second']:>14.0f} {s['p50_us']:>8.0f} {s['p99_us']:>8.0f} {s['cpu_us']:>7.0f} "
              f"{ratios['submit']:>9.2f}   {q['per_second']:>10.0f} {q['p50_us']:>8.0f} {q['p99_us']:>8.0f} "
              f"{q['cpu_us']:>7.0f} {e['per_second']:>9.0f} {e['p99_us']:>8.0f} {ratios['status']:>7.2f}")
    print("\nfsyncs per submission at 1 connection: "
          f"{'not counted (no strace)' if bench.syncs is None else f'{bench.syncs:.2f}'}")
    return ratios


def ratio(ours, theirs):
    return statistics.median(o["per_second"] / t["per_second"] for o, t in zip(ours, theirs))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=2, help="length of each measurement (default 2)")
    options.add_argument("--rounds", type=int, default=5, help="measurements of each kind (default 5)")
    options.add_argument("--check", action="store_true", help="exit 1 below the floors")
    chosen = options.parse_args()
    bench = Bench(chosen.seconds, chosen.rounds)
    try:
        bench.run()
        ratios = report(bench)
    finally:
        bench.close()
    low = [f"{job}: {ratios[job]:.2f} < {floor}" for job, floor in FLOORS.items() if ratios[job] < floor]
    print("floors at 64 connections: " + ("; ".join(low) if low else "held"))
    return 1 if low and chosen.check else 0


sys.exit(main())
