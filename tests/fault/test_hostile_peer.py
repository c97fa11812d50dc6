"""Peers that do not play by the rules, against the real daemon: each gets its specific end, the
others are served all the while, memory stays bounded, and the daemon stops cleanly."""
import os
import socket
import ssl
import struct
import time
import unittest

import thidua

FRAME_TIMEOUT_S, KEEPALIVE_S = 1.5, 1
CLOSE_TIMEOUT_S = 5  # server/net/conn.c: for what is queued, and the goodbye
MEMORY_MARGIN_KIB = 64 * 1024
SIZED_FOR_SANITIZERS = 4 if os.environ.get("TD_BUILD_DIR", "").endswith(("asan", "tsan")) else 1

HELLO = bytes.fromhex("00000002" "0a00")
PING = bytes.fromhex("00000004" "32020801")
GO_AWAY, RESPONSE, PONG = 5, 3, 7


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, value):
    """A length-delimited field, or a varint one."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(message):
    """{number: value} of a flat protobuf message."""
    found, at = {}, 0

    def take():
        nonlocal at
        number = shift = 0
        while True:
            byte = message[at]
            at += 1
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number
    while at < len(message):
        tag = take()
        if tag & 7 == 2:
            size = take()
            found[tag >> 3] = message[at:at + size]
            at += size
        else:
            found[tag >> 3] = take()
    return found


def frame(kind, message):
    body = field(kind, message)
    return struct.pack(">I", len(body)) + body


def request(number, method, payload=b"", key=b""):
    return frame(2, field(1, number) + field(2, method.encode()) + field(3, key) + field(5, payload))


class Peer:
    """A stranger on TLS, or on bare TCP."""

    def __init__(self, port, tls=True):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=thidua.WAIT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.set_alpn_protocols(["thidua/1"])
            self.socket = context.wrap_socket(self.socket)
        self.bytes = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def frame(self):
        """The next frame as (kind, message), or None at the end."""
        while len(self.bytes) < 4 or len(self.bytes) < 4 + struct.unpack(">I", self.bytes[:4])[0]:
            try:
                more = self.socket.recv(65536)
            except (ConnectionResetError, ssl.SSLEOFError):
                return None
            if not more:
                return None
            self.bytes += more
        size = 4 + struct.unpack(">I", self.bytes[:4])[0]
        body, self.bytes = self.bytes[4:size], self.bytes[size:]
        return next(iter(fields(body).items()))

    def until(self, kind):
        """Skip to the next frame of a kind; its message."""
        while True:
            found = self.frame()
            if found is None:
                raise AssertionError(f"the connection ended before a frame of kind {kind}")
            if found[0] == kind:
                return fields(found[1])

    def ended(self):
        while self.frame() is not None:
            pass
        return True


class HostilePeer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = thidua.Town(flags=[
            "--frame-timeout", f"{int(FRAME_TIMEOUT_S * 1000)}", "--keepalive", f"{KEEPALIVE_S}s",
            "--handshake-timeout", "1s", "--max-connections-per-address", "40",
            "--enrolments-a-minute", "5"], enrol=False)
        cls.addClassCleanup(cls.town.close)

    def setUp(self):
        self.port = self.town.port
        self.addCleanup(self.still_serves)

    def peer(self, **options):
        peer = Peer(self.port, **options)
        self.addCleanup(peer.socket.close)
        return peer

    def still_serves(self):
        """Somebody well-behaved is answered at once."""
        with Peer(self.port) as peer:
            began = time.monotonic()
            peer.send(HELLO + PING)
            peer.until(PONG)
            self.assertLess(time.monotonic() - began, 5)

    def go_away(self, peer, key):
        self.assertEqual(peer.until(GO_AWAY)[2].decode(), key)
        self.assertTrue(peer.ended())

    def memory_kib(self):
        with open(f"/proc/{self.town.daemon.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def test_one_byte_a_second__dropped_in_time(self):
        peer = self.peer()
        peer.send(HELLO)
        began = time.monotonic()
        try:
            for byte in struct.pack(">I", 16000) + bytes(100):
                peer.send(bytes([byte]))
                self.still_serves()
                time.sleep(0.3)
                if time.monotonic() - began > FRAME_TIMEOUT_S + 1:
                    break
        except OSError:
            pass
        self.go_away(peer, "idle")
        self.assertLess(time.monotonic() - began, FRAME_TIMEOUT_S + 10)

    def test_silent_from_the_start__dropped(self):
        tcp, tls = self.peer(tls=False), self.peer()
        self.assertTrue(tcp.ended())
        self.go_away(tls, "idle")

    def test_silent_after_hello__dropped(self):
        peer = self.peer()
        peer.send(HELLO)
        self.go_away(peer, "idle")

    def test_wrong_lengths__frame_size(self):
        for length in (0, 16 * 1024 + 1, 2**31, 2**32 - 1):
            with self.subTest(length=length):
                peer = self.peer()
                peer.send(HELLO + struct.pack(">I", length))
                self.go_away(peer, "frame.size")

    def test_garbage_frames__frame_malformed(self):
        cases = {
            "no protobuf": b"\xff" * 50,
            "a length beyond the frame": field(2, b"")[:1] + varint(5000) + b"x",
            "a group": b"\x0b\x0c",
            "only unknown fields, many": field(99, 1) * 5000,
            "a request with a terminal's escape in its method": field(2, field(1, 1) + field(2, b"\x1b[2J")),
            "a request with a method of 15 kB": field(2, field(1, 1) + field(2, b"A" * 15000)),
        }
        for name, body in cases.items():
            with self.subTest(name):
                peer = self.peer()
                peer.send(HELLO + struct.pack(">I", len(body)) + body)
                if name.startswith("only unknown"):
                    peer.send(PING)  # skipped, as from a newer peer, or refused: never more
                    self.assertIn(peer.frame()[0], (1, GO_AWAY))
                else:
                    self.go_away(peer, "frame.malformed")

    def test_no_tls__closed(self):
        for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", os.urandom(5000), b"\x16\x03\x01\xff\xff" + bytes(70000)):
            peer = self.peer(tls=False)
            try:
                peer.send(data)
            except OSError:
                pass
            self.assertTrue(peer.ended())

    def test_older_tls__refused(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", self.port), timeout=thidua.WAIT_S) as bare:
            with self.assertRaises(OSError):
                context.wrap_socket(bare)

    def test_flood_without_reading__closed_and_memory_bounded(self):
        before = self.memory_kib()
        peers = [self.peer() for _ in range(4)]
        flood = PING * 4000
        closed = 0
        for peer in peers:
            peer.send(HELLO)
            peer.socket.setblocking(False)
        end = time.monotonic() + 2 * KEEPALIVE_S + CLOSE_TIMEOUT_S + 10
        while peers and time.monotonic() < end:
            for peer in list(peers):
                try:
                    peer.socket.send(flood)
                except (ssl.SSLWantWriteError, BlockingIOError):
                    pass
                except OSError:
                    peers.remove(peer)
                    closed += 1
            time.sleep(0.01)
            self.assertLess(self.memory_kib() - before, MEMORY_MARGIN_KIB * SIZED_FOR_SANITIZERS)
        self.assertEqual(closed, 4, "who never reads must be dropped")

    def test_flood_of_requests__each_refused_and_memory_bounded(self):
        before = self.memory_kib()
        peer = self.peer()
        peer.send(HELLO)
        for number in range(1, 3001):
            peer.send(request(number, "DossierService/Submit", bytes(200), bytes(16)))
            answer = peer.until(RESPONSE)
            self.assertEqual((answer[1], answer[2]), (number, 16))
        self.assertLess(self.memory_kib() - before, MEMORY_MARGIN_KIB * SIZED_FOR_SANITIZERS)

    def test_guessing_codes__limited_by_address(self):
        peer = self.peer()
        peer.send(HELLO)
        codes = []
        for number in range(1, 9):
            peer.send(request(number, "EnrollmentService/Enroll",
                              field(1, os.urandom(16)) + field(2, b"x"), os.urandom(16)))
            answer = peer.until(RESPONSE)
            codes.append((answer[2], fields(answer[3])[3].decode()))
        self.assertNotIn("rate_limit", [key for _, key in codes[:5]])
        self.assertEqual(codes[5:], [(8, "rate_limit")] * 3)

    def test_too_many_connections__refused_others_live(self):
        peers = []
        refused = 0
        for _ in range(60):
            try:
                peers.append(self.peer())
            except OSError:
                refused += 1
        self.assertGreaterEqual(refused, 20)
        for peer in peers:
            peer.socket.close()
        time.sleep(0.2)

    def test_cut_at_every_byte_of_a_request__nothing_but_closed(self):
        whole = HELLO + request(1, "EnrollmentService/Enroll", field(1, bytes(16)), bytes(16))
        for cut in range(0, len(whole), 5):
            with Peer(self.port) as peer:
                peer.send(whole[:cut])


class ManyHostilePeers(thidua.Case):
    """A hundred at once, and an officer who works meanwhile."""
    flags = ["--max-connections-per-address", "200", "--frame-timeout", "60s", "--enrolments-a-minute", "1000"]
    COUNT = 100

    memory_kib = HostilePeer.memory_kib

    def test_many_who_trickle_announce_or_never_read__memory_bounded_others_served(self):
        before = self.memory_kib()
        peers = [Peer(self.town.port) for _ in range(self.COUNT)]
        for peer in peers:
            self.addCleanup(peer.socket.close)
            peer.send(HELLO)
        largest = struct.pack(">I", 16 * 1024) + bytes(16 * 1024 - 1)  # one byte is missing
        for number, peer in enumerate(peers):
            peer.socket.setblocking(False)
            data = (b"\0", largest, PING * 20_000)[number % 3]
            try:
                while data:
                    data = data[peer.socket.send(data):]
            except OSError:
                pass  # it takes no more, or has had enough
            if number % 10 == 0:
                began = time.monotonic()
                self.town.admin.run("whoami")
                self.assertLess(time.monotonic() - began, 10)
        self.assertLess(self.memory_kib() - before, MEMORY_MARGIN_KIB * SIZED_FOR_SANITIZERS)


if __name__ == "__main__":
    unittest.main()
