"""Pages that repeat a fact of the code must say the same, and the links between them must lead somewhere."""
import pathlib
import re
import unittest

import catalogue
import thidua

DOCS = thidua.SOURCE / "docs"
GUIDES = {"vi": DOCS / "guide.vi.md", "en": DOCS / "guide.en.md"}
PAGES = [thidua.SOURCE / "README.md", *sorted(DOCS.glob("*.md"))]


def text_of(page):
    return page.read_text(encoding="utf-8")


def words_of_help():
    """{"dossier": {"new", …}, "whoami": set(), …} from `thidua --help`; "" in a set: the first word is a command, too."""
    shown = thidua.command([thidua.CLIENT, "--lang", "en", "--help"]).out.partition("\nOptions of every")[0]
    commands, alone = {}, set()
    for line in re.findall(r"^  ([a-z][a-z -]*?)(?: [A-Z\[].*| [a-z|]+\|.*|  .*)$", shown, flags=re.M):
        first, *rest = line.split()
        commands.setdefault(first, set()).update(rest[:1])
        alone.update([] if rest else [first])
    for first in alone:
        commands[first].update({""} if commands[first] else set())
    return commands


def unknown_commands(text, commands):
    """`thidua …` of code in a page whose words are in no command table."""
    fences = r"^```.*?^```$"
    spans = re.findall(r"`([^`]+)`", re.sub(fences, "", text, flags=re.M | re.S))
    spans += re.findall(r"^(?:\w[\w.]*)?\$ (.+)$", text, flags=re.M) + re.findall(r"^    (thidua .+)$", text, flags=re.M)
    for span in spans:
        if "\\" in span:  # bytes that are hashed, not a command
            continue
        for words in re.findall(r"(?:^|[;|&] *)thidua((?:\s+\S+)+)", span):
            words = re.sub(r"\s(?:--(?:lang|profile|timeout)[ =]\S+|-p \S+|--json|--yes)", "", words).split()
            if not words or words[0].startswith("-") or words[0] == "help":
                continue
            first, second = words[0], words[1] if len(words) > 1 else ""
            if first not in commands or (commands[first] and second and not {second, ""} & commands[first]):
                yield f"thidua {first} {second}".strip()


def anchors_of(page):
    """As GitHub makes them from headings."""
    for heading in re.findall(r"^#+ (.+)$", text_of(page), flags=re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken_links(page):
    text = re.sub(r"^```.*?^```$", "", text_of(page), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and anchor not in anchors_of(to)):
            yield f"{page.name}: {target}"


class Docs(unittest.TestCase):
    def test_protocol_page__catalogues__agree(self):
        self.assertEqual(catalogue.page(), text_of(catalogue.PAGE), "run: python3 tests/support/catalogue.py --write")

    def test_protocol_page__one_word_for_roles_in_two_files__is_each_file_s_own(self):
        """HEAD is the head of a unit in one file and of Home Affairs in another."""
        page = text_of(catalogue.PAGE)
        self.assertIn("| DossierService/Confirm | W | unit_head |", page)
        self.assertIn("| InitiativeService/Recognise | W | home_affairs_head |", page)

    def test_links__every_page__lead_somewhere(self):
        self.assertEqual([link for page in PAGES for link in broken_links(page)], [])

    def test_commands__every_page__exist(self):
        commands = words_of_help()
        self.assertIn("submit", commands["dossier"])
        self.assertIn("lang", commands["profile"])
        self.assertEqual(commands["whoami"], set())
        shown_wrong = ["thidua dossier sumbit"]  # the guides show what a mistyped word is answered with
        for page in PAGES:
            unknown = [each for each in unknown_commands(text_of(page), commands) if each not in shown_wrong]
            self.assertEqual(unknown, [], page.name)

    def test_commands__bad_sample__is_found(self):
        page = "`thidua dossier --json check x`, `thidua dossier frobnicate`\n\n```text\n$ thidua nonsense x\n```\n"
        self.assertEqual(list(unknown_commands(page, words_of_help())), ["thidua dossier frobnicate", "thidua nonsense x"])

    def test_commands__table__is_told_in_both_guides(self):
        for lang, page in GUIDES.items():
            text = text_of(page)
            for first, seconds in words_of_help().items():
                for second in seconds or {""}:
                    name = f"{first} {second}".strip()
                    told = f"thidua {name}" in text or (second and re.search(rf"`thidua {first} [^|\n]*`{second}`", text))
                    self.assertTrue(told, f"guide.{lang}.md does not tell of: thidua {name}")

    def test_guides__sections__are_the_same(self):
        def numbers(page):
            return re.findall(r"^#+ (?:(?:Phụ lục|Appendix) )?((?<=[cx] )[A-Z]|\d[\d.]*)", text_of(page), flags=re.M)
        self.assertEqual(numbers(GUIDES["vi"]), numbers(GUIDES["en"]))

    def test_guides__exit_codes__as_in_the_catalogue(self):
        for page in GUIDES.values():
            for (name, _, exit_code), _ in catalogue.rows("status.def", "TD_STATUS"):
                self.assertIn(f"| {exit_code} | {name} | ", text_of(page), page.name)
        for (name, _, exit_code), sentence in catalogue.rows("status.def", "TD_STATUS"):
            self.assertIn(f"| {exit_code} | {name} | {sentence} |", text_of(GUIDES["en"]))

    def test_json_appendix__messages__are_in_proto(self):
        messages = {name for proto in (thidua.SOURCE / "proto").glob("*.proto")
                    for name in re.findall(r"^message (\w+)", text_of(proto), flags=re.M)}
        named = set(re.findall(r"\b[A-Z]\w+(?:Response|Request|Body|Content)\b", text_of(GUIDES["en"])))
        self.assertEqual(named - messages, set())

    def test_operations__option_table__as_printed(self):
        table = thidua.command([thidua.DAEMON, "run", "--options-table", "--lang", "en"]).out
        self.assertIn(table, text_of(DOCS / "operations.md"), "copy in: thiduad run --options-table")

    def test_operations__example_configuration__is_accepted(self):
        example = DOCS / "examples" / "thiduad.conf"
        result = thidua.command([thidua.DAEMON, "check-config", "--config", example])
        self.assertEqual(result.code, 0, str(result))
        self.assertIn("/var/lib/thidua", result.out)

    def test_operations__log_lines__are_in_the_code(self):
        sources = "".join(text_of(path) for path in (thidua.SOURCE / "server").rglob("*.c"))
        sources = re.sub(r'"\s*\n\s*"', "", sources)
        lines = re.findall(r"^\| `([^`]+)` \| (?:error|warning|info|debug) \|", text_of(DOCS / "operations.md"), flags=re.M)
        self.assertGreater(len(lines), 5)
        for line in lines:
            pattern = "".join("(?:%[a-z]+)+" if part == "…" else re.escape(part) for part in re.split("(…)", line))
            self.assertTrue(re.search(pattern, sources), f"operations.md explains a line that is never logged: {line}")
