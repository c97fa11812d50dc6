"""What a peer may do wrong on the wire, and how a connection lives and ends: sections 1 and 2."""
import pathlib
import secrets
import signal
import ssl
import struct
import sys
import time
import unittest

import thidua

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import stranger  # noqa: E402  (lies beside this file)
from stranger import pb  # noqa: E402
from strangers import (ALREADY_EXISTS, DEADLINE_EXCEEDED, INVALID_ARGUMENT, RESOURCE_EXHAUSTED,  # noqa: E402
                       UNAUTHENTICATED, UNAVAILABLE, UNIMPLEMENTED, Case, Strangers, load_messages, now_ms)


def setUpModule():
    load_messages()


def commune(code, name="Xã Mẫu"):
    return pb["UnitAddRequest"](unit=pb["Unit"](code=code, name=name, kind="UNIT_COMMUNE", valid_from="2021-01-01"))


class Connection(Case):
    """Sections 1 and 2: what a peer may do wrong."""

    def setUp(self):
        self.device = self.strangers.devices["admin"]

    def line(self, **options):
        line = self.device.connect(**options)
        self.addCleanup(line.socket.close)
        return line

    def test_tls__older_version_or_other_alpn__is_refused(self):
        for spoil in (lambda tls: setattr(tls, "minimum_version", ssl.TLSVersion.TLSv1_2) or
                      setattr(tls, "maximum_version", ssl.TLSVersion.TLSv1_2),
                      lambda tls: tls.set_alpn_protocols(["h2"])):
            context = self.device.tls()
            spoil(context)
            with self.assertRaises((ssl.SSLError, ConnectionError, stranger.LineLost)):
                stranger.Line(self.device.address, context)

    def test_hello__server__tells_its_limits(self):
        hello = self.line().hello
        self.assertEqual((hello.max_frame_bytes, hello.max_in_flight, hello.keepalive_ms), (1048576, 64, 30000))
        self.assertGreaterEqual(hello.max_chunk_bytes, 4096)
        self.assertLess(abs(hello.server_time_utc_ms - now_ms()), 60_000)

    def test_hello__stranger__is_told_lower_limits(self):
        hello = self.line(as_stranger=True).hello
        self.assertEqual(hello.max_frame_bytes, 16384)
        self.assertLess(hello.max_in_flight, 64)

    def test_frame__too_large__is_gone_away_before_its_bytes_come(self):
        for as_stranger, size in ((False, 1048577), (True, 16385)):
            with self.subTest(as_stranger=as_stranger):
                line = self.line(as_stranger=as_stranger)
                line.socket.sendall(struct.pack(">I", size))
                self.gone_away(line, "frame.size")

    def test_frame__largest_allowed__is_read(self):
        line = self.line()
        frame = pb["Frame"](request=pb["Request"](id=1, method="OfficerService/WhoAmI"))
        room = 1048576 - len(frame.SerializeToString())
        frame.request.payload = bytes(room - 8)
        while len(frame.SerializeToString()) < 1048576:
            frame.request.payload += b"\0"
        line.send(frame)
        self.assertEqual([violation.key for violation in line.response(1).violations], ["message.malformed"])

    def test_frame__empty_or_garbage__is_gone_away(self):
        for title, data, key in (("empty", struct.pack(">I", 0), "frame.size"),
                                 ("garbage", struct.pack(">I", 3) + b"\xff\xff\xff", "frame.malformed")):
            with self.subTest(title):
                line = self.line()
                line.socket.sendall(data)
                self.gone_away(line, key)

    def test_preface__request_first__is_gone_away(self):
        line = stranger.Line(self.device.address, self.device.tls(), preface=False)
        self.addCleanup(line.socket.close)
        line.start("OfficerService/WhoAmI")
        self.gone_away(line, "frame.malformed")

    def test_preface__second_hello__is_gone_away(self):
        line = self.line()
        line.send(stranger.hello())
        self.gone_away(line, "frame.malformed")

    def test_preface__not_waited_for__requests_are_answered(self):
        line = stranger.Line(self.device.address, self.device.tls(), preface=False)
        self.addCleanup(line.socket.close)
        line.socket.sendall(stranger.framed(stranger.hello()) + stranger.framed(pb["Frame"](
            request=pb["Request"](id=7, method="OfficerService/WhoAmI"))))
        self.assertEqual(line.response(7).code, 0)

    def test_bytes__one_at_a_time__are_one_frame(self):
        line = self.line()
        for byte in stranger.framed(pb["Frame"](ping=pb["Ping"](opaque=5))):
            line.socket.sendall(bytes([byte]))
        while not line.pongs:
            line.step()
        self.assertEqual(line.pongs, [5])

    def test_frame__of_an_unknown_kind__is_skipped(self):
        line = self.line()
        line.socket.sendall(struct.pack(">I", 4) + b"\xa2\x01\x01x")  # field 20
        line.call("OfficerService/WhoAmI")

    def test_request__unknown_field__is_ignored(self):
        line = self.line()
        self.assertEqual(line.response(line.start("OfficerService/WhoAmI", payload=b"\xa2\x06\x01x")).code, 0)

    def test_request__unknown_method__is_unimplemented(self):
        line = self.line()
        for method in ("DossierService/Burn", "DossierService", "x" * 79):
            with self.subTest(method=method):
                response = line.response(line.start(method, key=bytes(16)))
                self.assertEqual((response.code, response.violations[0].key), (UNIMPLEMENTED, "method.unknown"))

    def test_request__without_id_or_with_an_impossible_method__is_gone_away(self):
        for request_id, method in ((0, "OfficerService/WhoAmI"), (1, ""), (1, "Đ/ạ"), (1, "x" * 80)):
            with self.subTest(id=request_id, method=method):
                line = self.line()
                line.send(pb["Frame"](request=pb["Request"](id=request_id, method=method)))
                self.gone_away(line, "frame.malformed")

    def test_request__id_of_one_in_flight__is_gone_away(self):
        line = self.line()
        request = stranger.framed(pb["Frame"](request=pb["Request"](id=1, method="OfficerService/WhoAmI")))
        line.socket.sendall(2 * request)
        self.gone_away(line, "frame.malformed")

    def test_frame__that_only_servers_send__is_gone_away(self):
        line = self.line()
        line.send(pb["Frame"](response=pb["Response"](id=1)))
        self.gone_away(line, "frame.malformed")

    def test_request__body_that_lies__is_malformed(self):
        line = self.line()
        response = line.response(line.start("OfficerService/Disable", key=bytes(16), payload=b"\x0a\x7fshort"))
        self.assertEqual((response.code, response.violations[0].key), (INVALID_ARGUMENT, "message.malformed"))

    def test_write__key_missing_or_short__is_refused(self):
        line = self.line()
        unit = commune("X1")
        for key in (b"", b"short", bytes(17)):
            with self.subTest(key=key):
                self.refused(lambda: line.call("UnitService/Add", unit, key=key), INVALID_ARGUMENT, "idempotency.key")

    def test_write__same_key__replays_or_is_refused(self):
        line, key = self.line(), secrets.token_bytes(16)
        unit = commune("X2")
        sent = [line.start("UnitService/Add", unit, key) for _ in range(2)]
        first, again = map(line.response, sent)
        self.assertEqual((first.code, first.replayed, again.code, again.replayed), (0, False, 0, True))
        self.assertEqual(first.payload, again.payload)
        unit.unit.name = "Xã khác"
        self.refused(lambda: line.call("UnitService/Add", unit, key), ALREADY_EXISTS, "idempotency.reused")

    def test_write__refused__leaves_the_key_free(self):
        line, key = self.line(), secrets.token_bytes(16)
        wrong = commune("x 3")
        self.refused(lambda: line.call("UnitService/Add", wrong, key), INVALID_ARGUMENT, "text.form")
        wrong.unit.code = "X3"
        line.call("UnitService/Add", wrong, key)

    def test_write__answer_with_a_secret__is_made_anew(self):
        line, key = self.line(), secrets.token_bytes(16)
        request = pb["IssueCodeRequest"](login="admin")
        first = line.response(line.start("OfficerService/IssueCode", request, key))
        again = line.response(line.start("OfficerService/IssueCode", request, key))
        self.assertEqual((again.code, again.replayed), (0, False))
        self.assertNotEqual(first.payload, again.payload)

    def test_text__decomposed_vietnamese__is_refused_by_name(self):
        line = self.line()
        unit = commune("X4", name="Xa\u0303 Mẫu")
        refusal = self.refused(lambda: line.call("UnitService/Add", unit), INVALID_ARGUMENT, "text.nfc")
        self.assertEqual(refusal.violations[0].field, "unit.name")

    def test_in_flight__more_than_allowed__each_gets_one_answer(self):
        line = self.line()
        count = 3 * line.hello.max_in_flight
        line.socket.sendall(b"".join(stranger.framed(pb["Frame"](request=pb["Request"](
            id=n, method="OfficerService/WhoAmI"))) for n in range(1, count + 1)))
        outcomes = {(answer.code, *[violation.key for violation in answer.violations])
                    for answer in map(line.response, range(1, count + 1))}
        self.assertIn((0,), outcomes)
        self.assertLessEqual(outcomes, {(0,), (RESOURCE_EXHAUSTED, "in_flight")})
        self.assertEqual(line.answers, {})

    def test_cancel__of_nothing__is_ignored(self):
        line = self.line()
        line.send(pb["Frame"](cancel=pb["Cancel"](id=99)))
        line.call("OfficerService/WhoAmI")


