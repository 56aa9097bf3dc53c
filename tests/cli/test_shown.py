"""Every format shows of a report what is kept in tests/cli/shown, byte for byte."""

import unittest

from shown import SHOWN, file_of, kept, outputs


class ShownTest(unittest.TestCase):
    maxDiff = None

    def test_every_format_shows_what_was_looked_at(self):
        names = set()
        for name, content in outputs():
            with self.subTest(name):
                self.assertEqual(kept(name, content).decode("utf-8"), file_of(name).read_bytes().decode("utf-8"))
            names.add(file_of(name))
        self.assertEqual(set(SHOWN.iterdir()), names)


if __name__ == "__main__":
    unittest.main()
