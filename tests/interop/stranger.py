"""A client of thiduad written from docs/protocol.md and proto/ alone; an example for yours.

Python's standard library, Google's protobuf runtime, and the programs protoc and openssl:

    load_messages(pathlib.Path("proto"), folder)            # once
    device = enrol(code, folder / "device", "my laptop")    # section 3.1
    with device.connect() as line:
        print(line.call("OfficerService/WhoAmI"))
        line.upload(pathlib.Path("report.pdf").read_bytes())

The numbers in the comments are the sections of docs/protocol.md.
"""
import base64
import hashlib
import importlib
import pathlib
import re
import secrets
import socket
import ssl
import struct
import subprocess
import sys

ALPN = "thidua/1"
SOFTWARE = "stranger/1"
WAIT_S = 60
ED25519_PUBLIC_KEY = bytes.fromhex("302a300506032b6570032100")  # DER up to the 32 bytes (RFC 8410)

pb = {}  # message classes by name, filled by load_messages
methods = {}  # "Service/Method" -> (request class, response class)


def load_messages(protos, folder, system_protos="/usr/include"):
    """Have protoc write the Python classes into folder, and import them.

    The .proto files import protobuf-c/protobuf-c.proto, which only names C types: it lies
    where Debian's libprotobuf-c-dev puts it and is compiled along.
    """
    names = sorted(path.name for path in protos.glob("*.proto"))
    run("protoc", "-I", protos, "-I", system_protos, f"--python_out={folder}", *names,
        "protobuf-c/protobuf-c.proto")
    sys.path.insert(0, str(folder))
    for name in names:
        module = importlib.import_module(name.replace(".proto", "_pb2"))
        for message in module.DESCRIPTOR.message_types_by_name:
            pb[message] = getattr(module, message)
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                methods[f"{service.name}/{method.name}"] = (method.input_type.name, method.output_type.name)


