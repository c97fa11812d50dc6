"""The benchmark: durable submissions and status queries through the real daemon over TLS, as
ratios against plain SQLite and a bare TLS echo measured in the same run.

Run by scripts/bench. Rounds alternate between daemon and measure, so that a drifting machine
moves both; medians are reported. Nothing here passes or fails but the floors, with --check."""
import argparse
import json
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
    return {name: statistics.median(r[name] for r in results) for name in ("per_second", "p50_us", "p99_us")}


class Bench:
    def __init__(self, seconds, rounds):
        self.seconds, self.rounds = seconds, rounds
        self.town = thidua.Town(flags=("--log-level", "warning"))
        self.town.units()
        self.town.home_affairs()
        self.clerk = self.town.officer("p1.vanthu", "P1", "unit_clerk")
        self.profile = self.clerk.home / "thidua" / "profiles" / "default"
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

    def daemon_load(self, job, connections, target):
        return load(job, self.town.port, self.profile, connections, self.seconds, target)

    def echo_load(self, job, connections):
        return load(job, self.echo_port, self.folder, connections, self.seconds, "P1:2022-annual")

    def plain_sqlite(self):
        fresh = self.folder / "plain.db"
        for path in self.folder.glob("plain.db*"):
            path.unlink()
        done = subprocess.run([str(TOOLS / "bench_plain_sqlite"), str(self.town.data / "thidua.db"), str(fresh)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(done.stderr)
        return json.loads(done.stdout)

    def submissions(self):
        """Per number of connections: medians; and plain SQLite's rate, in turn with them."""
        found, plain = {n: [] for n in CONNECTIONS}, []
        self.daemon_load("submit", 8, "P1:2022-annual")  # warm-up, and rows for plain SQLite
        for _ in range(self.rounds):
            for connections in CONNECTIONS:
                found[connections].append(self.daemon_load("submit", connections, "P1:2022-annual"))
            plain.append(self.plain_sqlite())
        return {n: medians(r) for n, r in found.items()}, statistics.median(p["per_second"] for p in plain), plain[-1]

    def queries(self):
        found, echo = {n: [] for n in CONNECTIONS}, {n: [] for n in CONNECTIONS}
        for _ in range(self.rounds):
            for connections in CONNECTIONS:
                found[connections].append(self.daemon_load("status", connections, "HS-2022-0001"))
                echo[connections].append(self.echo_load("echo-small", connections))
        return {n: medians(r) for n, r in found.items()}, {n: medians(r) for n, r in echo.items()}

    def fsyncs_per_submission(self):
        """Counted by strace on the running daemon, one connection."""
        if not shutil.which("strace"):
            return None
        trace = self.folder / "strace.txt"
        tracer = subprocess.Popen(["strace", "-f", "-q", "-e", "trace=fsync,fdatasync", "-o", str(trace),
                                   "-p", str(self.town.daemon.process.pid)], stderr=subprocess.DEVNULL)
        time.sleep(1)
        replies = self.daemon_load("submit", 1, "P1:2022-annual")["replies"]
        tracer.terminate()
        tracer.wait()
        syncs = len(re.findall(r"f(?:data)?sync\(", trace.read_text(errors="replace")))
        return syncs / replies if syncs else None

    def close(self):
        self.echo.kill()
        self.town.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def report(submits, plain, last, queries, echoes, syncs):
    print(f"plain SQLite, the same rows ({last['rows'] / last['submissions']:.1f} a submission), synchronous=FULL, "
          f"32 a transaction: {plain:.0f} submissions/s\n")
    print(f"{'connections':>11} {'submissions/s':>14} {'p50 µs':>8} {'p99 µs':>8} {'÷ SQLite':>9}   "
          f"{'queries/s':>10} {'p50 µs':>8} {'p99 µs':>8} {'echo/s':>9} {'÷ echo':>7}")
    for n in CONNECTIONS:
        s, q, e = submits[n], queries[n], echoes[n]
        print(f"{n:>11} {s['per_second']:>14.0f} {s['p50_us']:>8.0f} {s['p99_us']:>8.0f} {s['per_second'] / plain:>9.2f}   "
              f"{q['per_second']:>10.0f} {q['p50_us']:>8.0f} {q['p99_us']:>8.0f} {e['per_second']:>9.0f} "
              f"{q['per_second'] / e['per_second']:>7.2f}")
    print(f"\nfsyncs per submission at 1 connection: {'not counted (no strace)' if syncs is None else f'{syncs:.2f}'}")
    return {"submit": submits[64]["per_second"] / plain,
            "status": queries[64]["per_second"] / echoes[64]["per_second"]}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=float, default=3, help="length of each measurement (default 3)")
    options.add_argument("--rounds", type=int, default=5, help="measurements of each kind (default 5)")
    options.add_argument("--check", action="store_true", help="exit 1 below the floors")
    chosen = options.parse_args()
    bench = Bench(chosen.seconds, chosen.rounds)
    try:
        submits, plain, last = bench.submissions()
        queries, echoes = bench.queries()
        ratios = report(submits, plain, last, queries, echoes, bench.fsyncs_per_submission())
    finally:
        bench.close()
    low = [f"{job}: {ratios[job]:.2f} < {floor}" for job, floor in FLOORS.items() if ratios[job] < floor]
    print("floors at 64 connections: " + ("; ".join(low) if low else "held"))
    return 1 if low and chosen.check else 0


sys.exit(main())
