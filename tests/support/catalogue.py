"""The tables of docs/protocol.md that come from the catalogues: catalogue.py [--write].

Without --write it only says whether the page is up to date (exit 1 when not).
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "protocol.md"


def rows(name, macro):
    text = (ROOT / "common" / name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for body in re.findall(rf"^{macro}\((.*?)\)\)$", text, flags=re.M | re.S):
        head, _, sentence = body.partition("N_(")
        yield [part.strip().strip('"') for part in head.rstrip(", \n").split(",")], \
            "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', sentence))


def status():
    yield "| code | number | meaning | exit |"
    yield "|---|---|---|---|"
    for (name, number, exit_code), sentence in rows("status.def", "TD_STATUS"):
        yield f"| {name} | {number} | {sentence} | {exit_code} |"


def violations():
    yield "| key | sentence |"
    yield "|---|---|"
    for (_, key), sentence in rows("violation.def", "TD_VIOLATION"):
        yield f"| `{key}` | {sentence} |"


def methods():
    """From the method tables in server/service/*.c."""
    yield "| method | kind | who may call |"
    yield "|---|---|---|"
    for service, method, kind, roles in method_rows():
        yield f"| {service}/{method} | {kind} | {roles} |"


ROLE_WORDS = {"ANY_OFFICER": "every officer", "STRANGERS": "everybody, strangers too"}


def method_rows():
    sources = sorted((ROOT / "server" / "service").glob("*.[ch]"))
    texts = {path: path.read_text(encoding="utf-8").replace("\\\n", " ") for path in sources}
    shared = role_macros("\n".join(text for path, text in texts.items() if path.suffix == ".h"))
    protos = "".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "proto").glob("*.proto")))
    for service, body in re.findall(r"^service (\w+) \{(.*?)^\}", protos, flags=re.M | re.S):
        for method in re.findall(r"rpc (\w+)\(", body):
            yield service, method, *method_row(service, method, texts, shared)


def role_macros(text):
    return dict(re.findall(r"^#define (\w+)\s+(.*(?:ROLE_BIT|READERS).*)$", text, flags=re.M))


KINDS = {"METHOD_READ": "R", "METHOD_WRITE": "W", "METHOD_FILE": "F"}


def method_row(service, method, texts, shared):
    """Kind and roles, from METHOD(row, In, Out, kind, roles, handler), or the variants for writes.
    What another .c file calls by the same name says nothing here."""
    row = "__".join(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
                    for name in (service.removesuffix("Service"), method))
    for text in texts.values():
        found = re.search(rf"^METHOD(_SECRET|_PREPARED|_DISCREET)?\(\s*{row},(.*?)\)$", text, flags=re.M | re.S)
        if found:
            parts = [" ".join(part.split()) for part in found.group(2).split(",")]
            kind = {None: KINDS.get(parts[2]), "_SECRET": "W, secret", "_PREPARED": "W",
                    "_DISCREET": "W, discreet"}[found.group(1)]
            return kind, roles(parts[-2], {**shared, **role_macros(text)})
    raise SystemExit(f"{service}/{method}: no METHOD({row}, …) row found")


def roles(expression, macros):
    if expression in ROLE_WORDS:
        return ROLE_WORDS[expression]
    for _ in range(5):
        expression = re.sub(r"\b(\w+)\b", lambda m: macros.get(m.group(1), m.group(1)), expression)
    names = re.findall(r"ROLE_BIT\(\s*PB__ROLE__ROLE_(\w+)\s*\)", expression)
    return ", ".join(name.lower() for name in names) or expression


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def frame(kind, body):
    packed = field(kind, body)
    return len(packed).to_bytes(4, "big") + packed


def example_frames():
    status_request = field(1, b"HS-2022-0007")
    return [("Hello{software: \"stranger/1\"}", frame(1, field(1, b"stranger/1"))),
            ("Request{id: 1, method: \"DossierService/Status\", payload: StatusRequest{dossier_id: \"HS-2022-0007\"}}",
             frame(2, field(1, 1) + field(2, b"DossierService/Status") + field(5, status_request)))]


def example():
    for title, data in example_frames():
        yield f"`{title}`"
        yield ""
        for at in range(0, len(data), 16):
            part = data[at:at + 16]
            letters = "".join(chr(b) if 32 <= b < 127 else "." for b in part)
            yield f"    {at:04x}  {part.hex(' '):<47}  {letters}"
        yield ""


def page():
    text = PAGE.read_text(encoding="utf-8")
    for name, make in (("status", status), ("violations", violations), ("methods", methods), ("example", example)):
        text = re.sub(rf"<!-- {name} -->.*?<!-- /{name} -->",
                      lambda _: f"<!-- {name} -->\n" + "\n".join(make()).rstrip() + f"\n<!-- /{name} -->",
                      text, flags=re.S)
    return text


def main():
    new = page()
    if "--write" in sys.argv:
        PAGE.write_text(new, encoding="utf-8")
    elif new != PAGE.read_text(encoding="utf-8"):
        print("docs/protocol.md is not what the catalogues say; run: tests/support/catalogue.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