class Keepalive(Case):
    """Section 2.5, with short times."""
    flags = ("--keepalive", "300ms")

    def test_silence__pings_answered__line_stays(self):
        with self.strangers.line("admin") as line:
            until = time.time() + 1.5
            while time.time() < until:
                line.step()  # answers a Ping
            line.call("OfficerService/WhoAmI")

    def test_silence__pings_not_answered__is_gone_away(self):
        with self.strangers.line("admin") as line:
            kinds = [line.receive().WhichOneof("kind")]
            while kinds[-1] == "ping":
                frame = line.receive()
                kinds.append(frame.WhichOneof("kind"))
            self.assertEqual((kinds[0], kinds[-1], frame.go_away.key), ("ping", "go_away", "idle"))


class SlowPeers(Case):
    """Section 1.2: what has begun must be complete in time."""
    flags = ("--frame-timeout", "300ms")

    def test_frame__never_finished__is_gone_away(self):
        with self.strangers.line("admin") as line:
            line.socket.sendall(b"\0\0\0\x20half")
            self.gone_away(line, "idle")
            self.assertEqual(line.go_away.code, DEADLINE_EXCEEDED)

    def test_preface__never_sent__is_gone_away(self):
        device = self.strangers.devices["admin"]
        line = stranger.Line(device.address, device.tls(), preface=False)
        self.addCleanup(line.socket.close)
        self.gone_away(line, "idle")