def run(*command, stdin=b""):
    """Run a program; its standard output."""
    done = subprocess.run([str(part) for part in command], input=stdin, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


# -- what can go wrong ------------------------------------------------------------------------

class Refused(Exception):
    """A Response with a code other than OK (section 5)."""

    def __init__(self, response):
        super().__init__(f"{response.code}: {response.violations}")
        self.code = response.code
        self.violations = response.violations

    def keys(self):
        return [violation.key for violation in self.violations]

    def params(self):
        return {param.name: param.value for param in self.violations[0].params}


class GoneAway(Exception):
    """The server's GoAway: this connection ends."""

    def __init__(self, go_away):
        super().__init__(f"{go_away.code} {go_away.key}")
        self.code, self.key = go_away.code, go_away.key


class LineLost(Exception):
    """The connection ended without a GoAway."""


class NotTheServer(Exception):
    """The peer cannot show the certificate that the code promises."""


# -- enrolment codes (3.1) --------------------------------------------------------------------

class Code:
    """thidua1-HOST:PORT-<52 letters of F><26 letters of S>-CCCC. HOST may contain a '-'."""

    def __init__(self, text):
        body, _, check = text.strip().rpartition("-")
        if hashlib.sha256(body.encode()).hexdigest()[:4] != check:
            raise ValueError("the code was not pasted whole")
        version, _, rest = body.partition("-")
        address, _, letters = rest.rpartition("-")
        if version != "thidua1" or len(letters) != 52 + 26:
            raise ValueError("not an enrolment code of this version")
        host, _, port = address.rpartition(":")
        self.address = (host.strip("[]"), int(port))
        self.ca_sha256 = unbase32(letters[:52])
        self.secret = unbase32(letters[52:])


def unbase32(letters):
    return base64.b32decode(letters.upper() + "=" * (-len(letters) % 8))


# -- keys and certificates --------------------------------------------------------------------

def make_key(path, kind="ed25519"):
    """A private key that never leaves this device: ed25519 or p256."""
    choice = {"ed25519": ["-algorithm", "ed25519"],
              "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]}[kind]
    run("openssl", "genpkey", *choice, "-out", path)
    path.chmod(0o600)


def make_request(key):
    """A PKCS#10 request (DER) for the key; the server ignores the subject."""
    return run("openssl", "req", "-new", "-key", key, "-subj", "/CN=stranger", "-outform", "DER")


def write_pem(path, der):
    path.write_text(ssl.DER_cert_to_PEM_cert(der), encoding="ascii")


def fetch_ca(code):
    """The certificate in the server's chain whose digest is the code's (DER).

    Nothing is trusted yet: whoever connects next verifies the server against it.
    """
    host, port = code.address
    done = subprocess.run(["openssl", "s_client", "-connect", f"{host}:{port}", "-alpn", ALPN,
                           "-showcerts"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    for pem in re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----",
                          done.stdout.decode("ascii", "replace"), flags=re.S):
        der = ssl.PEM_cert_to_DER_cert(pem)
        if hashlib.sha256(der).digest() == code.ca_sha256:
            return der
    raise NotTheServer("no certificate of the chain is the one that the code names")


def enrol(text, folder, device_name, kind="ed25519", key=None, certificate_request=None):
    """Make this folder a device of the officer whom the code is for; the Device.

    key: the idempotency key; keep it and the request for a repeat after a lost answer.
    """
    code = Code(text)
    device = Device(folder, code.address)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not device.key.exists():
        make_key(device.key, kind)
    write_pem(device.ca, fetch_ca(code))
    request = pb["EnrollRequest"](secret=code.secret, device_name=device_name,
                                  csr_der=certificate_request or make_request(device.key))
    with device.connect(as_stranger=True) as line:
        answer = line.call("EnrollmentService/Enroll", request, key=key)
    if hashlib.sha256(answer.ca_der).digest() != code.ca_sha256:
        raise NotTheServer("the CA of the answer is not the one that the code names")
    write_pem(device.certificate, answer.certificate_der)
    device.receipt_key.write_bytes(answer.receipt_key)
    device.answer = answer
    return device


class Device:
    """A folder with what enrolment leaves: key, certificate, CA, the key that receipts are signed with."""

    def __init__(self, folder, address):
        self.address = address
        self.key, self.certificate = folder / "key.pem", folder / "cert.pem"
        self.ca, self.receipt_key = folder / "ca.pem", folder / "receipt.key"

    def tls(self, as_stranger=False):
        """TLS 1.3 with the town's CA and nothing else; the host name does not matter (1.1)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.check_hostname = False
        context.load_verify_locations(self.ca)
        context.set_alpn_protocols([ALPN])
        if not as_stranger:
            context.load_cert_chain(self.certificate, self.key)
        return context

    def connect(self, as_stranger=False):
        return Line(self.address, self.tls(as_stranger))

    def renew(self):
        """A new certificate for the same key (3.1)."""
        with self.connect() as line:
            answer = line.call("EnrollmentService/Renew", pb["RenewRequest"](csr_der=make_request(self.key)))
        write_pem(self.certificate, answer.certificate_der)
        return answer

    def verify_receipt(self, receipt, folder):
        """Offline, with the key stored at enrolment (3.4); the ReceiptBody, or RuntimeError."""
        public, message, signature = (folder / name for name in ("receipt.pub", "receipt.body", "receipt.sig"))
        public.write_bytes(ED25519_PUBLIC_KEY + self.receipt_key.read_bytes())
        message.write_bytes(b"thidua receipt 1\n" + receipt.body)
        signature.write_bytes(receipt.signature)
        run("openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", public, "-rawin",
            "-in", message, "-sigfile", signature)
        return pb["ReceiptBody"].FromString(receipt.body)


# -- a connection (1.2 to 2.5) ----------------------------------------------------------------

def framed(frame):
    """A Frame as it goes into TLS."""
    packed = frame.SerializeToString()
    return struct.pack(">I", len(packed)) + packed


def hello():
    return pb["Frame"](hello=pb["Hello"](software=SOFTWARE))


class Line:
    """One connection. call() waits for its answer; start() and finish() keep several in flight."""

    def __init__(self, address, context, preface=True):
        plain = socket.create_connection(address, timeout=WAIT_S)
        try:
            self.socket = context.wrap_socket(plain)
        except BaseException:
            plain.close()
            raise
        self.last_id = 0
        self.answers = {}  # responses that came before somebody asked for them
        self.pongs = []
        self.go_away = None
        self.hello = None
        if preface:
            self.send(hello())
            self.hello = self.receive().hello

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, frame):
        self.socket.sendall(framed(frame))

    def receive(self):
        """The next Frame of any kind; LineLost at the end."""
        (size,) = struct.unpack(">I", self.read_exactly(4))
        return pb["Frame"].FromString(self.read_exactly(size))

    def read_exactly(self, size):
        data = bytearray()
        while len(data) < size:
            try:
                part = self.socket.recv(size - len(data))
            except (ConnectionError, ssl.SSLError) as problem:
                raise LineLost(str(problem)) from problem
            if not part:
                raise LineLost("end of stream")
            data += part
        return bytes(data)

    def step(self):
        """Take one frame: keep a Response, answer a Ping, remember a GoAway."""
        frame = self.receive()
        kind = frame.WhichOneof("kind")
        if kind == "response":
            self.answers[frame.response.id] = frame.response
        elif kind == "ping":
            self.send(pb["Frame"](pong=pb["Pong"](opaque=frame.ping.opaque)))
        elif kind == "pong":
            self.pongs.append(frame.pong.opaque)
        elif kind == "go_away":
            self.go_away = GoneAway(frame.go_away)
        # Anything else is from a newer server: skipped (1.4).

    def start(self, method, message=None, key=b"", payload=None):
        """Send one request; its id. payload: bytes to send instead of a message."""
        if payload is None:
            payload = message.SerializeToString() if message is not None else b""
        self.last_id += 1
        self.send(pb["Frame"](request=pb["Request"](
            id=self.last_id, method=method, idempotency_key=key, payload=payload)))
        return self.last_id

    def response(self, request_id):
        """Wait for one Response, whatever its code."""
        while request_id not in self.answers:
            try:
                self.step()
            except LineLost:
                if self.go_away:
                    raise self.go_away from None
                raise
        return self.answers.pop(request_id)

    def finish(self, request_id, method):
        """Wait for the answer to one request; the response message, or Refused."""
        response = self.response(request_id)
        if response.code != 0:
            raise Refused(response)
        return pb[methods[method][1]].FromString(response.payload)

    def call(self, method, message=None, key=None):
        """Send and wait. A key is made where none is given: needed by writes, harmless elsewhere."""
        key = secrets.token_bytes(16) if key is None else key
        return self.finish(self.start(method, message, key), method)

    # -- evidence (3.2)

    def upload(self, data, window=4):
        """Bring one file to the server, from where it left off; how many bytes were sent now.

        window: requests in flight.
        """
        offer = pb["OfferRequest"](files=[pb["OfferedFile"](
            sha256=hashlib.sha256(data).digest(), size_bytes=len(data))])
        sent = 0
        while not (state := self.call("EvidenceService/Offer", offer).files[0]).complete:
            sent += self.append_from(state.durable_bytes, data, window)
        return sent

    def append_from(self, at, data, window):
        """Send the rest of a file; the bytes taken. Fewer when another device sends the same file."""
        method, digest = "EvidenceService/Append", hashlib.sha256(data).digest()
        waiting, taken, refused = [], 0, None
        while waiting or (at < len(data) and not refused):
            while at < len(data) and len(waiting) < window and not refused:
                part = data[at:at + self.hello.max_chunk_bytes]
                request = pb["AppendRequest"](sha256=digest, size_bytes=len(data), offset=at, data=part)
                waiting.append((self.start(method, request), len(part)))
                at += len(part)
            request_id, size = waiting.pop(0)
            try:
                self.finish(request_id, method)
                taken += size
            except Refused as problem:
                refused = refused or problem
        if refused and refused.keys() != ["file.offset"]:
            raise refused
        return taken

    def download(self, dossier_id, ref, length=100_000):
        """One file of a dossier, whole and verified."""
        data = b""
        while len(data) < ref.size_bytes:
            data += self.call("EvidenceService/Read", pb["ReadRequest"](
                dossier_id=dossier_id, sha256=ref.sha256, offset=len(data), length=length)).data
        if hashlib.sha256(data).digest() != ref.sha256:
            raise RuntimeError("the file did not arrive as it was sent in")
        return data

    # -- dossiers (3.3)

    def submit(self, draft_id, base_version, content, accept_incomplete=False, key=None):
        """Submit the serialized DossierContent. Running it again ends in the first answer."""
        request = pb["SubmitRequest"](draft_id=draft_id, base_version=base_version, content=content,
                                      accept_incomplete=accept_incomplete)
        return self.call("DossierService/Submit", request, key or submit_key(request))


def submit_key(request):
    """The idempotency key of a submission, made from what it says (3.3)."""
    text = (b"thidua submit 1\n" + request.draft_id + struct.pack(">I", request.base_version)
            + bytes([request.accept_incomplete]) + request.content)
    return hashlib.sha256(text).digest()[:16]


def file_ref(name, data):
    return pb["FileRef"](name=name, sha256=hashlib.sha256(data).digest(), size_bytes=len(data))
