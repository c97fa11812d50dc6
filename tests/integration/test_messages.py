"""Every text for people is translated: nothing missing, nothing fuzzy, nothing left over, the same
printf formats and the same {parameters} in both languages."""
import re
import subprocess
import unittest

import thidua

PO = thidua.SOURCE / "client" / "po" / "vi.po"


def unquote(lines):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines))


def entries(text):
    """(msgid, msgstr, fuzzy) of a catalogue, without its header."""
    for block in text.split("\n\n"):
        found = re.search(r'^msgid ((?:"[^\n]*"\n?)+)msgstr ((?:"[^\n]*"\n?)+)', block, re.MULTILINE)
        if found and unquote(found.group(1)):
            yield unquote(found.group(1)), unquote(found.group(2)), "#, fuzzy" in block


def parameters(text):
    return set(re.findall(r"\{\w+\}", text))


def in_vietnamese(names):
    """A text of the plan comes as {x_en} and {x_vi}: each language takes its own."""
    return {name.replace("_en}", "_vi}") for name in names}


def faults(catalogue, msgids):
    """What is wrong with a catalogue that should translate these msgids."""
    found, seen = [], set()
    for msgid, text, fuzzy in entries(catalogue):
        seen.add(msgid)
        if fuzzy:
            found.append(f"fuzzy: {msgid}")
        if not text:
            found.append(f"untranslated: {msgid}")
        elif in_vietnamese(parameters(msgid)) != parameters(text):
            found.append(f"other parameters: {msgid}")
        elif re.findall(r"%[-#0 +]*\d*[a-z<>A-Z0-9]+", msgid) != re.findall(r"%[-#0 +]*\d*[a-z<>A-Z0-9]+", text):
            found.append(f"other formats: {msgid}")
        elif msgid.endswith("\\n") != text.endswith("\\n") or msgid.startswith(" ") != text.startswith(" "):
            found.append(f"other blanks or line end: {msgid}")
        if msgid not in msgids:
            found.append(f"no longer used: {msgid}")
    return found + [f"missing: {msgid}" for msgid in sorted(msgids - seen)]


class Messages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        template = subprocess.run([thidua.SOURCE / "scripts" / "messages"], capture_output=True,
                                  encoding="utf-8", check=True).stdout
        cls.msgids = {msgid for msgid, _, _ in entries(template)}

    def test_vietnamese__whole_catalogue__complete(self):
        self.assertGreater(len(self.msgids), 400)
        self.assertEqual(faults(PO.read_text(), self.msgids), [])

    def test_vietnamese__msgfmt__accepts(self):
        done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", PO], capture_output=True,
                              encoding="utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_catalogue__each_kind_of_mistake__is_found(self):
        """The check can fail."""
        good = 'msgid "%u of {a}\\n"\nmsgstr "{a}: %u\\n"\n'
        self.assertEqual(faults(good, {"%u of {a}\\n"}), [])
        self.assertEqual(faults('msgid "{a_en}"\nmsgstr "{a_vi}"\n', {"{a_en}"}), [])
        self.assertEqual(len(faults('msgid "{a_en}"\nmsgstr "{a_en}"\n', {"{a_en}"})), 1)
        for bad in ('#, fuzzy\n' + good, good.replace("{a}:", "{b}:"), good.replace(": %u", ": %s"),
                    good.replace('%u\\n"\n', '%u"\n'), 'msgid "%u of {a}\\n"\nmsgstr ""\n', ""):
            with self.subTest(bad=bad):
                self.assertEqual(len(faults(bad, {"%u of {a}\\n"})), 1)
        self.assertEqual(len(faults(good, set())), 1)


if __name__ == "__main__":
    unittest.main()