class Guessing(Case):
    """Section 3.1: attempts to enrol are counted."""
    flags = ("--enrolments-a-minute", "2")

    def test_enrol__more_attempts_than_allowed__must_wait(self):
        device = self.strangers.devices["admin"]  # its own enrolment was the first
        guess = pb["EnrollRequest"](secret=bytes(16), csr_der=stranger.make_request(device.key), device_name="guess")
        with device.connect(as_stranger=True) as line:
            self.refused(lambda: line.call("EnrollmentService/Enroll", guess), UNAUTHENTICATED, "code.unknown")
            refusal = self.refused(lambda: line.call("EnrollmentService/Enroll", guess),
                                   RESOURCE_EXHAUSTED, "rate_limit")
        self.assertIn(int(refusal.params()["seconds"]), range(1, 61))
        self.strangers.ask("admin", "OfficerService/WhoAmI")


class Drain(unittest.TestCase):
    def test_sigterm__go_away_then_end(self):
        strangers = Strangers()
        self.addCleanup(strangers.town.close)
        with strangers.line("admin") as line:
            line.call("OfficerService/WhoAmI")
            strangers.town.daemon.process.send_signal(signal.SIGTERM)
            while not line.go_away:
                line.step()
            self.assertEqual((line.go_away.code, line.go_away.key), (UNAVAILABLE, "draining"))
            with self.assertRaises(stranger.LineLost):
                line.receive()
        self.assertEqual(strangers.town.daemon.process.wait(thidua.WAIT_S), 0)
