"""A stranger's client, made from docs/protocol.md alone, enrols, uploads, submits and queries."""
import hashlib
import pathlib
import re
import secrets
import sqlite3
import struct
import sys
import tempfile
import threading
import time
import unittest

import thidua

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import stranger  # noqa: E402  (lies beside this file)
from stranger import pb  # noqa: E402
from strangers import (ABORTED, FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED,  # noqa: E402
                       UNAUTHENTICATED, DAY_MS, Case, load_messages, now_ms)

PAGE = thidua.SOURCE / "docs" / "protocol.md"


def setUpModule():
    load_messages()


class Example(unittest.TestCase):
    def test_worked_example__googles_runtime__writes_the_same_bytes(self):
        section = PAGE.read_text(encoding="utf-8").partition("## 7.")[2]
        on_page = [bytes.fromhex("".join(re.findall(r"^    [0-9a-f]{4}  ((?:[0-9a-f]{2} )+)", block, re.M)))
                   for block in section.split("`Request{")]
        request = pb["Request"](id=1, method="DossierService/Status",
                                payload=pb["StatusRequest"](dossier_id="HS-2022-0007").SerializeToString())
        self.assertEqual(on_page, [stranger.framed(stranger.hello()),
                                   stranger.framed(pb["Frame"](request=request))])


class Enrolment(Case):
    """Section 3.1."""
    flags = ("--enrolments-a-minute", "1000")

    def setUp(self):
        self.code = self.strangers.code_for("admin")
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.strangers.town.folder))

    def test_enrol__each_kind_of_key__is_the_officer(self):
        for kind in ("ed25519", "p256"):
            with self.subTest(kind):
                device = stranger.enrol(self.strangers.code_for("admin"), self.folder / kind, kind, kind)
                with device.connect() as line:
                    officer = line.call("OfficerService/WhoAmI").officer
                self.assertEqual(officer.login, "admin")
                self.assertIn(kind, [known.name for known in officer.devices])
                self.assertEqual((device.answer.officer, device.answer.unit_code), ("admin", "PNV"))
                self.assertEqual(len(device.receipt_key.read_bytes()), 32)

    def test_enrol__repeated_with_the_same_key_and_bytes__gives_the_same_certificate(self):
        key = secrets.token_bytes(16)
        path = self.folder / "key.pem"
        stranger.make_key(path)
        request = stranger.make_request(path)
        first = stranger.enrol(self.code, self.folder, "again", key=key, certificate_request=request)
        second = stranger.enrol(self.code, self.folder, "again", key=key, certificate_request=request)
        self.assertEqual(first.answer, second.answer)

    def test_code__second_use__is_refused(self):
        stranger.enrol(self.code, self.folder / "one", "one")
        self.refused(lambda: stranger.enrol(self.code, self.folder / "two", "two"), UNAUTHENTICATED, "code.used")

    @staticmethod
    def with_check(body):
        return f"{body}-{hashlib.sha256(body.encode()).hexdigest()[:4]}"

    def test_code__of_another_town__stops_before_the_secret_is_sent(self):
        body = self.code.rpartition("-")[0]
        forged = self.with_check(body[:-78] + "a" * 52 + body[-26:])
        with self.assertRaises(stranger.NotTheServer):
            stranger.enrol(forged, self.folder, "forged")

    def test_code__badly_pasted__is_found_out(self):
        with self.assertRaises(ValueError):
            stranger.enrol(self.code[:30] + self.code[31:], self.folder, "pasted")

    def test_code__wrong_secret__is_refused(self):
        guess = self.with_check(self.code.rpartition("-")[0][:-26] + "a" * 26)
        self.refused(lambda: stranger.enrol(guess, self.folder, "guess"), UNAUTHENTICATED, "code.unknown")

    def test_csr__not_a_request__is_refused_and_the_code_stays_good(self):
        self.refused(lambda: stranger.enrol(self.code, self.folder, "bad", certificate_request=b"\x30\x00"),
                     INVALID_ARGUMENT, "csr")
        stranger.enrol(self.code, self.folder, "good")

    def test_renew__same_key__new_and_old_certificate_are_good(self):
        device = stranger.enrol(self.code, self.folder, "renewed")
        old = device.certificate.read_text()
        with device.connect() as line:
            answer = device.renew()
            line.call("OfficerService/WhoAmI")
        self.assertGreaterEqual(answer.not_after_utc_ms, device.answer.not_after_utc_ms)
        for certificate in (device.certificate.read_text(), old):
            device.certificate.write_text(certificate)
            with device.connect() as line:
                officer = line.call("OfficerService/WhoAmI").officer
            newest = [known.not_after_utc_ms for known in officer.devices if known.name == "renewed"]
            self.assertEqual(newest, [answer.not_after_utc_ms])

    def test_stranger__any_other_method__is_refused(self):
        device = self.strangers.devices["admin"]
        with device.connect(as_stranger=True) as line:
            self.refused(lambda: line.call("OfficerService/WhoAmI"), UNAUTHENTICATED, "not_enrolled")

    def test_officer__disabled__is_shut_out_at_once(self):
        device = self.strangers.add("to.nghi", "PNV", "ROLE_AUDITOR")
        with device.connect() as line:
            line.call("OfficerService/WhoAmI")
            self.strangers.ask("admin", "OfficerService/Disable",
                               pb["OfficerDisableRequest"](login="to.nghi", reason="nghỉ hưu"))
            self.gone_away(line, "officer.disabled")
        with device.connect() as line:
            self.refused(lambda: line.call("OfficerService/WhoAmI"), UNAUTHENTICATED, "officer.disabled")


