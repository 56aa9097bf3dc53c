"""render --format github: annotations of GitHub Actions."""

import json
import re

from program import DIABETES, DIGITS, ProgramTest, fix_of

DYING = [DIGITS, "--optimizer", "adam", "--lr", "0.03", "--seed", "6"]
COMMAND = re.compile(r"::(error|warning|notice) title=([^:,]*)::(.*)")


def unescaped(text):
    """As the runner reads it: src/Runner.Worker/ActionCommand.cs, % last."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


class GithubTest(ProgramTest):
    def annotations(self, name="report.json"):
        result = self.program("render", name, "--format", "github")
        self.assertEqual((result.code, result.stderr), (0, ""))
        lines = result.stdout.decode("utf-8").split("\n")
        self.assertEqual(lines.pop(), "")
        return [tuple(map(unescaped, COMMAND.fullmatch(line).groups())) for line in lines]

    def test_reasons_are_errors_and_findings_have_their_severity(self):
        levels = {"error": "error", "warning": "warning", "info": "notice"}
        for args in ([*DYING, "--fail-on", "dead > 3", "--fail-on", "dead_fraction > 1%", "--fail-on", "sparse > 99"],
                     [DIABETES, "--bias-init", "constant:-1000", "--epochs", "1"], [DIABETES, "--lr", "1e30"], [DIABETES]):
            with self.subTest(args):
                self.program("train", *args, "-q", "-o", "report.json")
                report = json.loads(self.read("report.json"))
                expected = [("error", "reluscope verdict", reason) for reason in report["reasons"]]
                expected += [(levels[finding["severity"]], f"reluscope {finding['code']}",
                              f"{finding['message']}\n{fix_of(finding)}") for finding in report["findings"]]
                self.assertEqual(self.annotations(), expected)

    def test_what_stands_in_a_report_ends_no_line_and_begins_no_command(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "report.json")
        report = json.loads(self.read("report.json"))
        evil = "100 %: a, b\r\n::error title=x::y %0A"
        report["findings"] = [{"code": evil, "severity": "warning", "message": evil, "evidence": {}, "advice": "\x1b[31m"}]
        self.write("evil.json", json.dumps(report))
        self.assertEqual(self.annotations("evil.json"), [("warning", f"reluscope {evil}", f"{evil}\nfix:  [31m")])

    def test_a_sweep_has_an_error_for_each_gate_that_failed(self):
        self.program("sweep", DIABETES, "--lr", "0.1,1", "--seeds", "2", "--epochs", "1", "-q", "-o", "sweep.json",
                     "--fail-on", "cell.dead_unit.share >= 0%", "--fail-on", "cell.dead_unit.share > 100%")
        reasons = json.loads(self.read("sweep.json"))["reasons"]
        self.assertEqual(len(reasons), 1)
        self.assertEqual(self.annotations("sweep.json"), [("error", "reluscope verdict", reasons[0])])
