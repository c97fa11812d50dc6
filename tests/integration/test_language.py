"""Vietnamese and English from the first command, with the real programs, on a machine where no
Vietnamese locale is installed."""
import os
import subprocess
import unittest

import thidua

HELP_VI, HELP_EN = "Cách dùng: thidua", "Usage: thidua"


class Language(unittest.TestCase):
    def run_client(self, *arguments, **env):
        full = {"PATH": os.environ["PATH"], "HOME": "/nonexistent",
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
        full.update(env)
        return subprocess.run([thidua.CLIENT, *arguments], capture_output=True, encoding="utf-8", env=full)

    def test_help__table_of_environments__language(self):
        cases = [
            (["--help"], {}, HELP_EN),
            (["--help"], {"LANG": "vi_VN.UTF-8"}, HELP_VI),
            (["--help"], {"LC_ALL": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, HELP_VI),
            (["--help"], {"LANG": "vi_VN"}, HELP_VI),
            (["--help"], {"LANG": "C"}, HELP_EN),
            (["--help"], {"LANG": "C.UTF-8", "LANGUAGE": "vi"}, HELP_VI),
            (["--help", "--lang", "vi"], {"LANG": "C"}, HELP_VI),
            (["--lang=en", "--help"], {"LANG": "vi_VN.UTF-8"}, HELP_EN),
            (["--help"], {"THIDUA_LANG": "vi"}, HELP_VI),
            (["--help", "--lang", "en"], {"THIDUA_LANG": "vi"}, HELP_EN),
        ]
        for arguments, env, expected in cases:
            with self.subTest(arguments=arguments, env=env):
                done = self.run_client(*arguments, **env)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(expected), done.stdout[:200])

    def test_premise__no_vietnamese_locale_or_it_does_not_matter(self):
        """With LANG=vi_VN.UTF-8 the letters arrive whole, not as question marks."""
        done = self.run_client("--help", LANG="vi_VN.UTF-8")
        self.assertIn("Hồ sơ đề nghị khen thưởng", done.stdout)
        self.assertNotIn("?", done.stdout)

    def test_error__vietnamese__sentence_and_exit_code(self):
        done = self.run_client("whoami", LANG="vi_VN.UTF-8")
        self.assertEqual(done.returncode, 25)
        self.assertEqual(done.stdout, "")
        self.assertIn("Thiết bị này chưa được đăng ký, hoặc không còn được phép.", done.stderr)
        self.assertIn("hãy xin Phòng Nội vụ một mã", done.stderr)

    def test_lang__unknown__refused(self):
        done = self.run_client("whoami", "--lang", "fr")
        self.assertEqual(done.returncode, 2)
        self.assertIn("vi, en", done.stderr)

    def test_daemon__lang__vietnamese(self):
        done = subprocess.run([thidua.DAEMON, "--help"], capture_output=True, encoding="utf-8",
                              env={"PATH": os.environ["PATH"], "LANG": "vi_VN.UTF-8"})
        self.assertEqual(done.returncode, 0)
        self.assertIn("Cách dùng: thiduad", done.stdout)


class ProfileLanguage(thidua.Case):
    def test_profile__its_setting__before_the_locale(self):
        officer = self.town.admin
        plain = {"THIDUA_LANG": "", "LANG": "C.UTF-8"}
        self.assertIn("Officer", officer.run("whoami", env=plain).out)
        officer.run("profile", "lang", "vi")
        self.assertIn("Cán bộ", officer.run("whoami", env=plain).out)
        self.assertIn("Officer", officer.run("whoami", "--lang", "en", env=plain).out)
        officer.run("profile", "lang", "en")
        self.assertIn("Officer", officer.run("whoami", env={"THIDUA_LANG": "", "LANG": "vi_VN.UTF-8"}).out)


if __name__ == "__main__":
    unittest.main()
