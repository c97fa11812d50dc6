"""The command line itself: help with an example everywhere, the nearest right word, exit codes."""
import json
import re
import unittest

import thidua


def run(*arguments, **options):
    return thidua.command([thidua.CLIENT, *arguments], **options)


def commands():
    """All commands that the program's help lists, as lists of words."""
    found = []
    for line in run("--help").out.split("\nOptions of every command:")[0].splitlines():
        words = re.match(r"  ([a-z-]+(?: [a-z-]+)?)(?: |$)", line)
        if words:
            found.append(words.group(1).split())
    return found


class CommandLine(unittest.TestCase):
    def test_help__every_command__usage_and_example(self):
        listed = commands()
        self.assertGreater(len(listed), 25)
        for words in listed:
            for lang in ("vi", "en"):
                with self.subTest(words=words, lang=lang):
                    result = run(*words, "--help", "--lang", lang)
                    self.assertEqual(result.code, 0, str(result))
                    self.assertIn("\n  thidua " + " ".join(words), result.out)
                    self.assertIn("--json", result.out)

    def test_help__program_and_group__example(self):
        for arguments in ([], ["round"], ["help", "round"]):
            result = run(*arguments, "--help")
            self.assertEqual(result.code, 0, str(result))
            self.assertIn("Example:\n  thidua ", result.out)

    def test_nothing_named__help_on_stderr__usage_error(self):
        for arguments in ([], ["round"]):
            result = run(*arguments)
            self.assertEqual((result.code, result.out), (2, ""))
            self.assertIn("Usage: thidua", result.err)

    def test_version(self):
        result = run("--version")
        self.assertEqual(result.code, 0)
        self.assertRegex(result.out, r"^thidua \d+\.\d+\.\d+\n$")

    def test_wrong_words__nearest_right_one(self):
        for arguments, nearest in ((["rond"], "round"), (["round", "opne"], "open"), (["whoaim"], "whoami"),
                                   (["submit", "ho-so"], "dossier submit"), (["chek"], "dossier check"),
                                   (["round", "list", "--jsno"], "--json"),
                                   (["round", "open", "2022", "--kid", "annual"], "--kind")):
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual((result.code, result.out), (2, ""))
                self.assertIn(f"did you mean {nearest}?", result.err.replace("“", "").replace("”", ""))

    def test_wrong_line__json__reasons_as_data(self):
        result = run("round", "open", "2022", "--kind", "yearly", "--json")
        self.assertEqual(result.code, 2)
        error = json.loads(result.err)
        self.assertEqual(error["code"], "INVALID_ARGUMENT")
        self.assertEqual({v["key"] for v in error["violations"]}, {"choice", "usage.required"})

    def test_profile__none__exit_code_and_json(self):
        result = run("round", "list", "--json")
        self.assertEqual((result.code, result.out), (25, ""))
        self.assertEqual(json.loads(result.err)["violations"][0]["key"], "profile.none")

    def test_results__nobody_can_take_them__failure(self):
        result = thidua.command(["sh", "-c", f"{thidua.CLIENT} profile list >/dev/full"])
        self.assertEqual(result.code, 22)


if __name__ == "__main__":
    unittest.main()
