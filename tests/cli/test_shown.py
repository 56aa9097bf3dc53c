"""Every format shows of a report what is kept in tests/cli/shown, byte for byte."""

import unittest

from shown import SHOWN, kept


class ShownTest(unittest.TestCase):
    maxDiff = None

    def test_every_format_shows_what_was_looked_at(self):
        files = kept()
        self.assertEqual({path.name for path in SHOWN.iterdir()}, set(files))
        for name, content in files.items():
            with self.subTest(name):
                self.assertEqual((SHOWN / name).read_text("utf-8").splitlines(), content.decode("utf-8").splitlines())


if __name__ == "__main__":
    unittest.main()
