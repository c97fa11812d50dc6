"""Pages that repeat a fact of the code must say the same."""
import unittest

import catalogue


class Docs(unittest.TestCase):
    def test_protocol_page__catalogues__agree(self):
        self.assertEqual(catalogue.page(), catalogue.PAGE.read_text(encoding="utf-8"),
                         "run: python3 tests/support/catalogue.py --write")
