"""Every command runs; with sanitizers, without a word from them."""

from program import ProgramTest
from short_runs import RUNS, commands, run_all


class ShortRunsTest(ProgramTest):
    def test_every_command_is_among_them(self):
        self.assertEqual({run[0] for run in RUNS} - {"--version"}, set(commands()))

    def test_they_succeed_or_say_why_not(self):
        for args, done in run_all(self.folder):
            with self.subTest(" ".join(args[:4])):
                self.assertNotRegex(done.stderr, b"Sanitizer|runtime error:")
                if "nowhere.csv" in args:
                    self.assertEqual(done.returncode, 2)
                    self.assertRegex(done.stderr, rb"\nerror: nowhere.csv: [^\n]+\n\Z")
                else:
                    self.assertIn(done.returncode, (0, 1), done.stderr)