class Expiry(Case):
    """Section 3.1: certificates end."""
    flags = ("--certificate-lifetime", "2s")

    def test_certificate__expired__is_refused_and_may_enrol_again(self):
        device = self.strangers.devices["admin"]
        code = stranger.Code(self.strangers.town.admin_code())
        time.sleep(max(0, device.answer.not_after_utc_ms - now_ms()) / 1000)
        with device.connect() as line:
            for method in ("OfficerService/WhoAmI", "EnrollmentService/Renew"):
                self.refused(lambda: line.call(method), UNAUTHENTICATED, "certificate.expired")
            answer = line.call("EnrollmentService/Enroll", pb["EnrollRequest"](
                secret=code.secret, csr_der=stranger.make_request(device.key), device_name="again"))
        self.assertGreater(answer.not_after_utc_ms, device.answer.not_after_utc_ms)


class Dossier(Case):
    """Sections 3.2 to 3.4 and 6: a ward's dossier from the first byte to reception."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strangers.furnish()

    def setUp(self):
        self.clerk = self.strangers.line("p1.vanthu")
        self.addCleanup(self.clerk.socket.close)
        tag = self.id().rpartition(".")[2]
        self.files = {name: thidua.pdf(f"{name} {tag} {'x' * 300_000}")
                      for name in ("to-trinh.pdf", "bien-ban.pdf", "bao-cao.pdf")}
        self.draft = secrets.token_bytes(16)

    def content(self, **changes):
        """A complete DossierContent of ward P1."""
        refs = {name: stranger.file_ref(name, data) for name, data in self.files.items()}
        parts = {
            "round_id": "2022-annual", "unit_code": "P1",
            "letter": pb["Letter"](number="12/TTr-UBND", dated_on="2022-12-05", file=refs["to-trinh.pdf"]),
            "minutes": pb["Minutes"](held_on="2022-12-02", file=refs["bien-ban.pdf"]),
            "nominees": [pb["Nominee"](
                kind="NOMINEE_INDIVIDUAL", award_line="individual", name="Trần Thị Ví Dụ",
                position="Công chức, UBND Phường 1", staff_code="P1-001", gender="GENDER_FEMALE",
                contents=["II.2.e"],
                criteria=[pb["Claim"](criterion=criterion, statement="Có sáng kiến.")
                          for criterion in ("III.4.i1", "III.4.i2")],
                summary="Đề xuất sáng kiến.", report=refs["bao-cao.pdf"])]}
        return pb["DossierContent"](**{**parts, **changes})

    def upload_all(self):
        for data in self.files.values():
            self.clerk.upload(data)

    def submitted(self):
        """Upload and submit; the answer."""
        self.upload_all()
        return self.clerk.submit(self.draft, 0, self.content().SerializeToString())

    def confirm(self, answer, version=1):
        return self.ask("p1.chutich", "DossierService/Confirm", dossier_id=answer.dossier_id, version=version,
                        content_sha256=answer.content_sha256)

    def ask(self, login, method, **fields):
        return self.strangers.ask(login, method, pb[stranger.methods[method][0]](**fields))

    def test_main_job__submit_confirm_receive__timeline_and_checklist_tell(self):
        answer = self.submitted()
        self.assertRegex(answer.dossier_id, r"^HS-2022-\d{4,}$")
        self.assertEqual((answer.version, len(answer.missing)), (1, 0))
        self.assertEqual(answer.content_sha256, hashlib.sha256(self.content().SerializeToString()).digest())
        self.confirm(answer)
        received = self.ask("pnv.cv", "DossierService/Receive", dossier_id=answer.dossier_id, version=1,
                            originals=2).dossier
        self.assertEqual(received.state, 4)
        status = self.ask("p1.vanthu", "DossierService/Status", dossier_id=answer.dossier_id).dossier
        self.assertEqual(status, received)
        shown = self.ask("p1.vanthu", "DossierService/Show", dossier_id=answer.dossier_id)
        self.assertEqual(pb["DossierContent"].FromString(shown.content), self.content())
        self.assertEqual([(entry.event, entry.officer) for entry in shown.timeline],
                         [(1, "p1.vanthu"), (2, "p1.chutich"), (3, "pnv.cv")])
        self.assertTrue(all(item.present for item in shown.checklist), shown.checklist)
        self.assertEqual(shown.draft_id, self.draft)
        listed = self.ask("pnv.cv", "DossierService/List", round_id="2022-annual", unit_code="P1")
        self.assertIn(status, list(listed.dossiers))
        report = self.content().nominees[0].report
        with self.strangers.line("pnv.cv") as line:
            self.assertEqual(line.download(answer.dossier_id, report), self.files["bao-cao.pdf"])

    def test_list__small_pages__together_are_all(self):
        for _ in range(3):
            self.draft = secrets.token_bytes(16)
            self.submitted()
        whole = [d.id for d in self.ask("pnv.cv", "DossierService/List").dossiers]
        paged, token = [], ""
        while True:
            page = self.ask("pnv.cv", "DossierService/List", page_size=2, page_token=token)
            self.assertLessEqual(len(page.dossiers), 2)
            paged += [d.id for d in page.dossiers]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(paged, whole)

    def test_submit__again_on_another_line__is_replayed(self):
        first = self.submitted()
        again = self.strangers.line("p1.vanthu")
        self.addCleanup(again.socket.close)
        request = pb["SubmitRequest"](draft_id=self.draft, content=self.content().SerializeToString())
        response = again.response(again.start("DossierService/Submit", request, stranger.submit_key(request)))
        self.assertTrue(response.replayed)
        self.assertEqual(pb["SubmitResponse"].FromString(response.payload), first)

    def test_submit__same_bytes_with_another_key__is_the_same_version(self):
        first = self.submitted()
        second = self.clerk.submit(self.draft, 0, self.content().SerializeToString(),
                                   key=secrets.token_bytes(16))
        self.assertEqual((second.dossier_id, second.version), (first.dossier_id, 1))

    def numbered(self, number):
        """The content with another letter number."""
        content = self.content()
        content.letter.number = f"{number}/TTr-UBND"
        return content.SerializeToString()

    def test_submit__other_bytes__follow_the_table_of_versions(self):
        first = self.submitted()
        refusal = self.refused(lambda: self.clerk.submit(self.draft, 0, self.numbered(13)), ABORTED, "draft.submitted")
        self.assertEqual(refusal.params(), {"dossier": first.dossier_id, "version": "1"})
        second = self.clerk.submit(self.draft, 1, self.numbered(13))
        self.assertEqual((second.dossier_id, second.version), (first.dossier_id, 2))
        refusal = self.refused(lambda: self.clerk.submit(self.draft, 1, self.numbered(14)), ABORTED, "version.stale")
        self.assertEqual(refusal.params(), {"dossier": first.dossier_id, "version": "2"})

    def test_submit__base_beyond_the_newest__is_refused(self):
        self.upload_all()
        self.refused(lambda: self.clerk.submit(self.draft, 1, self.numbered(13)), INVALID_ARGUMENT, "number.range")
        self.clerk.submit(self.draft, 0, self.numbered(13))
        self.refused(lambda: self.clerk.submit(self.draft, 2, self.numbered(14)), INVALID_ARGUMENT, "number.range")

    def test_confirm__older_version_or_other_content__is_refused(self):
        first = self.submitted()
        self.clerk.submit(self.draft, 1, self.numbered(13))
        self.refused(lambda: self.confirm(first), ABORTED, "version.stale")
        self.refused(lambda: self.confirm(first, version=2), ABORTED, "digest.other")

    def test_returned_dossier__supplemented__is_the_same_one(self):
        first = self.submitted()
        self.confirm(first)
        self.ask("pnv.cv", "DossierService/ReturnForSupplement", dossier_id=first.dossier_id, version=1,
                 missing="Bản chính thứ hai", due_utc_ms=now_ms() + DAY_MS)
        summary = self.ask("p1.vanthu", "DossierService/Status", dossier_id=first.dossier_id).dossier
        self.assertEqual((summary.state, summary.return_note), (5, "Bản chính thứ hai"))
        second = self.clerk.submit(self.draft, 1, self.numbered(13))
        self.assertEqual((second.dossier_id, second.version), (first.dossier_id, 2))

    def test_submit__parts_missing__all_are_named_at_once(self):
        content = self.content(minutes=None)
        content.nominees[0].ClearField("report")
        content.nominees[0].criteria.pop()
        self.upload_all()
        refusal = self.refused(lambda: self.clerk.submit(self.draft, 0, content.SerializeToString()),
                               FAILED_PRECONDITION, "missing.minutes", "missing.criterion", "missing.report")
        self.assertTrue(all(violation.clause.startswith("III.") for violation in refusal.violations))
        answer = self.clerk.submit(self.draft, 0, content.SerializeToString(), accept_incomplete=True)
        self.assertEqual([violation.key for violation in answer.missing], refusal.keys())

    def test_submit__not_canonical__is_refused(self):
        self.upload_all()
        content = self.content().SerializeToString()
        self.assertEqual(content[:2], b"\x0a\x0b")
        self.refused(lambda: self.clerk.submit(self.draft, 0, b"\x0a\x8b\x00" + content[2:]), INVALID_ARGUMENT,
                     "content.not_canonical")

    def test_submit__unknown_field__is_kept(self):
        self.upload_all()
        content = self.content().SerializeToString() + b"\xa2\x06\x01x"  # field 100
        answer = self.clerk.submit(self.draft, 0, content)
        self.assertEqual(self.ask("p1.vanthu", "DossierService/Show", dossier_id=answer.dossier_id).content, content)

    def test_submit__wrong_role__is_refused(self):
        request = pb["SubmitRequest"](draft_id=self.draft, content=b"")
        refusal = self.refused(lambda: self.strangers.ask("pnv.cv", "DossierService/Submit", request),
                               PERMISSION_DENIED, "role")
        self.assertEqual(refusal.params(), {"roles": "unit_clerk"})

    def test_submit__decomposed_vietnamese__is_refused_with_its_path(self):
        self.upload_all()
        content = self.content()
        content.nominees[0].name = "Tra\u0302\u0300n Thị Ví Dụ"
        refusal = self.refused(lambda: self.clerk.submit(self.draft, 0, content.SerializeToString()),
                               INVALID_ARGUMENT, "text.nfc")
        self.assertEqual(refusal.violations[0].field, "content.nominees[0].name")

    def test_submit__files_of_another_unit_or_none__are_refused(self):
        with self.strangers.line("p2.vanthu") as other:
            for data in self.files.values():
                other.upload(data)
        refusal = self.refused(lambda: self.clerk.submit(self.draft, 0, self.content().SerializeToString()),
                               FAILED_PRECONDITION, *["file.not_uploaded"] * 3)
        self.assertEqual(refusal.params(), {"name": "to-trinh.pdf"})

    def test_other_unit__dossier__is_not_found(self):
        answer = self.submitted()
        for method in ("Status", "Show", "GetReceipt"):
            with self.subTest(method):
                self.refused(lambda: self.ask("p2.vanthu", f"DossierService/{method}", dossier_id=answer.dossier_id),
                             NOT_FOUND, "dossier.unknown")
        self.assertEqual(len(self.ask("p2.vanthu", "DossierService/List").dossiers), 0)
        with self.strangers.line("p2.vanthu") as line:
            self.refused(lambda: line.download(answer.dossier_id, self.content().letter.file),
                         NOT_FOUND, "dossier.unknown")

    def test_upload__cut_off__resumes_where_it_was(self):
        data = self.files["to-trinh.pdf"]
        self.append(data[:100_000], digest=hashlib.sha256(data).digest(), size=len(data))
        self.clerk.socket.close()
        with self.strangers.line("p1.vanthu") as line:
            self.assertEqual(line.upload(data), len(data) - 100_000)
            self.assertEqual(line.upload(data), 0)

    def test_upload__two_devices_at_once__both_end_with_the_whole_file(self):
        data = thidua.pdf(f"twice {'x' * 3_000_000}")
        ended = []

        def send(login):
            with self.strangers.line(login) as line:
                line.upload(data)
                ended.append(login)

        threads = [threading.Thread(target=send, args=(login,)) for login in ("p1.vanthu", "p1.chutich")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(ended), ["p1.chutich", "p1.vanthu"])

    def append(self, data, offset=0, digest=None, size=None):
        return self.clerk.call("EvidenceService/Append", pb["AppendRequest"](
            sha256=digest or hashlib.sha256(data).digest(), size_bytes=size or len(data), offset=offset, data=data))

    def test_append__wrong_offset__tells_the_right_one(self):
        data = self.files["to-trinh.pdf"]
        digest = hashlib.sha256(data).digest()
        self.append(data[:1000], digest=digest, size=len(data))
        for offset in (500, 1001):
            with self.subTest(offset=offset):
                refusal = self.refused(lambda: self.append(data[offset:offset + 500], offset, digest, len(data)),
                                       ABORTED, "file.offset")
                self.assertEqual(refusal.params(), {"durable_bytes": "1000"})

    def test_append__bad_files__are_discarded(self):
        wrong = thidua.pdf("not what was announced")
        self.refused(lambda: self.append(wrong, digest=bytes(31) + b"\1"), FAILED_PRECONDITION, "file.hash")
        self.refused(lambda: self.append(b"MZ\x90\0 a program"), FAILED_PRECONDITION, "file.refused")
        self.refused(lambda: self.append(wrong, digest=b"short"), INVALID_ARGUMENT, "bytes.length")
        state = self.clerk.call("EvidenceService/Offer", pb["OfferRequest"](files=[pb["OfferedFile"](
            sha256=bytes(31) + b"\1", size_bytes=len(wrong))])).files[0]
        self.assertEqual((state.complete, state.durable_bytes), (False, 0))

    def test_append__larger_than_a_chunk__is_refused(self):
        data = bytes(self.clerk.hello.max_chunk_bytes + 1)
        refusal = self.refused(lambda: self.append(data, size=len(data) * 2), INVALID_ARGUMENT, "number.range")
        self.assertEqual(refusal.params()["max"], str(self.clerk.hello.max_chunk_bytes))

    def test_receipt__verifies_offline_and_is_always_the_first_one(self):
        answer = self.submitted()
        device = self.strangers.devices["p1.vanthu"]
        receipts = [self.ask(login, "DossierService/GetReceipt", dossier_id=answer.dossier_id).receipt
                    for login in ("p1.vanthu", "pnv.cv")]
        self.assertEqual(receipts[0], receipts[1])
        self.assertEqual(receipts[0].key, device.receipt_key.read_bytes())
        body = device.verify_receipt(receipts[0], self.strangers.town.folder)
        self.assertEqual((body.town, body.dossier_id, body.version, body.unit_code, body.round_id, body.content_sha256),
                         ("Thị xã Ngã Năm", answer.dossier_id, 1, "P1", "2022-annual", answer.content_sha256))
        self.assertEqual((body.submitted_utc_ms, body.log_seq), (answer.submitted_utc_ms, answer.log_seq))
        self.assertEqual({(f.name, f.sha256) for f in body.files},
                         {(name, hashlib.sha256(data).digest()) for name, data in self.files.items()})
        self.assertEqual(body.log_head, self.log_head(answer.log_seq))
        receipts[0].body += b"\0"
        with self.assertRaises(RuntimeError):
            device.verify_receipt(receipts[0], self.strangers.town.folder)

    def log_head(self, seq):
        """The chain of section 6, from the rows that the daemon keeps."""
        database = sqlite3.connect(f"file:{self.strangers.town.data / 'thidua.db'}?mode=ro", uri=True)
        self.addCleanup(database.close)
        head = bytes(32)
        for row in database.execute(
                "SELECT seq, at_utc_ms, officer_id, device_id, login, method, subject, version, detail,"
                " request_sha256 FROM audit_event WHERE seq <= ? ORDER BY seq", (seq,)):
            fields = [struct.pack(">q", field) if isinstance(field, int) else
                      field.encode() if isinstance(field, str) else field for field in row]
            head = hashlib.sha256(b"thidua log 1\n" + head + b"".join(
                struct.pack(">I", len(field)) + field for field in fields)).digest()
        return head
